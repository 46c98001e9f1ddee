"""Nothing that the customer should hear is forgotten: letters that wait, each opened and sent by a key."""

from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.lead import letters_due
from deskterm.desk.letters import outbox
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short

from tests.desk.mails import mail
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

SIZE = (100, 30)
PORTAL = {
    "channel": "portal",
    "customer": "C001",
    "contact": "Anna Rossi",
    "phone": "0445 000123",
    "email": "c001@clienti.example",
    "fields": {"type": "usage"},
}


def chat(desk):
    given = {"plan": "ADVANCED", "contract_from": "2026-01-01"}
    cards.add(desk.desk, code="C009", name="Senza Posta", **given)
    request = {"subject": "Registro", "body": "Come si stampa?", "contact": "Ugo", "phone": "0445 000300"}
    return receive.receive_request(desk.desk, channel="chat", customer="C009", **request).ticket


async def test_an_answer_for_the_chat_waits_on_the_backlog_and_enter_hands_it_over(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    code = chat(desk)
    tickets.answer(desk.desk, code, text="Dal menu Stampe.")
    async with desk.app().run_test(size=SIZE) as pilot:
        shown = await press(pilot, "7")
        assert f"{short(code)} risposta · Senza Posta" in shown
        shown = await press(pilot, "down", "enter")
        assert f"Da consegnare · {short(code)}" in shown and "Dal menu Stampe." in shown
        shown = await press(pilot, "f9")
        assert tickets.get(desk.desk, code).state == "answered"
        assert letters_due.listing(desk.desk) == ()


async def test_at_the_ticket_the_screen_asks_at_once_whether_it_was_said(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "contabilita-in-cloud")
    code = chat(desk)
    async with desk.app().run_test(size=SIZE) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"ecco")
        shown = await press(pilot, "f9")
        assert "La lettera non parte da sola" in shown
        shown = await press(pilot, "escape")
        assert "da consegnare (n." in shown
        assert tickets.get(desk.desk, code).state == "queued"


async def test_v_sells_a_pack_to_who_waits_for_one_and_makes_a_ticket_of_the_request(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest", sold={"ticket": 1})
    desk.taken()
    held = receive.receive_request(desk.desk, subject="Logo", body="Non si vede.", **PORTAL)
    assert held.reason == "pack_used_up"
    async with desk.app().run_test(size=SIZE) as pilot:
        shown = await press(pilot, "5")
        assert "carnet finito" in shown and "v vende un carnet" in shown
        await press(pilot, "v", *"10", "tab", *"200", "f9")
        assert sum(one.pack.left for one in packs.packs(desk.desk, customer="C001")) == 9
        assert [one.subject for one in tickets_of(desk)].count("Logo") == 1


def tickets_of(desk):
    from deskterm.desk.queue import queue

    return queue.rows(desk.desk)


async def test_f7_joins_a_request_to_the_older_one_that_it_is_over_again(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    first = receive.receive_request(desk.desk, subject="Logo", body="Il logo non si vede.", **PORTAL).ticket
    second = receive.receive_request(desk.desk, subject="AIUTO", body="Il logo non si vede.", **PORTAL).ticket
    async with desk.app().run_test(size=SIZE) as pilot:
        shown = await opened(pilot, "ticket", second)
        assert f"forse è la stessa di {short(first)} (F7 le unisce)" in shown
        shown = await press(pilot, "f7")
        assert f"Unire {short(second)} a {short(first)}?" in shown
        await press(pilot, "s")
        assert tickets.get(desk.desk, second).state == "closed"
        assert [one.code for one in tickets_of(desk)] == [first]


async def test_the_queue_shows_the_customers_last_words(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest")
    first = receive.receive_request(desk.desk, subject="Logo", body="Il logo non si vede.", **PORTAL).ticket
    desk.now += 600
    second = receive.receive_request(desk.desk, subject="Poi", body="Ora si vede a metà.", **PORTAL).ticket
    from deskterm.desk.tickets import merge

    merge.merge(desk.desk, second, first)
    async with desk.app().run_test(size=(140, 40)) as pilot:
        shown = await press(pilot, "1")
        assert "ultime parole del cliente" in shown and "Ora si vede a metà." in shown


async def test_at_the_shut_gate_m_asks_the_customer_for_the_mail(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    request = {"subject": "POS", "body": "Non va.", "contact": "Anna", "email": "c001@clienti.example"}
    code = receive.receive_request(desk.desk, channel="whatsapp", customer="C001", **request).ticket
    async with desk.app().run_test(size=SIZE) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "f2")
        await press(pilot, "enter")
        shown = await press(pilot, "f6")
        assert "m chiede la mail" in shown
        await press(pilot, "m")
        assert [one.kind for one in tickets.thread(desk.desk, code)][-1] == "clarification"


async def test_the_row_the_letter_and_the_ticket_say_why_no_machine_tells_a_number(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    anna = {"name": "Anna", "email": "anna@rossi.example"}
    cards.add(desk.desk, code="C009", name="Rossi", contacts=[anna])
    code = receive.receive_mail(desk.desk, mail(subject="Stampa [#AB000012-k3x9q2]")).ticket
    async with desk.app().run_test(size=SIZE) as pilot:
        shown = await press(pilot, "7")
        assert "dire il numero: etichetta altrui" in shown and "da una lista" not in shown
        shown = await press(pilot, "down", "enter")
        assert "Da sola non parte: etichetta altrui. F9 la manda." in shown
        await press(pilot, "escape")
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "end")
        assert "Ricevuta: il numero lo dice una persona: porta l'etichetta" in shown


async def test_a_letter_about_a_request_that_is_kept_shows_to_which_corrected_address_it_goes(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "omniagest", sold={"ticket": 1})
    desk.taken()
    for subject in ("Logo", "Poi"):
        receive.receive_request(desk.desk, subject=subject, body="Non si vede.", **PORTAL)
    person = cards.get(desk.desk, "C001").contacts[0]
    was, new = PORTAL["email"], "anna@nuova.example"
    assert person.email == was
    desk.now += 60
    moved = cards.set_contact(desk.desk, "C001", name=person.name, email=new).redirected
    (due,) = letters_due.listing(desk.desk)
    async with desk.app().run_test(size=(120, 30)) as pilot:
        await press(pilot, "7")
        shown = await press(pilot, "home", "enter")
        assert f"A: {new}, corretto sulla scheda, non più {was}" in shown
        await press(pilot, "f9")
    assert moved.letters and due.what == "pack"
    assert {one.to for one in outbox.outbox(desk.desk, ("waiting",)).letters} == {new}
