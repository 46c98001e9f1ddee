"""What the ring screen reads and does, on threads that may wait."""

from __future__ import annotations

from msgspec import Struct, structs

from deskterm.desk.agenda import callbacks, caller
from deskterm.desk.agenda.caller import Matter
from deskterm.desk.billing import estimates
from deskterm.desk.calls import contacts
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers import cards, profile, search
from deskterm.desk.customers.cards import Card
from deskterm.desk.customers.search import Hit
from deskterm.desk.intake import by_phone
from deskterm.desk.steps.intake import doors
from deskterm.desk.tickets import ticket_agreement, tickets
from deskterm.models.records.customer import Contact
from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.sections import Rule
from deskterm.screens.customer.traits import Known, known
from deskterm.screens.request.words import RequestDraft, outlook
from deskterm.screens.shared import words

Met = tuple[Hit, dict[str, object]]
SHOWN = 12  # of those who may be meant: whoever types on has fewer


class Caller(Struct, frozen=True, kw_only=True):
    """Who calls, with what the terms say of calling now; `ticket` when the call is about a given one."""

    card: Card | None
    contact: Contact | None
    closed: str | None  # the rule of the hours when nobody need answer now; None while the desk is open
    ask_ticket: Rule | None  # the rule that asks for a ticket first, where none is open (D23)
    ticket: Ticket | None = None
    asked: Ticket | None = None  # the one whose number was typed
    typed: str = ""  # by what they were found
    known: Known | None = None
    matters: tuple[Matter, ...] = ()  # the open tickets, the likeliest first
    costs: tuple[str, ...] = ()  # what each kind of work costs from now on
    named: bool = True  # whether it was said which person it is; else it is the customer's first
    owner: Hit | None = None  # who has the number that rings on their card; of this customer before others


@at_one_moment
def look(desk: Desk, code: str, typed: str, asked: str = "", number: str = "") -> Caller:
    """Everything about the customer with this code, and whose `number` it is that rings.

    `asked` is their ticket whose number was typed.
    """
    found = cards.card(desk, code)
    named = search.person(desk, code, typed)
    people = found.customer.contacts
    given = _caller(desk, found, named or (people[0] if people else None), named=named is not None)
    ticket = _that_stays(desk, asked) if asked else None
    return structs.replace(given, typed=typed, asked=ticket, owner=_owner(desk, code, number))


def _owner(desk: Desk, code: str, number: str) -> Hit | None:
    found = [
        one
        for one in search.numbered(desk, number)
        if one.contact is not None and search.same_number(one.contact.phone, number)
    ]
    return min(found, key=lambda one: one.customer.code != code, default=None)


def _that_stays(desk: Desk, code: str) -> Ticket:
    """The ticket of this number, or the one that it was merged with."""
    ticket, seen = tickets.get(desk, code), {code}
    while ticket.state in DONE_STATES or ticket.unmade:
        into = ticket.wait_reason
        if not words.MERGED.fullmatch(into) or into in seen:
            break
        seen.add(into)
        ticket = tickets.get(desk, into)
    return ticket


@at_one_moment
def about(desk: Desk, ticket_code: str) -> Caller:
    """The same, for a call about a ticket."""
    ticket = tickets.get(desk, ticket_code)
    found = ticket_agreement.card(desk, ticket)
    name, phone = callbacks.called(desk, ticket)
    person = Contact(
        id=0, customer_id=ticket.customer_id or 0, name=name, email=ticket.contact_email, phone=phone
    )
    return _caller(desk, found, person, ticket)


def _caller(
    desk: Desk,
    found: Card | None,
    contact: Contact | None,
    ticket: Ticket | None = None,
    *,
    named: bool = False,
) -> Caller:
    service = desk.service
    asks = (rule for rule in service.rules if rule.at == "call" and rule.ask == "ticket")
    open_ones = found.open_tickets if found else ()
    return Caller(
        card=found,
        contact=contact,
        closed=doors.out_of_hours(service, desk.now()),
        ask_ticket=None if open_ones or ticket else next(asks, None),
        ticket=ticket,
        known=known(desk, found.customer.code, found) if found else None,
        matters=caller.matters(desk, found.customer.code) if found else (),
        costs=estimates.each_of_customer(desk, found.customer.code) if found else (),
        named=named,
    )


@at_one_moment
def met(desk: Desk, typed: str, named: str = "") -> tuple[Met, ...]:
    """Who it may be, with what is known of each beyond the agreement.

    Where the number that rings is nobody's, those whom its name at the exchange, `named`, may mean.
    """
    hits = search.numbered(desk, typed, limit=SHOWN) or search.named(desk, named) if named else ()
    hits = hits or search.hits(desk, typed, limit=SHOWN)
    return tuple((one, profile.facts(desk, one.customer.code)) for one in hits)


def waiting(desk: Desk) -> tuple[ContactGroup, ...]:
    """This technician's contacts in pause, then those to be filed."""
    paused = contacts.paused(desk)
    numbers = dict.fromkeys(session.group_id for session in contacts.unfiled(desk))
    held = {group.id for group in paused}
    return paused + tuple(contacts.group(desk, number) for number in numbers if number not in held)


class Way(Struct, frozen=True):
    """How a caller's new request is booked: by which channel, and whether it takes the whole form."""

    channel: str
    form: bool


@at_one_moment
def way_in(desk: Desk, customer: str, *, contact: Contact | None, blocking: bool) -> Way:
    """A word is enough where the first channel that may be used wants no more and the terms take it in."""
    person = contact or Contact(id=0, customer_id=0, name="")
    body = by_phone.said_by_phone(desk, customer)
    values = {"subject": "·", "problem": body, "contact": person.name, "phone": person.phone}
    values["email"] = person.email
    ways = by_phone.channels(desk.service, blocking=blocking)
    for channel in ways:
        draft = RequestDraft(channel=channel.id, customer=customer, blocking=blocking, values=values)
        found = outlook(desk, draft)
        if found.usable:
            return Way(channel.id, bool(found.verdict.missing) or found.verdict.outcome != "queued")
    return Way(ways[0].id, form=True)


def open_ticket(desk: Desk, customer: str, *, subject: str, contact: Contact | None, blocking: bool) -> str:
    """Book what the caller asks for; returns the ticket's code."""
    return by_phone.book(desk, customer, subject=subject, person=contact, blocking=blocking).ticket or ""
