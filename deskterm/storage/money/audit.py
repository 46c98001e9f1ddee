"""Proofs of the ledger (R7, S19): each finding is a code and the values of its sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from deskterm.storage.database import Connection, Row
from deskterm.storage.guards import missing_guards
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import report_opening as report_opening_rows
from deskterm.storage.money import reports as report_rows
from deskterm.storage.money import settlements as settlement_rows
from deskterm.storage.money import voided as voided_rows

Found = tuple[str, dict[str, Any]]
CHARGE = ("to", "minutes", "units", "net_cents")

# Each query names what does not hold; none of them may find a row.
QUERIES = {
    "balance": "SELECT pack.id AS pack, pack.left_over AS has, coalesce(sum(movement.amount), 0) AS sum"
    " FROM pack LEFT JOIN movement ON movement.pack_id = pack.id"
    " GROUP BY pack.id, pack.left_over HAVING pack.left_over <> coalesce(sum(movement.amount), 0)",
    "below_zero": "SELECT id AS pack, left_over AS has FROM pack WHERE left_over < -credit",
    "end": "SELECT id AS pack, expires_on AS has FROM pack WHERE expires_on <> coalesce((SELECT until"
    " FROM pack_end WHERE pack_end.pack_id = pack.id ORDER BY pack_end.id DESC LIMIT 1), sold_until)",
    "carried": "SELECT id AS movement, pack_id AS pack FROM movement WHERE (kind = 'carried') <>"
    " (other_id IS NOT NULL) OR (kind = 'carried' AND NOT EXISTS (SELECT 1 FROM movement twin"
    " WHERE twin.kind = 'carried' AND twin.pack_id = movement.other_id"
    " AND twin.other_id = movement.pack_id AND twin.amount = -movement.amount))",
    "reserved": "SELECT pack.id AS pack, pack.reserved AS has, -coalesce(sum(movement.amount), 0) AS sum"
    " FROM pack LEFT JOIN movement ON movement.pack_id = pack.id"
    " AND movement.kind IN ('reserved','released') GROUP BY pack.id, pack.reserved"
    " HAVING pack.reserved <> -coalesce(sum(movement.amount), 0)",
    "size": "SELECT pack.id AS pack, pack.size AS has FROM pack WHERE NOT EXISTS (SELECT 1 FROM movement"
    " WHERE movement.pack_id = pack.id AND movement.kind = 'sold' AND movement.amount = pack.size)",
    "first_day": "SELECT id AS pack, starts_on AS has FROM pack WHERE starts_on <> coalesce((SELECT starts_on"
    " FROM pack_resized WHERE pack_resized.pack_id = pack.id ORDER BY pack_resized.id DESC LIMIT 1),"
    " starts_on)",
    "no_pack": "SELECT movement.id AS movement, movement.pack_id AS pack FROM movement"
    " LEFT JOIN pack ON pack.id = movement.pack_id WHERE pack.id IS NULL",
    "report_sum": "SELECT report.number AS report, report.billed_minutes AS has,"
    " coalesce(sum(charge.minutes), 0) AS sum FROM report LEFT JOIN charge ON charge.report = report.number"
    " GROUP BY report.number, report.billed_minutes, report.net_cents"
    " HAVING report.billed_minutes <> CASE WHEN coalesce(sum(charge.units), 0) = 0"
    " THEN coalesce(sum(charge.minutes), 0) ELSE report.billed_minutes END"
    " OR report.net_cents <> coalesce(sum(charge.net_cents), 0)",
    "charge_draw": "SELECT charge.group_id AS contact, charge.destination AS pack,"
    " charge.minutes + charge.units AS has FROM charge LEFT JOIN movement ON movement.op_id ="
    " 'file:' || charge.group_id || ':' || charge.part || ':' || substr(charge.destination, 6)"
    " WHERE charge.destination LIKE 'pack:%' AND (movement.id IS NULL OR movement.kind <> 'drawn'"
    " OR charge.destination <> 'pack:' || movement.pack_id"
    " OR -movement.amount <> CASE WHEN charge.units > 0 THEN charge.units ELSE charge.minutes END)",
    "draw_charge": "SELECT id AS movement, pack_id AS pack FROM movement WHERE kind = 'drawn'"
    " AND op_id NOT IN (SELECT 'file:' || group_id || ':' || part || ':' || substr(destination, 6)"
    " FROM charge WHERE destination LIKE 'pack:%') AND id NOT IN (SELECT counter_id FROM voided_movement)",
    "group_sum": "SELECT contact_group.id AS contact, contact_group.net_cents AS has,"
    " coalesce(sum(charge.net_cents), 0) AS sum FROM contact_group"
    " LEFT JOIN charge ON charge.group_id = contact_group.id WHERE contact_group.filings > 0"
    " GROUP BY contact_group.id, contact_group.net_cents"
    " HAVING contact_group.net_cents <> coalesce(sum(charge.net_cents), 0)",
    "agreed": "SELECT agreed_price.group_id AS contact, agreed_price.net_cents AS has,"
    " coalesce(sum(charge.net_cents), 0) AS sum FROM agreed_price LEFT JOIN charge"
    " ON charge.group_id = agreed_price.group_id AND charge.part = agreed_price.part"
    " GROUP BY agreed_price.group_id, agreed_price.part, agreed_price.net_cents"
    " HAVING agreed_price.net_cents <> coalesce(sum(charge.net_cents), 0)",
    "cancelled": "SELECT contact_group.id AS contact FROM contact_group LEFT JOIN cancelled_contact"
    " ON cancelled_contact.group_id = contact_group.id"
    " WHERE (contact_group.mode = 'cancelled') <> (cancelled_contact.group_id IS NOT NULL)"
    " OR (cancelled_contact.group_id IS NOT NULL AND EXISTS (SELECT 1 FROM charge"
    " WHERE charge.group_id = contact_group.id))",
    "serial": "SELECT report.year AS year, count(*) + coalesce(max(report_opening.serial), 0) AS n,"
    " max(report.serial) AS top FROM report LEFT JOIN report_opening ON report_opening.year = report.year"
    " GROUP BY report.year"
    " HAVING count(*) + coalesce(max(report_opening.serial), 0) <> max(report.serial)",
}


def findings(conn: Connection) -> Iterator[Found]:
    """Everything that does not hold, nothing when all is well."""
    for name in missing_guards(conn):
        yield "guard", {"name": name}
    for code, query in QUERIES.items():
        for row in conn.execute(query).fetchall():
            yield code, dict(row)
    yield from _chain(conn)
    yield from _printed(conn)
    yield from settlement_rows.faults(conn)
    yield from voided_rows.faults(conn)


def _chain(conn: Connection) -> Iterator[Found]:
    """Walk the seals from the first line to the last, and each pack's balance with them."""
    before, lines = "", 0
    balances: dict[int, int] = {}
    for row in conn.execute("SELECT * FROM movement ORDER BY id").fetchall():
        lines += 1
        if row["prev_hash"] != before or movement_rows.seal(row) != row["hash"]:
            yield "seal", {"movement": row["id"]}
        balances[row["pack_id"]] = balances.get(row["pack_id"], 0) + row["amount"]
        if balances[row["pack_id"]] != row["left_over"]:
            yield "line", {"movement": row["id"], "has": row["left_over"], "sum": balances[row["pack_id"]]}
        before = row["hash"]
    counted = conn.execute("SELECT value FROM counter WHERE name = ?", (movement_rows.COUNT,)).fetchone()
    if (counted[0] if counted else 0) != lines:
        yield "count", {"has": lines, "sum": counted[0] if counted else 0}


def _printed(conn: Connection) -> Iterator[Found]:
    """What is printed must be what is charged, and every report sealed with the year's one before."""
    before: dict[int, str] = {}
    rows = conn.execute("SELECT * FROM report ORDER BY year, serial").fetchall()
    for row in rows:
        if report_rows.seal(before.get(row["year"], ""), row["frozen"]) != row["hash"]:
            yield "report_seal", {"report": row["number"]}
        elif not _agrees(row):
            yield "printed", {"report": row["number"]}
        before[row["year"]] = row["hash"]
    last = {row["year"]: row["serial"] for row in rows}
    counters = conn.execute("SELECT name, value FROM counter WHERE name LIKE 'report.%'").fetchall()
    for counter in counters:
        year = int(counter["name"].removeprefix("report."))
        standing = last.get(year) or report_opening_rows.of_year(conn, year)
        if standing != counter["value"]:
            yield "serial", {"year": year, "n": standing, "top": counter["value"]}


def _agrees(row: Row) -> bool:
    """Whether a report's columns say what its print says, and its balances differ by what was drawn."""
    frozen = json.loads(row["frozen"])
    bill = frozen["bill"]
    said = (frozen["number"], bill["billed_minutes"], bill["net_cents"], bill["seconds"])
    kept = (row["number"], row["billed_minutes"], row["net_cents"], row["seconds"])
    parts = [part for part in frozen["settle"] if part["to"].startswith("pack:")]
    drawn = sum(part["units"] or part["minutes"] for part in parts if part["unit"] == frozen["unit"])
    charged = [{name: part[name] for name in CHARGE} for part in frozen["settle"]]
    before, after = row["balance_before"], row["balance_after"]
    balanced = (before is None and not parts) or (before is not None and before - drawn == after)
    bare = [{name: part[name] for name in CHARGE} for part in bill["settle"]]
    stands = charged == bare and (frozen["before"], frozen["after"]) == (before, after)
    return said == kept and balanced and stands
