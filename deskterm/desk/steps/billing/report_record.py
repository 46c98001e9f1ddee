"""A work report's row as a record."""

from __future__ import annotations

import json

import msgspec

from deskterm.models.records.money import Charge, Report
from deskterm.models.records.work import Session
from deskterm.storage.database import Row


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
