"""The gateway to messages that joined a ticket and that nobody vouches for yet (S7)."""

from __future__ import annotations

from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import REPORTS, Message, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets.states import among


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Message, ...]:
    """Those that wait in a ticket's thread, oldest first."""
    rows = conn.execute(
        "SELECT * FROM message WHERE ticket_id = ? AND unconfirmed = 1 ORDER BY received_at, id",
        (ticket_id,),
    ).fetchall()
    return message_rows.records(conn, rows)


def tickets(conn: Connection, limit: int) -> tuple[Ticket, ...]:
    """The tickets of a known sender in whose thread one waits, oldest first."""
    with_one = "SELECT ticket_id FROM message WHERE unconfirmed = 1"
    rows = conn.execute(
        f"{ticket_rows.JOIN} WHERE ticket.confirmed = 1 AND ticket.id IN ({with_one})"
        " ORDER BY ticket.received_at, ticket.id LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(map(ticket_rows.record, rows))


def held_back(conn: Connection, reason: str) -> int:
    """How many open tickets of a known customer have a sender who is not believed for this reason."""
    row = conn.execute(
        f"SELECT count(*) FROM ticket WHERE {among(OPEN_STATES, 'state')}"  # noqa: S608
        " AND confirmed = 0 AND customer_id IS NOT NULL AND EXISTS (SELECT 1 FROM message"
        " WHERE ticket_id = ticket.id AND direction = 'in' AND trust_reason = ?)",
        (reason,),
    ).fetchone()
    return int(row[0])


def confirm_from(conn: Connection, ticket_id: int, address: str) -> list[int]:
    """Whoever began a ticket is who they say: what came from the same address to it is theirs. Which.

    What says to be a server's report is nobody's word, whatever address it bears.
    """
    no_report = f"NOT {among(REPORTS, 'outcome')}"
    rows = conn.execute(
        "UPDATE message SET unconfirmed = 0 WHERE ticket_id = ? AND unconfirmed = 1 AND from_address = ?"  # noqa: S608
        f" AND {no_report} RETURNING id",
        (ticket_id, address),
    ).fetchall()
    return sorted(row[0] for row in rows)
