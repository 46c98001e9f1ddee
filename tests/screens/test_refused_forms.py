"""What the desk refuses is corrected where it stands: the keyboard is there, and the keys stay in sight."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.locale import choose
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.widgets.dialogs.boxes import Ask, Choose, Confirm, Write
from textual.widgets import Static

from tests.clocks import rome
from tests.screens.counter import Counter, opened, press

LONG = " ".join(["Le ore in cui il banco risponde sono dal lunedì al venerdì, mattina e pomeriggio."] * 4)


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_an_hour_that_is_refused_for_a_call_is_typed_anew_in_its_own_line(counter):
    code = counter.taken("C002")
    choose("it")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b", "enter", "enter")
        shown = await press(pilot, *"domenica 10:00", "f9")
        assert "✗" in shown and "F9 va bene · Esc" in shown
        assert pilot.app.focused.id == "when"
        await press(pilot, "ctrl+u", *"domani 10:00", "f9")
    (promised,) = callbacks.listing(counter.desk)
    assert (promised.due_at, promised.window_from) == (rome("2026-03-04T10:00"), "")


@pytest.mark.parametrize("language", ["it", "en"])
async def test_an_appointment_that_is_refused_says_why_to_its_end_and_keeps_its_keys(counter, language):
    code = counter.taken("C002")
    choose(language)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "a", "enter")
        shown = await press(pilot, *"7/3 10:00", "enter", "enter", "enter", "f9")
        assert "14:00-17:00" in shown or "14.00-17.00" in shown, "the clause to its end"
        assert {"it": "F9 va bene · Esc", "en": "F9 accept · Esc"}[language] in shown
        assert pilot.app.focused.id == "when", "not where F9 was pressed"
        assert appointments.of_ticket(counter.desk, code) == ()


def refuses(_values):
    raise Unreadable("third", LONG)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 40)])
async def test_no_refusal_however_long_hides_the_keys_of_a_form(counter, size):
    fields = [Field(one, one) for one in ("first", "second", "third", "fourth", "fifth", "sixth")]
    async with counter.app().run_test(size=size) as pilot:
        pilot.app.push_screen(Form("Prova", fields, refuses, LONG))
        await press(pilot)
        shown = await press(pilot, "f9")
        assert "F9 va bene · Esc" in shown and pilot.app.focused.id == "third"


@pytest.mark.parametrize(
    "dialog",
    [
        lambda: Confirm("Prova", LONG * 4),
        lambda: Ask("Prova", LONG * 4),
        lambda: Write("Prova", LONG * 4),
        lambda: Choose("Prova", [(str(n), str(n)) for n in range(40)], LONG * 4),
    ],
)
async def test_no_dialog_loses_its_keys_to_what_it_says(counter, dialog):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        pilot.app.push_screen(dialog())
        await press(pilot)
        keys = pilot.app.screen.query_one(".dialog--keys", Static)
        box = keys.parent
        assert box.content_region.contains_region(keys.region) and keys.region.height > 1
