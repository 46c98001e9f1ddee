"""The gateway to `event`: what was done, by whom, when; append-only."""

from __future__ import annotations

import json
from collections.abc import Collection

from deskterm.models.records.desk import Event, Happened
from deskterm.storage.database import Connection, Row


def append(
    conn: Connection,
    *,
    at: int,
    by: str,
    login: str,
    deed: str,
    ticket_id: int | None,
    target: str,
    before: str,
    after: str,
    undoes: int | None,
) -> int:
    """Add one event; `before` and `after` are JSON, `login` the system's user. Returns its id."""
    row = conn.execute(
        "INSERT INTO event (at, by, login, deed, ticket_id, target, before, after, undoes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (at, by, login, deed, ticket_id, target, before, after, undoes),
    ).fetchone()
    number: int = row[0]
    return number


SELECT = (
    "SELECT event.*, EXISTS (SELECT 1 FROM event later WHERE later.undoes = event.id) AS undone FROM event "
)


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Event, ...]:
    """A ticket's history, oldest first."""
    rows = conn.execute(SELECT + "WHERE ticket_id = ? ORDER BY id", (ticket_id,)).fetchall()
    return tuple(_record(row) for row in rows)


def get(conn: Connection, event_id: int) -> Event | None:
    """One event."""
    row = conn.execute(SELECT + "WHERE id = ?", (event_id,)).fetchone()
    return _record(row) if row else None


def last_by(conn: Connection, by: str, limit: int) -> tuple[Event, ...]:
    """The newest events of one technician, newest first; undoings left out."""
    rows = conn.execute(
        SELECT + "WHERE by = ? AND undoes IS NULL ORDER BY id DESC LIMIT ?", (by, limit)
    ).fetchall()
    return tuple(_record(row) for row in rows)


def newest(conn: Connection) -> int:
    """The number of the last event; 0 where nothing has happened yet."""
    number: int = conn.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()[0]
    return number


def of_others(conn: Connection, by: str, after: int, limit: int) -> tuple[Event, ...]:
    """The events of tickets that others than `by` have added behind one, oldest first."""
    rows = conn.execute(
        SELECT + "WHERE id > ? AND by <> ? AND ticket_id IS NOT NULL ORDER BY id LIMIT ?", (after, by, limit)
    ).fetchall()
    return tuple(_record(row) for row in rows)


def behind(
    conn: Connection, after: int, limit: int, *, kinds: Collection[str] = (), until: int | None = None
) -> tuple[Happened, ...]:
    """The events behind one, oldest first: those of some kinds where any are named, none behind `until`."""
    where, values = ["event.id > ?"], [after, *kinds]
    if kinds:
        where.append(f"deed IN ({', '.join('?' for _ in kinds)})")
    if until is not None:
        where.append("event.id <= ?")
        values.append(until)
    rows = conn.execute(
        "SELECT event.*, ticket.code AS code FROM event LEFT JOIN ticket ON ticket.id = event.ticket_id"  # noqa: S608
        f" WHERE {' AND '.join(where)} ORDER BY event.id LIMIT ?",
        (*values, limit),
    ).fetchall()
    return tuple(
        Happened(
            id=row["id"],
            at=row["at"],
            by=row["by"],
            login=row["login"],
            deed=row["deed"],
            target=row["target"],
            ticket=row["code"] or "",
            undoes=row["undoes"],
            before=json.loads(row["before"]),
            after=json.loads(row["after"]),
        )
        for row in rows
    )


def before_the_last(conn: Connection, many: int) -> int:
    """The number behind which the last so many events stand; 0 where there are no more."""
    row = conn.execute("SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET ?", (many,)).fetchone()
    return row["id"] if row else 0


def did(conn: Connection, by: str, deed: str, limit: int) -> bool:
    """Whether a deed is among the newest `limit` of one technician."""
    rows = conn.execute("SELECT deed FROM event WHERE by = ? ORDER BY id DESC LIMIT ?", (by, limit))
    return any(row["deed"] == deed for row in rows.fetchall())


def later_on_ticket(conn: Connection, event: Event) -> bool:
    """Whether something that still stands happened to the event's ticket after it."""
    return event.ticket_id is not None and later(conn, event.ticket_id, event.id)


def later(conn: Connection, ticket_id: int, event_id: int) -> bool:
    """Whether something that still stands happened to a ticket after an event, be it of another one."""
    row = conn.execute(
        "SELECT 1 FROM event WHERE ticket_id = ? AND id > ? AND undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM event later WHERE later.undoes = event.id) LIMIT 1",
        (ticket_id, event_id),
    ).fetchone()
    return row is not None


def _record(row: Row) -> Event:
    return Event(
        id=row["id"],
        at=row["at"],
        by=row["by"],
        login=row["login"],
        deed=row["deed"],
        ticket_id=row["ticket_id"],
        target=row["target"],
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
        undone=bool(row["undone"]),
    )
