"""What closed months hold and was taken back since: lines of their own in the next bill, with reference."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.models.money.invoice import InvoiceCorrection, Settlement
from deskterm.models.money.vat import VatShare
from deskterm.models.records.ticket import Decision
from deskterm.storage.database import Connection, Row
from deskterm.storage.money import settlements as settlement_rows
from deskterm.storage.tickets import decisions as decision_rows


def waiting(desk: Desk, conn: Connection, month: str, end: int) -> dict[int, list[InvoiceCorrection]]:
    """What the bill of a month that ends before `end` credits of closed ones, by customer."""
    found: dict[int, list[InvoiceCorrection]] = {}
    rate = f"{desk.service.provider.vat:f}"
    for row in settlement_rows.open_corrections(conn, month, end):
        found.setdefault(row["customer_id"], []).append(_correction(row, rate))
    return found


def settled(desk: Desk, conn: Connection, number: int, bill: Settlement) -> None:
    """Keep by which rule each correction of a bill got there."""
    for one in bill.corrections:
        ticket = changes.the_ticket(conn, one.ticket)
        detail: dict[str, Any] = {"settlement": number, "month": bill.month, "net_cents": -one.net_cents}
        detail |= {"of": one.month, "reason": one.reason}
        decision = Decision(
            do="correction_settled", rule=one.rule, at=desk.now(), point="settle", detail=detail
        )
        decision_rows.insert(
            conn, decision, terms_id=ticket.terms_id, ticket_id=ticket.id, report=one.report or None
        )


def _correction(row: Row, rate: str) -> InvoiceCorrection:
    """A charge as its closed month printed it: under the rates that it was billed with."""
    bill = msgspec.convert(json.loads(row["frozen"])["settlement"], Settlement)
    line = next(one for one in bill.lines if one.charge_id == row["charge_id"])
    another = not line.vat and bill.vat_rate.partition(" ")[0] != rate
    then = (
        (VatShare(rate=bill.vat_rate.partition(" ")[0], net_cents=line.net_cents),) if another else line.vat
    )
    names = "charge_id report ticket subject minutes units net_cents rule excess".split()
    return InvoiceCorrection(
        **{name: getattr(line, name) for name in names},
        month=bill.month,
        settlement=row["settlement"],
        at=row["at"],
        by=row["by"],
        reason=row["why"],
        vat=then,
    )
