"""The gateway to `ring`: the last call that rang at each technician; the next one takes its place."""

from __future__ import annotations

from msgspec import Struct

from deskterm.storage.database import Connection


class RingRow(Struct, frozen=True, kw_only=True):
    """A row of `ring`."""

    number: int
    at: int
    phone: str
    name: str
    shown: bool


def put(conn: Connection, technician: str, *, at: int, phone: str, name: str) -> int:
    """Somebody rings; returns which ring of this technician it is."""
    row = conn.execute(
        "INSERT INTO ring (technician, number, at, phone, name) VALUES (?, 1, ?, ?, ?)"
        " ON CONFLICT (technician) DO UPDATE SET number = ring.number + 1, at = excluded.at,"
        " phone = excluded.phone, name = excluded.name, shown = 0 RETURNING number",
        (technician, at, phone, name),
    ).fetchone()
    number: int = row[0]
    return number


def show(conn: Connection, technician: str, number: int) -> None:
    """A screen shows it."""
    conn.execute("UPDATE ring SET shown = 1 WHERE technician = ? AND number = ?", (technician, number))


def last(conn: Connection, technician: str) -> RingRow | None:
    """The last one; None where nobody ever rang."""
    row = conn.execute("SELECT * FROM ring WHERE technician = ?", (technician,)).fetchone()
    if row is None:
        return None
    return RingRow(
        number=row["number"], at=row["at"], phone=row["phone"], name=row["name"], shown=bool(row["shown"])
    )
