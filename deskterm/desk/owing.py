"""A ticket that no pack has a unit for: sell a pack, charge its price, or give it free with a reason (O2)."""

from __future__ import annotations

from deskterm.desk import deeds, facts, filing, units
from deskterm.desk.contacts import the_group
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.locale import figures
from deskterm.models.pack_use import Moment
from deskterm.models.price import price_for
from deskterm.models.records import Record, Ticket
from deskterm.models.sections import Price
from deskterm.models.terms import Service
from deskterm.models.text import clean
from deskterm.storage import customers, tickets
from deskterm.storage.database import Connection


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
        ticket = deeds.the_ticket(conn, code)
        price = _price(desk, conn, ticket)
        return None if price is None else _owed(desk, conn, ticket, price.id, int(price.price or 0))


def of_contact(desk: Desk, group_id: int, *, outcome: str = "", price: str = "") -> Owed | None:
    """What filing a contact would put on the invoice since no pack has a unit for its ticket."""
    bill = filing.preview(desk, group_id, outcome=outcome, price=price).bill
    if bill.mode != "ticket" or not bill.billable or any(part.to != "invoice" for part in bill.settle):
        return None
    with desk.read() as conn:
        row, _ = the_group(conn, group_id)
        ticket = tickets.by_id(conn, row.ticket_id)
        return _owed(desk, conn, ticket, bill.rule, bill.net_cents)


def _owed(desk: Desk, conn: Connection, ticket: Ticket, rule: str, net_cents: int) -> Owed | None:
    terms = units.terms_for(desk.service_of(ticket.terms_id), ticket)
    if terms is None or ticket.customer_id is None:
        return None
    code = customers.card(conn, ticket.customer_id, "").code
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
        ticket = deeds.the_ticket(conn, code)
        if not units.give(desk, conn, ticket, clean(why).strip()):
            raise Refused("no_unit_to_give", code=ticket.code)
        return ticket


def at(desk: Desk, conn: Connection, ticket: Ticket, when: Moment, *, charge: bool) -> None:
    """Use the ticket's unit up where this is the moment for it.

    Where no pack has one, `charge` puts its price on a work report; without it Refused is raised.
    """
    price = _price(desk, conn, ticket) if _is_due(desk, ticket, when) else None
    if price is None:
        units.moment(desk, conn, ticket, when)
    elif charge:
        service = desk.service_of(ticket.terms_id)
        filing.written(desk, conn, ticket, kind=_kind(ticket), outcome=_outcome(service))
    else:
        raise _unpaid(ticket, price)


def check(desk: Desk, conn: Connection, ticket: Ticket, when: Moment, *, charge: bool) -> None:
    """Refuse as `at` would, and use nothing up yet."""
    price = _price(desk, conn, ticket) if _is_due(desk, ticket, when) else None
    if price is not None and not charge:
        raise _unpaid(ticket, price)


def _unpaid(ticket: Ticket, price: Price) -> Refused:
    net = figures.decimal(int(price.price or 0))
    return Refused("unit_owed", rule=price.id, code=ticket.code, customer=ticket.customer, net=net)


def _is_due(desk: Desk, ticket: Ticket, when: Moment) -> bool:
    """Whether the unit is used up at this moment; one that the opening wanted, at the first answer."""
    terms = units.terms_for(desk.service_of(ticket.terms_id), ticket)
    if terms is None or terms.use is None:
        return False
    return when == ("first-answer" if terms.use.burn == "opening" else terms.use.burn)


def _price(desk: Desk, conn: Connection, ticket: Ticket) -> Price | None:
    """The price of a written answer that no pack pays; None where none does it by the ticket."""
    service = desk.service_of(ticket.terms_id)
    if units.terms_for(service, ticket) is None or units.left(desk, conn, ticket):
        return None
    now = desk.now()
    known = facts.of_ticket(desk, conn, ticket, at=now)
    known |= {"session": _kind(ticket), "outcome": _outcome(service), "seconds": 0, "burnt": False}
    price = price_for(service, known, now)
    return price if price is not None and price.mode == "ticket" else None


def _kind(ticket: Ticket) -> str:
    """As what kind of work an answer in writing counts."""
    return "mail" if ticket.kind == "email" else "web"


def _outcome(service: Service) -> str:
    return next((one.id for one in service.outcomes if one.answers), "")
