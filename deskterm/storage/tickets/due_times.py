"""The open tickets by when their answers are due, and by when they would be liked (O3).

One meaning of late for every count, list and row: due before now and not answered, wherever the ticket rests;
while the customer is asked its time stands, so that it is late if it was so when they were asked.
"""

from __future__ import annotations

from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets.states import among
from deskterm.storage.tickets.tickets import JOIN, record

_OWED = (
    f"{among(OPEN_STATES)} AND (ticket.answered_at IS NULL OR ticket.due_for <> '')"
    " AND (ticket.asked_at IS NULL OR ticket.due_at < ticket.asked_at"
    ' OR ticket.promises LIKE \'%"clarify":"runs"%\')'
)
_DUE = f"WHERE {_OWED} AND ticket.due_at >= ? AND ticket.due_at < ?"
_PAST_SOFT = f"WHERE {_OWED} AND ticket.soft_due_at < ? AND ticket.due_at >= ?"


def due_between(conn: Connection, low: int, high: int) -> int:
    """How many open tickets are due at `low` or later, before `high`."""
    row = conn.execute(f"SELECT count(*) FROM ticket {_DUE}", (low, high)).fetchone()  # noqa: S608
    number: int = row[0]
    return number


def past_soft_between(conn: Connection, now: int, high: int) -> int:
    """How many open tickets are past their soft term (O3) and due at `high` or later."""
    row = conn.execute(f"SELECT count(*) FROM ticket {_PAST_SOFT}", (now, high)).fetchone()  # noqa: S608
    number: int = row[0]
    return number


def past_soft_list(conn: Connection, now: int, high: int, limit: int) -> tuple[Ticket, ...]:
    """The open tickets past their soft term and due at `high` or later, the most urgent first."""
    rows = conn.execute(
        f"{JOIN}{_PAST_SOFT} ORDER BY ticket.due_at, ticket.id LIMIT ?", (now, high, limit)
    ).fetchall()
    return tuple(record(row) for row in rows)


def unjudged(conn: Connection) -> int:
    """How many tickets that wait on us have no severity yet."""
    row = conn.execute(
        "SELECT count(*) FROM ticket WHERE state IN ('queued','taken') AND severity = ''"
    ).fetchone()
    number: int = row[0]
    return number


def due_list(conn: Connection, low: int, high: int, limit: int) -> tuple[Ticket, ...]:
    """The open tickets that are due in [low, high), the most urgent first."""
    rows = conn.execute(
        f"{JOIN}{_DUE} ORDER BY ticket.due_at, ticket.id LIMIT ?", (low, high, limit)
    ).fetchall()
    return tuple(record(row) for row in rows)
