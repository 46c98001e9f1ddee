"""The gateway to requests whose number was not told as they came: it is told later, or by a person (D13).

Why stands in the request's `reason`: number_owed for what goes with others in one letter, for what a person
tells number_ and why no machine may (number_by_hand of desks that did not keep why).
"""

from __future__ import annotations

from deskterm.models.records.ticket import Message
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

OWED = "number_owed"
OURS = "number_ours"  # the address is one of the desk's own: nobody is there to be told
_UNTOLD = "substr(message.reason, 1, 7) = 'number_'"  # as the index message_untold has it
_ANSWERED = (
    "EXISTS (SELECT 1 FROM message other WHERE other.ticket_id = message.ticket_id"
    " AND other.direction = 'out' AND other.state <> 'dismissed')"
)  # a letter that somebody stopped has told nothing


def owe_number(conn: Connection, ticket_id: int) -> None:
    """Note on the request of a ticket that its sender has not been told its number (D13)."""
    _note(conn, ticket_id, OWED)


def by_hand(conn: Connection, ticket_id: int, why: str) -> None:
    """Note on the request of a ticket that a person has to tell its sender its number, and why."""
    _note(conn, ticket_id, f"number_{why}")


def is_by_hand(reason: str) -> bool:
    """Whether a request's reason says that a person tells its number."""
    return reason.startswith("number_") and reason not in (OWED, OURS)


def ours(conn: Connection, ticket_id: int) -> None:
    """Note on the request of a ticket that the desk itself stands as its sender: no letter goes there."""
    _note(conn, ticket_id, OURS)


def forget(conn: Connection, ticket_id: int) -> None:
    """Nothing is noted on the request of a ticket any more: nobody knows yet whose it is."""
    conn.execute(f"UPDATE message SET reason = '' WHERE ticket_id = ? AND {_UNTOLD}", (ticket_id,))  # noqa: S608


def _note(conn: Connection, ticket_id: int, reason: str) -> None:
    """Why a request had been set aside counts no more once it was recovered: its number does."""
    conn.execute(
        "UPDATE message SET reason = ? WHERE ticket_id = ? AND direction = 'in'"
        " AND (reason = '' OR id = (SELECT min(id) FROM message first WHERE first.ticket_id = ?"
        " AND first.direction = 'in' AND first.state = 'recovered'))",
        (reason, ticket_id, ticket_id),
    )


def numbers_by_hand(conn: Connection, limit: int) -> tuple[Message, ...]:
    """Requests whose number a person has to tell and has not told yet, oldest first."""
    rows = conn.execute(
        "SELECT message.* FROM message JOIN ticket ON ticket.id = message.ticket_id"  # noqa: S608  # our words
        f" WHERE {_UNTOLD} AND message.reason NOT IN ('number_owed','number_ours')"
        f" AND ticket.state IN ('queued','taken') AND NOT {_ANSWERED}"
        " ORDER BY message.received_at, message.id LIMIT ?",
        (limit,),
    ).fetchall()
    return message_rows.records(conn, rows)


def of_ticket(conn: Connection, ticket_id: int) -> str:
    """Why a ticket's sender has not been told its number, as its request's `reason` says; "" once told."""
    rows = conn.execute(
        f"SELECT reason FROM message WHERE ticket_id = ? AND {_UNTOLD}"  # noqa: S608  # our words
        f" AND (reason = 'number_owed' OR NOT {_ANSWERED}) ORDER BY id LIMIT 1",
        (ticket_id,),
    ).fetchall()
    return str(rows[0]["reason"]) if rows else ""


def numbers_owed(conn: Connection, limit: int) -> tuple[Message, ...]:
    """The requests whose senders have not been told their numbers, oldest first."""
    rows = conn.execute(
        "SELECT * FROM message WHERE reason = 'number_owed' ORDER BY received_at, id LIMIT ?", (limit,)
    ).fetchall()
    return message_rows.records(conn, rows)
