"""The letters of ours that somebody should look at: not gone, back again, in doubt, or tried for too long."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.models.records.mails import Outgoing
from deskterm.storage.database import Connection
from deskterm.storage.tickets import outgoing as outgoing_rows

LATE = 4 * 3600  # seconds after the first try from which on people hear of a letter that is tried again


def late(conn: Connection, now: int, limit: int) -> tuple[Outgoing, ...]:
    """The letters that their servers have put off for long, the longest first."""
    return outgoing_rows.late(conn, now - LATE, limit)


def timed_count(conn: Connection, now: int) -> int:
    """How many wait for their moment, or for another try, and need nobody: not tried for long yet."""
    return outgoing_rows.timed_count(conn) - outgoing_rows.late_count(conn, now - LATE)


def count(conn: Connection, aside: Mapping[str, int], now: int) -> int:
    """How many should be looked at; `aside`: what waits for a person, by its outcome."""
    troubled = sum(aside.get(name, 0) for name in outgoing_rows.TROUBLED)
    return troubled + outgoing_rows.late_count(conn, now - LATE)
