"""The solved tickets most like the one in front, in one key; the answer chosen goes into the draft."""

from __future__ import annotations

import pytest
from deskterm.desk.tickets import drafts, tickets
from deskterm.models.basics.ticket_numbers import short
from textual.widgets import TextArea

from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "desk")


def one_solved_and_one_like_it(counter):
    solved = counter.taken("C002", subject="Stampa registro IVA doppia")
    tickets.answer(counter.desk, solved, text="Buongiorno,\n\nLa data era errata.")
    return solved, counter.taken()


async def test_a_digit_puts_the_answer_of_a_solved_ticket_behind_the_greeting(counter):
    solved, code = one_solved_and_one_like_it(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "S")
        assert short(solved) in shown and "La data era errata." in shown and "bozza" in shown
        await press(pilot, "1")
        typed = pilot.app.screen.query_one(TextArea).text
        assert typed.startswith("Buongiorno Anna Rossi,") and typed.endswith("La data era errata.")
        await press(pilot, *" Provi ora.", "f9")
    assert tickets.thread(counter.desk, code)[-1].body.endswith("La data era errata. Provi ora.")


async def test_it_goes_behind_what_was_begun_and_nothing_that_was_typed_is_lost(counter):
    _, code = one_solved_and_one_like_it(counter)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "r", *"Ecco:", "escape", "S", "enter")
        assert pilot.app.screen.query_one(TextArea).text.endswith("Ecco:\nLa data era errata.")
        await press(pilot, "escape")
    assert drafts.find(counter.desk, "answer", code).text.endswith("Ecco:\nLa data era errata.")


async def test_where_nothing_is_like_it_that_is_said_and_esc_chooses_none(counter):
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "Nessun ticket risolto somiglia" in await press(pilot, "S")
        solved = counter.taken("C002", subject="Stampa registro IVA doppia")
        tickets.answer(counter.desk, solved, text="La data era errata.")
        await press(pilot, "S", "escape")
        assert not pilot.app.screen.query(TextArea) and short(code) in text(pilot.app)


async def test_what_finds_no_room_in_its_line_says_that_it_goes_on(counter):
    long = "Stampa del registro IVA che esce doppia e senza intestazione"
    tickets.answer(counter.desk, counter.taken("C002", subject=long), text="La data era errata.")
    code = counter.taken()
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "Stampa del registro IVA che esce" in (shown := await press(pilot, "S"))
        assert "… " in shown[shown.index("che esce") :][:16]
