"""Month end: what goes to the invoice, per customer, and the closing of the month (D28, R8).

The invoice's number, its sending and its archive stay with the house's own program: the desk says what must
be on it, and that no charge is on two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from deskterm.desk.calls import contacts
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.billing import agreed
from deskterm.desk.steps.billing.to_invoice import bounds, closes_at, month_of
from deskterm.locale import figures
from deskterm.models.basics.wall_clock import local
from deskterm.models.money import invoice
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Payer, Settlement
from deskterm.models.records.ticket import Decision
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection, Row
from deskterm.storage.money import settlements as settlement_rows
from deskterm.storage.tickets import decisions as decision_rows


def of_month(desk: Desk, month: str) -> InvoiceMonth:
    """What the month comes to, `2026-03`. Raises Refused for what is no month."""
    with desk.read() as conn:
        return _month(desk, conn, month)


def close(desk: Desk, month: str) -> InvoiceMonth:
    """Close a month: every customer's charges are held by one settlement, which is frozen.

    Closed again it says what stands. Raises Refused while the month is not over.
    """
    with desk.write() as conn:
        found = _month(desk, conn, month)
        if not found.over:
            raise Refused(
                "month_not_over", month=month, day=figures.day(date.fromisoformat(found.first_day_after))
            )
        if not found.to_close:
            return found
        rows = {
            row["charge_id"]: row for row in settlement_rows.open_charges(conn, month, closes_at(desk, month))
        }
        numbers = [_settle(desk, conn, one, rows) for one in found.to_close]
        closed = _month(desk, conn, month)
        net = sum(one.net_cents for one in found.to_close)
        desk.record(conn, "month_settled", target=month, after={"settlements": numbers, "net_cents": net})
        return closed


def first_shown(desk: Desk) -> str:
    """The month that waits to be closed: the one before this, or this one when that holds nothing open."""
    start, _ = bounds(month_of(desk.now(), desk.service.tz), desk.service.tz)
    last = month_of(start - 1, desk.service.tz)
    with desk.read() as conn:
        waits = settlement_rows.open_charges(conn, last, start)
    return last if waits else month_of(desk.now(), desk.service.tz)


def moved(month: str, by: int) -> str:
    """So many months later, or earlier."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{place + 1:02}"


def _month(desk: Desk, conn: Connection, month: str) -> InvoiceMonth:
    start, end = bounds(month, desk.service.tz)
    rows = settlement_rows.open_charges(conn, month, end)
    found = [*settlement_rows.of_period(conn, month), *_open(desk, conn, month, start, rows)]
    waiting = {one.group_id for one in contacts.unfiled(desk, everyone=True) if one.started_at < end}
    return InvoiceMonth(
        month=month,
        over=desk.now() >= end,
        first_day_after=local(end, desk.service.tz).date().isoformat(),
        settlements=tuple(sorted(found, key=lambda one: (one.customer.name.casefold(), one.customer.code))),
        unfiled=len(waiting),
        to_price=agreed.waiting(conn, end),
    )


def _open(desk: Desk, conn: Connection, month: str, start: int, rows: Iterable[Row]) -> Iterable[Settlement]:
    """What each customer would be settled for; VAT is the rate of the terms in force."""
    lines: dict[int, list[InvoiceLine]] = {}
    for row in rows:
        lines.setdefault(row["customer_id"], []).append(_line(row, start))
    for customer_id, own in lines.items():
        yield invoice.settlement(month, _payer(conn, customer_id), own, desk.service.provider.vat)


def _line(row: Row, start: int) -> InvoiceLine:
    names = ("charge_id", "report", "ticket", "subject", "at", "minutes", "units", "net_cents", "rule")
    return InvoiceLine(**{name: row[name] for name in names}, earlier=row["at"] < start)


def _payer(conn: Connection, customer_id: int) -> Payer:
    card = customer_rows.card(conn, customer_id, "")
    names = ("id", "code", "name", "town", "vat", "tax_code", "sdi")
    return Payer(**{name: getattr(card, name) for name in names})


def _settle(desk: Desk, conn: Connection, open_: Settlement, rows: Mapping[int, Row]) -> int:
    """Freeze one customer's month, and keep for each charge by which rule it got there."""
    found = msgspec.structs.replace(open_, at=desk.now(), by=desk.who)
    service = desk.service
    provider = {"id": service.id, "name": service.name, "tz": service.tz, "terms": service.digest}
    number = settlement_rows.insert(conn, found, provider=provider)
    for line in found.lines:
        row = rows[line.charge_id]
        detail = {"settlement": number, "month": found.month, "net_cents": line.net_cents}
        decision = Decision(do="settled", rule=line.rule, at=desk.now(), point="settle", detail=detail)
        decision_rows.insert(
            conn,
            decision,
            terms_id=row["terms_id"],
            ticket_id=row["ticket_id"],
            report=line.report or None,
        )
    return number
