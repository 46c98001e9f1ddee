"""The gateway to `report_opening`: the last work report of before, where a firm's numbering goes on here."""

from __future__ import annotations

from deskterm.storage.database import Connection


def of_year(conn: Connection, year: int) -> int:
    """The serial of the last work report of a year that was issued elsewhere; 0 where none was."""
    row = conn.execute("SELECT serial FROM report_opening WHERE year = ?", (year,)).fetchone()
    return int(row["serial"]) if row else 0


def begin(conn: Connection, year: int, serial: int, *, said: str, at: int, by: str) -> bool:
    """Let a year's work reports go on behind a serial; False, and nothing done, where some stand already."""
    name = f"report.{year}"
    if conn.execute("SELECT 1 FROM counter WHERE name = ?", (name,)).fetchone() or of_year(conn, year):
        return False
    conn.execute(
        "INSERT INTO report_opening (year, serial, said, at, by) VALUES (?, ?, ?, ?, ?)",
        (year, serial, said, at, by),
    )
    conn.execute("INSERT INTO counter (name, value) VALUES (?, ?)", (name, serial))
    return True
