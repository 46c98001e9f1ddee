"""What was decided of the requests of a month, and what other terms would have decided of the same facts.

Requests are judged by what was known when they came. What people did counts as done: a message that somebody
recovered was accepted, unless the other terms turn it away for another rule; a part of a divided request was
nobody's to refuse. No terms make a stranger known or a doubtful sender sure (S7).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts, snapshots
from deskterm.desk.steps.intake import booking
from deskterm.desk.steps.intake.turned_away import TURNS_AWAY
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.steps.packs.replay import PackReplay
from deskterm.desk.steps.snapshots import Snapshot
from deskterm.desk.steps.tickets import due
from deskterm.models.basics.identity import find_phone
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.base import Record
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.rules.rules import RuleAction
from deskterm.models.rules.verdicts import Verdict, at_triage, judge
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import rehearsal as rehearsal_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

BOOKED = ("queued", "clarify")


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


class _Case(Struct, frozen=True, kw_only=True):
    """A request, the ticket that it opened, and what was known when it came."""

    desk: Desk
    conn: Connection
    terms: Service
    message: Message
    opened: Ticket | None
    moment: Snapshot


def compared(
    desk: Desk, conn: Connection, terms: Service, number: int, purses: Mapping[int, PackReplay]
) -> Compared:
    """Compare one message of the month."""
    message = message_rows.get(conn, number)
    if message is None:
        raise LookupError(number)
    ticket = None if message.ticket_id is None else ticket_rows.by_id(conn, message.ticket_id)
    opened = _opened(conn, message, ticket)
    owner = ticket.customer_id if ticket else message.customer_id
    moment = _moment(desk, conn, message, opened or ticket)
    purse = None if owner is None else purses.get(owner)
    if purse is not None and "pack_left" in moment.known:
        moment.known["pack_left"] += purse.shift(message.received_at)
    case = _Case(desk=desk, conn=conn, terms=terms, message=message, opened=opened, moment=moment)
    return Compared(
        message_id=message.id,
        ticket=ticket.code if ticket else "",
        customer_id=owner,
        subject=message.subject,
        received_at=message.received_at,
        was=_was(case),
        would=_would(case),
    )


def _opened(conn: Connection, message: Message, ticket: Ticket | None) -> Ticket | None:
    """The ticket that a message opened, also where that was put into an older one by hand since."""
    if ticket is None or not (message.outcome in BOOKED or message.state == "recovered"):
        return None
    first = next((one for one in message_rows.of_ticket(conn, ticket.id) if one.direction == "in"), message)
    return (
        ticket if first.id == message.id else rehearsal_rows.put_into(conn, ticket.code, message.received_at)
    )


def _moment(desk: Desk, conn: Connection, message: Message, ticket: Ticket | None) -> Snapshot:
    """What was known when a message came: as it was kept, else as it can be read from the desk today."""
    found = snapshots.of(conn, "intake", message.id)
    if found is None and ticket is not None:
        found = snapshots.of(conn, "opening", ticket.id)
    if found is None:
        known = _as_of_today(desk, conn, message, ticket)
        found = Snapshot(at=message.received_at, known=known)
    found.known.setdefault("problem", message.body)
    return found


def _as_of_today(desk: Desk, conn: Connection, message: Message, ticket: Ticket | None) -> dict[str, Any]:
    if ticket is None:
        return booking.facts_of(desk, conn, _request(desk, conn, message))
    known = facts.of_ticket(desk, conn, ticket, at=message.received_at)
    known |= {"customer": ticket.customer_id is not None, "vague": False}
    return known | {"duplicate": message.outcome == "merged"}


def _request(desk: Desk, conn: Connection, message: Message) -> IncomingRequest:
    day = facts.day_of(message.received_at, desk.service.tz)
    return IncomingRequest(
        channel=desk.service.channel(message.channel or "email") or desk.service.channels[0],
        subject=bare_subject(message.subject),
        body=message.body,
        received_at=message.received_at,
        customer=None if message.customer_id is None else customer_rows.card(conn, message.customer_id, day),
        confirmed=message.trust != "doubtful",
        contact=message.from_name,
        phone=find_phone(message.body),
        email=message.from_address,
    )


def _was(case: _Case) -> Judged:
    message, opened = case.message, case.opened
    found = decision_rows.of_message(case.conn, message.id)
    if opened is not None:
        found = (*found, *decision_rows.of_ticket(case.conn, opened.id))
    rules = [message.rule, *(one.rule for one in found if one.point in ("intake", "triage"))]
    rules = [rule for rule in dict.fromkeys(rules) if rule]
    if opened is None:
        return Judged(outcome=message.outcome, due_at=None, scope="in", rules=tuple(rules))
    promise = rehearsal_rows.promise(case.conn, opened.id)
    due_at = None if opened.due_at is None or promise is None else promise.detail.get("due_at")
    outcome = "queued" if message.state == "recovered" else message.outcome
    return Judged(outcome=outcome, due_at=due_at, scope=opened.scope, rules=tuple(rules))


def _would(case: _Case) -> Judged:
    verdict = _verdict(case)
    outcome = _outcome(case, verdict)
    triaged, scope = _scope(case)
    rules = dict.fromkeys(action.rule for action in (*verdict.actions, *triaged))
    return Judged(
        outcome=outcome,
        due_at=None if outcome in TURNS_AWAY else _due_at(case),
        scope=scope,
        rules=tuple(rules),
    )


def _verdict(case: _Case) -> Verdict:
    """As intake asks, of what was known and what was withheld then."""
    moment, at = case.moment, case.message.received_at
    channel = _channel(case.terms, str(moment.known.get("channel", "")), str(moment.known.get("kind", "")))
    confirmed = (lambda: moment.known | moment.withheld) if moment.withheld else None
    return judge(case.terms, channel, moment.known, at, confirmed=confirmed)


def _channel(terms: Service, *names: str) -> Channel:
    """The same channel under the other terms, else one of its kind, else their first."""
    return next((found for name in names if (found := terms.channel(name))), terms.channels[0])


def _outcome(case: _Case, verdict: Verdict) -> str:
    message, outcome = case.message, verdict.outcome
    if message.kind == "part":
        return message.outcome
    rule = next((one.rule for one in verdict.actions if one.do == TURNS_AWAY.get(outcome)), "")
    if outcome != "rejected" and _held_anyway(message):
        outcome, rule = "held", message.rule
    recovered = message.state == "recovered" and (outcome, rule) == (message.outcome, message.rule)
    return "queued" if recovered else outcome


def _held_anyway(message: Message) -> bool:
    """Whether the desk itself held the message or would, whatever the terms."""
    by_the_desk = message.outcome == "held" and message.reason not in ("hold", PACK)
    return (
        by_the_desk or message.trust == "doubtful" or (message.ticket_id is None and not message.customer_id)
    )


def _due_at(case: _Case) -> int | None:
    """The term that the other terms give, from what was known when the promise was made."""
    then = None
    if case.opened is not None:
        points = (snapshots.of(case.conn, point, case.opened.id) for point in ("response", "opening"))
        then = next((point for point in points if point is not None), None)
    then = then or case.moment
    known = {"problem": case.message.body, **then.known}
    found = due.counted(case.terms, known, then.at, then.questions)
    return found.due_at if found else None


def _scope(case: _Case) -> tuple[tuple[RuleAction, ...], str]:
    """What triage under the other terms would say of a request that was triaged, and what it makes of it."""
    opened = case.opened
    then = None if opened is None else snapshots.of(case.conn, "triage", opened.id)
    day = None if opened is None else rehearsal_rows.triaged_at(case.conn, opened.id)
    if opened is not None and then is None and day is not None:
        known = case.moment.known | {"topic": opened.topic, "line": opened.line, "topics": 1}
        then = Snapshot(at=opened.received_at, known=known)
    if then is None:
        return (), opened.scope if opened else "in"
    found = at_triage(case.terms, then.known, then.at, then.at if day is None else day)
    done = {action.do for action in found}
    return found, "out" if "exclude" in done else "paid" if "offer" in done else "in"
