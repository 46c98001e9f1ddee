"""One message in another ticket, or in one of its own: a reply that was about something else."""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.intake import booking
from deskterm.desk.steps.tickets import taking_back, threads
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows


def move(desk: Desk, message_id: int, *, to: str = "") -> Ticket:
    """Put one message of a ticket into another one of the same customer, or ("") into a new one.

    The new one has the message's time of arrival, and so its place. Raises Refused for the request by which
    the ticket began (that is a merge), for a letter of ours, and for two customers.
    """
    with desk.write() as conn:
        message, ticket = _of_thread(conn, message_id)
        target = changes.the_ticket(conn, to) if to else _begun_with(desk, conn, message, ticket)
        _check(ticket, target)
        stood = target
        message_rows.update(conn, message.id, ticket_id=target.id)
        if to:
            target = threads.heard_from(desk, conn, target, at=message.received_at)
        came = {"message": message.id, "from": ticket.code}
        desk.record(conn, "message_came", ticket_id=target.id, target=target.code, after=came)
        told: dict[str, Any] = {"message": message.id, "to": target.code, "made": not to}
        told["target"] = taking_back.differing(stood, target)
        desk.record(conn, "message_moved", ticket_id=ticket.id, target=ticket.code, after=told)
        return target


def movable(desk: Desk, code: str) -> tuple[Message, ...]:
    """The messages of a ticket that can be moved: what came after the request itself, newest first."""
    with desk.read() as conn:
        thread = message_rows.of_ticket(conn, changes.the_ticket(conn, code).id)
    return tuple(one for one in thread if one.direction == "in")[:0:-1]


def others(desk: Desk, code: str) -> tuple[Ticket, ...]:
    """The other open tickets of a ticket's customer, oldest first."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        found = ticket_rows.open_of_customer(conn, ticket.customer_id) if ticket.customer_id else ()
        return tuple(one for one in found if one.id != ticket.id)


def _of_thread(conn: Connection, number: int) -> tuple[Message, Ticket]:
    message = message_rows.get(conn, number)
    if message is None or message.ticket_id is None:
        raise NotFound("no_message", number=number)
    ticket = ticket_rows.by_id(conn, message.ticket_id)
    if message.direction != "in":
        raise Refused("move_ours", number=number)
    first = next(one for one in message_rows.of_ticket(conn, ticket.id) if one.direction == "in")
    if first.id == message.id:
        raise Refused("move_request", number=number, code=ticket.code)
    return message, ticket


def _check(ticket: Ticket, target: Ticket) -> None:
    if target.id == ticket.id or target.customer_id != ticket.customer_id:
        raise Refused("move_apart", code=ticket.code, to=target.code)
    changes.expect(target, *OPEN_STATES, "answered")


def _begun_with(desk: Desk, conn: Connection, message: Message, ticket: Ticket) -> Ticket:
    """A ticket of its own for a message, with the contact of the one it stood in."""
    day = day_of(message.received_at, desk.service.tz)
    request = IncomingRequest(
        channel=desk.service.channel(message.channel or ticket.channel) or desk.service.channels[0],
        subject=bare_subject(message.subject) or ticket.subject,
        body=message.body,
        received_at=message.received_at,
        customer=customer_rows.card(conn, ticket.customer_id, day) if ticket.customer_id else None,
        confirmed=ticket.confirmed,
        contact=ticket.contact_name,
        phone=ticket.contact_phone,
        email=ticket.contact_email,
    )
    known = booking.facts_of(desk, conn, request)
    here = Decision(do="split", rule="", at=desk.now(), point="triage", detail={"from": ticket.code})
    return booking.book(desk, conn, request, known, (here, *booking.precedence(desk, request, known)))
