"""Work reports (rapportini), as they were frozen at issue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from deskterm.desk import deeds
from deskterm.desk.context import Desk
from deskterm.desk.customers import the_customer
from deskterm.desk.errors import NotFound
from deskterm.models.records import Charge, Report, Session
from deskterm.models.text import clean
from deskterm.storage import reports as kept
from deskterm.storage.database import Connection, Row

ALWAYS = 1 << 62
PRINTED = ("consent", "request_mail", "backup_confirmed", "backup_unit", "client_closed_software")


def reports(
    desk: Desk,
    *,
    customer: str | None = None,
    ticket: str | None = None,
    low: int = -ALWAYS,
    high: int = ALWAYS,
    before: str = "",
    limit: int = 100,
) -> tuple[Report, ...]:
    """Reports issued in [low, high), newest first: of a customer's or ticket's code, older than `before`."""
    with desk.read() as conn:
        ticket_id = deeds.the_ticket(conn, ticket).id if ticket else None
        customer_id = the_customer(conn, customer) if customer else None
        edge = _row(conn, before) if before else None
        rows = kept.page(
            conn,
            customer_id=customer_id,
            ticket_id=ticket_id,
            low=low,
            high=high,
            before=(edge["year"], edge["serial"]) if edge else None,
            limit=limit,
        )
        return tuple(record(row) for row in rows)


def count(desk: Desk) -> int:
    """How many reports were ever issued."""
    with desk.read() as conn:
        return kept.count(conn)


def get(desk: Desk, number: str) -> Report:
    """One report. Raises NotFound naming the number."""
    with desk.read() as conn:
        return record(_row(conn, number))


def printed(desk: Desk, number: str) -> dict[str, Any]:
    """Everything that stands on a report, as it was on the day of issue (the frozen JSON)."""
    with desk.read() as conn:
        frozen: dict[str, Any] = json.loads(_row(conn, number)["frozen"])
        return frozen


def evidence(frozen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was told at the gates of this work and is printed: consent, backup, the mail of request."""
    return [one for one in frozen.get("answers", ()) if one["fact"] in PRINTED]


def record(row: Row) -> Report:
    """A row as a report; all that is read comes from what was frozen."""
    frozen = json.loads(row["frozen"])
    bill = frozen["bill"]
    return Report(
        number=row["number"],
        customer_id=frozen["customer"]["id"],
        customer=frozen["customer"]["name"],
        ticket=frozen["ticket"]["code"],
        issued_at=frozen["issued_at"],
        by=frozen["by"],
        sessions=msgspec.convert(frozen["sessions"], tuple[Session, ...]),
        seconds=bill["seconds"],
        billed_minutes=bill["billed_minutes"],
        net_cents=bill["net_cents"],
        rule=bill["rule"],
        settle=msgspec.convert(bill["settle"], tuple[Charge, ...]),
        before=frozen["before"],
        after=frozen["after"],
        reason=frozen["reason"]["id"],
        outcome=frozen["outcome"]["id"],
        note=frozen["note"],
    )


def _row(conn: Connection, number: str) -> Row:
    row = kept.get(conn, clean(number))
    if row is None:
        raise NotFound("no_report", number=number)
    return row
