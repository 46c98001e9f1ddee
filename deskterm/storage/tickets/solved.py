"""The gateway to what was solved before: answered tickets, and the last answer of one."""

from __future__ import annotations

from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.states import in_view

NEWEST = 2_000  # of what is done, in which something similar is looked for


def newest(conn: Connection, *, but: int, language: str, usual: str) -> list[Row]:
    """What was answered, the newest in front: of customers to whom one writes in this language.

    `usual`: that of letters to somebody unknown.
    """
    done = (
        f"SELECT id FROM ticket WHERE {in_view('done')}"  # noqa: S608  # our words
        " ORDER BY received_at DESC, id DESC LIMIT ?"
    )
    return conn.execute(
        "SELECT ticket.id, ticket.code, ticket.subject, ticket.topic, ticket.answered_at FROM ticket"  # noqa: S608
        f" LEFT JOIN customer ON customer.id = ticket.customer_id WHERE ticket.id IN ({done})"
        " AND ticket.answered_at IS NOT NULL AND ticket.id <> ?"
        " AND coalesce(customer.language, ?) = ? ORDER BY ticket.answered_at DESC, ticket.id DESC",
        (NEWEST, but, usual, language),
    ).fetchall()


def last_answer(conn: Connection, ticket_id: int) -> str:
    """What the customer was answered last; "" where it was not in writing."""
    row = conn.execute(
        "SELECT body FROM message WHERE ticket_id = ? AND direction = 'out' AND kind = 'answer'"
        " AND state <> 'dismissed' ORDER BY received_at DESC, id DESC LIMIT 1",
        (ticket_id,),
    ).fetchone()
    return str(row[0]) if row is not None else ""
