"""The gateway to `report`: work reports (rapportini), numbered without gaps in each year, frozen at issue."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.tickets import next_number


def issue(
    conn: Connection,
    *,
    year: int,
    customer_id: int,
    ticket_id: int,
    group_id: int,
    part: int,
    issued_at: int,
    by: str,
    seconds: int,
    billed_minutes: int,
    net_cents: int,
    rule: str,
    balance_before: int | None,
    balance_after: int | None,
    frozen: dict[str, Any],
) -> str:
    """Write the next report of the year; `frozen` is everything that is printed. Returns its number."""
    serial = next_number(conn, f"report.{year}")
    number = f"R{year}-{serial:04d}"
    text = json.dumps({"number": number, **frozen}, ensure_ascii=False, sort_keys=True)
    conn.execute(
        "INSERT INTO report (number, year, serial, customer_id, ticket_id, group_id, part, issued_at, by,"
        " seconds, billed_minutes, net_cents, rule, balance_before, balance_after, frozen, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            year,
            serial,
            customer_id,
            ticket_id,
            group_id,
            part,
            issued_at,
            by,
            seconds,
            billed_minutes,
            net_cents,
            rule,
            balance_before,
            balance_after,
            text,
            seal(_last_hash(conn, year), text),
        ),
    )
    return number


def seal(before: str, frozen: str) -> str:
    """The hash of a report, over all that is printed on it and the hash of the year's report before."""
    return hashlib.sha256(f"{before}\n{frozen}".encode()).hexdigest()


def _last_hash(conn: Connection, year: int) -> str:
    row = conn.execute(
        "SELECT hash FROM report WHERE year = ? ORDER BY serial DESC LIMIT 1", (year,)
    ).fetchone()
    return row[0] if row else ""


# A report with when it was made void, by whom and why: that is beside it, for it stays as it was issued.
SELECT = (
    "SELECT report.*, voided_contact.at AS void_at, voided_contact.by AS void_by,"
    " voided_contact.why AS void_why FROM report"
    " LEFT JOIN voided_contact ON voided_contact.group_id = report.group_id "
)


def get(conn: Connection, number: str) -> Row | None:
    """One report's row."""
    row: Row | None = conn.execute(SELECT + "WHERE report.number = ?", (number.strip().upper(),)).fetchone()
    return row


def of_group(conn: Connection, group_id: int) -> tuple[str, ...]:
    """The numbers of a contact group's reports, in order."""
    rows = conn.execute("SELECT number FROM report WHERE group_id = ? ORDER BY part", (group_id,)).fetchall()
    return tuple(row[0] for row in rows)


def count(conn: Connection) -> int:
    """How many reports there are."""
    return int(conn.execute("SELECT count(*) FROM report").fetchone()[0])


def page(
    conn: Connection,
    *,
    customer_id: int | None,
    ticket_id: int | None,
    low: int,
    high: int,
    before: tuple[int, int] | None,
    limit: int,
) -> tuple[Row, ...]:
    """Reports issued in [low, high), newest first; those that come after the (year, serial) `before`."""
    rows = conn.execute(
        SELECT + "WHERE (? IS NULL OR customer_id = ?) AND (? IS NULL OR ticket_id = ?)"
        " AND issued_at >= ? AND issued_at < ? AND (year, serial) < (?, ?)"
        " ORDER BY year DESC, serial DESC LIMIT ?",
        (customer_id, customer_id, ticket_id, ticket_id, low, high, *(before or (1 << 40, 0)), limit),
    ).fetchall()
    return tuple(rows)
