"""Which of the customer's agreements holds for a ticket: the terms choose, or a person who says why."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.customers import cards
from deskterm.desk.customers.cards import Card
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, customer_facts
from deskterm.desk.steps.customer_facts import UnderAgreement
from deskterm.desk.steps.facts import day_of, has_contract, with_agreement, without_agreement
from deskterm.desk.steps.tickets import due
from deskterm.models.basics.text import clean
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.tickets import decisions as decision_rows


def standing(desk: Desk, code: str) -> UnderAgreement:
    """Under which agreement a ticket stands."""
    with desk.read() as conn:
        return customer_facts.held(desk, conn, changes.the_ticket(conn, code))


def card(desk: Desk, ticket: Ticket) -> Card | None:
    """The card of a ticket's customer, as it holds here where they have several agreements or none for it."""
    code = cards.code_of(desk, ticket.customer_id)
    if not code:
        return None
    found = cards.card(desk, code)
    under = standing(desk, ticket.code)
    if len(under.running) < 2 and (under.holds is not None or not under.running):
        return found
    here = under.holds
    customer = with_agreement(found.customer, here) if here else without_agreement(found.customer)
    return structs.replace(
        found,
        customer=customer,
        contract_ok=has_contract(customer, day_of(desk.now(), desk.service.tz)),
        under=here,
        beside=tuple(one for one in under.running if one is not here),
        of_ticket=True,
    )


def choose(desk: Desk, code: str, number: int | None, why: str) -> Ticket:
    """Put a ticket under the agreement with this number; None lets the terms choose again.

    Its place and its promises are worked out anew. Raises Refused without a reason.
    """
    why = clean(why).strip()
    if not why:
        raise Refused("agreement_without_reason", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        known = {one.id: one for one in customer_facts.running_for(desk, conn, ticket)}
        if number is not None and number not in known:
            raise NotFound("no_agreement_of_ticket", code=ticket.code, number=number)
        now = structs.replace(ticket, agreement_id=number, agreement_why=why)
        since = decision_rows.newest(conn)
        held = customer_facts.held(desk, conn, now)
        name = customer_facts.called(held.holds) if held.holds else ""
        detail = {"agreement": name, "reason": why, "who": desk.who}
        one = Decision(
            do=customer_facts.BY_HAND, rule=held.rule, at=desk.now(), point="intake", detail=detail
        )
        changes.keep(desk, conn, (one,), ticket=ticket)
        wanted = due.of_customer(desk, conn, ticket, now)
        chosen_by_hand = {"agreement_id": number, "agreement_why": why if number is not None else ""}
        return changes.change(desk, conn, ticket, "agreement_chosen", since, **wanted, **chosen_by_hand)
