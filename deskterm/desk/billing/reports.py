"""Work reports (rapportini), as they were frozen at issue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.billing.report_record import record, the_row
from deskterm.desk.steps.customer_of import the_customer
from deskterm.models.records.money import Report
from deskterm.storage.money import reports as report_rows

ALWAYS = 1 << 62


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
        ticket_id = changes.the_ticket(conn, ticket).id if ticket else None
        customer_id = the_customer(conn, customer) if customer else None
        edge = the_row(conn, before) if before else None
        rows = report_rows.page(
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
        return report_rows.count(conn)


def get(desk: Desk, number: str) -> Report:
    """One report. Raises NotFound naming the number."""
    with desk.read() as conn:
        return record(the_row(conn, number))


def printed(desk: Desk, number: str) -> dict[str, Any]:
    """Everything that stands on a report, as it was on the day of issue (the frozen JSON)."""
    with desk.read() as conn:
        frozen: dict[str, Any] = json.loads(the_row(conn, number)["frozen"])
        return frozen


def is_void(desk: Desk, number: str) -> bool:
    """Whether a report was taken back since; its number stays. Raises NotFound."""
    return get(desk, number).void is not None


def language_of(desk: Desk, frozen: Mapping[str, Any]) -> str:
    """The language in which a report's customer reads it: that of the card on the day of issue."""
    return str(frozen["customer"].get("language") or desk.service.provider.language)
