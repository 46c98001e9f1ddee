"""A call begins on a ticket that waits: it is taken with it, both or neither."""

from __future__ import annotations

from deskterm.desk.calls import forgotten, timer
from deskterm.desk.context import Desk
from deskterm.desk.queue import queue
from deskterm.desk.steps import changes
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.models.records.work import Session


def begin(
    desk: Desk,
    code: str,
    *,
    inbound: bool,
    reason: str,
    park: str = "",
    answers: Answers | None = None,
    caller: tuple[str, str] = ("", ""),
    since: int | None = None,
) -> Session:
    """Take the ticket where it waits in the queue (D15: `reason`), and start the clock (`timer.start`).

    `answers`: what was told at the gate. With `park`, the call that runs is paused for it; `caller` rings.
    `since`: when they were answered, where that was before now; the time counts from then.
    """
    with desk.write() as conn:
        if changes.the_ticket(conn, code).state == "queued":
            queue.take(desk, code, reason=reason)
        session = timer.start(desk, code, inbound=inbound, answers=answers, park=park, caller=caller)
        return session if since is None else forgotten.answered(desk, session, since)
