"""Who is on the telephone: one answer for the card, for the call, and for a ticket that is opened from it."""

from __future__ import annotations

from msgspec import Struct

from deskterm.desk.customers import search
from deskterm.desk.customers.search import Hit
from deskterm.models.basics.identity import spelled_as
from deskterm.models.records.customer import Contact
from deskterm.models.records.ticket import Ticket
from deskterm.screens.ring.deeds import Caller


class Speaker(Struct, frozen=True, kw_only=True):
    """Who calls, as far as it is known.

    `sure`: it was said, or the number says it; `fresh`: the number that rings stands on no card of theirs;
    `owner`: whose it is instead, a person of the same customer or of another one.
    """

    contact: Contact | None = None
    sure: bool = False
    fresh: bool = False
    owner: Hit | None = None

    @property
    def name_and_number(self) -> tuple[str, str]:
        """What a call keeps of them."""
        return (self.contact.name, self.contact.phone) if self.contact else ("", "")


def speaker(caller: Caller, *, number: str, called: str, about: Ticket | None) -> Speaker:
    """Who speaks about this ticket.

    The `number` that rings is a fact, and `called` is what the exchange calls it; then comes who was named,
    then whom the ticket names, last the first of the customer's people. A number that is known as another
    customer's is said to be theirs and is kept for nobody else.
    """
    person, owner = caller.contact if caller.named else None, caller.owner
    elsewhere = owner if number and not calls_from(caller, number) else None
    number = calls_from(caller, number)
    if person is not None and (not number or _is_theirs(person, caller.typed, number)):
        return Speaker(contact=person, sure=True, owner=elsewhere)
    if number and owner is not None:
        name = called or (person.name if person is not None else owner.contact.name if owner.contact else "")
        theirs = owner.contact.phone if owner.contact else ""
        return Speaker(contact=_nobodys(name, spelled_as(number, [theirs])), sure=True, owner=owner)
    if number:
        name = called or (person.name if person is not None else "")
        return Speaker(contact=_nobodys(name, number), sure=True, fresh=caller.card is not None)
    if about is not None and (caller.ticket is None or caller.ticket.code != about.code):
        return Speaker(contact=_on_ticket(about), owner=elsewhere)
    return Speaker(contact=caller.contact, owner=elsewhere)


def calls_from(caller: Caller | None, number: str) -> str:
    """The `number` that rings, as far as it may be theirs; "" where it is another customer's."""
    if caller is None or caller.card is None or caller.owner is None:
        return number
    return number if caller.owner.customer.code == caller.card.customer.code else ""


def _is_theirs(person: Contact, typed: str, number: str) -> bool:
    """Whether the number is this person's, or they were found by it or by their own."""
    return any(search.same_number(person.phone, one) for one in (number, typed)) or typed == number


def _nobodys(name: str, phone: str) -> Contact:
    return Contact(id=0, customer_id=0, name=name, phone=phone)


def _on_ticket(ticket: Ticket) -> Contact | None:
    name, phone, email = ticket.contact_name, ticket.contact_phone, ticket.contact_email
    if not (name or phone):
        return None
    return Contact(id=0, customer_id=ticket.customer_id or 0, name=name, phone=phone, email=email)
