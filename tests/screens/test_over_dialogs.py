"""The telephone rings while a dialog is open: its keys work, and what lay beneath is still there."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.tickets import drafts, tickets
from deskterm.models.basics.ticket_numbers import short
from deskterm.widgets.dialogs.boxes import Write

from tests.screens.conftest import text
from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path):
    return Counter(tmp_path / "desk")


def names(pilot) -> list[str]:
    return [getattr(screen, "NAME", type(screen).__name__) for screen in pilot.app.screen_stack]


async def in_a_letter(pilot, code: str) -> str:
    """On a ticket, an answer half written."""
    await opened(pilot, "ticket", code)
    return await press(pilot, "r", *"Buongiorno")


async def test_phone_fault_2_f2_over_a_letter_asks_who_rings_and_keeps_the_letter(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        assert "Buongiorno" in await in_a_letter(pilot, code)
        shown = await press(pilot, "f2", *"bianchi")
        assert "Anna Bianchi" in shown and "Buongiorno" not in shown
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Write) and "Buongiorno" in text(pilot.app)
        await press(pilot, *"!")
        assert "Buongiorno!" in text(pilot.app)


@pytest.mark.parametrize(("key", "place"), [("f8", "callbacks"), ("f1", "HelpSheet")])
async def test_phone_fault_2_other_keys_of_the_telephone_work_over_a_letter_too(counter, key, place):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await in_a_letter(pilot, code)
        await press(pilot, key)
        assert names(pilot)[-1] == place
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Write) and "Buongiorno" in text(pilot.app)


async def test_phone_fault_2_f3_goes_to_the_running_call_over_a_letter(counter):
    timer.start(counter.desk, counter.taken("C002"))
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await in_a_letter(pilot, code)
        await press(pilot, "f3")
        assert names(pilot)[-1] == "call"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Write) and "Buongiorno" in text(pilot.app)


async def test_phone_fault_2_f4_over_a_question_takes_the_next_and_the_question_stays(counter):
    first = counter.taken("C001")
    second = counter.request("C002", "Bolle")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await in_a_letter(pilot, first)
        shown = await press(pilot, "f4")
        assert second in shown and "Bolle" in shown
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Write) and "Buongiorno" in text(pilot.app)


async def test_a_letter_beneath_is_not_lost_by_going_to_the_queue(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await in_a_letter(pilot, code)
        await press(pilot, "f8")
        assert "La bozza resta" in await press(pilot, "1")
        assert len(pilot.app.screen_stack) == 1
        assert drafts.find(counter.desk, "answer", code).text.endswith("Buongiorno")


async def test_phone_fault_13_chained_calls_and_tickets_need_one_esc(counter):
    codes = [counter.request("C001", f"Numero {n}") for n in range(3)]
    async with counter.app().run_test(size=(80, 24)) as pilot:
        for code in codes:
            await opened(pilot, "ticket", code)
        assert names(pilot) == ["queue", "ticket"]
        for code in codes:
            timer.start(counter.desk, code)
            await opened(pilot, "call")
            timer.stop(counter.desk)
        assert names(pilot) == ["queue", "ticket", "call"]
        await press(pilot, "escape", "escape")
        assert names(pilot) == ["queue"]


async def test_phone_fault_26_f4_twice_in_one_packet_says_that_two_are_in_hand(counter):
    for n in range(2):
        counter.request("C001", f"Numero {n}")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", counter.taken("C002"))
        shown = " ".join((await press(pilot, "f4", "f4")).split())
        assert "Preso TK2" in shown and "In mano ora: TK2, TK1, TK3." in shown


async def test_f4_over_a_letter_about_the_very_ticket_takes_it_and_the_letter_stays(counter):
    """No second page of the ticket, and no second letter that would begin empty."""
    code = counter.request("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await in_a_letter(pilot, code)
        shown = await press(pilot, "f4")
        assert tickets.get(counter.desk, code).taken_by == "luca"
        assert names(pilot).count("ticket") == 1 and isinstance(pilot.app.screen, Write)
        assert short(code) in shown and "Buongiorno" in shown
        await press(pilot, "f8")
        await opened(pilot, "ticket", code)  # by any other way, over another page
        assert names(pilot).count("ticket") == 1 and "Buongiorno" in text(pilot.app)
