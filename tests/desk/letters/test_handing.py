"""A letter to somebody without an address is handed over by a person; until then it has not been said."""

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import hand_delivery
from deskterm.desk.packs import packs
from deskterm.desk.tickets import tickets
from deskterm.desk.triage import clarify

from tests.clocks import Watch
from tests.desk.five import House
from tests.desk.letters.test_letters import written
from tests.desk.mails import mail

pytestmark = pytest.mark.usefixtures("italian")


@pytest.fixture
def cloud(tmp_path):
    house = House(tmp_path, "contabilita-in-cloud", Watch("2026-03-02T10:00"), plan="ADVANCED")
    cards.add(house.desk, code="C002", name="Senza posta", plan="ADVANCED", contract_from="2026-01-01")
    yield house
    house.desk.close()


@pytest.fixture
def omnia(tmp_path):
    house = House(tmp_path, "omniagest", Watch("2026-03-02T10:00"))
    yield house
    house.desk.close()


def chat(house):
    given = {"body": "Come si stampa il registro?", "contact": "Ugo", "phone": "0445 000300"}
    return receive.receive_request(house.desk, channel="chat", customer="C002", subject="Registro", **given)


def letters_of(house, code, kind):
    return [one for one in tickets.thread(house.desk, code) if one.kind == kind]


@pytest.mark.rule("A4", "T11")
def test_an_answer_in_a_chat_keeps_the_promise_when_it_is_handed_over(cloud):
    code = chat(cloud).ticket
    written_only = tickets.answer(cloud.desk, code, text="Dal menu Stampe.")
    assert (written_only.state, written_only.answered_at) == ("queued", None)
    (letter,) = letters_of(cloud, code, "answer")
    assert hand_delivery.to_hand(letter)
    cloud.watch.passes(600)
    hand_delivery.handed(cloud.desk, letter.id)
    done = tickets.get(cloud.desk, code)
    assert (done.state, done.answered_at) == ("answered", cloud.watch.at)
    assert "letter_handed" in [event.deed for event in tickets.history(cloud.desk, code)]
    assert [one.state for one in letters_of(cloud, code, "acknowledgement")] == ["dismissed"]
    with pytest.raises(Refused) as refused:
        hand_delivery.handed(cloud.desk, letter.id)
    assert refused.value.code == "letter_not_to_hand"


def test_where_there_is_no_mail_nobody_is_told_to_reply_to_one(cloud):
    code = chat(cloud).ticket
    asked = clarify.clarification_text(cloud.desk, code)
    assert "questa mail" not in asked
    assert "Basta rispondere qui" in asked
    by_mail = cloud.mail("Assistenza telefonica", "Non stampa. Tel. 0445 000123").ticket
    assert "Basta rispondere a questa mail" in clarify.clarification_text(cloud.desk, by_mail)


def test_a_letter_to_hand_over_is_no_request_to_recover_and_goes_with_its_ticket(cloud):
    code = chat(cloud).ticket
    (letter,) = letters_of(cloud, code, "acknowledgement")
    assert hand_delivery.to_hand(letter)
    with pytest.raises(Refused):
        recovery.recover(cloud.desk, letter.id)
    tickets.answer(cloud.desk, code, text="Dal menu Stampe.")
    tickets.close(cloud.desk, code, why="ha trovato da solo")
    assert {one.state for one in tickets.thread(cloud.desk, code) if one.direction == "out"} == {"dismissed"}
    with pytest.raises(NotFound):
        hand_delivery.handed(cloud.desk, 999)


@pytest.mark.rule("O2")
def test_an_answer_to_hand_over_asks_first_how_it_is_paid_and_is_charged_when_it_is_said(omnia):
    cards.add(omnia.desk, code="C002", name="Senza posta")
    pack = packs.sell(omnia.desk, "C002", kind="tickets", size=1)
    form = {
        "contact": "Ugo",
        "phone": "0445 000300",
        "email": "ugo@posta.example",
        "fields": {"type": "usage"},
    }
    code = receive.receive_request(
        omnia.desk, channel="portal", customer="C002", subject="F24", **form
    ).ticket
    with omnia.desk.write() as conn:
        conn.execute("UPDATE ticket SET contact_email = ''")
    tickets.answer(omnia.desk, code, text="Ecco.")
    assert [line.kind for line in packs.ledger(omnia.desk, pack.id)].count("burn") == 0
    hand_delivery.handed(omnia.desk, letters_of(omnia, code, "answer")[0].id)
    assert tickets.get(omnia.desk, code).state == "answered"


def used_up(house, **more):
    return house.request("portal", fields={"type": "usage"}, **more)


@pytest.mark.rule("O2", "A4")
def test_who_has_used_the_pack_up_hears_of_it_with_the_offer(omnia):
    got = used_up(omnia)
    assert (got.outcome, got.rule, got.reason) == ("held", "O2", "pack_used_up")
    ((letter, state, address),) = written(omnia, "refusal")
    assert (state, address) == ("outbox", "anna@rossi.example")
    assert "La conserviamo con la sua data di arrivo" in letter
    assert omnia.desk.service.clause("O2", "it") in letter
    assert "Che cosa possiamo offrire:" in letter


@pytest.mark.rule("O2", "O5")
def test_once_a_pack_is_sold_the_request_is_in_the_queue_and_acknowledged(omnia):
    got = used_up(omnia)
    omnia.tickets_sold(5)
    back = recovery.recover(omnia.desk, got.message)
    ((letter, _, _),) = written(omnia)
    assert f"ha il numero {back.ticket}" in letter


def test_nobody_hears_twice_in_an_hour_that_the_pack_is_used_up(omnia):
    for number in range(3):
        used_up(omnia, subject=f"Domanda {number}")
        omnia.watch.passes(600)
    assert len(written(omnia, "refusal")) == 1


def test_a_stranger_hears_nothing_of_packs(omnia):
    got = receive.receive_mail(omnia.desk, mail("Ugo <ugo@altrove.example>", message_id="<9@a.example>"))
    assert got.reason != "pack_used_up"
    assert written(omnia, "refusal") == []
