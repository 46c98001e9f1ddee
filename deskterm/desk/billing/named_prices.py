"""Which prices a technician may name for a contact, where none holds by itself."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.desk.steps.work.contacts import the_group
from deskterm.models.money.price import named
from deskterm.storage.tickets import tickets as ticket_rows


def offered(desk: Desk, group_id: int) -> tuple[str, ...]:
    """The rules in the order of the terms; not those that want an agreement which the customer has not."""
    with desk.read() as conn:
        row, stretches = the_group(conn, group_id)
        ticket = ticket_rows.by_id(conn, row.ticket_id)
        began = min(session.started_at for session in stretches)
        known = facts.of_ticket(desk, conn, ticket, at=began)
    return named(desk.service_of(ticket.terms_id), known, began)
