"""What was decided of the requests of a month, and what other terms would have decided of the same facts.

Requests are judged by what was known when they came. What people did counts as done: a message that somebody
recovered was accepted, unless the other terms turn it away for another rule; a part of a divided request was
nobody's to refuse. No terms make a stranger known or a doubtful sender sure (S7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts, snapshots
from deskterm.desk.steps.intake import booking
from deskterm.desk.steps.intake.turned_away import TURNS_AWAY
from deskterm.desk.steps.letters.automatic import PACK
from deskterm.desk.steps.packs.replay import PackReplay, shifted
from deskterm.desk.steps.rehearsal.chosen_agreement import under_terms
from deskterm.desk.steps.rehearsal.credited import Spent, credit, decided
from deskterm.desk.steps.snapshots import Snapshot
from deskterm.models.basics.identity import find_phone
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.base import Record
from deskterm.models.records.promises import Standing, TicketPromise, standing
from deskterm.models.records.promises import of as promises_of
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.rules.due import KEPT_BY, all_due
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
    promises: tuple[Standing, ...] = ()  # all of them, in their order, each as what happened leaves it
    broken: tuple[str, ...] = ()  # the metrics of those that were kept too late, or are owed past their time
    credited_cents: int = 0  # for those, as the terms have it

    @property
    def breached(self) -> bool:
        """Whether any promise was kept too late, or is still owed past its time."""
        return bool(self.broken)

    @property
    def dues(self) -> dict[str, int]:
        """By when each is due, by metric."""
        return {one.promise.metric: one.promise.due_at for one in self.promises}


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
        names = ("outcome", "due_at", "scope", "credited_cents")
        plainly = any(getattr(self.was, name) != getattr(self.would, name) for name in names)
        return plainly or self.was.dues != self.would.dues


class _Case(Struct, frozen=True, kw_only=True):
    """A request, the ticket that it opened, and what was known when it came."""

    desk: Desk
    conn: Connection
    terms: Service
    message: Message
    opened: Ticket | None
    moment: Snapshot


def compared(
    desk: Desk,
    conn: Connection,
    terms: Service,
    number: int,
    *,
    purses: Mapping[int, PackReplay],
    spent: Sequence[Spent],
) -> Compared:
    """Compare one message of the month. `spent`: what each side has credited in it so far."""
    message = message_rows.get(conn, number)
    if message is None:
        raise LookupError(number)
    ticket = None if message.ticket_id is None else ticket_rows.by_id(conn, message.ticket_id)
    opened = _opened(conn, message, ticket)
    owner = ticket.customer_id if ticket else message.customer_id
    moment = _moment(desk, conn, message, opened or ticket)
    purse = None if owner is None else purses.get(owner)
    if purse is not None:
        more = purse.shift(message.received_at, facts.day_of(message.received_at, desk.service.tz))
        moment = structs.replace(moment, known=shifted(moment.known, more))
    case = _Case(desk=desk, conn=conn, terms=terms, message=message, opened=opened, moment=moment)
    was, reckoned = _judged(case, _was(case), 0, spent)
    would, tried = _judged(case, _would(case), 1, spent)
    given = reckoned | (decided(conn, case.opened) if case.opened is not None else {})
    would_be = {of: given.get(of, 0) for of in given if reckoned.get(of) == tried.get(of)}  # nothing new
    return Compared(
        message_id=message.id,
        ticket=ticket.code if ticket else "",
        customer_id=owner,
        subject=message.subject,
        received_at=message.received_at,
        was=structs.replace(was, credited_cents=sum(given.values())),
        would=structs.replace(would, credited_cents=sum((tried | would_be).values())),
    )


def _judged(case: _Case, one: Judged, side: int, spent: Sequence[Spent]) -> tuple[Judged, dict[str, int]]:
    """A verdict with what became of its promises, and what the terms credit for those that were broken."""
    now, opened = case.desk.now(), case.opened
    late = tuple(found.promise.metric for found in one.promises if found.late_by(now))
    terms = case.terms if side or opened is None else case.desk.service_of(opened.terms_id)
    moment = _then(case)
    known = _known(case, moment) if side else moment.known
    cents: dict[str, int] = {}
    if opened is not None:
        cents = credit(case.desk, case.conn, terms, opened, known, found=one.promises, spent=spent[side])
    return structs.replace(one, broken=late), cents


def _then(case: _Case) -> Snapshot:
    """What was known when the promise was made."""
    if case.opened is not None:
        points = (snapshots.of(case.conn, point, case.opened.id) for point in ("response", "opening"))
        found = next((point for point in points if point is not None), None)
        if found is not None:
            return found
    return case.moment


def _known(case: _Case, moment: Snapshot) -> dict[str, Any]:
    """What was known at a moment, under the agreement that the other terms choose."""
    known = {"problem": case.message.body, **moment.known}
    opened = None if case.opened is None else snapshots.as_then(moment, case.opened)
    return under_terms(case.desk, case.conn, case.terms, opened, known, at=moment.at)


def _stand(case: _Case, found: Iterable[TicketPromise]) -> tuple[Standing, ...]:
    """Promises by what happened to the ticket; work that nobody promised a contact by is one all the same."""
    opened = case.opened
    if opened is None:
        return ()
    if opened.contacted_at is None:
        opened = structs.replace(opened, contacted_at=rehearsal_rows.first_work(case.conn, opened.id))
    return tuple(standing(opened, one) for one in found)


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
    made = _made(case, opened)
    due_at = None if opened.due_at is None else min((one.due_at for one in made), default=None)
    outcome = "queued" if message.state == "recovered" else message.outcome
    return Judged(
        outcome=outcome,
        due_at=due_at,
        scope=opened.scope,
        rules=tuple(rules),
        promises=() if due_at is None else _stand(case, made),
    )


def _made(case: _Case, opened: Ticket) -> list[TicketPromise]:
    """What was promised last of each thing, as it was decided."""
    own = {one.promise.metric: one.promise for one in promises_of(opened)}
    return [
        TicketPromise(
            metric=metric,
            rule=one.rule,
            due_at=one.detail["due_at"],
            soft_due_at=one.detail.get("soft_due_at"),
            kept=own[metric].kept if metric in own else KEPT_BY[metric],
            clarify=own[metric].clarify if metric in own else "restart",
        )
        for metric, one in rehearsal_rows.promised(case.conn, opened.id).items()
    ]


def _would(case: _Case) -> Judged:
    verdict = _verdict(case)
    outcome = _outcome(case, verdict)
    triaged, scope = _scope(case)
    rules = dict.fromkeys(action.rule for action in (*verdict.actions, *triaged))
    found = () if outcome in TURNS_AWAY else _promised(case)
    return Judged(
        outcome=outcome,
        due_at=min((one.due_at for one in found), default=None),
        scope=scope,
        rules=tuple(rules),
        promises=_stand(case, found),
    )


def _verdict(case: _Case) -> Verdict:
    """As intake asks, of what was known and what was withheld then."""
    moment, at = case.moment, case.message.received_at
    channel = _channel(case.terms, str(moment.known.get("channel", "")), str(moment.known.get("kind", "")))
    confirmed = (lambda: moment.known | moment.withheld) if moment.withheld else None
    opened = None if case.opened is None else snapshots.as_then(moment, case.opened)
    known = under_terms(case.desk, case.conn, case.terms, opened, moment.known, at=at)
    return judge(case.terms, channel, known, at, confirmed=confirmed)


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


def _promised(case: _Case) -> tuple[TicketPromise, ...]:
    """What the other terms promise, from what was known when the promise was made."""
    then = _then(case)
    found = all_due(case.terms, _known(case, then), then.at, then.questions)
    names = TicketPromise.__struct_fields__
    return tuple(TicketPromise(**{name: getattr(one, name) for name in names}) for one in found)


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
    then_so = None if opened is None else snapshots.as_then(then, opened)
    known = under_terms(case.desk, case.conn, case.terms, then_so, then.known, at=then.at)
    found = at_triage(case.terms, known, then.at, then.at if day is None else day)
    done = {action.do for action in found}
    return found, "out" if "exclude" in done else "paid" if "offer" in done else "in"
