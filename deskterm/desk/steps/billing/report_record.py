"""A work report's row as a record."""

from __future__ import annotations

import json

import msgspec

from deskterm.desk.errors import NotFound
from deskterm.models.basics.text import clean
from deskterm.models.records.money import Charge, Report, VoidOf
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection, Row
from deskterm.storage.money import reports as report_rows


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
        group_id=row["group_id"],
        void=void_of(row),
    )


def void_of(row: Row) -> VoidOf | None:
    """That a report was made void, when, by whom and why; None where it stands."""
    if row["void_at"] is None:
        return None
    return VoidOf(at=row["void_at"], by=row["void_by"], why=row["void_why"])


def the_row(conn: Connection, number: str) -> Row:
    """A report's row. Raises NotFound naming the number."""
    row = report_rows.get(conn, clean(number))
    if row is None:
        raise NotFound("no_report", number=number)
    return row
