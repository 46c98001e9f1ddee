"""The due time that follows a severity: agreements may promise other hours for each (I4, I19)."""

from __future__ import annotations

import json

from deskterm.desk import booking, deeds, facts
from deskterm.desk.context import Desk
from deskterm.models.due import Due, due
from deskterm.models.records import Ticket
from deskterm.storage.database import Connection


def of_severity(desk: Desk, conn: Connection, before: Ticket, after: Ticket) -> dict[str, int | None]:
    """The due times to change when a ticket's severity does, with the decision kept; {} when none does.

    A clock that restarted at a customer's reply is left alone.
    """
    if before.severity == after.severity:
        return {}
    old, new = _promise(desk, conn, before), _promise(desk, conn, after)
    if old == new or (old.due_at if old else None) != before.due_at:
        return {}
    deeds.keep(desk, conn, booking.promised(desk, new, desk.now()), ticket=before)
    return {"due_at": new.due_at if new else None, "soft_due_at": new.soft_due_at if new else None}


def _promise(desk: Desk, conn: Connection, ticket: Ticket) -> Due | None:
    pauses = [(start, end) for start, end in json.loads(ticket.pauses)]
    known = facts.of_ticket(desk, conn, ticket)
    return due(desk.service_of(ticket.terms_id), known, ticket.received_at, pauses)
