"""The gateway to a search over every ticket: what is open, what is done, whoever's it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskterm.models.basics.ticket_numbers import full_number
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets.states import OF_VIEW, among
from deskterm.storage.tickets.tickets import JOIN, record
from deskterm.storage.tickets.worded import with_words

NEWEST = 5_000  # of the tickets that hold what is typed, which are listed
ORDER = (
    f"CASE WHEN {among(OF_VIEW['queue'])} THEN 0 WHEN {among(OF_VIEW['hand'])} THEN 1"
    f" WHEN {among(OF_VIEW['waiting'])} THEN 2 ELSE 3 END, ticket.received_at DESC, ticket.id DESC"
)


def _ids(conn: Connection, text: str, customers: Sequence[int]) -> tuple[str, list[Any]]:
    """The ids of the tickets that hold every word, that are meant by it, or are these customers'."""
    words, values = with_words(conn, text, NEWEST)
    marks = ", ".join("?" for _ in customers)
    found = (
        f"SELECT id FROM ticket WHERE id IN ({words}) AND unmade = 0 AND merged = 0"  # noqa: S608
        " UNION SELECT id FROM ticket WHERE code = ?"
        f" UNION SELECT id FROM ticket WHERE customer_id IN ({marks}) AND unmade = 0"
    )
    return found, [*values, full_number(text), *customers]


def page(
    conn: Connection, text: str, customers: Sequence[int], *, start: int, size: int
) -> tuple[Ticket, ...]:
    """`size` of them from position `start`: what waits, what is in hand, what rests, what is done."""
    found, values = _ids(conn, text, customers)
    rows = conn.execute(
        f"{JOIN} WHERE ticket.id IN ({found}) ORDER BY {ORDER} LIMIT ? OFFSET ?", [*values, size, start]
    ).fetchall()
    return tuple(record(row) for row in rows)


def count(conn: Connection, text: str, customers: Sequence[int]) -> int:
    """How many there are."""
    found, values = _ids(conn, text, customers)
    number: int = conn.execute(f"SELECT count(*) FROM ({found}) AS found", values).fetchone()[0]  # noqa: S608
    return number


def these(conn: Connection, ticket_ids: Sequence[int]) -> tuple[Ticket, ...]:
    """Tickets by their ids, in the order of these."""
    marks = ", ".join("?" for _ in ticket_ids)
    rows = conn.execute(f"{JOIN} WHERE ticket.id IN ({marks})", list(ticket_ids)).fetchall()
    found = {row["id"]: record(row) for row in rows}
    return tuple(found[one] for one in ticket_ids if one in found)
