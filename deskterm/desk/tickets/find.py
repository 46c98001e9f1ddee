"""Everything that holds some words: tickets with what was written about them, what became none, customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from deskterm.desk.context import Desk
from deskterm.desk.customers import search
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.finding import weighing
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.said import question
from deskterm.models.said.question import Term
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

CARDS = 3  # customers who are named whole, before the tickets
KINDS = {"in": "message", "out": "answer", "note": "note"}


class FoundText(Record, frozen=True, kw_only=True):
    """What holds the words, and the part of it in which they stand.

    `kind`: ticket message answer note file customer. `code`: of the ticket or the customer, or the number
    of a message that belongs to no ticket. `at`: when it was said; None of a customer.
    """

    kind: str
    code: str
    ticket: str = ""
    subject: str = ""
    state: str = ""
    customer: str = ""
    customer_name: str = ""
    excerpt: str = ""
    at: int | None = None
    unsure: bool = False  # a person has to say whose the ticket is, or a reply in it
    unconfirmed: bool = False  # nobody vouches for whoever wrote the very words


class Within(NamedTuple):
    """Where one looks: of which customer, since when; None for all."""

    customer: int | None
    since: int | None

    @property
    def narrow(self) -> bool:
        """Whether not everything counts."""
        return self.customer is not None or self.since is not None

    def has(self, one: Ticket | Message) -> bool:
        """Whether it counts."""
        whose = self.customer in (None, one.customer_id)
        return whose and (self.since is None or one.received_at >= self.since)


def found(
    desk: Desk, text: str, *, customer: str = "", since: int | None = None, limit: int = 10
) -> tuple[FoundText, ...]:
    """What is meant by the words, the likeliest first; of one `customer`, or what came `since`.

    Raises NotFound where there is no such customer.
    """
    text = clean(text).strip()
    with desk.read() as conn:
        within = Within(the_customer(conn, customer) if customer else None, since)
        meant = ticket_rows.by_code(conn, text)
        asked = full_text.asked(conn, full_text.TICKET, text)
        if not asked:
            return ()
        rows = [
            *([(-1, _of_ticket(conn, meant, asked))] if meant and within.has(meant) else []),
            *(() if within.narrow else _cards(desk, text)),
            *_tickets(desk, conn, asked, within, limit),
            *_aside(conn, text, within, limit),
            *(() if within.narrow else _notes(conn, text, limit)),
        ]
    return tuple(_once(rows))[:limit]


def _once(rows: Iterable[tuple[int, FoundText]]) -> Iterator[FoundText]:
    """In order of how many of the words are lacking, each thing once."""
    seen = set()
    for _, one in sorted(rows, key=lambda row: row[0]):
        if (key := (one.kind == "customer", one.code)) not in seen:
            seen.add(key)
            yield one


def _cards(desk: Desk, text: str) -> Iterator[tuple[int, FoundText]]:
    """The customers whom every word names."""
    for hit in search.hits(desk, text, limit=CARDS):
        if not hit.near and hit.by != "ticket":
            card = hit.customer
            named = (card.name, card.town, hit.contact.name if hit.contact else "")
            yield 0, _of_card(card, " · ".join(filter(None, named)))


def _tickets(
    desk: Desk, conn: Connection, asked: Sequence[Term], within: Within, limit: int
) -> Iterator[tuple[int, FoundText]]:
    among = ticket_rows.of_customer_since(*within) if within.narrow else ("", [])
    met = weighing.tickets(conn, asked, desk.now(), limit=limit, among=among)
    for one in met:
        yield one.lacks, _of_ticket(conn, one.ticket, asked)


def _of_ticket(conn: Connection, ticket: Ticket, asked: Sequence[Term]) -> FoundText:
    """A ticket, and where on it most of the words stand: subject, message, answer, note, file."""
    places = _places(conn, ticket)
    kind, text, at, unconfirmed = max(places, key=lambda one: question.found_in(asked, one[1]))
    if kind == "ticket":
        text = ticket.excerpt or ticket.subject
    codes = customer_rows.codes(conn, [ticket.customer_id] if ticket.customer_id else [])
    return FoundText(
        kind=kind,
        code=ticket.code,
        ticket=ticket.code,
        subject=ticket.subject,
        state=ticket.state,
        customer=codes[0] if codes else "",
        customer_name=ticket.customer,
        excerpt=question.excerpt(asked, text),
        at=at,
        unsure=ticket.unsure,
        unconfirmed=unconfirmed,
    )


def _places(conn: Connection, ticket: Ticket) -> Iterator[tuple[str, str, int, bool]]:
    """What is written of a ticket, by its kind and when; the first of two that hold as much is shown.

    With whether nobody vouches for who wrote it.
    """
    yield "ticket", ticket.subject, ticket.received_at, False
    for message in message_rows.of_ticket(conn, ticket.id, automatic=False):
        doubted = message.unconfirmed
        yield KINDS[message.direction], message.body, message.received_at, doubted
        for one in message.attachments:
            yield "file", one.name, message.received_at, doubted
    for note, at in session_rows.notes(conn, ticket.id):
        yield "note", note, at or ticket.received_at, False


def _aside(conn: Connection, text: str, within: Within, limit: int) -> Iterator[tuple[int, FoundText]]:
    """Messages of no ticket that hold every word."""
    asked = full_text.asked(conn, full_text.ASIDE, text)
    met = full_text.weighed(conn, full_text.ASIDE, full_text.all_of(asked))
    for number, _ in met[: limit * 2]:
        message = message_rows.get(conn, number)
        if message is not None and within.has(message):
            yield 0, _of_message(conn, message, asked)


def _of_message(conn: Connection, message: Message, asked: Sequence[Term]) -> FoundText:
    names = customer_rows.names(conn, [message.customer_id] if message.customer_id else [])
    codes = customer_rows.codes(conn, list(names))
    return FoundText(
        kind=KINDS[message.direction],
        code=str(message.id),
        subject=message.subject,
        state=message.outcome,
        customer=codes[0] if codes else "",
        customer_name=next(iter(names.values()), message.from_name or message.from_address),
        excerpt=question.excerpt(asked, message.body or message.subject),
        at=message.received_at,
        unconfirmed=message.direction == "in" and message.doubted,
    )


def _notes(conn: Connection, text: str, limit: int) -> Iterator[tuple[int, FoundText]]:
    """Customers on whose card every word stands, in its notes too."""
    asked = full_text.asked(conn, full_text.CARD, text)
    met = [number for number, _ in full_text.weighed(conn, full_text.CARD, full_text.all_of(asked))]
    for card in customer_rows.cards(conn, met[:limit], ""):
        yield 0, _of_card(card, question.excerpt(asked, card.notes) if card.notes else card.name)


def _of_card(card: Customer, excerpt: str) -> FoundText:
    return FoundText(
        kind="customer", code=card.code, customer=card.code, customer_name=card.name, excerpt=excerpt
    )
