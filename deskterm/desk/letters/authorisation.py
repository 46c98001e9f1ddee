"""The mail without which nobody accesses a customer's systems is asked for, while the gate is shut (I6)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_language
from deskterm.desk.steps.intake import ask_back
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket


def ask(desk: Desk, code: str) -> Ticket:
    """Ask the customer for the mail that lets us in (I6); the ticket stays where it is."""
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            letter = write_to_customer(desk, conn, ticket, "clarification", ask_back.authorisation(ticket))
        after = {"missing": ["request_mail"], "message": letter}
        desk.record(conn, "asked_back", ticket_id=ticket.id, target=ticket.code, after=after)
        return ticket
