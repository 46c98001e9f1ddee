"""What terms credit for the promises of a month's requests that were broken, each up to its cap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.desk.steps.billing import fees
from deskterm.desk.steps.rehearsal.chosen_agreement import agreement
from deskterm.models.records.promises import Standing
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.broken import Broken, credited, within_cap
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import credits as credit_rows

Spent = dict[tuple[int, str], int]  # by customer and credit


def credit(
    desk: Desk,
    conn: Connection,
    terms: Service,
    ticket: Ticket,
    known: Mapping[str, Any],
    *,
    found: tuple[Standing, ...],
    spent: Spent,
) -> dict[str, int]:
    """What is credited for a ticket's broken promises, by metric; `spent` is what the month had before."""
    if ticket.customer_id is None or not ticket.confirmed or not terms.credits:
        return {}
    total: dict[str, int] = {}
    for one in found:
        late = one.late_by(desk.now())
        if not late:
            continue
        broken = Broken(
            ticket_id=ticket.id,
            ticket=ticket.code,
            customer_id=ticket.customer_id,
            subject=ticket.subject,
            since=ticket.received_at,
            metric=one.promise.metric,
            rule=one.promise.rule,
            due_at=one.promise.due_at,
            late=late,
        )
        made = credited(terms, broken, known, _fee(conn, terms, ticket, known, one.promise.due_at))
        if made is None:
            continue
        key = (ticket.customer_id, made.entry)
        cents = within_cap(made, spent.get(key, 0))
        spent[key] = spent.get(key, 0) + cents
        total[one.promise.metric] = cents
    return total


def decided(conn: Connection, ticket: Ticket) -> dict[str, int]:
    """What a person made of the ticket's broken promises: what was granted; nothing where it was refused."""
    return {
        one.metric: one.cents if one.state == "granted" else 0
        for one in credit_rows.of_ticket(conn, ticket.id)
        if one.since == ticket.received_at
    }


def _fee(conn: Connection, terms: Service, ticket: Ticket, known: Mapping[str, Any], at: int) -> int | None:
    day = facts.day_of(at, terms.tz)
    held = agreement(conn, terms, ticket, known, at)
    card = customer_rows.card(conn, ticket.customer_id or 0, day)
    card = facts.without_agreement(card) if held is None else facts.with_agreement(card, held)
    if not facts.has_contract(card, day):
        return 0
    usual = fees.usual_fee(terms, card.fee_base_cents, card.agreed)
    return usual if card.fee_cents is None else card.fee_cents
