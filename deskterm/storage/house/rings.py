"""The gateway to `ringing`: the calls that ring at each technician, while they are news."""

from __future__ import annotations

from msgspec import Struct

from deskterm.storage.database import Connection, Row

OVER = 0  # the instant of a ring that has ended
SILENCED = -1  # of one that its technician does not want to see


class RingRow(Struct, frozen=True, kw_only=True):
    """A row of `ringing`."""

    number: int
    at: int
    phone: str
    name: str
    shown: bool


def put(conn: Connection, technician: str, *, at: int, phone: str, name: str, fresh_since: int) -> int:
    """Somebody rings; returns which ring of this technician it is. What rang before `fresh_since` goes.

    What nobody has taken up stays until it is told that it was missed.
    """
    row = conn.execute(
        "INSERT INTO ringing (technician, number, at, phone, name)"
        " SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM ringing WHERE technician = ? RETURNING number",
        (technician, at, phone, name, technician),
    ).fetchone()
    number: int = row[0]
    conn.execute(
        "DELETE FROM ringing WHERE technician = ? AND number < ? AND at < ? AND (taken = 1 OR at <= 0)",
        (technician, number, fresh_since),
    )
    return number


def show(conn: Connection, technician: str, number: int) -> None:
    """A screen shows it."""
    conn.execute("UPDATE ringing SET shown = 1 WHERE technician = ? AND number = ?", (technician, number))


def after(conn: Connection, technician: str, number: int) -> tuple[RingRow, ...]:
    """The calls that rang at a technician after this one, in their order."""
    rows = conn.execute(
        "SELECT * FROM ringing WHERE technician = ? AND number > ? ORDER BY number", (technician, number)
    )
    return tuple(_row(row) for row in rows)


def end(conn: Connection, technician: str, number: int, how: int = OVER) -> None:
    """It rings no more, or is silenced. The row stays for its number, which no later ring may have."""
    conn.execute("UPDATE ringing SET at = ? WHERE technician = ? AND number = ?", (how, technician, number))


def take(conn: Connection, technician: str, number: int, taken: bool) -> None:
    """Somebody took it up; or they did not, and it rings on."""
    conn.execute(
        "UPDATE ringing SET taken = ? WHERE technician = ? AND number = ?", (int(taken), technician, number)
    )


def unanswered(conn: Connection, before: int) -> tuple[tuple[str, RingRow], ...]:
    """What rang before an instant, at whom, and nobody has taken up, silenced or noted as missed."""
    rows = conn.execute(
        "SELECT * FROM ringing WHERE taken = 0 AND at > 0 AND at < ? ORDER BY at, technician", (before,)
    )
    return tuple((row["technician"], _row(row)) for row in rows)


def taken_since(conn: Connection, since: int) -> tuple[RingRow, ...]:
    """What rang since an instant and was taken up by somebody."""
    rows = conn.execute("SELECT * FROM ringing WHERE taken = 1 AND at >= ?", (since,))
    return tuple(_row(row) for row in rows)


def newest(conn: Connection, technician: str) -> int:
    """The number of the last call that rang at a technician; 0 where none ever did."""
    found = conn.execute(
        "SELECT coalesce(max(number), 0) FROM ringing WHERE technician = ?", (technician,)
    ).fetchone()
    number: int = found[0]
    return number


def _row(row: Row) -> RingRow:
    return RingRow(
        number=row["number"], at=row["at"], phone=row["phone"], name=row["name"], shown=bool(row["shown"])
    )
