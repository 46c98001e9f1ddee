"""A request becomes a ticket: its lane, its place in the queue, its due time, and the rules behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk, new_token
from deskterm.desk.steps import changes, customer_facts, facts, order_reasons, snapshots, teams
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import due, duplicates
from deskterm.models.basics.identity import spelled_as
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules import order, rules
from deskterm.models.rules.derived_facts import parted
from deskterm.models.rules.due import all_due
from deskterm.models.rules.priority import severity_of
from deskterm.models.rules.rules import RuleAction
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows

EXCERPT = 600  # characters of a body that a list's preview can show


def facts_of(desk: Desk, conn: Connection, request: IncomingRequest) -> dict[str, object]:
    """The request's facts; an unconfirmed sender has none of the customer's (S7).

    Of the fields that came with it only the declared ones count, where the desk does not know better.
    """
    known: dict[str, object] = {
        "channel": request.channel.id,
        "kind": request.channel.kind,
        "subject": request.subject,
        "problem": request.body,
        "contact": request.contact,
        "phone": request.phone,
        "email": request.email,
        "blocking": request.blocking,
    }
    own = desk.service.own_facts
    for name, value in parted(request.channel, request.fields, own, typed=request.typed).taken.items():
        known[name] = known.get(name) or (own[name].read(value) if name in own else value)
    if request.severity:
        known["severity"] = request.severity
    known["topic"] = request.topic or facts.topic_of(desk.service, known.get("type"))
    if request.customer is None:
        return known
    known["customer"] = True
    if _is_asked(desk.service, "duplicate"):
        known["duplicate"] = duplicates.waiting(conn, request) is not None
    if request.confirmed:
        card = facts.under(desk, conn, desk.service, request.customer, known, at=request.received_at)
        found = facts.of_customer(desk, conn, card, request.received_at)
        known = facts.beside(desk.service, known, found)
    return known


def _is_asked(service: Service, fact: str) -> bool:
    """Whether a rule at intake asks for a fact that takes a look at other tickets to know."""
    return any(asked.fact == fact for rule in service.rules if rule.at == "intake" for asked in rule.when)


def book(
    desk: Desk,
    conn: Connection,
    request: IncomingRequest,
    known: Facts,
    found: Iterable[Decision] = (),
    *,
    state: str = "queued",
    parent: Ticket | None = None,
    counts_from: int | None = None,
) -> Ticket:
    """Put a request into the queue (or into `state`) and keep the decisions that shaped it.

    `known`: its facts. `counts_from`: the promise counts from then, not from the arrival.
    """
    found, by_table = tuple(found), ""
    if not request.severity and (severity := severity_of(desk.service, known)):
        request, by_table = structs.replace(request, severity=severity), severity
    if request.channel.team:
        found += _to_team(desk, request.channel)
    lane, tier = order.place(request.channel, (RuleAction(d.do, d.rule, d.detail) for d in found))
    lost = [] if counts_from is None else [(request.received_at, counts_from)]
    promised = all_due(desk.service, known, request.received_at, lost)
    ticket = ticket_rows.insert(
        conn,
        code=desk.service.ticket_code(ticket_rows.next_number(conn, "ticket")),
        state="vendor" if state == "queued" and request.channel.team else state,
        terms_id=desk.terms_id,
        lane=lane,
        tier=tier,
        rank=order.rank(desk.service, lane=lane, tier=tier, severity=request.severity),
        **due.times_of(promised),
        parent_id=parent.id if parent else None,
        tag=new_token(),
        pauses=json.dumps(lost),
        **told(request),
        **_rests(desk, request.channel, state),
    )
    snapshots.at_opening(desk, conn, ticket, known, body=request.body, customer=request.customer)
    if lost:
        snapshots.at_promise(conn, ticket, known, lost)
    changes.keep(desk, conn, (*found, *why_here(desk, request, by_table=bool(by_table))), ticket=ticket)
    customer_facts.keep_held(desk, conn, ticket)
    said = due.promised(desk.service, promised, desk.now(), known, recovered=bool(lost))
    changes.keep(desk, conn, said, ticket=ticket)
    if desk.service.ticket_pack:
        units.book_use(desk, conn, ticket, "opening", unit=units.Unit())
    if ticket.state == "queued" and desk.service.calls_back(ticket.channel):
        callback_steps.promise(desk, conn, ticket)
    return ticket


def _as_on_the_card(request: IncomingRequest) -> str:
    """The number that the request names, in the spelling of the customer's card: one number, one spelling."""
    people = request.customer.contacts if request.customer else ()
    return spelled_as(request.phone, (one.phone for one in people))


def told(request: IncomingRequest) -> dict[str, Any]:
    """What the request itself says, as the ticket's columns."""
    return {
        "customer_id": request.customer.id if request.customer else None,
        "channel": request.channel.id,
        "kind": request.channel.kind,
        "subject": request.subject,
        "excerpt": request.body[:EXCERPT],
        "topic": request.topic,
        "severity": request.severity,
        "received_at": request.received_at,
        "blocking": int(request.blocking),
        "confirmed": int(request.confirmed),
        "contact_name": request.contact,
        "contact_phone": _as_on_the_card(request),
        "contact_email": request.email,
        "fields": json.dumps(request.fields, ensure_ascii=False),
    }


def precedence(desk: Desk, request: IncomingRequest, known: Facts) -> tuple[Decision, ...]:
    """What the terms say of a request's lane and tier, for one that does not come straight from intake."""
    said = rules.actions(desk.service, "intake", known, request.received_at)
    return changes.decided((one for one in said if one.do == "priority"), at=desk.now(), point="intake")


def _to_team(desk: Desk, channel: Channel) -> tuple[Decision, ...]:
    """What comes by a channel of a team's own goes to that team (I13)."""
    to = {"to": channel.team}
    return (Decision(do="route", rule=channel.rule, at=desk.now(), point="intake", detail=to),)


def _rests(desk: Desk, channel: Channel, state: str) -> dict[str, Any]:
    """A request that the terms ask back at once: from now the delay is the customer's (A4, D9); a team's."""
    if state == "waiting":
        return {"wait_reason": "clarification", "asked_at": desk.now()}
    return {"wait_reason": teams.reason(channel.team)} if channel.team else {}


def why_here(desk: Desk, request: IncomingRequest, *, by_table: bool = False) -> tuple[Decision, ...]:
    """The rules behind a ticket's place in the queue: severity, lane of the channel, order of arrival."""
    channel, at = request.channel, request.received_at
    reasons = [*order_reasons.severity(desk.service, request.severity, desk.now(), by_table=by_table)]
    if channel.rule:
        detail = {"lane": channel.lane, "channel": channel.id}
        reasons.append(Decision(do="lane", rule=channel.rule, at=at, point="queue", detail=detail))
    rule = desk.service.arrived_rule or desk.service.queue_rule
    if rule:
        reasons.append(Decision(do="order", rule=rule, at=at, point="queue"))
    return tuple(reasons)


def hold_rule(desk: Desk) -> str:
    """The rule that asks for a known customer: the one that the file names, or its `hold` rule (D1)."""
    if desk.service.unknown_rule:
        return desk.service.unknown_rule
    return next((rule.id for rule in desk.service.rules if rule.at == "intake" and rule.do == "hold"), "")


def first_rule(found: Iterable[Decision]) -> str:
    """The rule of the first decision that has one; its place in the queue is none."""
    return next((one.rule for one in found if one.rule and one.point != "queue"), "")
