"""The gateway to requests whose number was not told as they came: it is told later, or by a person (D13)."""

from __future__ import annotations

from deskterm.models.records.ticket import Message
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows


def owe_number(conn: Connection, ticket_id: int) -> None:
    """Note on the request of a ticket that its sender has not been told its number (D13)."""
    conn.execute(
        "UPDATE message SET reason = 'number_owed' WHERE ticket_id = ? AND direction = 'in' AND reason = ''",
        (ticket_id,),
    )


def number_by_hand(conn: Connection, ticket_id: int) -> None:
    """Note on the request of a ticket that a person has to tell its sender its number."""
    conn.execute(
        "UPDATE message SET reason = 'number_by_hand' WHERE ticket_id = ? AND direction = 'in'"
        " AND reason = ''",
        (ticket_id,),
    )


def numbers_by_hand(conn: Connection, limit: int) -> tuple[Message, ...]:
    """Requests whose number a person has to tell and has not told yet, oldest first."""
    rows = conn.execute(
        "SELECT message.* FROM message JOIN ticket ON ticket.id = message.ticket_id"
        " WHERE message.reason = 'number_by_hand' AND ticket.state IN ('queued','taken') AND NOT EXISTS"
        " (SELECT 1 FROM message other WHERE other.ticket_id = ticket.id AND other.direction = 'out')"
        " ORDER BY message.received_at, message.id LIMIT ?",
        (limit,),
    ).fetchall()
    return message_rows.records(conn, rows)


def numbers_owed(conn: Connection, limit: int) -> tuple[Message, ...]:
    """The requests whose senders have not been told their numbers, oldest first."""
    rows = conn.execute(
        "SELECT * FROM message WHERE reason = 'number_owed' ORDER BY received_at, id LIMIT ?", (limit,)
    ).fetchall()
    return message_rows.records(conn, rows)
