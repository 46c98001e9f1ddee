"""The gateway to a search over every ticket: what is open, what is done, whoever's it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.finding import containing
from deskterm.storage.tickets.states import OF_VIEW, among, in_view
from deskterm.storage.tickets.tickets import JOIN, record

NEWEST = 20_000  # of what is done, whose words are looked through; customers and codes are found in all of it
NAMES = ("subject", "code", "contact_name", "contact_phone", "taken_by")
ORDER = (
    f"CASE WHEN {among(OF_VIEW['queue'])} THEN 0 WHEN {among(OF_VIEW['hand'])} THEN 1"
    f" WHEN {among(OF_VIEW['waiting'])} THEN 2 ELSE 3 END, ticket.received_at DESC, ticket.id DESC"
)


def _ids(words: Sequence[str], code: str, customers: Sequence[int]) -> tuple[str, list[Any]]:
    """The ids of the tickets with every word in one of their texts, with this code, of these customers."""
    tests, values = [], []
    for word in words:
        test, more = containing(NAMES, word)
        tests.append(test)
        values += more
    text = " AND ".join(tests)
    newest = (
        f"SELECT id, {', '.join(NAMES)} FROM ticket WHERE {in_view('done')}"  # noqa: S608
        " ORDER BY received_at DESC, id DESC LIMIT ?"
    )
    marks = ", ".join("?" for _ in customers)
    found = (
        f"SELECT id FROM ticket WHERE NOT {among(DONE_STATES)} AND {text}"  # noqa: S608
        f" UNION SELECT id FROM ({newest}) AS newest WHERE {text}"
        " UNION SELECT id FROM ticket WHERE code = ?"
        f" UNION SELECT id FROM ticket WHERE customer_id IN ({marks}) AND unmade = 0"
    )
    return found, [*values, NEWEST, *values, code, *customers]


def page(
    conn: Connection, words: Sequence[str], code: str, customers: Sequence[int], *, start: int, size: int
) -> tuple[Ticket, ...]:
    """`size` of them from position `start`: what waits, what is in hand, what rests, what is done."""
    found, values = _ids(words, code, customers)
    rows = conn.execute(
        f"{JOIN} WHERE ticket.id IN ({found}) ORDER BY {ORDER} LIMIT ? OFFSET ?", [*values, size, start]
    ).fetchall()
    return tuple(record(row) for row in rows)


def count(conn: Connection, words: Sequence[str], code: str, customers: Sequence[int]) -> int:
    """How many there are."""
    found, values = _ids(words, code, customers)
    number: int = conn.execute(f"SELECT count(*) FROM ({found}) AS found", values).fetchone()[0]  # noqa: S608
    return number
