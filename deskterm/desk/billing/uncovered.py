"""A ticket that no pack has a unit for: sell a pack, charge its price, or give it free with a reason (O2)."""

from __future__ import annotations

from deskterm.desk.billing import filing
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.billing.uncovered import (
    answering_outcome,
    is_due,
    kind_of_answer,
    price_of_answer,
    unpaid,
)
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.trust import joining
from deskterm.desk.steps.work.contacts import the_group
from deskterm.models.basics.text import clean
from deskterm.models.money.pack_use import UseMoment
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows


class Owed(Record, frozen=True, kw_only=True):
    """What an answer to a ticket costs since no pack has a unit for it, by which rule."""

    ticket: str
    customer_code: str
    customer: str
    kind: str  # of the pack
    net_cents: int
    rule: str


def owed(desk: Desk, code: str) -> Owed | None:
    """What the ticket's answer would cost; None where a pack pays it, or nothing is to be paid."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        price = price_of_answer(desk, conn, ticket)
        return None if price is None else _owed(desk, conn, ticket, price.id, int(price.price or 0))


def of_contact(desk: Desk, group_id: int, *, outcome: str = "", price: str = "") -> Owed | None:
    """What filing a contact would put on the invoice since no pack has a unit for its ticket."""
    bill = filing.preview(desk, group_id, outcome=outcome, price=price).bill
    if bill.mode != "ticket" or not bill.billable or any(part.to != "invoice" for part in bill.settle):
        return None
    with desk.read() as conn:
        row, _ = the_group(conn, group_id)
        ticket = ticket_rows.by_id(conn, row.ticket_id)
        return _owed(desk, conn, ticket, bill.rule, bill.net_cents)


def _owed(desk: Desk, conn: Connection, ticket: Ticket, rule: str, net_cents: int) -> Owed | None:
    terms = units.terms_for(desk.service_of(ticket.terms_id), ticket)
    if terms is None or ticket.customer_id is None:
        return None
    code = customer_rows.card(conn, ticket.customer_id, "").code
    return Owed(
        ticket=ticket.code,
        customer_code=code,
        customer=ticket.customer,
        kind=terms.id,
        net_cents=net_cents,
        rule=rule,
    )


def give(desk: Desk, code: str, *, why: str) -> Ticket:
    """Let a ticket cost nothing, with a reason; a unit that was put aside for it is given back."""
    if not why.strip():
        raise Refused("free_without_reason", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        if not units.give(desk, conn, ticket, clean(why).strip()):
            raise Refused("no_unit_to_give", code=ticket.code)
        return ticket


def price_at(desk: Desk, ticket: Ticket, when: UseMoment, *, charge: bool) -> None:
    """Use the ticket's unit up where this is the moment for it.

    Where no pack has one, `charge` puts its price on a work report; without it Refused is raised.
    """
    with desk.write() as conn:
        if is_due(desk, ticket, when):
            joining.check(conn, ticket)
        price = price_of_answer(desk, conn, ticket) if is_due(desk, ticket, when) else None
        if price is None:
            units.book_use(desk, conn, ticket, when)
        elif charge:
            service = desk.service_of(ticket.terms_id)
            filing.written(desk, ticket, kind=kind_of_answer(ticket), outcome=answering_outcome(service))
        else:
            raise unpaid(ticket, price)
