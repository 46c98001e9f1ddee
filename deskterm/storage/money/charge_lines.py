"""The gateway to `charge_line`: how each charge came about, and what it counts for later contacts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from deskterm.models.money.earlier import Had
from deskterm.models.records.money import PriceLine
from deskterm.storage.database import Connection, Row

_COUNTED = (
    "SELECT line.what, line.item, line.day, line.ticket_id, line.group_id,"
    " line.seconds, line.cents FROM charge_line AS line WHERE (line.what IN ('extra','charged')"
    " OR (line.what IN ('first','among','hours','day','half_day') AND line.part ="
    " (SELECT max(other.part) FROM charge_line AS other WHERE other.group_id = line.group_id"
    " AND other.what = 'work')))"
    " AND NOT EXISTS (SELECT 1 FROM voided_contact WHERE voided_contact.group_id = line.group_id)"
)


def insert(
    conn: Connection,
    lines: Sequence[PriceLine],
    *,
    group_id: int,
    part: int,
    ticket_id: int,
    customer_id: int | None,
    day: str,
) -> None:
    """Keep the lines of a group's filing number `part`; those that name no day are of the contact's `day`."""
    for place, line in enumerate(lines):
        item = f"{line.rule}/{line.part}" if line.part else line.rule
        conn.execute(
            "INSERT INTO charge_line (group_id, part, place, ticket_id, customer_id, what, item, day,"
            " seconds, cents, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(group_id, part, place, ticket_id, customer_id, line.what, item, line.day or day),
                *(line.seconds, line.cents, msgspec.json.encode(line).decode()),
            ),
        )


def of_filing(conn: Connection, group_id: int, part: int) -> tuple[PriceLine, ...]:
    """The lines of one filing, in their order."""
    rows = conn.execute(
        "SELECT line FROM charge_line WHERE group_id = ? AND part = ? ORDER BY place", (group_id, part)
    ).fetchall()
    return tuple(msgspec.json.decode(row["line"], type=PriceLine) for row in rows)


def of_group(conn: Connection, group_id: int) -> tuple[PriceLine, ...]:
    """The lines of all filings of a contact, in their order."""
    rows = conn.execute(
        "SELECT line FROM charge_line WHERE group_id = ? ORDER BY part, place", (group_id,)
    ).fetchall()
    return tuple(msgspec.json.decode(row["line"], type=PriceLine) for row in rows)


def price_of(conn: Connection, group_id: int, rule: str) -> str:
    """The price of a contact's rule with the part that was taken of it: `S14/lab`; without one the rule."""
    found = (line for line in of_group(conn, group_id) if line.what == "work" and line.rule == rule)
    part = next((line.part for line in found), "")
    return f"{rule}/{part}" if part else rule


def vat_inside(conn: Connection, group_id: int) -> int:
    """The VAT that stood inside what a contact's filings were charged, in cents."""
    row = conn.execute(
        "SELECT -coalesce(sum(cents), 0) FROM charge_line WHERE group_id = ? AND what = 'vat'", (group_id,)
    ).fetchone()
    return int(row[0])


def had(
    conn: Connection, *, customer_id: int, ticket_id: int, year: str, but: Collection[int] = ()
) -> list[Had]:
    """What a customer's contacts of a year were counted as, and those of a ticket whenever they were.

    Of a contact that was filed several times, time and days as at the last of its filings, which says the
    whole; fixed amounts of each, which say only what was new. `but`: contacts that are left out.
    """
    rows = conn.execute(
        f"{_COUNTED} AND (line.ticket_id = ? OR (line.customer_id = ? AND line.day >= ? AND line.day <= ?))"
        " ORDER BY line.group_id, line.part, line.place",
        (ticket_id, customer_id, f"{year}-01-01", f"{year}-12-31"),
    ).fetchall()
    return [_record(row, ticket_id) for row in rows if row["group_id"] not in but]


def _record(row: Row, ticket_id: int) -> Had:
    return Had(
        what=row["what"],
        item=row["item"],
        day=row["day"],
        contact=row["group_id"],
        seconds=row["seconds"],
        cents=row["cents"],
        same_ticket=row["ticket_id"] == ticket_id,
    )
