"""The gateway to the desk's own settings and its technicians."""

from __future__ import annotations

from deskterm.models.records.desk import Technician
from deskterm.storage.database import Connection


def get(conn: Connection, name: str, default: str = "") -> str:
    """A setting's value."""
    row = conn.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return row[0] if row else default


def put(conn: Connection, name: str, value: str) -> None:
    """Set a setting."""
    conn.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def add_technician(conn: Connection, technician: Technician) -> None:
    """Add a technician, or change the name and role of one who is there."""
    conn.execute(
        "INSERT INTO technician (name, full_name, role) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET full_name = excluded.full_name, role = excluded.role",
        (technician.name, technician.full_name, technician.role),
    )


def remove_technician(conn: Connection, name: str) -> None:
    """Take a technician off the list; what they did names them still."""
    conn.execute("DELETE FROM technician WHERE name = ?", (name,))


def technicians(conn: Connection) -> tuple[Technician, ...]:
    """Everybody who works at the desk, by name."""
    rows = conn.execute("SELECT name, full_name, role FROM technician ORDER BY name").fetchall()
    return tuple(Technician(name=row["name"], full_name=row["full_name"], role=row["role"]) for row in rows)
