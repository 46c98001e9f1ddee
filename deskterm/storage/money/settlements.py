"""The gateway to `settlement`: what each customer's month came to, with which charges and credits (R8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from deskterm.models.money.invoice import Settlement
from deskterm.models.records.money import time_of
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets.tickets import next_number

COUNT = "settlement"  # the counter that gives the ids, so that none can be missing

# A charge without a work report belongs to whom it was filed for, the others to the one on the report. What
# comes up for a customer whose period is closed goes to the next one.
OPEN = (
    "SELECT charge.id AS charge_id, charge.group_id, charge.part, charge.at,"
    " charge.minutes, charge.units, charge.net_cents, charge.excess,"
    " coalesce(charge.report, '') AS report, coalesce(report.rule, contact_group.rule, '') AS rule,"
    " coalesce(report.customer_id, contact_group.customer_id, ticket.customer_id) AS customer_id,"
    " ticket.id AS ticket_id, ticket.code AS ticket, ticket.subject, ticket.terms_id"
    " FROM charge JOIN contact_group ON contact_group.id = charge.group_id"
    " JOIN ticket ON ticket.id = contact_group.ticket_id"
    " LEFT JOIN report ON report.number = charge.report"
    " WHERE charge.destination = 'invoice' AND charge.at < ?"
    " AND NOT EXISTS (SELECT 1 FROM settlement_line WHERE settlement_line.charge_id = charge.id)"
    " AND NOT EXISTS (SELECT 1 FROM voided_contact WHERE voided_contact.group_id = charge.group_id)"
    " AND NOT EXISTS (SELECT 1 FROM settlement WHERE settlement.period = ?"
    " AND settlement.customer_id ="
    " coalesce(report.customer_id, contact_group.customer_id, ticket.customer_id))"
    " ORDER BY charge.at, charge.id"
)
OPEN_SUM = (
    "SELECT coalesce(sum(charge.minutes), 0), coalesce(sum(charge.excess), 0),"
    " coalesce(sum(charge.net_cents), 0) FROM charge"
    " WHERE charge.destination = 'invoice' AND charge.at < ?"
    " AND NOT EXISTS (SELECT 1 FROM settlement_line WHERE settlement_line.charge_id = charge.id)"
    " AND NOT EXISTS (SELECT 1 FROM voided_contact WHERE voided_contact.group_id = charge.group_id)"
)


# A credit belongs to the month in which the promise was broken, whenever it was granted; as with charges,
# what comes up for a customer whose period is closed goes to the next one.
OPEN_CREDITS = (
    "SELECT credit.*, ticket.code, ticket.subject, ticket.terms_id FROM credit"
    " JOIN ticket ON ticket.id = credit.ticket_id"
    " LEFT JOIN settlement_credit AS held ON held.ticket_id = credit.ticket_id"
    " AND held.since = credit.since AND held.metric = credit.metric"
    " WHERE credit.state = 'granted' AND credit.cents > 0 AND credit.month <= ?"
    " AND held.settlement_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM settlement WHERE settlement.period = ?"
    " AND settlement.customer_id = credit.customer_id)"
    " ORDER BY credit.at, credit.ticket_id, credit.since, credit.metric"
)
OPEN_CREDIT_SUM = (
    "SELECT coalesce(sum(credit.cents), 0) FROM credit"
    " LEFT JOIN settlement_credit AS held ON held.ticket_id = credit.ticket_id"
    " AND held.since = credit.since AND held.metric = credit.metric"
    " WHERE credit.state = 'granted' AND credit.month <= ? AND held.settlement_id IS NULL"
)


# What closed months hold of contacts that are void: the next bill of whose month it was credits it, once.
_OWED = (
    " FROM voided_contact JOIN charge ON charge.group_id = voided_contact.group_id"
    " JOIN settlement_line AS billed ON billed.charge_id = charge.id"
    " JOIN settlement AS closed ON closed.id = billed.settlement_id"
    " WHERE charge.net_cents > 0 AND voided_contact.at < ?"
    " AND NOT EXISTS (SELECT 1 FROM settlement_correction WHERE settlement_correction.charge_id = charge.id)"
)
OPEN_CORRECTIONS = (
    "SELECT charge.id AS charge_id, charge.net_cents, closed.id AS settlement, closed.customer_id,"  # noqa: S608
    f" closed.frozen, voided_contact.at, voided_contact.by, voided_contact.why{_OWED}"
    " AND closed.period < ? AND NOT EXISTS (SELECT 1 FROM settlement WHERE settlement.period = ?"
    " AND settlement.customer_id = closed.customer_id) ORDER BY voided_contact.at, charge.id"
)


def open_corrections(conn: Connection, period: str, high: int) -> tuple[Row, ...]:
    """Charges of closed months that were taken back before `high` and that the bill of `period` credits."""
    return tuple(conn.execute(OPEN_CORRECTIONS, (high, period, period)).fetchall())


def open_credits(conn: Connection, period: str) -> tuple[Row, ...]:
    """Credits that were granted for promises broken up to `period` and that no settlement holds."""
    return tuple(conn.execute(OPEN_CREDITS, (period, period)).fetchall())


def open_charges(conn: Connection, period: str, high: int) -> tuple[Row, ...]:
    """Unsettled charges made before `high` that go to the invoice of `period`, oldest first."""
    return tuple(conn.execute(OPEN, (high, period)).fetchall())


def open_of_customer(conn: Connection, customer_id: int) -> tuple[Row, ...]:
    """Every charge of a customer that goes to an invoice and is in none yet, oldest first."""
    rows = conn.execute(
        f"SELECT * FROM ({OPEN}) AS found WHERE customer_id = ? ORDER BY at, charge_id",  # noqa: S608  # ours
        (1 << 60, "", customer_id),
    ).fetchall()
    return tuple(rows)


def to_invoice(conn: Connection, period: str, high: int) -> tuple[Decimal, int]:
    """What no settlement holds: minutes and cents of charges before `high`, less what is credited by then.

    That are granted credits up to `period`, and what was taken back of closed months.
    """
    row = conn.execute(OPEN_SUM, (high,)).fetchone()
    granted = conn.execute(OPEN_CREDIT_SUM, (period,)).fetchone()[0]
    corrected = conn.execute(
        f"SELECT coalesce(sum(charge.net_cents), 0){_OWED}",  # ours
        (high,),
    ).fetchone()[0]
    return time_of(row[0], row[1]), row[2] - granted - corrected


def insert(conn: Connection, found: Settlement, **printed: Any) -> int:
    """Write a settlement and its lines; `printed` is what else is frozen with it. Returns its id."""
    number = next_number(conn, COUNT)
    frozen = {"number": number, **printed, "settlement": msgspec.to_builtins(found)}
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True)
    before = _last_hash(conn)
    conn.execute(
        "INSERT INTO settlement (id, customer_id, period, at, by, minutes, units, net_cents, vat_rate,"
        " vat_cents, gross_cents, frozen, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            found.customer.id,
            found.month,
            found.at,
            found.by,
            found.minutes,
            found.units,
            found.net_cents,
            found.vat_rate,
            found.vat_cents,
            found.gross_cents,
            text,
            before,
            seal(before, text),
        ),
    )
    conn.executemany(
        "INSERT INTO settlement_line (charge_id, settlement_id) VALUES (?, ?)",
        [(line.charge_id, number) for line in found.lines],
    )
    conn.executemany(
        "INSERT INTO settlement_credit (ticket_id, since, metric, settlement_id) VALUES (?, ?, ?, ?)",
        [(one.ticket_id, one.since, one.metric, number) for one in found.credits],
    )
    conn.executemany(
        "INSERT INTO settlement_correction (charge_id, settlement_id) VALUES (?, ?)",
        [(one.charge_id, number) for one in found.corrections],
    )
    return number


def of_period(conn: Connection, period: str) -> tuple[Settlement, ...]:
    """The settlements of a month, as they were frozen."""
    rows = conn.execute("SELECT frozen FROM settlement WHERE period = ? ORDER BY id", (period,)).fetchall()
    return tuple(record(row) for row in rows)


def record(row: Row) -> Settlement:
    """A row as a settlement; all of it comes from what was frozen."""
    return msgspec.convert(json.loads(row["frozen"])["settlement"], Settlement)


def seal(before: str, frozen: str) -> str:
    """The hash of a settlement, over all that is printed on it and the hash of the one before."""
    return hashlib.sha256(f"{before}\n{frozen}".encode()).hexdigest()


def _last_hash(conn: Connection) -> str:
    row = conn.execute("SELECT hash FROM settlement ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def faults(conn: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """What does not hold: seals, figures that are not those printed, lines that are not the charges."""
    before, count = "", 0
    for row in conn.execute("SELECT * FROM settlement ORDER BY id").fetchall():
        count += 1
        known = {"month": row["period"], "settlement": row["id"]}
        if row["prev_hash"] != before or seal(before, row["frozen"]) != row["hash"]:
            yield "settlement_seal", known
        elif not (
            _agrees(row, record(row))
            and _charged(conn, row["id"]) == _printed(record(row))
            and _credited(conn, row["id"]) == _printed_credits(record(row))
            and _corrected(conn, row["id"]) == _printed_corrections(record(row))
        ):
            yield "settlement_sum", known
        before = row["hash"]
    counted = conn.execute("SELECT value FROM counter WHERE name = ?", (COUNT,)).fetchone()
    if (counted[0] if counted else 0) != count:
        yield "settlement_count", {"has": count, "sum": counted[0] if counted else 0}


def _agrees(row: Row, found: Settlement) -> bool:
    """Whether a settlement's columns say what its print says, and its lines add up to them."""
    names = ("at", "by", "minutes", "units", "net_cents", "vat_rate", "vat_cents", "gross_cents")
    same = all(row[name] == getattr(found, name) for name in names)
    placed = (row["customer_id"], row["period"]) == (found.customer.id, found.month)
    credited = sum(one.net_cents for one in found.credits)
    credited += sum(one.net_cents for one in found.corrections)
    return same and placed and found.net_cents == sum(line.net_cents for line in found.lines) - credited


def _printed(found: Settlement) -> Sequence[tuple[int, int, int, int]]:
    return sorted((line.charge_id, line.minutes, line.units, line.net_cents) for line in found.lines)


def _charged(conn: Connection, settlement_id: int) -> Sequence[tuple[int, int, int, int]]:
    """The charges that a settlement holds."""
    rows = conn.execute(
        "SELECT charge.id, charge.minutes, charge.units, charge.net_cents FROM settlement_line"
        " JOIN charge ON charge.id = settlement_line.charge_id WHERE settlement_line.settlement_id = ?"
        " ORDER BY charge.id",
        (settlement_id,),
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _printed_credits(found: Settlement) -> Sequence[tuple[int, int, str, int]]:
    return sorted((one.ticket_id, one.since, one.metric, one.net_cents) for one in found.credits)


def _credited(conn: Connection, settlement_id: int) -> Sequence[tuple[int, int, str, int]]:
    """The credits that a settlement holds."""
    rows = conn.execute(
        "SELECT credit.ticket_id, credit.since, credit.metric, credit.cents FROM settlement_credit"
        " JOIN credit ON credit.ticket_id = settlement_credit.ticket_id"
        " AND credit.since = settlement_credit.since AND credit.metric = settlement_credit.metric"
        " WHERE settlement_credit.settlement_id = ?"
        " ORDER BY credit.ticket_id, credit.since, credit.metric",
        (settlement_id,),
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _printed_corrections(found: Settlement) -> Sequence[tuple[int, int, int, str]]:
    return sorted((one.charge_id, one.net_cents, one.settlement, one.month) for one in found.corrections)


def _corrected(conn: Connection, settlement_id: int) -> Sequence[tuple[int, int, int, str]]:
    """What a settlement credits of closed months: each charge, its amount, where it had been billed."""
    rows = conn.execute(
        "SELECT charge.id, charge.net_cents, billed.settlement_id, closed.period FROM settlement_correction"
        " JOIN charge ON charge.id = settlement_correction.charge_id"
        " JOIN settlement_line AS billed ON billed.charge_id = charge.id"
        " JOIN settlement AS closed ON closed.id = billed.settlement_id"
        " WHERE settlement_correction.settlement_id = ? ORDER BY charge.id",
        (settlement_id,),
    ).fetchall()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
