"""The gateway to `hook` and `hook_left`: how far each hook is, and which events it never took."""

from __future__ import annotations

import json
from typing import Any

from deskterm.models.records.desk import HookPlace
from deskterm.storage.database import Connection, Row

SELECT = (
    "SELECT hook.*, (SELECT count(*) FROM hook_left WHERE hook_left.hook = hook.name) AS many,"
    " (SELECT event_id FROM hook_left WHERE hook_left.hook = hook.name ORDER BY event_id LIMIT 1) AS first"
    " FROM hook"
)


def begin(conn: Connection, name: str, last_id: int) -> None:
    """A hook begins behind an event."""
    conn.execute("INSERT INTO hook (name, last_id) VALUES (?, ?)", (name, last_id))


def get(conn: Connection, name: str) -> HookPlace | None:
    """How far a hook is; None where it has not begun."""
    row = conn.execute(f"{SELECT} WHERE name = ?", (name,)).fetchone()
    return _place(row) if row else None


def listing(conn: Connection) -> tuple[HookPlace, ...]:
    """Every hook that has begun, by name."""
    return tuple(_place(row) for row in conn.execute(f"{SELECT} ORDER BY name").fetchall())


def note(conn: Connection, name: str, **values: Any) -> None:
    """Note how far a hook is or how it went; what is not named stays."""
    sets = ", ".join(f"{one} = ?" for one in values)
    conn.execute(f"UPDATE hook SET {sets} WHERE name = ?", (*values.values(), name))  # noqa: S608


def leave(conn: Connection, name: str, event_id: int, *, fault: str, detail: str, at: int) -> None:
    """Set an event aside that a hook does not take, or note why once more."""
    conn.execute(
        "INSERT INTO hook_left (hook, event_id, fault, detail, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (hook, event_id) DO UPDATE SET"
        " fault = excluded.fault, detail = excluded.detail, at = excluded.at",
        (name, event_id, fault, detail, at),
    )


def left(conn: Connection, name: str) -> tuple[int, ...]:
    """The events that a hook never took, oldest first."""
    rows = conn.execute("SELECT event_id FROM hook_left WHERE hook = ? ORDER BY event_id", (name,))
    return tuple(row["event_id"] for row in rows.fetchall())


def take_up(conn: Connection, name: str, event_id: int) -> None:
    """An event that was set aside is so no more."""
    conn.execute("DELETE FROM hook_left WHERE hook = ? AND event_id = ?", (name, event_id))


def _place(row: Row) -> HookPlace:
    return HookPlace(
        name=row["name"],
        last_id=row["last_id"],
        tries=row["tries"],
        next_at=row["next_at"],
        fault=row["fault"],
        values=json.loads(row["detail"]),
        at=row["at"],
        left=row["many"],
        first_left=row["first"],
    )
