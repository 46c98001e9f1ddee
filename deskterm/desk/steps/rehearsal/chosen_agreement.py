"""Which agreement other terms choose for a request or for work, where a customer has several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.which_agreement import chosen
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection

SEVERAL = 2  # agreements, of which one is chosen
OF_AN_AGREEMENT = frozenset({"contract", "plan", "rate", "agreement", "agreement_days"})


def agreement(
    conn: Connection, terms: Service, ticket: Ticket, known: Mapping[str, Any], at: int
) -> Agreement | None:
    """The agreement that holds for a ticket under these terms: a person's choice, else theirs."""
    if ticket.customer_id is None or not ticket.confirmed:
        return None
    running = _running(conn, terms, ticket.customer_id, at)
    by_hand = next((one for one in running if one.id == ticket.agreement_id), None)
    return by_hand or chosen(terms, running, known, at)[0]


def under_terms(
    desk: Desk, conn: Connection, terms: Service, ticket: Ticket | None, known: Mapping[str, Any], *, at: int
) -> dict[str, Any]:
    """What was known, with what the agreement says that these terms choose; the rest stays as it was.

    Where they choose the one that the ticket's own terms chose, all stays: what was known of it then counts,
    whatever was corrected in it since, and whichever a person chose for the ticket afterwards.
    """
    told = dict(known)
    if ticket is None or ticket.customer_id is None or terms.schema == 1:
        return told
    day, came = facts.day_of(at, terms.tz), facts.day_of(ticket.received_at, terms.tz)
    running = _running(conn, terms, ticket.customer_id, at)
    found = agreement(conn, terms, ticket, known, at)
    own_terms = desk.service_of(ticket.terms_id)
    if not running or not ticket.confirmed or (found is not None and len(running) < SEVERAL):
        return told
    if own_terms.schema != 1 and agreement(conn, own_terms, ticket, known, at) == found:
        return told
    plain = customer_rows.card(conn, ticket.customer_id, day)
    card = facts.without_agreement(plain) if found is None else facts.with_agreement(plain, found)
    fresh = facts.of_customer(desk, conn, card, at, terms)
    if found is not None:
        fresh["agreement_days"] = facts.days_between(card.contract_from, came)
    own = {one.id for one in terms.own("agreement")} | {name for one in running for name in one.facts}
    names = OF_AN_AGREEMENT | own
    kept = {name: value for name, value in told.items() if name not in names}
    return kept | {name: fresh[name] for name in names if name in fresh}


def _running(conn: Connection, terms: Service, customer_id: int, at: int) -> list[Agreement]:
    day = facts.day_of(at, terms.tz)
    return [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
