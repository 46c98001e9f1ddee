"""A reply that nobody vouches for, or that is no part of its ticket: confirmed, or taken out of it (S7)."""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.letters import bounces
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import taking_back, threads
from deskterm.desk.steps.tickets.writing import begin_anew
from deskterm.desk.steps.trust import joining, letter_stood
from deskterm.models.basics.sender_trust import DOUBTFUL
from deskterm.models.records.desk import Event
from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.post import unconfirmed as unconfirmed_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows


def waiting(desk: Desk, code: str) -> tuple[Message, ...]:
    """The messages of a ticket's thread that nobody vouches for, oldest first. Raises NotFound."""
    with desk.read() as conn:
        return unconfirmed_rows.of_ticket(conn, changes.the_ticket(conn, code).id)


def joined(desk: Desk, code: str) -> tuple[Message, ...]:
    """What came to a ticket after its request and can be taken out: unconfirmed first, newest first."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        thread = message_rows.of_ticket(conn, ticket.id)
        first = message_rows.first_in(conn, ticket.id)
    came = [one for one in thread if one.direction == "in" and first is not None and one.id != first.id]
    return tuple(sorted(came, key=lambda one: (one.unconfirmed, one.received_at, one.id), reverse=True))


def confirm(desk: Desk, message_id: int) -> Ticket:
    """A person says that a reply is the customer's: what it says counts from now, as if it had been sure.

    Of what says to be a server's report they say that a server wrote it: it counts for the letter alone.
    Raises NotFound, and Refused where nobody doubts it.
    """
    with desk.write() as conn:
        message, ticket = _in_thread(conn, message_id)
        if not message.unconfirmed:
            raise Refused("reply_is_sure", number=message_id, code=ticket.code)
        stood, waited = ticket, callback_rows.waiting(conn, ticket.id)
        before = units.of_ticket(conn, ticket)
        message_rows.update(conn, message_id, unconfirmed=0)
        letter = _as_reported(desk, conn, ticket, message) if message.is_report else {}
        if ticket.confirmed and not message.is_report:
            threads.begun_earlier(desk, conn, ticket.id, at=message.received_at)
            threads.number_told(desk, conn, ticket.id, message.body)
            begin_anew(desk, conn, ticket_rows.by_id(conn, ticket.id))
        promised = callback_rows.waiting(conn, ticket.id)
        now = ticket_rows.by_id(conn, ticket.id)
        told: dict[str, Any] = {
            "message": message_id,
            "stood": taking_back.differing(stood, now),
            "unit": units.of_ticket(conn, now).state == "reserved" != before.state,
            "promised": promised.id if promised is not None and waited is None else 0,
        } | letter
        desk.record(conn, taking_back.CONFIRMED, ticket_id=ticket.id, target=ticket.code, after=told)
        return now


def take_out(desk: Desk, message_id: int) -> Ticket:
    """A reply is no part of its ticket: it waits among the post, and the ticket is as it was before it came.

    What has happened to the ticket since stays, and then the ticket stays where it is. Of a server's report
    the letter is again what it was before, if nobody has done anything with it since. Raises NotFound, and
    Refused for the request by which the ticket began and for a letter of ours.
    """
    with desk.write() as conn:
        message, ticket = _in_thread(conn, message_id)
        first = message_rows.first_in(conn, ticket.id)
        if first is not None and first.id == message_id:
            raise Refused("move_request", number=message_id, code=ticket.code)
        came = _came(conn, ticket, message_id)
        told: dict[str, Any] = {"message": message_id, "was": _kept(message), "unit": False, "promised": 0}
        gone = {"state": "pending", "outcome": "held", "reason": threads.TAKEN_OUT, "rule": ""}
        theirs = message.trust != DOUBTFUL and joining.is_theirs(conn, message.from_address, ticket)
        whose = ticket.customer_id if theirs else None
        message_rows.update(conn, message_id, ticket_id=None, customer_id=whose, **gone)
        now = _as_it_stood(desk, conn, ticket, came, told) if came is not None else ticket
        if message.is_report:
            told |= bounces.never_came(conn, ticket.id, message_id)
        told["stood"] = taking_back.differing(ticket, now)
        desk.record(conn, taking_back.OUT, ticket_id=ticket.id, target=ticket.code, after=told)
        return now


def _as_reported(desk: Desk, conn: Connection, ticket: Ticket, message: Message) -> dict[str, Any]:
    """The letter is what a report says of it; how it was is kept with the deed."""
    joined = (one for one in event_rows.of_ticket(conn, ticket.id) if one.deed == threads.JOINED)
    said = next((one.after[threads.REPORT] for one in joined if one.after["message"] == message.id), None)
    letter = outgoing_rows.get(conn, said["letter"]) if said else None
    if said is None or letter is None:
        return {}
    stood = letter_stood.stands(conn, letter)
    bounces.came_back(desk, conn, letter, report=message.id, words=said["words"], late=said["late"])
    message_rows.update(conn, message.id, reason="letter_late" if said["late"] else "letter_returned")
    return {"letter": stood | {"why": message.reason}}


def _in_thread(conn: Connection, number: int) -> tuple[Message, Ticket]:
    message = message_rows.get(conn, number)
    if message is None or message.ticket_id is None:
        raise NotFound("no_message", number=number)
    if message.direction != "in":
        raise Refused("move_ours", number=number)
    return message, ticket_rows.by_id(conn, message.ticket_id)


def _kept(message: Message) -> dict[str, Any]:
    """Where a message stood, as its columns."""
    names = ("ticket_id", "customer_id", "state", "outcome", "reason", "rule")
    return {name: getattr(message, name) for name in names}


def _came(conn: Connection, ticket: Ticket, message_id: int) -> Event | None:
    """The event by which it joined, where nothing has happened to the ticket since."""
    done = [one for one in event_rows.of_ticket(conn, ticket.id) if one.deed == threads.JOINED]
    found = next((one for one in reversed(done) if one.after["message"] == message_id), None)
    return None if found is None or event_rows.later(conn, ticket.id, found.id) else found


def _as_it_stood(desk: Desk, conn: Connection, ticket: Ticket, came: Event, told: dict[str, Any]) -> Ticket:
    """The ticket as it was before a message joined; what waking it had put aside or promised is let go."""
    stood = came.after["stood"]
    if stood.get("state") in DONE_STATES:
        told["unit"] = units.give_back(desk, conn, ticket)
        promised = callback_rows.waiting(conn, ticket.id)
        told["promised"] = promised.id if promised is not None else 0
        callback_steps.dropped(desk, conn, ticket)
    return ticket_rows.update(conn, ticket.id, **stood) if stood else ticket
