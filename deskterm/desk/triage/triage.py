"""Triage: what a request is about, what the terms say of it, and one topic per ticket (D9, D12, D14, D17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.billing import estimates
from deskterm.desk.billing.estimates import Cost
from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts, order_reasons, snapshots, teams, typed
from deskterm.desk.steps.tickets import due
from deskterm.desk.steps.tickets.to_triage import request_message, topic_of
from deskterm.models.basics import wall_clock
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.rules import order, rules
from deskterm.models.rules.priority import severity_of
from deskterm.models.rules.verdicts import at_triage
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows

DEFERRED = "deferred"  # why a ticket rests that the terms put off
NOTHING_SAID: Mapping[str, str] = {}


class TriageVerdict(Record, frozen=True, kw_only=True):
    """What the terms say of a ticket under a topic, before anything is changed."""

    topic: str
    scope: str  # in | out | paid
    state: str  # the state the ticket would have
    line: str
    decisions: tuple[Decision, ...]
    known: dict[str, Any] = {}  # noqa: RUF012  # what the terms were told
    costs: tuple[Cost, ...] = ()  # of the work, where it is done here
    team: str = ""  # to which it goes


def preview(
    desk: Desk,
    code: str,
    *,
    topic: str,
    severity: str = "",
    blocking: bool | None = None,
    said: Mapping[str, str] | None = None,
) -> TriageVerdict:
    """What triage under this topic would decide, and if this were `said` of the ticket; changes nothing."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        by_table = ""
        if said:
            known = facts.as_said(desk, conn, ticket, said)
            by_table = severity_of(desk.service_of(ticket.terms_id), known)
        as_triaged = _as_triaged(ticket, topic, severity or by_table, blocking)
        return _verdict(desk, conn, as_triaged, said or {})


def _as_triaged(ticket: Ticket, topic: str, severity: str, blocking: bool | None) -> Ticket:
    return structs.replace(
        ticket,
        topic=topic,
        severity=severity or ticket.severity,
        blocking=ticket.blocking if blocking is None else blocking,
        vague=False,
    )


def _verdict(
    desk: Desk, conn: Connection, ticket: Ticket, told: Mapping[str, str] = NOTHING_SAID
) -> TriageVerdict:
    topic = topic_of(desk, ticket.topic)
    known = facts.as_said(desk, conn, ticket, told) | {"topics": 1, "line": topic.line}
    service = desk.service_of(ticket.terms_id)
    said = at_triage(service, known, ticket.received_at, desk.now())
    found = changes.decided(said, at=desk.now(), point="triage")
    done = {decision.do for decision in found}
    scope = "out" if "exclude" in done else "paid" if "offer" in done else "in"
    team = next((str(one.detail.get("to") or "") for one in found if one.do == "route"), "")
    back = ticket.state in ("vendor", "waiting") or ticket.wait_reason == DEFERRED
    state = "vendor" if team else "queued" if back else ticket.state
    if "defer" in done and team != teams.VENDOR:
        state = "parked"
    priced = () if scope == "out" or state == "vendor" or "defer" in done else _costs(desk, conn, ticket)
    return TriageVerdict(
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
    return estimates.ahead(desk.service_of(ticket.terms_id), known, desk.now())


def triage(
    desk: Desk, code: str, *, topic: str, severity: str = "", blocking: bool | None = None
) -> tuple[Ticket, TriageVerdict]:
    """Set topic, severity and scope as the terms say; what is the vendor's goes to the vendor (D12)."""
    typed.check_severity(desk.service, severity)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        as_triaged = _as_triaged(ticket, topic, severity, blocking)
        verdict = _verdict(desk, conn, as_triaged)
        since = decision_rows.newest(conn)
        changes.supersede(desk, conn, ticket, "triaged")
        changes.keep(desk, conn, verdict.decisions, ticket=ticket)
        if as_triaged.severity != ticket.severity:
            given = order_reasons.severity(desk.service, as_triaged.severity, desk.now())
            changes.keep(desk, conn, given, ticket=ticket)
        snapshots.at_triage(conn, ticket, verdict.known)
        moves = (rules.RuleAction(item.do, item.rule, item.detail) for item in verdict.decisions)
        lane, tier = order.moved(ticket.lane, ticket.tier, moves)
        written: dict[str, Any] = {
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
        written |= _rests(desk, ticket, verdict)
        as_known = structs.replace(as_triaged, topic=verdict.topic, line=verdict.line)
        as_known = structs.replace(as_known, pauses=written.get("pauses", ticket.pauses))
        written |= due.after(desk, conn, ticket, as_known)
        return changes.change(desk, conn, ticket, "triaged", since, **written), verdict


def _rests(desk: Desk, ticket: Ticket, verdict: TriageVerdict) -> dict[str, Any]:
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
        return hands | {"wait_reason": DEFERRED, "until": until} | due.put_off(ticket, desk.now(), until)
    if verdict.state == "queued" and (ticket.state == "vendor" or ticket.wait_reason == DEFERRED):
        return {"wait_reason": "", "until": None} | _begun(desk, ticket)
    return {}


def _begun(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """The promise of a ticket that is put off no more: it runs again."""
    return due.put_off(ticket, desk.now(), None) if ticket.wait_reason == DEFERRED else {}


def _deferred_to(desk: Desk, found: Sequence[Decision]) -> int | None:
    """The beginning of the day to which the terms defer (I12): the next one of that date."""
    dates = [str(item.detail["until"]) for item in found if item.do == "defer" and "until" in item.detail]
    if not dates:
        return None
    today = wall_clock.local(desk.now(), desk.service.tz)
    month, day = map(int, dates[0].split("-"))
    then = today.replace(month=month, day=day, hour=0, minute=0, second=0, microsecond=0)
    if then <= today:
        then = then.replace(year=then.year + 1)
    return int(then.timestamp())


def message_of(desk: Desk, code: str) -> Message:
    """As `request_message`, by the ticket's code."""
    with desk.read() as conn:
        return request_message(conn, changes.the_ticket(conn, code))
