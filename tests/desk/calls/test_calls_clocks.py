"""How long a call lasted when the wall clock jumps, the machine sleeps or starts anew (R20, R21)."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from deskterm.clock import machine_clock
from deskterm.desk.billing import filing
from deskterm.desk.calls import doubtful, timer
from deskterm.desk.calls.doubtful import Times
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.work import clocks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clocks import rome
from tests.desk.calls.machine import Machine
from tests.desk.money_kit import NINE, Office


@pytest.fixture
def machine():
    return Machine(NINE)


@pytest.fixture
def office(tmp_path, machine):
    office = Office(tmp_path / "desk")
    office.code = office.ticket(office.customer())
    office.desk.clock = machine
    yield office
    office.desk.close()


def stopped(office):
    session = timer.stop(office.desk)
    return session.ended_at - session.started_at, session.to_confirm


@pytest.mark.parametrize(
    ("seconds", "jump", "expected"),
    [
        (300, 0, (300, False)),
        (301, 0, (301, False)),
        (300, 2, (302, False)),
        (300, 3, (300, True)),
        (299, 3600, (299, True)),
        (299, -3600, (299, True)),
        (8 * 3600, 0, (8 * 3600, False)),
        (8 * 3600 + 1, 0, (8 * 3600 + 1, True)),
        (48 * 3600, 0, (48 * 3600, True)),
    ],
    ids=[
        "as-it-was",
        "one-more",
        "small-drift",
        "drift",
        "hour-ahead",
        "hour-back",
        "a-working-day",
        "longer",
        "left-on",
    ],
)
def test_the_boot_clock_says_how_long_it_was_when_the_clocks_disagree(
    office, machine, seconds, jump, expected
):
    timer.start(office.desk, office.code)
    machine.pass_time(seconds, jump=jump)
    assert stopped(office) == expected


def test_what_the_machine_slept_through_is_proposed_and_somebody_is_asked(office, machine):
    timer.start(office.desk, office.code)
    machine.pass_time(300)
    machine.sleep(3600)
    machine.pass_time(10)
    assert timer.running(office.desk).to_confirm
    assert stopped(office) == (3910, True)


def test_a_clock_set_back_in_a_pause_takes_no_minute_from_the_second_stretch_silently(office, machine):
    session = timer.start(office.desk, office.code)
    machine.pass_time(600)
    timer.pause(office.desk)
    machine.pass_time(60, jump=-400)
    timer.resume(office.desk, session.group_id)
    machine.pass_time(600)
    assert stopped(office) == (600, True), "the two would overlap, and count less than they were"


def test_after_a_restart_the_wall_clock_is_proposed_and_somebody_is_asked(office, machine):
    timer.start(office.desk, office.code)
    machine.pass_time(600)
    machine.restart()
    assert timer.running(office.desk).to_confirm
    assert stopped(office) == (600, True)


def test_a_clock_set_back_during_a_restart_gives_no_negative_time(office, machine):
    timer.start(office.desk, office.code)
    machine.pass_time(600, jump=-86_400)
    machine.restart()
    assert stopped(office) == (0, True)


def test_a_doubtful_time_is_billed_only_when_it_is_confirmed(office, machine):
    session = timer.start(office.desk, office.code)
    machine.pass_time(600, jump=3600)
    timer.stop(office.desk)
    words = {"outcome": "solved", "reason": "setup"}
    with pytest.raises(Refused) as refusal:
        filing.file(office.desk, session.group_id, **words)
    assert refusal.value.code == "time_to_confirm"
    assert filing.file(office.desk, session.group_id, confirm=True, **words).bill.billed_minutes == 10


def test_the_technician_can_say_when_it_really_ended(office, machine):
    session = timer.start(office.desk, office.code)
    machine.pass_time(900)
    machine.restart()
    timer.stop(office.desk)
    right = doubtful.confirm(office.desk, session.group_id, [Times(ended_at=session.started_at + 240)])
    assert (right.ended_at - right.started_at, right.to_confirm) == (240, False)
    assert not filing.file(office.desk, session.group_id, outcome="brief").bill.billable
    with pytest.raises(Refused) as refusal:
        doubtful.confirm(office.desk, session.group_id)
    assert refusal.value.code == "nothing_to_confirm"


@pytest.mark.parametrize("end", [-1, 86_400])
def test_it_cannot_have_ended_before_it_began_or_tomorrow(office, machine, end):
    session = timer.start(office.desk, office.code)
    machine.pass_time(60, jump=600)
    timer.stop(office.desk)
    with pytest.raises(Refused) as refusal:
        doubtful.confirm(office.desk, session.group_id, [Times(ended_at=session.started_at + end)])
    assert refusal.value.code == "bad_end"


def test_a_switch_in_doubt_keeps_the_second_that_joins_the_two(office, machine):
    timer.start(office.desk, office.code)
    machine.pass_time(180, jump=3600)
    remote = timer.switch(office.desk)
    machine.pass_time(540)
    timer.stop(office.desk)
    assert filing.preview(office.desk, remote.group_id).bill.seconds == 720


def test_a_given_clock_is_taken_at_its_word(office, machine):
    office.desk.clock = office.clock
    timer.start(office.desk, office.code)
    office.at("8:00")
    machine.restart()
    assert stopped(office) == (480, False)


def test_the_machine_has_a_boot_clock_that_goes_on():
    first = machine_clock.boot()
    time.sleep(0.02)
    second = machine_clock.boot()
    if first is None:
        pytest.skip("no boot clock on this system")
    assert (first.host, first.boot_id) == (second.host, second.boot_id)
    assert second.boot_ms - first.boot_ms >= 10
    assert second.awake_ms > first.awake_ms


NIGHTS = [
    ("2026-03-29 01:50", 1200, "spring forward"),
    ("2026-10-25 02:50", 1200, "fall back"),
    ("2028-02-28 23:55", 600, "leap day"),
    ("2026-04-30 23:59", 90, "month end"),
]


@pytest.mark.parametrize(("start", "seconds", "night"), NIGHTS, ids=[night[2] for night in NIGHTS])
def test_no_night_of_the_year_changes_what_a_call_lasted(office, machine, start, seconds, night):
    machine.wall = rome(start)
    timer.start(office.desk, office.code)
    machine.pass_time(seconds)
    assert stopped(office) == (seconds, False)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(rome("2026-01-01 00:00"), rome("2029-01-01 00:00")),
    seconds=st.integers(0, 10_000),
    jump=st.sampled_from([0, 0, 7200, -7200, 1, -2, 86_400]),
)
def test_whatever_the_clocks_do_the_minutes_are_the_true_ones(office, machine, start, seconds, jump):
    machine.wall = start
    session = timer.start(office.desk, office.ticket("C001"))
    machine.pass_time(seconds, jump=jump)
    lasted, doubtful = stopped(office)
    assert lasted >= 0
    assert abs(lasted - seconds) <= clocks.TOLERANCE
    assert doubtful == (abs(jump) > clocks.TOLERANCE)
    filing.file(office.desk, session.group_id, outcome="solved", reason="setup", confirm=True)
    machine.wall = start + 10_000_000


def test_a_call_outlives_the_program_that_was_killed(tmp_path):
    office = Office(tmp_path / "desk")
    code = office.ticket(office.customer())
    office.desk.close()
    program = f"""
        import time
        from pathlib import Path
        from deskterm.desk.calls import timer
        from deskterm.desk.context import open_desk
        desk = open_desk(Path({str(tmp_path / "desk")!r}), who="luca")
        print(timer.start(desk, {code!r}).started_at, flush=True)
        time.sleep(60)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    )
    with child:
        started_at = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
    desk = open_desk(tmp_path / "desk", who="luca")
    time.sleep(1.1)
    earliest = int(time.time()) - started_at
    now = timer.running(desk)
    latest = int(time.time()) - started_at
    assert now.session.started_at == started_at
    assert earliest - 1 <= now.seconds <= latest + 1
    assert not now.to_confirm
    assert timer.stop(desk).state == "stopped"
    desk.close()
