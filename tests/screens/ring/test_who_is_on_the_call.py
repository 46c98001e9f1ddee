"""What was asked for is what starts, and who the card names is who is on the call."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.intake import by_phone
from deskterm.desk.tickets import merge, tickets
from deskterm.models.basics.ticket_numbers import short
from textual.widgets import Input

from tests.screens.conftest import settle, text, until
from tests.screens.counter import Counter, press
from tests.screens.five import FiveDesk


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def rings(pilot, counter, phone: str, **more: str) -> str:
    """It rings, and F2 takes it up; what the terminal shows."""
    number = by_phone.ring(counter.desk, phone, **more).number
    pilot.app.nudge()
    await until(pilot, lambda: by_phone.since(counter.desk, number - 1)[0].shown)
    await settle(pilot)
    return await press(pilot, "f2")


def call(counter):
    return timer.running(counter.desk).session


# The ticket that was asked for


@pytest.mark.parametrize("typed", ["tk{}", "{}"])
async def test_the_ticket_whose_number_is_typed_is_the_one_that_enter_starts(counter, typed):
    likelier, code = counter.taken("C001", subject="In mano"), counter.request("C001", "In coda")
    number = short(code).removeprefix("TK")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *typed.format(number))
        assert f"Invio: {short(code)}" in shown and short(likelier) in shown
        await press(pilot, "enter", "enter")
    assert call(counter).ticket == code


async def test_another_ticket_of_the_same_customer_typed_over_the_first_is_the_one(counter):
    first, second = counter.request("C001", "Prima"), counter.request("C001", "Seconda")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *short(first).lower())
        await press(pilot, *["backspace"] * len(short(first)), *short(second).lower(), "enter", "enter")
    assert call(counter).ticket == second


async def test_a_done_ticket_is_said_to_be_done_and_is_the_one_that_starts(counter):
    code, open_one = counter.taken("C001", subject="Finita"), counter.request("C001", "Ancora aperta")
    tickets.close(counter.desk, code, why="fatto")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *short(code).lower())
        assert f"Invio: {short(code)}, chiuso 3/3/26" in shown and "resta così" in shown
        assert short(open_one) in shown
        await press(pilot, "enter", "enter")
    assert call(counter).ticket == code and tickets.get(counter.desk, code).state == "closed"


async def test_the_number_of_a_merged_ticket_means_the_one_that_stayed(counter):
    _, stays, gone = (counter.request("C001", name) for name in ("Prima in coda", "Resta", "Unita"))
    merge.merge(counter.desk, gone, stays)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *short(gone).lower(), "enter", "enter")
    assert call(counter).ticket == stays


# Who is on the call


async def test_where_nobody_was_named_the_card_asks_about_whom_the_ticket_names(counter):
    code = counter.request("C001", "La prima", contact="Spaccio Rossi", phone="0445 000555")
    other = counter.request("C001", "La seconda", contact="Ivo Neri", phone="0445 000556")
    cards.set_contact(counter.desk, "C001", name="Ivan Neri", phone="0445 000199")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        shown = await press(pilot, "f2", *"impianti")
        assert "Spaccio Rossi? (dire chi chiama)" in shown and "0445 000555" in shown
        assert "Anna Rossi" not in shown
        shown = await press(pilot, "enter", "down")
        assert "Ivo Neri? (dire chi chiama)" in shown and "0445 000556" in shown
        shown = await press(pilot, "up", "enter")
        assert "Spaccio Rossi" in shown and "0445 000555" in shown
    assert call(counter).ticket == code != other


async def test_who_rang_stays_on_the_call_when_the_customer_is_found_by_another_name(counter):
    code = counter.request("C002", "Permessi")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "333 1234567", name="Nicolò D'Agostin")
        await press(pilot, *["backspace"])
        shown = await press(pilot, *"bianchi")
        assert "Nicolò D'Agostin" in shown and "333 1234567" in shown
        assert "questo numero non è nella scheda" in shown and "0445 000456" not in card(pilot)
        await press(pilot, "f7")
        assert pilot.app.screen.query_one("#name", Input).value == "Nicolò D'Agostin"
        assert pilot.app.screen.query_one("#phone", Input).value == "333 1234567"
        shown = await press(pilot, "escape", "enter", "enter")
        assert "Nicolò D'Agostin" in shown and "333 1234567" in shown
    found = call(counter)
    assert (found.ticket, found.caller_name, found.caller_phone) == (code, "Nicolò D'Agostin", "333 1234567")


async def test_a_person_who_is_named_while_an_unknown_number_rings_calls_from_that_number(counter):
    counter.request("C002", "Permessi")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "333 1234567")
        shown = await press(pilot, "backspace", *"anna bianchi")
        assert "333 1234567" in shown and "questo numero non è nella scheda" in shown
        await press(pilot, "enter", "enter")
    assert (call(counter).caller_name, call(counter).caller_phone) == ("Anna Bianchi", "333 1234567")


async def test_a_new_ticket_carries_who_rang(counter):
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "333 1234567", name="Nicolò D'Agostin")
        await press(pilot, "backspace", *"bianchi", "enter", "n", *"permessi", "enter")
    ticket = tickets.get(counter.desk, call(counter).ticket)
    assert (ticket.contact_name, ticket.contact_phone) == ("Nicolò D'Agostin", "333 1234567")


async def test_a_vat_number_that_is_typed_is_nobodys_telephone(counter):
    cards.change(counter.desk, "C002", {"vat": "01234567897"}, unverified=True)
    code = counter.request("C002", "Permessi", contact="Anna Bianchi", phone="0445 000456")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        shown = await press(pilot, "f2", *"01234567897", "enter", "enter")
        assert "0445 000456" in shown
    assert (call(counter).ticket, call(counter).caller_phone) == (code, "")


def card(pilot) -> str:
    return str(pilot.app.screen.query_one("#card").render())


async def test_a_ticket_made_for_a_call_that_does_not_begin_is_said_to_stay(counter):
    timer.start(counter.desk, counter.taken("C001"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"bianchi", "enter", "n", *"permessi", "enter")
        assert "C'è una chiamata in corso" in shown
        shown = " ".join((await press(pilot, "n")).split())
        (made,) = cards.card(counter.desk, "C002").open_tickets
        assert f"{short(made.code)} è aperto e resta in coda" in shown
    assert call(counter).customer == "Rossi Impianti srl"


async def test_the_row_of_a_call_that_stops_the_work_stands_whole_at_80_columns(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot, "f2", *"bianchi")
        assert "nuovo, lavoro fermo" in shown and "ferm…" not in shown


async def test_every_key_at_the_foot_of_a_gate_has_its_word(tmp_path):
    desk = FiveDesk(tmp_path / "micro", "digital-micro")
    timer.start(desk.desk, desk.taken())
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", "f6")
        assert str(pilot.app.screen.query_one("#keys").render()).endswith("Esc lascia")
        assert "Esc lascia" in text(pilot.app)


# A number that is known as somebody else's


async def test_a_number_of_another_customer_is_said_to_be_theirs_and_kept_for_nobody_else(counter):
    code = counter.request("C002", "Permessi", contact="Anna Bianchi", phone="0445 000456")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "0445 000789")
        await press(pilot, "backspace", *"bianchi")
        assert "il numero che suona è di Ugo Verdi" in " ".join(card(pilot).split())
        assert "0445 000456" in card(pilot) and "0445 000789" not in card(pilot)
        await press(pilot, "enter", "enter")
    assert call(counter).ticket == code and call(counter).caller_phone in ("", "0445 000456")


async def test_whoever_is_found_by_their_own_number_calls_from_it_and_not_from_the_one_that_rings(counter):
    counter.request("C002", "Permessi", contact="Spaccio", phone="0445 000457")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "333 1234567")
        await press(pilot, "backspace", *"0445000456", "enter", "enter")
    assert (call(counter).caller_name, call(counter).caller_phone) == ("Anna Bianchi", "0445 000456")


async def test_the_number_of_another_person_of_the_same_customer_is_said_to_be_theirs(counter):
    counter.request("C002", "Permessi")
    cards.set_contact(counter.desk, "C002", name="Ivan Neri", phone="0445 000199")
    async with counter.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await rings(pilot, counter, "0445 000199")
        await press(pilot, "backspace", *"anna bianchi")
        assert "è il numero di Ivan Neri" in card(pilot) and "non è nella scheda" not in card(pilot)
        await press(pilot, "enter", "enter")
    assert (call(counter).caller_name, call(counter).caller_phone) == ("Anna Bianchi", "0445 000199")
