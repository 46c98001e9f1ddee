"""A call or a session is promised while the clock goes on: what is offered is taken, and no word is lost."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments, callbacks
from deskterm.desk.calls import timer
from textual.widgets import Input

from tests.clocks import rome
from tests.screens.conftest import text
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

SECONDS = 33  # into a minute: the clock on the wall shows no seconds


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    desk.now += SECONDS
    return desk


async def test_the_moment_that_b_offers_is_taken_whatever_second_it_is(delta):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        assert "3/3 10:35" in await press(pilot, "b"), "the next useful moment, not the one that passes"
        await press(pilot, "f9")
    assert [one.due_at for one in callbacks.of_ticket(delta.desk, code)] == [rome("2026-03-03T10:35")]


async def test_what_was_offered_and_has_passed_while_one_typed_is_the_next_free_moment(delta):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b")
        delta.now += 600
        await press(pilot, "f9")
    assert [one.due_at for one in callbacks.of_ticket(delta.desk, code)] == [rome("2026-03-03T10:45")]


@pytest.mark.parametrize("typed", ["10:30", "3/3 10:30", "adesso"])
async def test_the_minute_that_the_clock_shows_is_not_past(delta, typed):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b")
        pilot.app.screen.query_one("#when", Input).value = typed
        await press(pilot, "f9")
    (made,) = callbacks.of_ticket(delta.desk, code)
    assert made.due_at // 60 == rome("2026-03-03T10:30") // 60


async def test_what_is_refused_stays_in_the_dialog_with_the_words_and_the_reason(delta):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b")
        for name, typed in (("from", "8:45"), ("to", "17:15"), ("when", "domenica 10:00")):
            pilot.app.screen.query_one(f"#{name}", Input).value = typed
        shown = await press(pilot, "f9")
        assert "8:45" in shown and "17:15" in shown and "domenica 10:00" in shown and "(D13)" in shown
        pilot.app.screen.query_one("#when", Input).value = "domani 10:00"
        await press(pilot, "f9")
    (made,) = callbacks.of_ticket(delta.desk, code)
    assert (made.window_from, made.window_to, made.due_at) == ("08:45", "17:15", rome("2026-03-04T10:00"))


async def test_two_calls_promised_in_the_same_hours_of_the_customer_are_one_after_the_other(delta):
    codes = [delta.taken(), delta.taken(subject="Altro")]
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        for code in codes:
            await opened(pilot, "ticket", code)
            await press(pilot, "b", *"15:00", "f9")
    due = [callbacks.of_ticket(delta.desk, code)[0].due_at for code in codes]
    assert due == [rome("2026-03-03T15:00"), rome("2026-03-03T15:10")]


async def test_calls_promised_with_the_filing_are_promised_beside_each_other(delta):
    codes = [delta.taken(), delta.taken(subject="Altro")]
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        for code in codes:
            timer.start(delta.desk, code, inbound=False)
            delta.now += 30
            await opened(pilot, "call")
            await press(pilot, "f5", "6", "f9", "escape", "escape")
    first, second = (callbacks.of_ticket(delta.desk, code)[0].due_at for code in codes)
    assert second - first >= 600, "one technician, one call at a time"


async def test_an_hour_of_the_filing_that_is_refused_is_asked_anew_with_what_was_typed(delta):
    code = delta.taken()
    timer.start(delta.desk, code, inbound=False)
    delta.now += 60
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "6", "f5", "6")
        pilot.app.screen.query_one("#when", Input).value = "domenica 10:00"
        shown = await press(pilot, "f9", "f9")
        assert "Quando lo richiamiamo?" in shown and "domenica 10:00" in shown and "(D13)" in shown
        assert callbacks.of_ticket(delta.desk, code) == ()
        pilot.app.screen.query_one("#when", Input).value = "domani 10:00"
        await press(pilot, "f9")
        assert "una richiamata: mer 10:00" in text(pilot.app)
        await press(pilot, "f9")
    assert [one.due_at for one in callbacks.of_ticket(delta.desk, code)] == [rome("2026-03-04T10:00")]


async def test_an_appointment_that_has_begun_can_be_made_longer(tmp_path):
    micro = FiveDesk(tmp_path / "desk", "digital-micro")
    code = micro.taken()
    made = appointments.add(micro.desk, code, starts_at=rome("2026-03-03T10:45"), minutes=30, kind="remote")
    micro.now = rome("2026-03-03T10:50")
    async with micro.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "a", "enter")
        pilot.app.screen.query_one("#minutes", Input).value = "45"
        await press(pilot, "f9")
    (moved,) = appointments.of_ticket(micro.desk, code)
    assert (moved.starts_at, moved.ends_at) == (made.starts_at, made.starts_at + 45 * 60)


async def test_the_hours_of_the_form_may_be_a_moment_from_which_somebody_is_called(delta):
    code = delta.taken()
    async with delta.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "ticket", code)
        await press(pilot, "b")
        pilot.app.screen.query_one("#from", Input).value = "domani alle 11"
        await press(pilot, "f9")
    (made,) = callbacks.of_ticket(delta.desk, code)
    assert (made.window_from, made.due_at) == ("", rome("2026-03-04T11:00"))
