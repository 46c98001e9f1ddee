"""A month of the desk under other terms: what would have been rejected, due and billed; nothing is changed.

Requests are judged by what was known when they came; what people decided later (a message recovered, a
clarification asked) is left out of the comparison. Contacts are cut anew by the other terms' gap and billed
in the order in which they were filed, on packs as they would then have stood.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from deskterm.desk import booking, facts
from deskterm.desk.booking import Request
from deskterm.desk.context import Desk
from deskterm.desk.purse import Purse
from deskterm.desk.rehearsed_work import Worked, work
from deskterm.models.identity import find_phone
from deskterm.models.records import Message, Record, Ticket
from deskterm.models.sections import Channel
from deskterm.models.terms import Service
from deskterm.models.text import bare_subject
from deskterm.models.verdicts import Verdict, judge
from deskterm.storage import customers, messages, rehearsal, tickets
from deskterm.storage.database import Connection


class Judged(Record, frozen=True, kw_only=True):
    """What was, or would be, decided of a request."""

    outcome: str
    due_at: int | None
    scope: str  # in | out | paid
    rules: tuple[str, ...] = ()


class Compared(Record, frozen=True, kw_only=True):
    """One request: what was decided of it, and what the other terms would."""

    message_id: int
    ticket: str  # code; "" where it made none
    customer_id: int | None
    subject: str
    received_at: int
    was: Judged
    would: Judged

    @property
    def differs(self) -> bool:
        """Whether the other terms decide anything else."""
        names = ("outcome", "due_at", "scope")
        return any(getattr(self.was, name) != getattr(self.would, name) for name in names)


class Month(Record, frozen=True, kw_only=True):
    """A month compared: its requests in order of arrival, its work by ticket in order of filing."""

    requests: tuple[Compared, ...]
    work: tuple[Worked, ...]
    names: dict[int, tuple[str, str]]  # code and name of every customer in it


def month(desk: Desk, terms: Service, text: str) -> Month:
    """Compare a month (`2026-03`, in the zone of the desk) with what `terms` would have made of it."""
    low, high = bounds(text, desk.service.tz)
    with desk.read() as conn:
        worked, purses = work(desk, conn, terms, rehearsal.filed(conn, low, high))
        asked = tuple(
            _compared(desk, conn, terms, number, purses) for number in rehearsal.requests(conn, low, high)
        )
        owners = {item.customer_id for item in asked} | {item.customer_id for item in worked}
        cards = customers.cards(conn, sorted(owner for owner in owners if owner), f"{text}-01")
    return Month(requests=asked, work=worked, names={card.id: (card.code, card.name) for card in cards})


def bounds(text: str, tz: str) -> tuple[int, int]:
    """The first second of a month, and of the next one, on the wall clock of `tz`."""
    first = date.fromisoformat(f"{text}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return _midnight(first, tz), _midnight(after, tz)


def _midnight(day: date, tz: str) -> int:
    return int(datetime.combine(day, datetime.min.time(), ZoneInfo(tz)).timestamp())


def _compared(
    desk: Desk, conn: Connection, terms: Service, number: int, purses: dict[int, Purse]
) -> Compared:
    message = messages.get(conn, number)
    if message is None:
        raise LookupError(number)
    ticket = None if message.ticket_id is None else tickets.by_id(conn, message.ticket_id)
    known = _facts(desk, conn, message, ticket)
    owner = ticket.customer_id if ticket else message.customer_id
    if owner is not None and known.get("pack_left") is not None:
        purse = purses.setdefault(owner, Purse.of(conn, owner))
        day = facts.day_of(message.received_at, desk.service.tz)
        known["pack_left"] = sum(state.left for state in purse.states(message.received_at, day))
    topics = (ticket.topic,) if ticket and ticket.topic else ()
    verdict = judge(terms, _channel(terms, message, ticket), known, message.received_at, topics)
    return Compared(
        message_id=message.id,
        ticket=ticket.code if ticket else "",
        customer_id=owner,
        subject=message.subject,
        received_at=message.received_at,
        was=_was(conn, message, ticket),
        would=_would(message, ticket, verdict),
    )


def _facts(desk: Desk, conn: Connection, message: Message, ticket: Ticket | None) -> dict[str, Any]:
    """What was known of a request when it came."""
    if ticket is None:
        return booking.facts_of(desk, conn, _request(desk, conn, message))
    known = facts.of_ticket(desk, conn, ticket, at=message.received_at)
    known |= {"customer": ticket.customer_id is not None, "vague": False}
    known |= {"duplicate": message.outcome == "merged"}
    known.setdefault("problem", message.body)
    return known


def _request(desk: Desk, conn: Connection, message: Message) -> Request:
    day = facts.day_of(message.received_at, desk.service.tz)
    return Request(
        channel=desk.service.channel(message.channel or "email") or desk.service.channels[0],
        subject=bare_subject(message.subject),
        body=message.body,
        received_at=message.received_at,
        customer=None if message.customer_id is None else customers.card(conn, message.customer_id, day),
        confirmed=message.trust != "doubtful",
        contact=message.from_name,
        phone=find_phone(message.body),
        email=message.from_address,
    )


def _channel(terms: Service, message: Message, ticket: Ticket | None) -> Channel:
    """The same channel under the other terms, else one of its kind, else their first."""
    names = (ticket.channel, ticket.kind) if ticket else (message.channel or "email",)
    return next((found for name in names if (found := terms.channel(name))), terms.channels[0])


def _was(conn: Connection, message: Message, ticket: Ticket | None) -> Judged:
    if ticket is None:
        return Judged(outcome=message.outcome, due_at=None, scope="in", rules=_named(message.rule))
    promise = rehearsal.promise(conn, ticket.id)
    due_at = ticket.due_at if promise is None else promise.detail.get("due_at")
    return Judged(outcome=message.outcome, due_at=due_at, scope=ticket.scope, rules=_named(message.rule))


def _would(message: Message, ticket: Ticket | None, verdict: Verdict) -> Judged:
    outcome = verdict.outcome
    if outcome != "rejected" and _held_anyway(message, ticket):
        outcome = "held"
    done = {action.do for action in verdict.actions}
    turned_away = outcome in {"rejected", "held", "review", "merged"}
    return Judged(
        outcome=outcome,
        due_at=None if turned_away or verdict.promise is None else verdict.promise.due_at,
        scope="out" if "exclude" in done else "paid" if "offer" in done else "in",
        rules=tuple(dict.fromkeys(action.rule for action in verdict.actions)),
    )


def _held_anyway(message: Message, ticket: Ticket | None) -> bool:
    """Whether the desk itself held the message or would: no terms make a stranger known (S7)."""
    by_the_desk = message.outcome == "held" and message.reason != "hold"
    return by_the_desk or message.trust == "doubtful" or (ticket is None and message.customer_id is None)


def _named(rule: str) -> tuple[str, ...]:
    return (rule,) if rule else ()
