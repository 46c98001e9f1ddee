"""What is to happen once happens, also where the process had no turn when it was asked for."""

import asyncio
import time
from itertools import count

from deskterm.widgets.work import once
from textual import timer
from textual.app import App

from tests.house.code import calls, modules, where


async def test_a_moment_that_was_missed_comes_late_and_not_never(monkeypatch):
    """As with a suspended terminal: the clock leaps between two of a timer's own readings."""
    came, suspended, leaps = [], set(), count(0, 60)

    class Bare(App[None]):
        """A program with nothing of the desk in it."""

        def on_mount(self) -> None:
            moments = (
                once(self, 0.02, lambda: came.append("once")),
                self.set_timer(0.02, lambda: came.append("Textual")),
            )
            suspended.update(moment.name for moment in moments)

    def read():
        leap = next(leaps) if asyncio.current_task().get_name() in suspended else 0
        return time.monotonic() + leap

    monkeypatch.setattr(timer._time, "get_time", read)
    async with Bare().run_test() as pilot:
        await asyncio.sleep(0.2)
        await pilot.pause()
    assert came == ["once"]


def test_nothing_in_the_program_waits_on_a_timer_that_may_never_come():
    found = [where(path, call) for path in modules() for call in calls(path, "set_timer")]
    assert found == []
