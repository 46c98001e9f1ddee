"""Whether the terms want a sign-up at a ticket's close (M1)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_facts, facts
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.practice import SignUpTerms
from deskterm.storage.database import Connection


def wanted(desk: Desk, conn: Connection, ticket: Ticket) -> SignUpTerms | None:
    """What the terms ask when this ticket is closed: its request is a sign-up, not done yet."""
    terms = desk.service_of(ticket.terms_id).sign_up
    if terms is None:
        return None
    if terms.topic not in (ticket.topic, facts.fields_of(desk, conn, ticket).taken.get("type")):
        return None
    if ticket.customer_id is None:
        return terms
    standing = customer_facts.known(desk, conn, ticket.customer_id)
    return None if standing.get(terms.fact) else terms
