"""How far the desk has come with what it books by itself: numbers in `counter`, each under its name."""

from __future__ import annotations

from deskterm.storage.database import Connection


def reached(conn: Connection, name: str) -> int:
    """The number under a name; 0 where none stands."""
    row = conn.execute("SELECT value FROM counter WHERE name = ?", (name,)).fetchone()
    return int(row["value"]) if row else 0


def reach(conn: Connection, name: str, value: int) -> None:
    """Keep a number under a name."""
    conn.execute(
        "INSERT INTO counter (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
