"""When somebody can be called back: inside the hours of the terms and beside what is already promised."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets.callbacks import hours_facts, terms_of
from deskterm.desk.steps.typed import time_of_day
from deskterm.models.basics.stretches import Stretch
from deskterm.models.rules.callbacks import next_attempt
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection

LENGTH = 600  # seconds that are left for a call
AHEAD = 60 * 86_400


def next_slot(
    desk: Desk, code: str, *, at: int | None = None, window_from: str = "", window_to: str = ""
) -> int | None:
    """The first moment from `at` on (default: now) at which a ticket's customer can be promised a call.

    The hours of the terms and the customer's are open, the technician has no appointment and no other call
    is promised within ten minutes. None where no such moment comes within the terms' reach.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        service = desk.service_of(ticket.terms_id)
        terms, hours = terms_of(service), hours_facts(time_of_day(window_from), time_of_day(window_to))
        start = desk.now() if at is None else at
        taken = _taken(conn, ticket.taken_by or desk.who, start)
    found = next_attempt(service, terms, hours, start)
    while found is not None:
        over = [end for begin, end in taken if begin < found + LENGTH and found < end]
        if not over:
            break
        found = next_attempt(service, terms, hours, max(over))
    return found


def _taken(conn: Connection, who: str, start: int) -> list[Stretch]:
    """What is promised already: this technician's appointments, everybody's calls."""
    agreed = appointment_rows.near(conn, who, start, start + AHEAD)
    calls = callback_rows.page(conn, 1000)
    return [
        *((one.starts_at, one.ends_at) for one in agreed),
        *((one.due_at, one.due_at + LENGTH) for one in calls if one.due_at + LENGTH > start),
    ]
