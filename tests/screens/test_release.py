"""A ticket in a colleague's hands goes back by the lead's word: the same key, and a reason."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.agenda import appointments
from deskterm.desk.queue import claims, queue
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short

from tests.screens.counter import Counter, opened, press
from tests.screens.said import said


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_what_a_colleague_holds_goes_back_with_a_reason_and_its_history(counter):
    code = counter.request()
    queue.take(counter.colleague(), code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        shown = await press(pilot, "i")
        assert "rimettere in coda?" in shown and "È in mano a" in shown
        await press(pilot, *"ferie", "enter")
    assert tickets.get(counter.desk, code).state == "queued"
    told = tickets.history(counter.desk, code)[-1]
    assert (told.deed, told.after["why"]) == ("released", "ferie")


async def test_no_reason_no_release(counter):
    code = counter.request()
    queue.take(counter.colleague(), code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "i", "escape")
    assert tickets.get(counter.desk, code).state == "taken"


async def test_ones_own_ticket_with_an_appointment_goes_back_to_rest_and_says_so(counter):
    code = counter.request()
    appointments.add(counter.desk, code, starts_at=counter.now + 24 * 3600, minutes=30)
    queue.take(counter.desk, code)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "i")
        assert locale.t("ticket.said.rests", code=short(code)) in said(pilot.app)
    assert tickets.get(counter.desk, code).state == "parked"


async def test_open_screens_hold_what_is_in_their_technicians_hand_and_let_it_be_when_left(counter):
    code = counter.taken()
    assert [one.state for one in claims.listing(counter.desk)] == ["unattended"]
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert [one.state for one in claims.listing(counter.desk)] == ["held"]
