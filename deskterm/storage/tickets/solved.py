"""The gateway to what was solved before: answered tickets, and the last answer of one."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets.states import in_view
from deskterm.storage.tickets.tickets import JOIN, record


def among(
    conn: Connection, ticket_ids: Sequence[int], *, but: int, language: str, usual: str
) -> tuple[Ticket, ...]:
    """Which of these were answered: of customers to whom one writes in this language.

    `usual`: that of letters to somebody unknown.
    """
    marks = ", ".join("?" for _ in ticket_ids)
    rows = conn.execute(
        f"{JOIN} WHERE ticket.id IN ({marks}) AND {in_view('done')} AND ticket.answered_at IS NOT NULL"
        " AND ticket.id <> ? AND coalesce(customer.language, ?) = ?",
        (*ticket_ids, but, usual, language),
    ).fetchall()
    return tuple(record(row) for row in rows)


def last_answer(conn: Connection, ticket_id: int) -> str:
    """What the customer was answered last; "" where it was not in writing."""
    row = conn.execute(
        "SELECT body FROM message WHERE ticket_id = ? AND direction = 'out' AND kind = 'answer'"
        " AND state <> 'dismissed' ORDER BY received_at DESC, id DESC LIMIT 1",
        (ticket_id,),
    ).fetchone()
    return str(row[0]) if row is not None else ""
