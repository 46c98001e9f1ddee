"""Tickets found wherever they are, by their own words or by whose they are; each says by what."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.customers import search
from deskterm.models.basics.folding import terms, unmarked
from deskterm.models.basics.identity import numbers
from deskterm.models.basics.text import clean
from deskterm.models.basics.ticket_numbers import full_number
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.storage.tickets import anywhere as anywhere_rows

CUSTOMERS = 50  # who fit what is typed, whose tickets are shown
TYPED = 8  # words of what is typed


class Found(Record, frozen=True, kw_only=True):
    """A ticket, and by what it was found: code subject contact phone taken_by customer."""

    ticket: Ticket
    by: str


def rows(desk: Desk, text: str, *, start: int = 0, size: int = 50) -> tuple[Found, ...]:
    """`size` tickets from position `start`, in whatever state: the open ones first, then the newest."""
    text, words, code = _typed(text)
    with desk.read() as conn:
        tickets = anywhere_rows.page(conn, words, code, _customers(desk, text), start=start, size=size)
    return tuple(Found(ticket=one, by=_by(one, text)) for one in tickets)


def count(desk: Desk, text: str) -> int:
    """How many there are."""
    text, words, code = _typed(text)
    with desk.read() as conn:
        return anywhere_rows.count(conn, words, code, _customers(desk, text))


def _typed(text: str) -> tuple[str, list[str], str]:
    """What is typed, its words, and the code of the ticket it may be."""
    text = clean(text).strip()
    return text, text.split()[:TYPED] or [text], full_number(text)


def _customers(desk: Desk, text: str) -> list[int]:
    """Whose tickets are meant by a name or a number of theirs; a ticket's number means it alone."""
    hits = search.hits(desk, text, limit=CUSTOMERS)
    return [one.customer.id for one in hits if not one.near and one.by != "ticket"]


def _by(ticket: Ticket, text: str) -> str:
    """Where on the ticket the words stand; else it is its customer's."""
    whole = unmarked(text)
    if full_number(text) == ticket.code:
        return "code"
    for name in ("code", "subject", "contact_name", "taken_by"):
        if whole in unmarked(getattr(ticket, name) or ""):
            return "contact" if name == "contact_name" else name
    digits = terms(text)
    if any(word in number for word in digits if word.isdigit() for number in numbers(ticket.contact_phone)):
        return "phone"
    if all(word in unmarked(ticket.subject) for word in whole.split()):
        return "subject"
    return "customer"
