"""What was billed at the rate of an agreement before that was put right, and is not settled yet."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.money import PriceLine
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.money import settlements as settlement_rows


def at_another(desk: Desk, conn: Connection, before: Agreement, after: Agreement) -> tuple[str, ...]:
    """Work reports (without one: tickets) at another rate than the agreement has now, in an open month.

    They stay as they were issued; the first filed comes first.
    """
    if before.rate_cents == after.rate_cents:
        return ()
    found = (
        row["report"] or row["ticket"]
        for row in settlement_rows.open_of_customer(conn, before.customer_id)
        if any(
            _is_at(desk.service_of(row["terms_id"]), line, before)
            for line in line_rows.of_filing(conn, row["group_id"], row["part"])
        )
    )
    return tuple(dict.fromkeys(found))


def _is_at(service: Service, line: PriceLine, agreement: Agreement) -> bool:
    """Whether a line is time at the rate of an agreement, of a day on which that ran."""
    if line.what != "hours" or (line.day and not agreement.runs_on(line.day)):
        return False
    rates = {
        agreement.rate_cents if agreement.rate_cents is not None else price.list_rate
        for price in service.prices
        if price.id == line.rule and price.rate is not None and price.rate.agreed
    }
    return line.price in rates
