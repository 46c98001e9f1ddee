"""The gateway to `callback` and `attempt`: whom to call back, when next, and how each attempt ended."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.agenda import Attempt, Callback
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.states import UNSURE

SELECT = (
    "SELECT callback.id, callback.ticket_id, window_from, window_to, callback.due_at, attempts,"  # noqa: S608
    " callback.state, callback.rule, made_at, callback.by, ended_at, ticket.code AS ticket, ticket.subject,"
    " CASE WHEN callback.contact_name || callback.contact_phone <> '' THEN callback.contact_name"
    " ELSE ticket.contact_name END AS contact_name,"
    " CASE WHEN callback.contact_phone <> '' THEN callback.contact_phone"
    " ELSE ticket.contact_phone END AS contact_phone,"
    f" ticket.customer_id, coalesce(customer.name, '') AS customer, {UNSURE} FROM callback"
    " JOIN ticket ON ticket.id = callback.ticket_id"
    " LEFT JOIN customer ON customer.id = ticket.customer_id "
)
PLAIN = (
    "id ticket_id ticket subject customer_id customer contact_name contact_phone window_from window_to due_at"
    " attempts state rule made_at by ended_at"
).split()
# Not while it is being called: what becomes of it is known when that call is filed.
NOT_OUT = (
    " AND NOT EXISTS (SELECT 1 FROM session WHERE session.ticket_id = callback.ticket_id"
    " AND session.state = 'running' AND session.inbound = 0)"
)
CHANGES = frozenset(
    {"ticket_id", "due_at", "attempts", "state", "ended_at", "window_from", "window_to"}
    | {"contact_name", "contact_phone"}
)


def insert(
    conn: Connection,
    ticket_id: int,
    *,
    window_from: str,
    window_to: str,
    due_at: int,
    rule: str,
    at: int,
    by: str,
    caller: tuple[str, str] = ("", ""),
    rang: bool = False,
) -> Callback:
    """Add a callback; a ticket has one at most that waits. `caller`: who, if not the ticket's.

    `rang`: they rang in vain, about whatever it was.
    """
    row = conn.execute(
        "INSERT INTO callback (ticket_id, window_from, window_to, due_at, state, rule, made_at, by,"
        " contact_name, contact_phone, rang) VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?) RETURNING id",
        (ticket_id, window_from, window_to, due_at, rule, at, by, *caller, int(rang)),
    ).fetchone()
    return by_id(conn, row[0])


def update(conn: Connection, callback_id: int, **changes: Any) -> Callback:
    """Change a callback and return it as it is now."""
    unknown = set(changes) - CHANGES
    if unknown:
        raise ValueError(f"callback cannot change {sorted(unknown)}")
    sets = ", ".join(f"{name} = ?" for name in changes)
    conn.execute(f"UPDATE callback SET {sets} WHERE id = ?", [*changes.values(), callback_id])  # noqa: S608
    return by_id(conn, callback_id)


def delete(conn: Connection, callback_id: int) -> None:
    """Take a callback away that nobody has tried: its promise was taken back."""
    conn.execute("DELETE FROM callback WHERE id = ?", (callback_id,))


def by_id(conn: Connection, callback_id: int) -> Callback:
    """One callback; LookupError when there is none."""
    row = conn.execute(SELECT + "WHERE callback.id = ?", (callback_id,)).fetchone()
    if row is None:
        raise LookupError(callback_id)
    return _record(row)


def waiting(conn: Connection, ticket_id: int) -> Callback | None:
    """The ticket's callback that waits for a call or a letter."""
    row = conn.execute(SELECT + "WHERE callback.ticket_id = ? AND ended_at IS NULL", (ticket_id,)).fetchone()
    return _record(row) if row else None


def due_of(conn: Connection, who: str, low: int, high: int) -> tuple[Callback, ...]:
    """The calls due in [low, high] of whoever has the ticket in hand, or else promised them, in order.

    Whom somebody is calling already is not among them.
    """
    rows = conn.execute(
        SELECT + "WHERE callback.state = 'open' AND ended_at IS NULL AND callback.due_at BETWEEN ? AND ?"
        " AND coalesce(ticket.taken_by, callback.by) = ?"
        + NOT_OUT
        + " ORDER BY callback.due_at, callback.id LIMIT 20",
        (low, high, who),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Callback, ...]:
    """Every callback of a ticket, oldest first."""
    rows = conn.execute(SELECT + "WHERE callback.ticket_id = ? ORDER BY callback.id", (ticket_id,)).fetchall()
    return tuple(_record(row) for row in rows)


def of_who_rang(conn: Connection, customer_id: int) -> tuple[Callback, ...]:
    """The callbacks that wait because somebody of a customer rang in vain, oldest first."""
    rows = conn.execute(
        SELECT + "WHERE ticket.customer_id = ? AND ended_at IS NULL AND rang = 1 ORDER BY callback.id",
        (customer_id,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def page(conn: Connection, limit: int, after: Callback | None = None) -> tuple[Callback, ...]:
    """The callbacks that wait, those due first in front; the ones behind `after` where it is given."""
    start = (after.due_at, after.id) if after else (-(1 << 62), 0)
    rows = conn.execute(
        SELECT + "WHERE ended_at IS NULL AND (callback.due_at, callback.id) > (?, ?)"
        " ORDER BY callback.due_at, callback.id LIMIT ?",
        (*start, limit),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def to_write(conn: Connection, limit: int) -> tuple[Callback, ...]:
    """The callbacks that were tried often enough: those customers are to be written to (A9)."""
    rows = conn.execute(
        SELECT + "WHERE ended_at IS NULL AND callback.state = 'write' ORDER BY callback.due_at, callback.id"
        " LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def count_due(conn: Connection, until: int) -> int:
    """How many callbacks wait, are due up to `until` and nobody is calling."""
    row = conn.execute(
        "SELECT count(*) FROM callback WHERE ended_at IS NULL AND due_at <= ?" + NOT_OUT,  # noqa: S608
        (until,),
    ).fetchone()
    number: int = row[0]
    return number


def try_(
    conn: Connection, callback_id: int, *, at: int, by: str, result: str, counted: bool, note: str
) -> None:
    """Add an attempt."""
    conn.execute(
        "INSERT INTO attempt (callback_id, at, by, result, counted, note) VALUES (?, ?, ?, ?, ?, ?)",
        (callback_id, at, by, result, int(counted), note),
    )


def attempts(conn: Connection, callback_id: int) -> tuple[Attempt, ...]:
    """A callback's attempts, in order."""
    rows = conn.execute("SELECT * FROM attempt WHERE callback_id = ? ORDER BY id", (callback_id,)).fetchall()
    return tuple(
        Attempt(
            at=row["at"], by=row["by"], result=row["result"], counted=bool(row["counted"]), note=row["note"]
        )
        for row in rows
    )


def _record(row: Row) -> Callback:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Callback(unsure=bool(row["unsure"]), **values)
