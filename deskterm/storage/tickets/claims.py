"""The gateway to `claim`: from which process a ticket is held, and when that one last said it lives."""

from __future__ import annotations

from typing import Any

from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.states import UNSURE

# A claim counts only for the technician who has the ticket now; other rows are left from earlier hands.
SELECT = (
    "SELECT ticket.id, ticket.code, ticket.subject, ticket.taken_by, ticket.taken_at,"  # noqa: S608
    f" coalesce(customer.name, '') AS customer, {UNSURE}, claim.host, claim.boot_id, claim.pid, claim.born,"
    " claim.beat_at FROM ticket LEFT JOIN claim ON claim.ticket_id = ticket.id"
    " AND claim.technician = ticket.taken_by LEFT JOIN customer ON customer.id = ticket.customer_id"
    " WHERE ticket.state = 'taken'"
)


def put(conn: Connection, ticket_id: int, **values: Any) -> None:
    """Note who holds a ticket from which process, in place of what was noted before."""
    names = "technician at host boot_id pid born beat_at".split()
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    conn.execute(
        f"INSERT INTO claim (ticket_id, {', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        f" ON CONFLICT (ticket_id) DO UPDATE SET {sets}",
        [ticket_id, *(values[name] for name in names)],
    )


def drop(conn: Connection, ticket_id: int) -> None:
    """No process holds the ticket."""
    conn.execute("DELETE FROM claim WHERE ticket_id = ?", (ticket_id,))


def silence(conn: Connection, **process: Any) -> None:
    """This process says no more that it lives: it ends as it should, and leaves its tickets in hand."""
    conn.execute(
        "UPDATE claim SET beat_at = NULL WHERE host = ? AND boot_id = ? AND pid = ? AND born = ?",
        [process[name] for name in ("host", "boot_id", "pid", "born")],
    )


def in_hand(conn: Connection, technician: str = "") -> list[Row]:
    """Every ticket in hand with its claim, the one taken first in front; of one technician, if given."""
    mine, values = (" AND ticket.taken_by = ?", [technician]) if technician else ("", [])
    return conn.execute(f"{SELECT}{mine} ORDER BY ticket.taken_at, ticket.id", values).fetchall()


def of_ticket(conn: Connection, ticket_id: int) -> Row | None:
    """A ticket in hand with its claim."""
    row: Row | None = conn.execute(f"{SELECT} AND ticket.id = ?", (ticket_id,)).fetchone()
    return row
