"""Tickets found wherever they are, by what was written about them or by whose they are; each says by what."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.customers import search
from deskterm.desk.steps.finding import weighing
from deskterm.models.basics.folding import terms
from deskterm.models.basics.identity import numbers
from deskterm.models.basics.text import clean
from deskterm.models.basics.ticket_numbers import full_number
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.said import question
from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text
from deskterm.storage.tickets import anywhere as anywhere_rows

CUSTOMERS = 50  # who fit what is typed, whose tickets are shown
NEAR = 20  # tickets with most of the words, where none has all


class Found(Record, frozen=True, kw_only=True):
    """A ticket, and by what it was found: code subject contact phone taken_by customer text."""

    ticket: Ticket
    by: str


def rows(desk: Desk, text: str, *, start: int = 0, size: int = 50) -> tuple[Found, ...]:
    """`size` tickets from position `start`, in whatever state: the open ones first, then the newest.

    Where none holds every word, those that hold most of them, the likeliest first.
    """
    text = clean(text).strip()
    with desk.read() as conn:
        whose = _customers(desk, text)
        tickets = anywhere_rows.page(conn, text, [*whose], start=start, size=size)
        if not tickets and not (start and anywhere_rows.count(conn, text, [*whose])):
            tickets = _near(desk, conn, text)[start : start + size]
    return tuple(Found(ticket=one, by=_by(one, text, one.customer_id in whose)) for one in tickets)


def count(desk: Desk, text: str) -> int:
    """How many there are."""
    text = clean(text).strip()
    with desk.read() as conn:
        found = anywhere_rows.count(conn, text, _customers(desk, text))
        return found or len(_near(desk, conn, text))


def _customers(desk: Desk, text: str) -> list[int]:
    """Whose tickets are meant by a name or a number of theirs; a ticket's number means it alone."""
    hits = search.hits(desk, text, limit=CUSTOMERS)
    return [one.customer.id for one in hits if not one.near and one.by != "ticket"]


def _near(desk: Desk, conn: Connection, text: str) -> tuple[Ticket, ...]:
    asked = full_text.asked(conn, full_text.TICKET, text)
    if len(asked) < 2:
        return ()
    return tuple(one.ticket for one in weighing.tickets(conn, asked, desk.now(), limit=NEAR))


def _by(ticket: Ticket, text: str, its_customer: bool) -> str:
    """Where on the ticket the words stand; else it is its customer's, or they stand in what was written."""
    if full_number(text) == ticket.code:
        return "code"
    if text.lower() == (ticket.taken_by or "").lower():
        return "taken_by"
    asked = question.terms(text, typing=True)
    for name in ("subject", "contact_name"):
        if asked and question.found_in(asked, getattr(ticket, name)) == len(asked):
            return "contact" if name == "contact_name" else name
    digits = terms(text)
    if any(word in number for word in digits if word.isdigit() for number in numbers(ticket.contact_phone)):
        return "phone"
    if its_customer or (asked and question.found_in(asked, ticket.customer) == len(asked)):
        return "customer"
    return "text"
