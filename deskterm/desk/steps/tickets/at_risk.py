"""Tickets at risk: not late yet, but due before a day ends, or past the term that would be liked (O3)."""

from __future__ import annotations

from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import due_times


def count(conn: Connection, now: int, tomorrow: int) -> int:
    """How many wait on us so; `tomorrow`: the first second of the next day."""
    later = due_times.past_soft_between(conn, now, max(now, tomorrow))
    return due_times.due_between(conn, now, tomorrow) + later


def listing(conn: Connection, now: int, tomorrow: int, limit: int) -> tuple[Ticket, ...]:
    """The tickets, the most urgent first, at most `limit`."""
    today = due_times.due_list(conn, now, tomorrow, limit)
    later = due_times.past_soft_list(conn, now, max(now, tomorrow), limit - len(today))
    return today + later
