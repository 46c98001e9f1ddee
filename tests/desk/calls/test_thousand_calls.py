"""Calls on a machine to which everything happens: what is billed is true, or it is asked; none is lost."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from deskterm.desk.calls import contacts, timer
from deskterm.desk.context import open_desk
from deskterm.desk.steps.work.clocks import TOLERANCE

from tests.clocks import rome
from tests.desk.calls.machine import Machine
from tests.desk.money_kit import NINE, Office

# Into which moments calls are put: both nights, the year's and a month's end, midnight, any morning.
MOMENTS = (
    "2026-03-29 01:55",
    "2026-10-25 01:30",
    "2026-10-25 02:55",
    "2026-12-31 23:57",
    "2026-04-30 23:58",
    "2026-06-10 23:50",
    "2026-03-03 09:12",
)


class Shift:
    """A technician's calls; after each the truth is known, and the desk's word is held against it."""

    def __init__(self, folder, seed: int) -> None:
        self.office = Office(folder)
        self.customer = self.office.customer()
        self.code = self.office.ticket(self.customer)
        self.machine = Machine(NINE)
        self.office.desk.clock = self.machine
        self.folder, self.dice, self.marked = folder, Random(seed), 0

    @property
    def desk(self):
        return self.office.desk

    def call(self, number: int) -> None:
        """One call of one to three stretches, with whatever happens in it."""
        self.machine.wall = rome(self.dice.choice(MOMENTS)) + number * 400 * 86_400 // 40
        true = 0
        group = timer.start(self.desk, self.code).group_id
        for stretch in range(self.dice.choice((1, 1, 1, 2, 3))):
            if stretch:
                timer.pause(self.desk, "prova")
                self.happens()
                timer.resume(self.desk, group)
            for _ in range(self.dice.randint(1, 3)):
                true += self.happens()
        timer.stop(self.desk)
        self.check(group, true)

    def happens(self) -> int:
        """Time passes, in one way or another; how many seconds really went by."""
        machine, seconds = self.machine, self.dice.choice((0, 1, 59, 240, 301, 1200, 3000))
        what = self.dice.choice(("runs",) * 6 + ("kill", "sleep", "ahead", "back", "drift", "reboot", "both"))
        machine.pass_time(seconds)
        if what == "kill":
            self.desk.close()
            self.office.desk = open_desk(self.folder, who="luca", clock=machine)
        elif what == "sleep":
            slept = self.dice.choice((5, 50, 1800))
            machine.sleep(slept)
            seconds += slept
        elif what in ("ahead", "back", "both"):
            machine.wall += {"ahead": 3600, "back": -3600, "both": -400}[what]
        elif what == "drift":
            machine.wall += self.dice.choice((-1, 1))
        elif what == "reboot":
            machine.pass_time(90)
            machine.restart()
            seconds += 90
        return seconds

    def check(self, group: int, true: int) -> None:
        """True to the tolerance of each stretch, or marked; never negative, and as one contact all there."""
        stretches = contacts.group(self.desk, group).sessions
        lasted = [one.ended_at - one.started_at for one in stretches]
        assert all(one.state == "stopped" for one in stretches) and min(lasted) >= 0
        doubtful = any(one.to_confirm for one in stretches)
        self.marked += doubtful
        if not doubtful:
            assert abs(sum(lasted) - true) <= TOLERANCE * len(stretches)
            begun = sorted((one.started_at, one.ended_at) for one in stretches)
            assert all(one[1] <= two[0] for one, two in pairwise(begun)), "counted once"


def shift(folder, calls: int, seed: int) -> Shift:
    """So many calls, one after the other."""
    found = Shift(folder, seed)
    for number in range(calls):
        found.call(number)
        found.code = found.office.ticket(found.customer)
    return found


def test_sixty_calls_are_true_or_somebody_is_asked(tmp_path):
    found = shift(tmp_path / "desk", 60, seed=9)
    assert 15 < found.marked < 50, "the machine had its whims, and left some calls alone"


@pytest.mark.trial
def test_a_thousand_calls_are_true_or_somebody_is_asked(tmp_path):
    found = shift(tmp_path / "desk", 1000, seed=1)
    assert 250 < found.marked < 850
