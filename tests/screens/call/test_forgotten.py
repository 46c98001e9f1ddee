"""Forgot to start, forgot to stop: one key each, with what the desk knows of it."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import contacts, forgotten, timer
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import tickets
from deskterm.models.basics.ticket_numbers import short

from tests.desk.calls.machine import Machine
from tests.screens.counter import Counter, opened, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_a_clock_started_late_goes_back_to_when_the_ticket_was_taken(counter):
    code = counter.taken("C002")
    counter.now += 240
    session = timer.start(counter.desk, code)
    counter.now += 120
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "ctrl+r")
        assert f"{short(code)} è stato preso in carico alle 09:12:00" in shown
        shown = await press(pilot, "enter")
        assert "fatturabile da ora" in shown, "six minutes, not two"
    assert timer.running(counter.desk).session.started_at == session.started_at - 240


async def test_a_clock_left_on_ends_with_the_last_thing_done_at_the_desk(counter):
    code, other = counter.taken("C002"), counter.taken("C001")
    session = timer.start(counter.desk, code)
    counter.now += 200
    tickets.note(counter.desk, other, "visto")
    counter.now += 3000
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "ctrl+l")
        assert "alle 09:15:20" in shown and "L'ultima cosa fatta al banco" in shown
        shown = await press(pilot, "enter")
        assert "chiusa, da registrare" in shown and "3:20 · compreso" in shown
    assert contacts.group(counter.desk, session.group_id).sessions[0].ended_at == session.started_at + 200


def test_it_began_neither_after_the_clock_nor_over_other_work(counter):
    code = counter.taken("C002")
    timer.start(counter.desk, code)
    counter.now += 300
    timer.pause(counter.desk)
    counter.now += 60
    timer.resume(counter.desk, contacts.paused(counter.desk)[0].id)
    for at in (counter.now + 1, counter.now - 100):
        with pytest.raises(Refused):
            forgotten.began(counter.desk, at)
    assert forgotten.began(counter.desk, counter.now - 60).started_at == counter.now - 60


def test_the_clocks_behind_it_go_back_too_and_nobody_is_asked_for_nothing(counter):
    counter.desk.clock = machine = Machine(counter.now)
    timer.start(counter.desk, counter.taken("C002"))
    machine.pass_time(60)
    forgotten.began(counter.desk, machine.wall - 300)
    machine.pass_time(10)
    stopped = timer.stop(counter.desk)
    assert (stopped.ended_at - stopped.started_at, stopped.to_confirm) == (310, False)


async def test_both_are_put_right_while_the_call_is_filed_too(counter):
    code, other = counter.taken("C002"), counter.taken("C001")
    counter.now += 240
    session = timer.start(counter.desk, code)
    counter.now += 200
    tickets.note(counter.desk, other, "visto")
    counter.now += 3000
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5")
        shown = await press(pilot, "ctrl+l")
        assert "alle 09:19:20" in shown and "L'ultima cosa fatta al banco" in shown
        assert "3:20 · compreso" in await press(pilot, "enter")
        assert "è stato preso in carico alle 09:12:00" in await press(pilot, "ctrl+r")
        shown = await press(pilot, "enter")
        assert "7:20" in shown and "da registrare" in shown
    (kept,) = contacts.group(counter.desk, session.group_id).sessions
    assert (kept.started_at, kept.ended_at) == (session.started_at - 240, session.started_at + 200)


async def test_a_call_that_is_filed_keeps_its_times(counter):
    timer.start(counter.desk, counter.taken("C002"))
    counter.now += 200
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f5", "1", "f9")
        assert "registrat" in await press(pilot, "ctrl+l") and pilot.app.screen.NAME == "call"


def test_a_contact_that_stands_ended_neither_after_its_end_nor_before_its_beginning(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    counter.now += 300
    timer.stop(counter.desk)
    counter.now += 60
    for at in (counter.now, session.started_at - 1):
        with pytest.raises(Refused):
            forgotten.ended(counter.desk, at, session.group_id)
    with pytest.raises(Refused):
        forgotten.began(counter.desk, session.started_at + 1, session.group_id)
    assert forgotten.ended(counter.desk, session.started_at + 60, session.group_id).state == "stopped"
