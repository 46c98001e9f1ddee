"""The telephone rings: who it is, what the terms say, and the clock starts."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from deskterm import locale
from deskterm.desk.agenda import callbacks
from deskterm.desk.billing import estimates
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.terms import files
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.customer import card
from deskterm.screens.ring import deeds
from textual.widgets import Input

from tests.screens.conftest import lines, settle, text
from tests.screens.counter import Counter, Empty, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


@pytest.mark.parametrize(
    "typed", ["0445 000123", "+39 0445/000.123", "0445000123", "C001", "c001@clienti.example", "rossi imp"]
)
async def test_whatever_the_caller_says_finds_the_customer(counter, typed):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        shown = await press(pilot, *typed)
        assert "Rossi Impianti srl" in shown and "Anna Rossi" in shown
        assert "contratto ✓ fino al 31/12/26" in shown and "carnet ore 0h15, scade 2/3/27" in shown


@pytest.mark.parametrize("part", ["0445", "000123", "445 000", "0039 0445 00", "+39 0445"])
async def test_a_part_of_the_number_finds_the_customer_who_has_it(counter, part):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert "Rossi Impianti srl" in await press(pilot, *part)
        assert "Nessun cliente così" in await press(pilot, *"999")


async def test_terms_that_keep_no_stranger_out_name_no_clause(tmp_path):
    async with FiveDesk(tmp_path / "desk", "istes").app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        shown = await press(pilot, *"zzz")
        assert "Nessun cliente così: chi non è cliente" in shown and "()" not in shown


async def test_a_vat_number_that_nobody_has_verified_is_marked_on_the_callers_card(counter):
    cards.change(counter.desk, "C001", {"vat": "77000010240"}, unverified=True)
    async with counter.app().run_test(size=(140, 40)) as pilot:
        shown = await press(pilot, "f2", *"C001")
        assert "P. IVA non verificata" in shown
        cards.change(counter.desk, "C001", {"vat": "77000010247"})
    async with counter.app().run_test(size=(140, 40)) as pilot:
        assert "P. IVA" not in await press(pilot, "f2", *"C001")


async def test_two_enters_start_the_clock_on_the_open_ticket(counter):
    code = counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"0445 000123")
        assert short(code) in await press(pilot, "enter")
        shown = await press(pilot, "enter")
        assert "compreso fino a 5:00" in shown and short(code) in shown
    session = timer.running(counter.desk).session
    assert session.ticket == code and session.inbound
    assert tickets.get(counter.desk, code).taken_by == "luca"  # nobody else takes it from the queue meanwhile


async def test_a_caller_without_a_ticket_is_reminded_and_gets_one_with_a_key(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"bianchi")
        assert "nessun ticket aperto (D23)" in shown and "0 aperti" in shown
        await press(pilot, "enter", "n")
        shown = await press(pilot, *"permessi", "enter")
        assert "permessi" in shown and "Studio Bianchi" in shown
    ticket = tickets.get(counter.desk, timer.running(counter.desk).session.ticket)
    assert (ticket.channel, ticket.contact_name, ticket.contact_phone) == (
        "urgent",
        "Anna Bianchi",
        "0445 000456",
    )


async def test_a_blocking_problem_goes_by_the_urgent_line(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"bianchi", "enter", "b")
        await press(pilot, *"cassa", "enter")
    ticket = tickets.get(counter.desk, timer.running(counter.desk).session.ticket)
    assert (ticket.channel, ticket.blocking, ticket.lane) == ("urgent", True, 1)


async def test_out_of_hours_is_said_and_a_blocking_problem_goes_to_who_is_on_call(counter):
    counter.now += 10 * 3600
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "fuori orario (D22)" in await press(pilot, "f2", *"bianchi")
        await press(pilot, "enter", "b", *"server", "enter")
    assert tickets.get(counter.desk, timer.running(counter.desk).session.ticket).channel == "on-call"


async def test_nobody_is_called_who_left_no_number(counter):
    code = counter.taken("C001")
    with counter.desk.write() as conn:
        conn.execute("UPDATE ticket SET contact_phone = '' WHERE code = ?", (code,))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ring", code)
        assert "chiamo io" in shown and "senza telefono" in shown and "Non si può (D16)" in shown
        shown = await press(pilot, "enter")
        assert "D16" in shown and "Chi chiama?" in shown
        assert timer.running(counter.desk) is None
        shown = await press(pilot, "down", "enter")  # the customer may call us
        assert "telefonata in entrata" in shown


async def test_from_a_ticket_the_call_is_about_that_ticket(counter):
    code = counter.taken("C002", subject="Bolla doppia")
    counter.request("C002", "Altro")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ring", code)
        assert (
            "chiamo io" in shown
            and "0445 000456" in shown
            and "mi chiama il cliente" in shown
            and "Altro" in shown
        )
        assert "telefonata in uscita" in await press(pilot, "enter")
    assert timer.running(counter.desk).session.ticket == code


async def test_no_contract_is_a_sign_and_a_word(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"verdi")
        assert "contratto ✗ nessuno" in shown and "nessun carnet con residuo" in shown


async def test_strangers_are_told_what_the_terms_say(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "Nessun cliente così (D1)" in await press(pilot, "f2", *"xyz")


async def test_results_follow_what_is_typed_and_arrows_walk_through_them(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"s")
        assert "Rossi Impianti srl" in text(app) and "Studio Bianchi" in text(app)
        first = lines(app)[9]
        await press(pilot, "down")
        assert lines(app)[9] != first and app.screen.query_one("#who", Input).has_focus
        await press(pilot, *"tudio")
        assert "Rossi Impianti" not in text(app)


async def test_enter_before_the_answer_never_means_the_customer_shown_before(counter, monkeypatch):
    counter.request("C001", "Vecchia")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi")
        assert "Vecchia" in text(app)
        find, gate = deeds.met, threading.Event()
        monkeypatch.setattr(deeds, "met", lambda *given: (gate.wait(20), find(*given))[1])
        await pilot.press(*(["backspace"] * 5), *"bianchi", "enter")
        assert app.focused.id == "who"
        gate.set()
        await settle(pilot)
        assert app.focused.id == "about" and "Anna Bianchi" in text(app)
        assert timer.running(counter.desk) is None


async def test_calls_in_pause_wait_under_the_prompt(counter):
    timer.start(counter.desk, counter.taken("C001"))
    timer.pause(counter.desk, "linea caduta")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2")
        assert "Rossi Impianti srl" in shown and "in pausa" in shown
        assert "in pausa: questo tempo non si paga" in await press(pilot, "enter")


async def test_a_number_of_another_contact_names_that_contact(counter):
    found = deeds.look(counter.desk, "C001", "0445 000123")
    assert found.contact.name == "Anna Rossi"


async def test_an_unconfirmed_sender_counts_for_nothing_yet(counter):
    code = counter.taken("C001")
    with counter.desk.write() as conn:
        conn.execute("UPDATE ticket SET confirmed = 0 WHERE code = ?", (code,))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "ring", code)
        assert "mittente da confermare" in shown and "contratto ✓" not in shown


async def test_refusing_to_park_leaves_the_running_call_alone(counter):
    first = timer.start(counter.desk, counter.taken("C001"))
    counter.request("C002")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"bianchi", "enter", "enter")
        await press(pilot, "n")
    assert timer.running(counter.desk).session.id == first.id


async def test_the_card_counts_what_is_open(counter):
    for number in range(30):
        counter.request("C001", f"Richiesta {number}")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert "30 aperti" in await press(pilot, *"0445 000123")


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_it_fits_every_terminal_in_both_languages(counter, size, language):
    locale.choose(language)
    counter.request("C001", "[/] [@click=app.quit]Conferma[/] \x1b]0;x\x07 [URGENTE]" + " lungo" * 40)
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "f2", *"rossi")
        assert all(len(line) <= size[0] for line in lines(app)) and app.screen.max_scroll_x == 0
        assert "\x1b" not in text(app) and "[/]" in text(app)
        assert isinstance(app.screen_stack[0], Empty)


def test_the_queue_and_the_packs_of_these_tests_are_real(counter):
    assert queue.count(counter.desk) == 0 and len(packs.packs(counter.desk)) == 1


async def test_while_somebody_types_the_last_line_names_no_letters(counter):
    counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi")
        assert "Nuovo ticket" not in lines(pilot.app)[-1] and "Ctrl+O Aiuto" in lines(pilot.app)[-1]
        await press(pilot, "enter")
        assert "n Nuovo ticket" in lines(pilot.app)[-1] and "? Aiuto" in lines(pilot.app)[-1]


def test_a_pack_is_missed_only_where_packs_are_sold():
    nothing = SimpleNamespace(packs=(), stranded=(), then={})
    assert card.packs(nothing, files.load("delta-system")) != []
    assert card.packs(nothing, files.load("istes")) == []  # training comes with the agreement alone


# Who is on the line, and what Enter starts


async def test_phone_fault_1_what_is_typed_goes_to_the_prompt_over_an_open_ticket(counter):
    code = counter.taken("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "f2", *"bianco 0445")
        assert app.screen.query_one("#who", Input).value == "bianco 0445"
        assert timer.running(counter.desk) is None


async def test_phone_fault_1_what_is_typed_after_the_choice_goes_to_the_prompt_too(counter):
    counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter")
        assert app.focused.id == "about"
        await press(pilot, *"4444")
        assert app.screen.NAME == "ring" and app.screen.query_one("#who", Input).value == "4444"
        assert timer.running(counter.desk) is None


async def test_phone_fault_1_no_letter_starts_a_clock_the_outgoing_call_begins_with_enter(counter):
    code = counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter")
        shown = await press(pilot, "o")
        assert "chiamo io" in shown and "0445 000123" in shown and timer.running(counter.desk) is None
        assert "telefonata in uscita" in await press(pilot, "enter")
    session = timer.running(counter.desk).session
    assert (session.ticket, session.inbound) == (code, False)


@pytest.mark.parametrize("beneath", [False, True])
async def test_the_clock_runs_on_the_right_customer_after_f2_and_two_enters(counter, beneath):
    """From the queue and from an open ticket: three keys besides what is typed."""
    other, code = counter.taken("C002"), counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        if beneath:
            await opened(pilot, "ticket", other)
        await press(pilot, "f2", *"0445 000123", "enter", "enter")
    assert timer.running(counter.desk).session.ticket == code


async def test_phone_fault_5_each_pack_is_read_with_its_own_end(counter):
    packs.sell(counter.desk, "C001", kind="hours", size=600, net_cents=60000, expires_on="2027-02-20")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        assert "0h15, scade 2/3/27" in shown and "10h00, scade 20/2/27" in shown


async def test_phone_fault_7_who_rang_is_on_the_call_and_in_the_consent(counter):
    cards.set_contact(counter.desk, "C001", name="Ivan Neri", phone="0445 000199")
    code = counter.request("C001", contact="Anna Rossi", phone="0445 000123")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"0445 000199")
        assert "Ivan Neri" in text(pilot.app)
        shown = await press(pilot, "enter", "enter")
        assert "Ivan Neri" in shown and "0445 000199" in shown and "Anna Rossi" not in shown
    session = timer.running(counter.desk).session
    assert (session.ticket, session.caller_name) == (code, "Ivan Neri")
    assert tickets.get(counter.desk, code).contact_name == "Anna Rossi"  # the ticket's own stays


async def test_phone_fault_9_a_new_request_by_telephone_has_the_telephones_channel_and_clause(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"bianchi", "enter", "n", *"permessi", "enter")
    ticket = tickets.get(counter.desk, timer.running(counter.desk).session.ticket)
    assert (ticket.channel, ticket.kind, ticket.blocking) == ("urgent", "phone", False)


async def test_phone_fault_19_enter_starts_the_promised_callback_then_what_is_in_hand_then_the_queue(counter):
    rests, queued = counter.request("C001", "Ferma"), counter.request("C001", "In coda")
    mine, promised = counter.taken("C001", subject="In mano"), counter.request("C001", "Promessa")
    queue.park(counter.desk, rests, why="aspetta il fornitore", wait="vendor")
    callbacks.add(counter.desk, promised)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        order = sorted((promised, mine, queued, rests), key=lambda code: shown.rindex(f"{short(code)} "))
        assert order == [promised, mine, queued, rests]
        assert f"Invio: {short(promised)}, richiama 09:" in shown
        await press(pilot, "enter", "down")
        assert f"Invio: {short(mine)}, in mano a te" in text(pilot.app)
        await press(pilot, "up", "enter")
    assert timer.running(counter.desk).session.ticket == promised


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_the_card_says_what_each_kind_of_work_costs_before_the_call_begins(counter, language):
    locale.choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = " ".join((await press(pilot, "f2", *"rossi")).split())
        assert "60,00 € l'ora" in shown or "€60.00 an hour" in shown
        assert "D28" in shown


# Who is not known yet


async def test_phone_fault_12_an_unknown_number_becomes_a_contact_with_one_key(counter):
    code = counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"0445 000777")
        await press(pilot, *["backspace"] * 11, *"rossi", "f7")
        shown = await press(pilot, *"Ivan Neri", "f9")
        assert "Ivan Neri" in shown and app.screen.query_one("#who", Input).value == "0445 000777"
        await press(pilot, "enter", "enter")
    assert [one.name for one in cards.get(counter.desk, "C001").contacts] == ["Anna Rossi", "Ivan Neri"]
    session = timer.running(counter.desk).session
    assert (session.ticket, session.caller_name, session.caller_phone) == (code, "Ivan Neri", "0445 000777")


async def test_phone_fault_12_a_new_customer_in_three_fields_has_the_clock_running_and_nothing_due(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"0445 000777")
        shown = await press(pilot, "f7")
        assert "Da dire: «Non risulta ancora un contratto" in shown and "0445 000777" in shown
        await press(pilot, *"Nuova srl", "enter", *"Ada", "enter")
        shown = await press(pilot, "f9")
        assert "Nuova srl" in shown and "contratto ✗ nessuno" in shown
    session = timer.running(counter.desk).session
    assert (session.customer, session.caller_name) == ("Nuova srl", "Ada")
    card = cards.card(counter.desk, cards.code_of(counter.desk, session.customer_id))
    assert not card.contract_ok and not card.packs and card.customer.contacts[0].phone == "0445 000777"


async def test_phone_fault_12_a_number_and_the_language_are_put_right(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"anna rossi", "f7")
        await press(
            pilot, "enter", *["backspace"] * 11, *"0445 000124", "enter", "backspace", "backspace", *"en"
        )
        await press(pilot, "f9")
    card = cards.get(counter.desk, "C001")
    assert ([one.phone for one in card.contacts], card.language) == (["0445 000124"], "en")


# The list while one types, and what the last line calls the keys


async def test_a_result_is_seen_however_far_one_had_walked_before(counter):
    """The list that held many and the list that holds one are the same lines of the terminal."""
    for number in range(12):
        phone = f"04{number % 3} 0000{number:03}"
        cards.add(counter.desk, name=f"Ditta {number}", contacts=[{"name": "Ugo", "phone": phone}])
    app = counter.app()
    shown = lambda: [line for line in lines(app)[2:7] if line.strip()]  # noqa: E731
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"04", *["down"] * 9, *"1 0000004")
        assert len(shown()) == 1 and shown()[0].startswith("▌ ") and "Ditta 4" in shown()[0]
        await press(pilot, *["backspace"] * 7)
        assert shown()[0].startswith("▌ ")  # nobody has chosen: the likeliest is in front


async def test_whom_one_has_walked_to_stays_in_front_as_long_as_they_are_found(counter):
    cards.add(counter.desk, name="Bianchi Legnami", contacts=[{"name": "Ezio", "phone": "0445 000500"}])
    app = counter.app()
    front = lambda: next(line for line in lines(app)[2:7] if line.startswith("▌"))  # noqa: E731
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"b", "down")
        meant = front().split("  ")[0]
        await press(pilot, *"ian")
        assert front().split("  ")[0] == meant
        await press(pilot, *["backspace"] * 4, *"rossi")
        assert "Rossi Impianti" in front()


ENTER = {
    "it": ("Invio Avanti", "Invio Avvia", "Invio Chiama", "Invio Nuovo ticket"),
    "en": ("Enter Go on", "Enter Start", "Enter Call", "Enter New ticket"),
}


@pytest.mark.parametrize("language", locale.LANGUAGES)
async def test_phone_fault_18_enter_is_named_by_what_it_does(counter, language):
    locale.choose(language)
    counter.request("C001")
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for keys, named in zip((("f2", *"rossi"), "enter", "o", "down"), ENTER[language], strict=True):
            await press(pilot, *([keys] if isinstance(keys, str) else keys))
            assert named in lines(app)[-1]


async def test_the_key_for_somebody_new_says_whether_a_customer_or_a_contact(counter):
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert "F7 Cliente nuovo" in lines(app)[-1]
        shown = await press(pilot, *"0445 000777")
        assert "F7: cliente nuovo" in shown.splitlines()[2] and "F7 Cliente nuovo" in lines(app)[-1]
        await press(pilot, *["backspace"] * 11, *"rossi")
        assert "F7 Contatto nuovo" in lines(app)[-1]
        await press(pilot, *["backspace"] * 5, *"0445 000123")
        assert "F7 Correggi contatto" in lines(app)[-1]
        assert "Anna Rossi" in await press(pilot, "f7")


async def test_phone_fault_19_of_what_waits_enter_starts_what_stands_first_in_the_queue(counter):
    ordinary = counter.request("C001", "Da tempo in coda")
    counter.now += 3600
    urgent = counter.request("C001", "Server fermo", channel="urgent", blocking=True)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"rossi")
        assert f"Invio: {short(urgent)}, in coda 1º" in shown
        assert shown.rindex(short(urgent)) < shown.rindex(short(ordinary))
        await press(pilot, "enter", "enter")
    assert timer.running(counter.desk).session.ticket == urgent


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_what_the_call_will_cost_is_never_cut(counter, language, size):
    """Rossi's line is the longest there is: free minutes, a price, a pack, and training beside it."""
    locale.choose(language)
    app = counter.app()
    async with app.run_test(size=size) as pilot:
        await press(pilot, "f2", *"rossi")
        cost = app.screen.query_one("#cost")
        told = " ".join(" ".join(lines(app)[cost.region.y : cost.region.bottom]).split())
    whole = ", ".join(estimates.each_of_customer(counter.desk, "C001"))
    assert told == " ".join(whole.split()) and told.endswith("(D28)")


@pytest.mark.parametrize(("language", "rest"), [("it", "e altri 7 prezzi"), ("en", "and 7 more prices")])
async def test_of_more_prices_than_there_are_rows_is_said_how_many_are_left_out(counter, language, rest):
    locale.choose(language)
    app = counter.app()
    each = tuple(f"lavoro numero {n}: {n}0,00 € l'ora più 25,00 € (X{n})" for n in range(12))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi")
        cost = app.screen.query_one("#cost")
        cost.of(each)
        await pilot.pause()
        told = " ".join(" ".join(lines(app)[cost.region.y : cost.region.bottom]).split())
        assert app.screen.query_one("#about").size.height >= 3
    assert told.startswith(", ".join(each[:5])) and rest in told
