"""What is said of a ticket among the terms' own facts: written over what the request brought."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, facts, order_reasons, own_facts
from deskterm.desk.steps.tickets import due
from deskterm.models.basics.faults import nearest
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules import order
from deskterm.models.rules.priority import severity_of
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows


def say(desk: Desk, conn: Connection, ticket: Ticket, given: Mapping[str, str]) -> Ticket:
    """Write several, all or none; a ticket that waits for an answer gets its place and its promise anew.

    Raises Refused naming what is wrong.
    """
    of = {one.id: one for one in own_facts.of_ticket(desk.service_of(ticket.terms_id))}
    for name in given:
        if not of:
            raise Refused("no_facts_declared", name=name, of="ticket")
        if name not in of:
            raise Refused("no_ticket_fact", name=name, near=nearest(name, of), known=", ".join(of))
    said = {name: own_facts.written(desk, of[name], value) for name, value in given.items()}
    own_facts.check_speaker(desk, conn, (of[name] for name in said))
    before = facts.written_of_ticket(desk, conn, ticket)
    kept = {
        name: value
        for name, value in {**ticket_rows.fields(conn, ticket.id, "facts"), **said}.items()
        if value
    }
    ticket_rows.update(conn, ticket.id, facts=json.dumps(kept, ensure_ascii=False))
    old = {name: before.get(name, "") for name in said}
    desk.record(
        conn, "ticket_facts_set", ticket_id=ticket.id, target=ticket.code, before=old, after=dict(said)
    )
    return _reconsidered(desk, conn, ticket, said)


def _reconsidered(desk: Desk, conn: Connection, ticket: Ticket, said: Mapping[str, str]) -> Ticket:
    if ticket.state not in OPEN_STATES or ticket.is_kept:
        return ticket
    since = decision_rows.newest(conn)
    severity = _by_table(desk, conn, ticket, said)
    now = structs.replace(ticket, severity=severity)
    wanted = due.of_customer(desk, conn, ticket, now)
    if severity != ticket.severity:
        service = desk.service_of(ticket.terms_id)
        given = order_reasons.severity(service, severity, desk.now(), by_table=True)
        changes.keep(desk, conn, given, ticket=ticket)
        lane, tier = wanted.get("lane", ticket.lane), wanted.get("tier", ticket.tier)
        wanted |= {
            "severity": severity,
            "rank": order.rank(service, lane=lane, tier=tier, severity=severity),
        }
    if not wanted and not decision_rows.since(conn, ticket.id, since):
        return ticket
    return changes.change(desk, conn, ticket, "reconsidered", since, **wanted)


def _by_table(desk: Desk, conn: Connection, ticket: Ticket, said: Mapping[str, str]) -> str:
    """The severity that the table of priorities gives once its facts are said; else as it is."""
    service = desk.service_of(ticket.terms_id)
    if service.priority is None or not set(said) & set(service.priority.of):
        return ticket.severity
    return severity_of(service, facts.of_ticket(desk, conn, ticket)) or ticket.severity
