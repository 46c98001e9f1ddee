"""What did not become a ticket: looked at, given to its customer, recovered, or let go. Never lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.intake import receive
from deskterm.desk.steps import changes
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.intake import booking, persons, senders
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import due, threads
from deskterm.desk.steps.tickets.writing import begin_anew
from deskterm.desk.steps.typed import MISSED
from deskterm.models.basics.identity import email_key, find_phone, phone_keys
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.agenda import Callback
from deskterm.models.records.customer import Customer
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.states import SOURCE
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules.derived_facts import parted
from deskterm.models.terms.sections import Channel
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets import untold_numbers

APPENDED = "appended"
BY_DESK = "typed"
TYPED = (BY_DESK, "entry")  # no mails: what a request needs stands in it
ASIDE = ("rejected", "held", "review", "unreadable", "ignored")


def pending(
    desk: Desk, outcomes: Sequence[str] = ASIDE, *, search: str = "", start: int = 0, limit: int = 50
) -> tuple[Message, ...]:
    """Messages of these outcomes that wait for a person, newest first; `search` in subject and sender."""
    with desk.read() as conn:
        return message_rows.pending(conn, outcomes, search=search.strip(), start=start, limit=limit)


def get(desk: Desk, message_id: int) -> Message:
    """One message. Raises NotFound naming its number."""
    with desk.read() as conn:
        return _message(conn, message_id)


def number_to_tell(desk: Desk, message_id: int) -> str:
    """The ticket of a request whose number a person has to tell, or may tell anew; "" for every other.

    Raises NotFound.
    """
    with desk.read() as conn:
        message = _message(conn, message_id)
        if message.ticket_id is None or message.direction == "out":
            return ""
        first = message_rows.first_in(conn, message.ticket_id)
        opened = first is not None and first.id == message.id
        told = opened and message_rows.last_written(conn, message.ticket_id, stopped=False)
        wanted = told or untold_numbers.is_by_hand(message.reason)
        return ticket_rows.by_id(conn, message.ticket_id).code if wanted else ""


def why(desk: Desk, message_id: int) -> tuple[Decision, ...]:
    """Every decision that shaped a message, in order (law 2). Raises NotFound."""
    with desk.read() as conn:
        return decision_rows.of_message(conn, _message(conn, message_id).id)


def not_taken(desk: Desk, message_id: int) -> dict[str, str]:
    """What came with a message and the terms declare as no field of its channel. Raises NotFound."""
    with desk.read() as conn:
        message = _message(conn, message_id)
        given = message_rows.given(conn, message_id).get("fields") or {}
    if message.outcome == APPENDED:  # more of a request that stands: it says nothing by fields
        return {name: str(value) for name, value in given.items()}
    of, typed = desk.service.own_facts, message.kind == BY_DESK
    aside = parted(_channel(desk, message), given, of, typed=typed).aside
    return {name: str(value) for name, value in aside.items()}


def pending_counts(desk: Desk, search: str = "") -> dict[str, int]:
    """How many wait, by outcome."""
    with desk.read() as conn:
        return message_rows.pending_counts(conn, search.strip())


def suggestions(desk: Desk, message_id: int) -> tuple[Customer, ...]:
    """Whose message it may be: by address, by its domain, by a telephone number in the text."""
    with desk.read() as conn:
        message = _message(conn, message_id)
        keys = [("email", email_key(message.from_address))]
        keys += [("domain", message.from_address.rpartition("@")[2])]
        keys += [("phone", key) for key in phone_keys(find_phone(message.body))]
        numbers: dict[int, None] = {} if message.customer_id is None else {message.customer_id: None}
        for kind, key in keys:
            for number in customer_rows.by_key(conn, kind, key) if key else ():
                numbers[number] = None
        return customer_rows.cards(conn, numbers, day_of(desk.now(), desk.service.tz))


def recover(desk: Desk, message_id: int, *, customer: str | None = None) -> receive.Received:
    """Make a ticket of a message that was set aside; it keeps its time of arrival, and so its place.

    What goes on with the thread of one of the customer's tickets joins that ticket.

    What the terms had turned away had no promise from then (D8): its promise counts from the recovery.

    Whoever recovers it vouches for the customer: the one named, the one it was taken in for, or the one known
    by the sender's address; the customer hears of the number (D13). Raises Refused when there is none, or
    when it has become a ticket already. A missed call is promised a call back with it (`called_back`).
    """
    with desk.write() as conn, ExitStack() as arrived:
        message = _message(conn, message_id)
        if message.state != "pending" or message.direction == "out":
            raise Refused("message_not_pending", number=message_id)
        if message.kind == SOURCE:
            raise Refused("source_not_read", number=message_id, source=message.source)
        arrived.enter_context(desk.as_of(message.received_at))
        card = _owner(desk, conn, message, customer)
        if (thread := _thread(conn, message, card)) is not None:
            return _joined(desk, conn, message, thread)
        given = message_rows.given(conn, message_id)
        request = _request(desk, conn, message, card, given)
        recovered = Decision(do="recover", rule=message.rule, at=desk.now(), point="intake")
        known = booking.facts_of(desk, conn, request)
        found = (recovered, *booking.precedence(desk, request, known))
        since = desk.now() if message.outcome == "rejected" else None
        ticket = booking.book(desk, conn, request, known, found, counts_from=since)
        message_rows.update(
            conn, message_id, state="recovered", ticket_id=ticket.id, customer_id=card.id if card else None
        )
        after = {"aside": message.reason}
        desk.record(conn, "recovered", ticket_id=ticket.id, target=str(message_id), after=after)
        untold = str(given.get(automatic.UNTOLD) or "")
        automatic.acknowledge(desk, conn, ticket, known, untold=untold)
        if given.get(MISSED):
            _call_back(desk, conn, ticket, (request.contact, request.phone))
        return receive.Received(
            outcome="queued", ticket=ticket.code, rule=message.rule, reason="recovered", message=message_id
        )


def _call_back(desk: Desk, conn: Connection, ticket: Ticket, rang: tuple[str, str]) -> None:
    """Who rang in vain is called back from now on, unless the terms have promised it already."""
    if rang[1] and callback_rows.waiting(conn, ticket.id) is None:
        due_at = callback_steps.free(desk, conn, ticket, ("", ""), callback_steps.soonest(desk))
        callback_steps.make(desk, conn, ticket, ("", ""), due_at, caller=rang, rang=True)


def called_back(desk: Desk, code: str) -> Callback | None:
    """The callback that was promised with the recovery of a missed call; None where none waits."""
    with desk.read() as conn:
        return callback_rows.waiting(conn, changes.the_ticket(conn, code).id)


def continues(desk: Desk, message_id: int) -> Ticket | None:
    """The ticket whose thread a message that was set aside goes on with. Raises NotFound."""
    with desk.read() as conn:
        return threads.of_message(conn, _message(conn, message_id))


def _thread(conn: Connection, message: Message, card: Customer) -> Ticket | None:
    found = threads.of_message(conn, message)
    return found if found is not None and found.customer_id == card.id else None


def _joined(desk: Desk, conn: Connection, message: Message, ticket: Ticket) -> receive.Received:
    """A colleague of the customer's answers in the thread, and a person said so: it is no new request."""
    message_rows.update(
        conn, message.id, state="recovered", ticket_id=ticket.id, customer_id=ticket.customer_id
    )
    desk.record(conn, "recovered", ticket_id=ticket.id, target=str(message.id))
    threads.joined(desk, conn, ticket, message.id, at=message.received_at, text=message.body)
    return receive.Received(
        outcome="appended", ticket=ticket.code, rule=message.rule, reason="thread", message=message.id
    )


def dismiss(desk: Desk, message_id: int, *, why: str = "") -> Message:
    """Take a message off the list without a ticket; it stays in the desk and can still be read."""
    with desk.write() as conn:
        message = _message(conn, message_id)
        if message.state != "pending":
            raise Refused("message_not_pending", number=message_id)
        message_rows.update(conn, message_id, state="dismissed")
        desk.record(conn, "dismissed", target=str(message_id), after={"why": why})
        return _message(conn, message_id)


def confirm_sender(desk: Desk, code: str) -> Ticket:
    """A person says that the sender is who they say: contract and pack count from now (S7).

    The due time is worked out as if it had been known at arrival, and they hear of the number (D13).
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        if ticket.confirmed:
            return ticket
        known = structs.replace(ticket, confirmed=True)
        since = decision_rows.newest(conn)
        written = due.of_customer(desk, conn, ticket, known)
        known = changes.change(desk, conn, ticket, "sender_confirmed", since, confirmed=1, **written)
        automatic.acknowledge_late(desk, conn, known)
        return begin_anew(desk, conn, known)


def _message(conn: Connection, message_id: int) -> Message:
    message = message_rows.get(conn, message_id)
    if message is None:
        raise NotFound("no_message", number=message_id)
    return message


def _owner(desk: Desk, conn: Connection, message: Message, code: str | None) -> Customer:
    day = day_of(message.received_at, desk.service.tz)
    if code:
        return customer_rows.card(conn, the_customer(conn, code), day)
    if message.customer_id is not None:
        return customer_rows.card(conn, message.customer_id, day)
    key = email_key(message.from_address)
    found = customer_rows.by_key(conn, "email", key) if key and message.trust != "doubtful" else ()
    if len(found) != 1:
        raise Refused("recover_needs_customer", number=message.id)
    return customer_rows.card(conn, found[0], day)


def _channel(desk: Desk, message: Message) -> Channel:
    return desk.service.channel(message.channel or "email") or desk.service.channels[0]


def _request(
    desk: Desk, conn: Connection, message: Message, card: Customer, given: dict[str, Any]
) -> IncomingRequest:
    """The request that a message makes, with what it gave beside its words."""
    request = IncomingRequest(
        channel=_channel(desk, message),
        subject=bare_subject(message.subject),
        body=message.body,
        received_at=message.received_at,
        customer=card,
        contact=given.get("contact", message.from_name),
        phone=given.get("phone") or find_phone(message.body),
        email=senders.answered_at(conn, message, card.id),
        typed=message.kind == BY_DESK,
        blocking=bool(given.get("blocking")),
        topic=str(given.get("topic") or ""),
        severity=str(given.get("severity") or ""),
        fields=given.get("fields") or {},
    )
    if message.kind in TYPED:
        return persons.completed(desk.service, request)
    return request.written_by(persons.meant(request))
