"""Into a session: which gates stand before it, what the terms refuse there, what is kept of it.

A session that begins now and one that is entered afterwards pass the same gates, each at its own time.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, own_facts
from deskterm.desk.steps.gates import access_log, heeding, unsaid
from deskterm.desk.steps.gates import gate as gate_steps
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.work import sessions as session_rows


def points(service: Service, kind: str, *, contact_runs: bool = False) -> tuple[Point, ...]:
    """Where the terms are asked: at the call when a contact begins, at the gate of its kind."""
    found: tuple[Point, ...] = ()
    if not contact_runs and service.spoken(kind):
        found += ("call",)
    gate = service.gate(kind)
    return (*found, gate) if gate else found


def closing(desk: Desk, conn: Connection, ticket: Ticket, stretches: Sequence[Session], known: Facts) -> None:
    """Refuse to file work of which something must be said, at the gates that it has passed, and is not.

    `stretches`: () of an answer in writing, which passes no gate.
    """
    service = desk.service_of(ticket.terms_id)
    past: set[Point] = {"close"} if stretches else set()
    for at, one in enumerate(stretches):
        past.update(points(service, one.kind, contact_runs=at > 0))
    for own in service.own("session"):
        if own.at in past and own.must and known.get(own.id) is None:
            told = {"name": own_facts.name(own), "fact": own.id, "known": heeding.takes(own)}
            raise Refused("session_fact_needed", rule=own.rule, **told)
    for wanting in unsaid.of_ticket(desk, conn, ticket, known) if past else ():
        own = wanting.fact
        if own.at in past:
            told = {"name": own_facts.name(own), "command": wanting.command, "known": heeding.takes(own)}
            raise Refused("fact_needed", rule=own.rule, **told)


def passed(
    desk: Desk, conn: Connection, gate: gate_steps.Gate, kind: str, *, contact_runs: bool = False
) -> tuple[Decision, ...]:
    """What the terms decide at the gate. Raises Refused where they block."""
    before = points(gate.service, kind, contact_runs=contact_runs)
    found = gate_steps.said(gate, *before)
    heeding.heed(desk, conn, gate, found, *before)
    return found


def again(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    session: Session,
    *,
    kind: str,
    answers: Answers | None,
    device: str,
    at: int | None = None,
) -> gate_steps.Gate:
    """A gate within a contact that has begun: what was told for it still counts, as long as its gap."""
    service = desk.service_of(ticket.terms_id)
    gap, moment = service.timer.merge_gap, desk.now() if at is None else at
    stretches = [one for one in session_rows.of_group(conn, session.group_id) if one.started_at <= moment]
    earlier = gate_answers.still_valid(conn, service, stretches, moment - gap)
    return gate_steps.before(
        desk,
        conn,
        ticket,
        kind=kind,
        inbound=session.inbound,
        device=device,
        told=answers,
        earlier=earlier,
        at=at,
    )


def let_in(
    desk: Desk, conn: Connection, gate: gate_steps.Gate, session: Session, found: tuple[Decision, ...]
) -> None:
    """Keep what was decided and told at the gate, and the access if it is logged."""
    changes.keep(desk, conn, found, ticket=gate.ticket, session_id=session.id)
    gate_steps.keep(desk, conn, gate, session)
    access_log.opened(desk, conn, gate, session)


def afterwards(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    *,
    group_id: int,
    kind: str,
    inbound: bool,
    at: int,
    answers: Answers | None,
    device: str,
) -> tuple[gate_steps.Gate, tuple[Decision, ...]]:
    """The gate of a session that began at `at` and is entered now, in the contact `group_id`.

    Raises Refused where the terms block.
    """
    before = [one for one in session_rows.of_group(conn, group_id) if one.started_at <= at]
    if before:
        gate = again(desk, conn, ticket, before[-1], kind=kind, answers=answers, device=device, at=at)
    else:
        gate = gate_steps.before(
            desk, conn, ticket, kind=kind, inbound=inbound, device=device, told=answers, at=at
        )
    return gate, passed(desk, conn, gate, kind, contact_runs=bool(before))
