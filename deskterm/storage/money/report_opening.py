"""The gateway to `report_opening`: the last work report of before, where a firm's numbering goes on here."""

from __future__ import annotations

from deskterm.storage.database import Connection


def of_year(conn: Connection, year: int) -> int:
    """The serial of the last work report of a year that was issued elsewhere; 0 where none was."""
    row = conn.execute("SELECT serial FROM report_opening WHERE year = ?", (year,)).fetchone()
    return int(row["serial"]) if row else 0
