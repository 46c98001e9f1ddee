"""One topic per ticket: a message cut into parts, each its own ticket."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, customer_language, facts
from deskterm.desk.steps.intake import booking
from deskterm.desk.steps.tickets import taking_back
from deskterm.desk.steps.tickets.to_triage import request_message, topic_of
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules import rules
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows

FIRST_SENTENCE = re.compile(r"(?<=[.!?])\s")


class Cut(Record, frozen=True, kw_only=True):
    """Where a second topic starts in the message: it becomes a ticket or goes `back` to the customer."""

    offset: int
    topic: str = ""
    subject: str = ""
    back: bool = False


class DividedPart(Record, frozen=True, kw_only=True):
    """What lies behind a cut, up to the next one at `end`."""

    cut: Cut
    end: int
    text: str


def split(desk: Desk, code: str, cuts: Sequence[Cut]) -> tuple[Ticket, ...]:
    """One topic per ticket: the first stays, each cut makes a ticket of its own or goes back.

    All go back where the terms answer the first topic alone (O7). The new tickets have the arrival time of
    the first, so they queue right behind it. Returns the first ticket and the new ones. Raises Refused for a
    cut outside the message, at its beginning, or twice.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        message = request_message(conn, ticket)
        parts = _parts(message.body, as_terms_say(desk.service_of(ticket.terms_id), cuts))
        since = decision_rows.newest(conn)
        _say_what_terms_say(desk, conn, ticket, topics=len(parts) + 1)
        told: dict[str, Any] = {changes.DECIDED: decision_rows.since(conn, ticket.id, since)}
        with desk.as_of(ticket.received_at):
            new = [_part_ticket(desk, conn, ticket, message, part) for part in parts if not part.cut.back]
        told["letters"] = [_send_back(desk, conn, ticket, part.text) for part in parts if part.cut.back]
        first = message.body[: parts[0].cut.offset].strip()
        kept = changes.change(desk, conn, ticket, "split", excerpt=first[: booking.EXCERPT])
        told["kept"] = taking_back.differing(ticket, kept)
        after = _what_went_where(message, parts, new) | told
        desk.record(conn, "split_into", ticket_id=ticket.id, target=ticket.code, after=after)
        return (kept, *new)


def _what_went_where(message: Message, parts: Sequence[DividedPart], new: Sequence[Ticket]) -> dict[str, Any]:
    """The new tickets, and which stretch of the message went to which; "" is back to the customer."""
    codes = [child.code for child in new]
    left = iter(codes)
    went = [(part.cut.offset, part.end, "" if part.cut.back else next(left)) for part in parts]
    return {"tickets": codes, "message": message.id, "parts": went}


def as_terms_say(service: Service, cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    """The cuts as the terms want them: where a ticket has one topic, the others are sent back (A12)."""
    if service.split == "tickets":
        return tuple(cuts)
    return tuple(structs.replace(cut, back=True) for cut in cuts)


def _parts(body: str, cuts: Sequence[Cut]) -> list[DividedPart]:
    if not cuts:
        raise Refused("split_needs_cut")
    ordered = sorted(cuts, key=lambda cut: cut.offset)
    ends = [cut.offset for cut in ordered[1:]] + [len(body)]
    parts = []
    for cut, end in zip(ordered, ends, strict=True):
        text = body[cut.offset : end].strip()
        if not 0 < cut.offset < len(body) or not text or not body[: cut.offset].strip():
            raise Refused("cut_outside", offset=cut.offset, length=len(body))
        parts.append(DividedPart(cut=cut, end=end, text=text))
    return parts


def _say_what_terms_say(desk: Desk, conn: Connection, ticket: Ticket, *, topics: int) -> None:
    """Keep what the terms decide of a request with several topics (O7)."""
    known = facts.of_ticket(desk, conn, ticket) | {"topics": topics}
    service = desk.service_of(ticket.terms_id)
    several = rules.actions(service, "triage", known, ticket.received_at)
    single = rules.actions(service, "triage", known | {"topics": 1}, ticket.received_at)
    new = [action for action in several if action not in single]
    changes.keep(desk, conn, changes.decided(new, at=desk.now(), point="triage"), ticket=ticket)


def _part_ticket(desk: Desk, conn: Connection, parent: Ticket, message: Message, part: DividedPart) -> Ticket:
    """One part as a ticket of its own, with the part as its message."""
    cut, text = part.cut, part.text
    if cut.topic:
        topic_of(desk, cut.topic)
    channel = desk.service.channel(parent.channel) or desk.service.channels[0]
    owner = (
        customer_rows.card(conn, parent.customer_id, facts.day_of(parent.received_at, desk.service.tz))
        if parent.customer_id
        else None
    )
    request = IncomingRequest(
        channel=channel,
        subject=clean(cut.subject).strip() or first_words(text),
        body=text,
        received_at=parent.received_at,
        customer=owner,
        confirmed=parent.confirmed,
        contact=parent.contact_name,
        phone=parent.contact_phone,
        email=parent.contact_email,
        topic=cut.topic,
    )
    from_here = Decision(do="split", rule="", at=desk.now(), point="triage", detail={"from": parent.code})
    known = booking.facts_of(desk, conn, request)
    found = (from_here, *booking.precedence(desk, request, known))
    child = booking.book(desk, conn, request, known, found, parent=parent)
    message_rows.insert(
        conn,
        ticket_id=child.id,
        customer_id=child.customer_id,
        direction="in",
        kind="part",
        channel=parent.channel,
        from_name=message.from_name,
        from_address=message.from_address,
        subject=child.subject,
        body=text,
        received_at=message.received_at,
        outcome="queued",
        origin_id=message.id,
        trust=message.trust,
        trust_reason=message.trust_reason,
    )
    desk.record(conn, "split_from", ticket_id=child.id, target=parent.code)
    return child


def first_words(text: str, limit: int = 150) -> str:
    """A subject for a part that has none: its first sentence, cut by nothing but a list that shows it."""
    line = " ".join(text.split()).lstrip("-*•–0123456789.):° ")
    line = FIRST_SENTENCE.split(line, maxsplit=1)[0].rstrip(".")
    line = line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
    return line[:1].upper() + line[1:]


def _send_back(desk: Desk, conn: Connection, ticket: Ticket, text: str) -> int:
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        letter = customer_language.letter(
            "letters.send_back",
            contact=ticket.contact_name or ticket.customer,
            code=ticket.code,
            quoted=quoted,
        )
    return write_to_customer(desk, conn, ticket, "send_back", letter)
