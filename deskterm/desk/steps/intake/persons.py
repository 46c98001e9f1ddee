"""Which of a customer's people a request means, and what the card may say in their place.

What the channel's terms need is told by the request itself: a number that stands on the card answers no
question that the terms ask (T4, O6), or who tells less would be asked less.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.identity import email_key, phone_keys
from deskterm.models.basics.text import clean
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.request import IncomingRequest
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection


def completed(service: Service, request: IncomingRequest) -> IncomingRequest:
    """The request with what the card knows of whom it means; of the first person where it names nobody.

    Who tells their name is taken at their word. What the terms ask back where it is missing is never taken
    from the card, but for the name of whom the address or the number names.
    """
    if request.contact.strip():
        return request
    asked = request.channel.need if _asks_back(service) else ()
    person = meant(request)
    if person is not None:
        request = structs.replace(request, contact=person.name)
    elif not (request.phone.strip() or request.email.strip() or "contact" in asked):
        people = request.customer.contacts if request.customer else ()
        person = next(iter(people), None)
    return request.written_by(person, but=asked)


def _asks_back(service: Service) -> bool:
    """Whether a rule at intake asks for what is missing."""
    return any(
        rule.at == "intake" and any(one.fact == "missing" for one in rule.when) for rule in service.rules
    )


def meant(request: IncomingRequest) -> Contact | None:
    """The one person on the customer's card who has the request's address or number; else None."""
    people = request.customer.contacts if request.customer else ()
    for said in (_address(request.email), _number(request.phone)):
        found = [one for one in people if said(one)]
        if len(found) == 1:
            return found[0]
    return None


def _address(text: str) -> Callable[[Contact], bool]:
    key = email_key(text)
    return lambda one: bool(key) and email_key(one.email) == key


def _number(text: str) -> Callable[[Contact], bool]:
    keys = set(phone_keys(text))
    return lambda one: bool(keys & set(phone_keys(one.phone)))


def card_of(desk: Desk, conn: Connection, code: str, at: int) -> Customer:
    """The customer of that code, as known on the day of a request. Raises NotFound."""
    number = customer_rows.by_code(conn, clean(code))
    if number is None:
        raise NotFound("no_customer", code=code)
    return customer_rows.card(conn, number, day_of(at, desk.service.tz))
