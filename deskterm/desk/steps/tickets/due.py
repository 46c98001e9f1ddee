"""What a ticket promises: from when it counts, and what it becomes when the ticket changes (A4, I4).

A promise counts from the arrival; after a question to the customer from the complete reply, where the terms
restart the clock, or from the arrival without the time that the question took, where they halt it. The times
that questions took stand in the ticket: whatever changes the target later counts from the same instant.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_facts, facts, snapshots
from deskterm.models.basics.stretches import Stretch
from deskterm.models.records import promises
from deskterm.models.records.promises import TicketPromise
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules import order, rules
from deskterm.models.rules.due import Due, all_due, nearest, no_promise
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection

Times = dict[str, Any]


def of_ticket(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[Due, ...]:
    """The promises of a ticket as it stands, under the terms it was opened with."""
    known = facts.of_ticket(desk, conn, ticket)
    return all_due(desk.service_of(ticket.terms_id), known, ticket.received_at, questions_of(ticket))


def questions_of(ticket: Ticket) -> list[Stretch]:
    """The times during which a question to the customer was open."""
    return [(start, end) for start, end in json.loads(ticket.pauses)]


def after(desk: Desk, conn: Connection, before: Ticket, now: Ticket) -> Times:
    """The promises to change when a ticket becomes `now`, with the decisions kept; {} when none does.

    What is not yet the ticket's own row (its topic, severity, customer) is taken from `now`.
    """
    customer_facts.keep_held(desk, conn, now)
    old, new = of_ticket(desk, conn, before), of_ticket(desk, conn, now)
    snapshots.at_promise(conn, now, facts.of_ticket(desk, conn, now), questions_of(now))
    if old == new and _said(new) == [one.promise for one in promises.of(before)]:
        return {}
    service = desk.service_of(before.terms_id)
    known = facts.of_ticket(desk, conn, now)
    changes.keep(desk, conn, promised(service, new, desk.now(), known), ticket=before)
    return times_of(new)


def of_customer(desk: Desk, conn: Connection, before: Ticket, now: Ticket) -> dict[str, Any]:
    """What changes in a ticket once its customer is known: its due times, and its lane and tier (I16)."""
    service, known = desk.service_of(now.terms_id), facts.of_ticket(desk, conn, now)
    points: tuple[Point, ...] = ("intake", "triage") if now.topic else ("intake",)
    said = [
        action
        for point in points
        for action in rules.actions(service, point, known, now.received_at)
        if action.do == "priority"
    ]
    lane, tier = order.place(service.channel(now.channel), said)
    times = after(desk, conn, before, now)
    if (lane, tier) == (before.lane, before.tier):
        return {**times}
    changes.keep(desk, conn, changes.decided(said, at=desk.now(), point="intake"), ticket=before)
    rank = order.rank(service, lane=lane, tier=tier, severity=now.severity)
    return {**times, "lane": lane, "tier": tier, "rank": rank}


def times_of(found: Sequence[Due]) -> Times:
    """Promises as the ticket's columns; which of them is still to be kept the ticket itself knows."""
    first = nearest(found)
    return {
        "due_at": first.due_at if first else None,
        "soft_due_at": first.soft_due_at if first else None,
        "promises": promises.written(_said(found)),
    }


def _said(found: Sequence[Due]) -> list[TicketPromise]:
    names = TicketPromise.__struct_fields__
    return [TicketPromise(**{name: getattr(one, name) for name in names}) for one in found]


def replied(ticket: Ticket, at: int) -> dict[str, Any]:
    """The open question of a ticket as a time that has ended: the column to change."""
    questions = [*json.loads(ticket.pauses), [min(ticket.asked_at or at, at), at]]
    return {"pauses": json.dumps(questions)}


def put_off(ticket: Ticket, now: int, until: int | None) -> dict[str, Any]:
    """The times in which a promise does not run, if it is put off `until` then: the column to change.

    None: it is put off no more.
    """
    questions = [one for one in json.loads(ticket.pauses) if one[1] <= now]
    return {"pauses": json.dumps(questions if until is None else [*questions, [now, until]])}


def promised(
    service: Service, found: Sequence[Due], at: int, known: Facts, *, recovered: bool = False
) -> tuple[Decision, ...]:
    """The decision behind each due time, or behind the lack of any (D3); `known`: the facts at its arrival.

    The promise that is due first comes last: it is the one in force.
    """
    if not found:
        rule = no_promise(service, known, at)
        return (Decision(do="no_promise", rule=rule, at=at, point="response"),) if rule else ()
    more: dict[str, Any] = {"recovered": True} if recovered else {}
    if len(found) > 1:
        more["metrics"] = [one.metric for one in found]
    return tuple(
        Decision(do="due", rule=one.rule, at=at, point="response", detail=_kept(one) | more)
        for one in sorted(found, key=lambda one: -one.due_at)
    )


def _kept(promise: Due) -> dict[str, Any]:
    """What a decision keeps of a promise, so that it can be told later as it was."""
    return {
        "due_at": promise.due_at,
        "soft_due_at": promise.soft_due_at,
        "clock": promise.clock,
        "since_at": promise.since,
        "counted_from_at": promise.counted_from,
        "target_seconds": promise.target,
        "target_days": promise.days,
        "halted_seconds": promise.halted,
    } | ({} if promise.metric == "answer" else {"metric": promise.metric})
