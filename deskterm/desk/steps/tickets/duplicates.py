"""A request that is sent again finds its first."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.models.basics.text import reminded_of
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.topics import is_again
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

KIND = "in_queue"


ONE_PER = 3600  # seconds between two letters that say the same about a ticket


def waiting(conn: Connection, request: IncomingRequest) -> Ticket | None:
    """The customer's open ticket with the same subject that the request says again, the first that arrived.

    Another request under the same word, «Problema», is none. A reminder, «SOLLECITO: Stampa», is about what
    it reminds of, whatever it says.
    """
    customer, subject = request.customer, request.subject
    if customer is None or not subject.strip():
        return None
    for ticket in ticket_rows.same_subject(conn, customer.id, subject):
        if is_again(subject, request.body, _asked(conn, ticket)):
            return ticket
    reminded = reminded_of(subject)
    return next(iter(ticket_rows.same_subject(conn, customer.id, reminded)), None) if reminded else None


def _asked(conn: Connection, ticket: Ticket) -> str:
    """What the customer has written about a ticket so far."""
    thread = message_rows.of_ticket(conn, ticket.id)
    return "\n".join(one.body for one in thread if one.is_customers)


def say_in_queue(desk: Desk, conn: Connection, ticket: Ticket) -> int | None:
    """Write that the request has its place already; None where that was written lately."""
    since = desk.now() - ONE_PER
    if any(one.kind == KIND and one.received_at > since for one in message_rows.of_ticket(conn, ticket.id)):
        return None
    place = ticket_rows.before_in_queue(conn, ticket) + 1
    letter = "letters.in_queue" if ticket.state == "queued" else "letters.in_hand"
    name = ticket.contact_name or ticket.customer
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        text = customer_language.letter(
            letter, contact=name, what=customer_language.about(ticket.subject), code=ticket.code, place=place
        )
    return write_to_customer(desk, conn, ticket, KIND, text, automatic="replied")
