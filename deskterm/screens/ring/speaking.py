"""Who is on the telephone: one answer for the card, for the call, and for a ticket that is opened from it."""

from __future__ import annotations

from msgspec import Struct

from deskterm.desk.customers import search
from deskterm.models.records.customer import Contact
from deskterm.models.records.ticket import Ticket
from deskterm.screens.ring.deeds import Caller


class Speaker(Struct, frozen=True, kw_only=True):
    """Who calls, as far as it is known.

    `sure`: it was said, or the number says it; `fresh`: the number that rings stands on no card of theirs.
    """

    contact: Contact | None = None
    sure: bool = False
    fresh: bool = False

    @property
    def name_and_number(self) -> tuple[str, str]:
        """What a call keeps of them."""
        return (self.contact.name, self.contact.phone) if self.contact else ("", "")


def speaker(caller: Caller, *, number: str, called: str, about: Ticket | None) -> Speaker:
    """Who speaks about this ticket.

    The `number` that rings is a fact, and `called` is what the exchange calls it; then comes who was named,
    then whom the ticket names, last the first of the customer's people.
    """
    person = caller.contact if caller.named else None
    if person is not None and (not number or _is_theirs(person, caller.typed, number)):
        return Speaker(contact=person, sure=True)
    if number:
        name = called or (person.name if person is not None else "")
        return Speaker(contact=_nobodys(name, number), sure=True, fresh=caller.card is not None)
    if about is not None and (caller.ticket is None or caller.ticket.code != about.code):
        return Speaker(contact=_on_ticket(about))
    return Speaker(contact=caller.contact)


def _is_theirs(person: Contact, typed: str, number: str) -> bool:
    """Whether the number is this person's, or they were found by it."""
    return search.same_number(person.phone, number) or typed == number


def _nobodys(name: str, phone: str) -> Contact:
    return Contact(id=0, customer_id=0, name=name, phone=phone)


def _on_ticket(ticket: Ticket) -> Contact | None:
    name, phone, email = ticket.contact_name, ticket.contact_phone, ticket.contact_email
    if not (name or phone):
        return None
    return Contact(id=0, customer_id=ticket.customer_id or 0, name=name, phone=phone, email=email)
