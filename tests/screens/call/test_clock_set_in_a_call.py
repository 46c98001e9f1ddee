"""The computer's clock was set during a call: begin and end are put right, no guess is billed."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import contacts, doubtful, forgotten, timer
from deskterm.desk.calls.doubtful import Times
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import tickets
from deskterm.locale import choose

from tests.desk.calls.machine import Machine
from tests.screens.counter import Counter, opened, press, still


@pytest.fixture
def counter(tmp_path) -> Counter:
    counter = Counter(tmp_path / "desk")
    counter.desk.clock = Machine(counter.now)
    return counter


def talked(counter: Counter, minutes: int, *, jump: int, stopped: bool = True):
    """So many minutes on the telephone at 9:12, in which somebody set the clock of the computer."""
    code, other = counter.taken("C002"), counter.taken("C001")
    session = timer.start(counter.desk, code)
    counter.desk.clock.pass_time(60 * minutes - 30, jump=jump)
    tickets.note(counter.desk, other, "visto")
    counter.desk.clock.pass_time(30)
    if stopped:
        timer.stop(counter.desk)
    return session


def kept(counter: Counter, session):
    (one,) = contacts.group(counter.desk, session.group_id).sessions
    return one.started_at - session.started_at, one.ended_at - session.started_at, one.to_confirm


def in_one_line(shown: str) -> str:
    """What a dialog says, without its frame, its line ends and what lies beneath."""
    return " ".join(
        " ".join(line.split("│")[1] for line in shown.splitlines() if line.count("│") > 1).split()
    )


async def test_set_back_an_hour_it_says_so_and_both_times_are_proposed_by_the_clock_as_it_is_now(counter):
    session = talked(counter, 10, jump=-3600)
    assert kept(counter, session) == (0, 600, True)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call", session.group_id)
        assert "! Orari da confermare" in shown
        await press(pilot, "f5", "1", "2")
        shown = in_one_line(await press(pilot, "f9"))
        assert "09:12:00-09:22:00 (10:00)" in shown
        assert "segnava 09:12:00 all'inizio e 08:22:00 alla fine" in shown
        assert "messo indietro di 1:00:00" in shown and "alle 08:21:30" in shown
        shown = await press(pilot, "n")
        assert "08:12:00" in shown and "08:22:00" in shown, "proposed, each in its line"
        shown = await press(pilot, "f9")
        assert "da confermare" not in shown
        assert kept(counter, session) == (-3600, -3000, False)


async def test_the_minutes_follow_what_somebody_says_of_begin_and_end(counter):
    session = talked(counter, 10, jump=-3600)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", session.group_id)
        shown = await press(pilot, "ctrl+l")
        assert "Inizio" in shown and "Fine" in shown and "messo indietro" in shown
        await press(pilot, *"08:15", "enter", *"08:19", "enter")
        assert "4:00 · compreso" in await still(pilot)
    assert kept(counter, session) == (-3420, -3180, False)
    assert not filing.preview(counter.desk, session.group_id).bill.billable


async def test_where_the_first_clock_was_right_its_times_can_be_kept(counter):
    session = talked(counter, 10, jump=-3600)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", session.group_id)
        await press(pilot, "ctrl+r")
        await press(pilot, *"09:12", "enter", *"09:20", "enter")
    assert kept(counter, session) == (0, 480, False), "9:20 has been, whatever the clock says since"


async def test_an_end_before_its_begin_is_refused_in_the_form_and_the_call_stays_in_doubt(counter):
    session = talked(counter, 10, jump=-3600)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", session.group_id)
        await press(pilot, "ctrl+r")
        shown = await press(pilot, *"08:20", "enter", *"08:15", "enter")
        assert "08:20" in shown and "08:15" in shown, "what was typed stands"
        shown = await press(pilot, "escape", "escape")
        assert "! Orari da confermare" in shown
    assert kept(counter, session) == (0, 600, True)


async def test_an_end_by_its_time_alone_makes_no_day_of_a_call_that_began_yesterday(counter):
    session = talked(counter, 10, jump=-3600)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", session.group_id)
        await press(pilot, "ctrl+r")
        typed = [*"ieri 8:15", "enter", *"8:14", "enter"]
        shown = in_one_line(await press(pilot, *typed))
        assert "sarebbero 23:59:00: va detto anche il giorno" in shown
        assert kept(counter, session) == (0, 600, True), "a day would have been billed"
        await press(pilot, "ctrl+u", *"ieri 8:19", "enter")
    assert kept(counter, session)[2] is False


async def test_in_english_too(counter):
    session = talked(counter, 10, jump=-3600)
    choose("en")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot, "call", session.group_id)
        assert "! Times to confirm" in shown
        shown = in_one_line(await press(pilot, "ctrl+l"))
        assert "meanwhile it was set back by 1:00:00" in shown and "Beginning" in shown


async def test_while_it_runs_its_begin_is_told_by_the_clock_as_it_is_now(counter):
    session = talked(counter, 10, jump=-3600, stopped=False)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        shown = await press(pilot, "ctrl+r")
        assert "è stato spostato" in in_one_line(shown)
        await press(pilot, *"08:12", "enter")
        running = timer.running(counter.desk)
        assert (running.seconds, running.to_confirm) == (600, False), "the clocks agree again"
    timer.stop(counter.desk)
    assert kept(counter, session) == (-3600, -3000, False)


def test_an_end_told_while_it_runs_is_of_the_clock_as_it_is_now_and_the_begin_stays_in_doubt(counter):
    session = talked(counter, 10, jump=-3600, stopped=False)
    forgotten.ended(counter.desk, session.started_at - 3600 + 540)
    assert kept(counter, session) == (0, 540, True)
    (doubt,) = doubtful.doubts(counter.desk, session.group_id)
    assert doubt.likely == (session.started_at - 3600, session.started_at - 3060)


def test_a_doubt_ends_only_with_somebodys_word(counter):
    session = talked(counter, 10, jump=-3600)
    forgotten.ended(counter.desk, session.started_at + 240, session.group_id)
    assert kept(counter, session) == (0, 240, True)
    with pytest.raises(Refused):
        filing.file(counter.desk, session.group_id, outcome="solved", reason="setup")


def test_what_is_put_right_lies_over_no_other_work_of_the_same_hands(counter):
    first = timer.start(counter.desk, counter.taken("C002"))
    counter.desk.clock.pass_time(600)
    timer.pause(counter.desk)
    counter.desk.clock.pass_time(60)
    timer.resume(counter.desk, first.group_id)
    counter.desk.clock.pass_time(600, jump=3600)
    timer.stop(counter.desk)
    with pytest.raises(Refused) as refusal:
        doubtful.confirm(counter.desk, first.group_id, [Times(started_at=first.started_at + 300)])
    assert refusal.value.code == "times_overlap"
