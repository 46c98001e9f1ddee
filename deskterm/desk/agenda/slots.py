"""When somebody can be called back: inside the hours of the terms and beside what is already promised."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets.callbacks import free, soonest
from deskterm.desk.steps.typed import time_of_day


def next_slot(
    desk: Desk, code: str, *, at: int | None = None, window_from: str = "", window_to: str = ""
) -> int | None:
    """The first moment from `at` on (default: the next five minutes) at which to promise a call.

    None where no such moment comes within the terms' reach (see `steps.tickets.callbacks.free`).
    """
    start = soonest(desk) if at is None else at
    with desk.read() as conn:
        hours = time_of_day(window_from), time_of_day(window_to)
        return free(desk, conn, changes.the_ticket(conn, code), hours, start)
