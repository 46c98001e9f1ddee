"""Triage: what a request is about, what the terms say of it, and one topic per ticket (D9, D12, D14, D17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from deskterm.desk import (
    asking,
    booking,
    costs,
    deeds,
    facts,
    gates,
    letters,
    moments,
    promises,
    teams,
    tongue,
    turn,
)
from deskterm.desk.booking import Request
from deskterm.desk.context import Desk
from deskterm.desk.costs import Cost
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.tickets import write_to_customer
from deskterm.locale import t
from deskterm.models import order, rules
from deskterm.models.records import Decision, Message, Record, Ticket
from deskterm.models.sections import Topic
from deskterm.models.terms import Service
from deskterm.models.text import clean
from deskterm.storage import customers, decisions, messages
from deskterm.storage.database import Connection

DEFERRED = "deferred"  # why a ticket rests that the terms put off
ACTIVE = ("queued", "taken", "waiting", "vendor", "parked")


class Verdict(Record, frozen=True, kw_only=True):
    """What the terms say of a ticket under a topic, before anything is changed."""

    topic: str
    scope: str  # in | out | paid
    state: str  # the state the ticket would have
    line: str
    decisions: tuple[Decision, ...]
    known: dict[str, Any] = {}  # noqa: RUF012  # what the terms were told
    costs: tuple[Cost, ...] = ()  # of the work, where it is done here
    team: str = ""  # to which it goes


class Cut(Record, frozen=True, kw_only=True):
    """Where a second topic starts in the message: it becomes a ticket or goes `back` to the customer."""

    offset: int
    topic: str = ""
    subject: str = ""
    back: bool = False


class Part(Record, frozen=True, kw_only=True):
    """What lies behind a cut, up to the next one at `end`."""

    cut: Cut
    end: int
    text: str


def topic_of(desk: Desk, name: str) -> Topic:
    """The service's topic of that id. Raises NotFound naming those that exist."""
    for topic in desk.service.topics:
        if topic.id == name:
            return topic
    raise NotFound("no_topic", name=name, known=", ".join(topic.id for topic in desk.service.topics))


def preview(
    desk: Desk, code: str, *, topic: str, severity: str = "", blocking: bool | None = None
) -> Verdict:
    """What triage under this topic would decide; changes nothing."""
    with desk.read() as conn:
        ticket = deeds.the_ticket(conn, code)
        return _verdict(desk, conn, _as_triaged(ticket, topic, severity, blocking))


def _as_triaged(ticket: Ticket, topic: str, severity: str, blocking: bool | None) -> Ticket:
    return structs.replace(
        ticket,
        topic=topic,
        severity=severity or ticket.severity,
        blocking=ticket.blocking if blocking is None else blocking,
        vague=False,
    )


def _verdict(desk: Desk, conn: Connection, ticket: Ticket) -> Verdict:
    topic = topic_of(desk, ticket.topic)
    known = facts.of_ticket(desk, conn, ticket) | {"topics": 1, "line": topic.line}
    service = desk.service_of(ticket.terms_id)
    found = deeds.decided(_asked(desk, service, known, ticket), at=desk.now(), point="triage")
    done = {decision.do for decision in found}
    scope = "out" if "exclude" in done else "paid" if "offer" in done else "in"
    team = next((str(one.detail.get("to") or "") for one in found if one.do == "route"), "")
    back = ticket.state in ("vendor", "waiting") or ticket.wait_reason == DEFERRED
    state = "vendor" if team else "queued" if back else ticket.state
    if "defer" in done and team != teams.VENDOR:
        state = "parked"
    priced = () if scope == "out" or state == "vendor" or "defer" in done else _costs(desk, conn, ticket)
    return Verdict(
        topic=topic.id,
        scope=scope,
        state=state,
        line=topic.line,
        decisions=found,
        known=known,
        costs=priced,
        team=team,
    )


def _costs(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[Cost, ...]:
    """What the work would cost if it began now."""
    known = facts.of_ticket(desk, conn, ticket, at=desk.now())
    return costs.ahead(desk.service_of(ticket.terms_id), known, desk.now())


def _asked(desk: Desk, service: Service, known: dict[str, object], ticket: Ticket) -> Sequence[rules.Action]:
    """What the terms say of a request as it arrived; whether it is put off, they say of today (I12)."""
    arrived = rules.actions(service, "triage", known, ticket.received_at)
    today = rules.actions(service, "triage", known, desk.now())
    return [one for one in arrived if one.do != "defer"] + [one for one in today if one.do == "defer"]


def triage(
    desk: Desk, code: str, *, topic: str, severity: str = "", blocking: bool | None = None
) -> tuple[Ticket, Verdict]:
    """Set topic, severity and scope as the terms say; what is the vendor's goes to the vendor (D12)."""
    severities = [label.id for label in desk.service.severities]
    if severity and severity not in severities:
        raise NotFound("no_severity", name=severity, known=", ".join(severities))
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *ACTIVE)
        as_triaged = _as_triaged(ticket, topic, severity, blocking)
        verdict = _verdict(desk, conn, as_triaged)
        since = decisions.newest(conn)
        deeds.supersede(desk, conn, ticket, "triaged")
        deeds.keep(desk, conn, verdict.decisions, ticket=ticket)
        if as_triaged.severity != ticket.severity:
            given = turn.severity(desk.service, as_triaged.severity, desk.now())
            deeds.keep(desk, conn, given, ticket=ticket)
        moments.at_triage(conn, ticket, verdict.known)
        moves = (rules.Action(item.do, item.rule, item.detail) for item in verdict.decisions)
        lane, tier = order.moved(ticket.lane, ticket.tier, moves)
        changes: dict[str, Any] = {
            "topic": verdict.topic,
            "severity": as_triaged.severity,
            "blocking": int(as_triaged.blocking),
            "vague": 0,
            "scope": verdict.scope,
            "line": verdict.line,
            "state": verdict.state,
            "lane": lane,
            "tier": tier,
            "rank": order.rank(desk.service, lane=lane, tier=tier, severity=as_triaged.severity),
        }
        changes |= _rests(desk, ticket, verdict)
        as_known = structs.replace(as_triaged, topic=verdict.topic, line=verdict.line)
        as_known = structs.replace(as_known, pauses=changes.get("pauses", ticket.pauses))
        changes |= promises.after(desk, conn, ticket, as_known)
        return deeds.change(desk, conn, ticket, "triaged", since, **changes), verdict


def _rests(desk: Desk, ticket: Ticket, verdict: Verdict) -> dict[str, Any]:
    """Where a triaged ticket rests: with its team, or until the day to which the terms defer it (I12).

    Until that day no promise runs; one that is no longer deferred counts as if it never had been.
    """
    hands: dict[str, Any] = {"taken_by": None, "taken_at": None}
    if verdict.state == "vendor":
        return hands | {"wait_reason": teams.reason(verdict.team), "until": None} | _begun(desk, ticket)
    if verdict.state == "parked" and any(one.do == "defer" for one in verdict.decisions):
        until = _deferred_to(desk, verdict.decisions)
        if ticket.state == "parked" and ticket.wait_reason != DEFERRED:
            return {}  # it rests for a reason of its own
        return hands | {"wait_reason": DEFERRED, "until": until} | promises.put_off(ticket, desk.now(), until)
    if verdict.state == "queued" and (ticket.state == "vendor" or ticket.wait_reason == DEFERRED):
        return {"wait_reason": "", "until": None} | _begun(desk, ticket)
    return {}


def _begun(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """The promise of a ticket that is put off no more: it runs again."""
    return promises.put_off(ticket, desk.now(), None) if ticket.wait_reason == DEFERRED else {}


def _deferred_to(desk: Desk, found: Sequence[Decision]) -> int | None:
    """The beginning of the day to which the terms defer (I12): the next one of that date."""
    dates = [str(item.detail["until"]) for item in found if item.do == "defer" and "until" in item.detail]
    if not dates:
        return None
    today = facts.local(desk.now(), desk.service.tz)
    month, day = map(int, dates[0].split("-"))
    then = today.replace(month=month, day=day, hour=0, minute=0, second=0, microsecond=0)
    if then <= today:
        then = then.replace(year=then.year + 1)
    return int(then.timestamp())


def request_message(conn: Connection, ticket: Ticket) -> Message:
    """The message that made the ticket: the one that triage reads and splits."""
    for message in messages.of_ticket(conn, ticket.id):
        if message.direction == "in":
            return message
    raise NotFound("no_message", number=ticket.code)


def message_of(desk: Desk, code: str) -> Message:
    """As `request_message`, by the ticket's code."""
    with desk.read() as conn:
        return request_message(conn, deeds.the_ticket(conn, code))


def split(desk: Desk, code: str, cuts: Sequence[Cut]) -> tuple[Ticket, ...]:
    """One topic per ticket: the first stays, each cut makes a ticket of its own or goes back.

    All go back where the terms answer the first topic alone (O7). The new tickets have the arrival time of
    the first, so they queue right behind it. Returns the first ticket and the new ones. Raises Refused for a
    cut outside the message, at its beginning, or twice.
    """
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *ACTIVE)
        message = request_message(conn, ticket)
        parts = _parts(message.body, as_terms_say(desk.service_of(ticket.terms_id), cuts))
        _say_what_terms_say(desk, conn, ticket, topics=len(parts) + 1)
        new = [_part_ticket(desk, conn, ticket, message, part) for part in parts if not part.cut.back]
        for part in parts:
            if part.cut.back:
                _send_back(desk, conn, ticket, part.text)
        first = message.body[: parts[0].cut.offset].strip()
        kept = deeds.change(desk, conn, ticket, "split", excerpt=first[: booking.EXCERPT])
        after = _what_went_where(message, parts, new)
        desk.record(conn, "split_into", ticket_id=ticket.id, target=ticket.code, after=after)
        return (kept, *new)


def _what_went_where(message: Message, parts: Sequence[Part], new: Sequence[Ticket]) -> dict[str, Any]:
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


def _parts(body: str, cuts: Sequence[Cut]) -> list[Part]:
    if not cuts:
        raise Refused("split_needs_cut")
    ordered = sorted(cuts, key=lambda cut: cut.offset)
    ends = [cut.offset for cut in ordered[1:]] + [len(body)]
    parts = []
    for cut, end in zip(ordered, ends, strict=True):
        text = body[cut.offset : end].strip()
        if not 0 < cut.offset < len(body) or not text or not body[: cut.offset].strip():
            raise Refused("cut_outside", offset=cut.offset, length=len(body))
        parts.append(Part(cut=cut, end=end, text=text))
    return parts


def _say_what_terms_say(desk: Desk, conn: Connection, ticket: Ticket, *, topics: int) -> None:
    """Keep what the terms decide of a request with several topics (O7)."""
    known = facts.of_ticket(desk, conn, ticket) | {"topics": topics}
    service = desk.service_of(ticket.terms_id)
    several = rules.actions(service, "triage", known, ticket.received_at)
    single = rules.actions(service, "triage", known | {"topics": 1}, ticket.received_at)
    new = [action for action in several if action not in single]
    deeds.keep(desk, conn, deeds.decided(new, at=desk.now(), point="triage"), ticket=ticket)


def _part_ticket(desk: Desk, conn: Connection, parent: Ticket, message: Message, part: Part) -> Ticket:
    """One part as a ticket of its own, with the part as its message."""
    cut, text = part.cut, part.text
    if cut.topic:
        topic_of(desk, cut.topic)
    channel = desk.service.channel(parent.channel) or desk.service.channels[0]
    owner = (
        customers.card(conn, parent.customer_id, facts.day_of(parent.received_at, desk.service.tz))
        if parent.customer_id
        else None
    )
    request = Request(
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
    found = (from_here, *booking.precedence(desk, conn, request))
    child = booking.book(desk, conn, request, found, parent=parent)
    messages.insert(
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


def first_words(text: str, limit: int = 60) -> str:
    """A subject for a part that has none: its first words."""
    line = " ".join(text.split()).lstrip("-*•–0123456789.):° ")
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"


def _send_back(desk: Desk, conn: Connection, ticket: Ticket, text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    with tongue.of_customer(conn, ticket.customer_id):
        letter = t("letters.send_back", contact=ticket.contact_name, code=ticket.code, quoted=quoted)
    write_to_customer(desk, conn, ticket, "send_back", letter)


def missing(desk: Desk, code: str) -> tuple[str, ...]:
    """The needed fields that the request lacks (D7)."""
    with desk.read() as conn:
        return letters.missing(desk, conn, deeds.the_ticket(conn, code))


def clarification_text(desk: Desk, code: str) -> str:
    """The letter that asks for what is missing, to be corrected before it is sent (D9, D10).

    Where nothing else is missing and the terms want a mail that authorises the work, it asks for that (I6).
    """
    with desk.read() as conn:
        ticket = deeds.the_ticket(conn, code)
        with tongue.of_customer(conn, ticket.customer_id):
            lacking = letters.missing(desk, conn, ticket)
            service = desk.service_of(ticket.terms_id)
            if not lacking and gates.wants_mail(conn, service, ticket, desk.now()):
                return asking.authorisation(ticket)
            return asking.text(service, ticket, lacking, facts.of_ticket(desk, conn, ticket))


def clarify(desk: Desk, code: str, *, text: str) -> Ticket:
    """Ask the customer: not an answer (A4); the ticket waits and the delay is theirs (D9)."""
    if not text.strip():
        raise Refused("clarification_is_blank", code=code)
    with desk.write() as conn:
        ticket = deeds.the_ticket(conn, code)
        deeds.expect(ticket, *ACTIVE)
        known = facts.of_ticket(desk, conn, ticket) | {"vague": True}
        service = desk.service_of(ticket.terms_id)
        asked = [
            action
            for action in rules.actions(service, "intake", known, ticket.received_at)
            if action.do == "clarify"
        ]
        deeds.keep(desk, conn, deeds.decided(asked, at=desk.now(), point="triage"), ticket=ticket)
        write_to_customer(desk, conn, ticket, "clarification", text)
        return deeds.change(
            desk,
            conn,
            ticket,
            "clarified",
            state="waiting",
            vague=1,
            wait_reason="clarification",
            asked_at=desk.now(),
            taken_by=None,
            taken_at=None,
        )
