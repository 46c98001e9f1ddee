"""Whether the terms want a sign-up at a ticket's close (M1)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_facts
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.practice import SignUpTerms
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows


def wanted(desk: Desk, conn: Connection, ticket: Ticket) -> SignUpTerms | None:
    """What the terms ask when this ticket is closed: its request is a sign-up, not done yet."""
    terms = desk.service_of(ticket.terms_id).sign_up
    if terms is None or terms.topic not in (ticket.topic, ticket_rows.fields(conn, ticket.id).get("type")):
        return None
    if ticket.customer_id is None:
        return terms
    standing = customer_facts.known(desk, conn, ticket.customer_id)
    return None if standing.get(terms.fact) else terms
