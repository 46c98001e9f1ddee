"""Whether a request is owed that no pack covers (O2)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import facts
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.trust import joining
from deskterm.locale import measures
from deskterm.models.money.pack_use import UseMoment
from deskterm.models.money.price import price_for
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection


def check(desk: Desk, conn: Connection, ticket: Ticket, when: UseMoment, *, charge: bool) -> None:
    """Refuse as `at` would, and use nothing up yet."""
    if is_due(desk, ticket, when):
        joining.check(conn, ticket)
    price = price_of_answer(desk, conn, ticket) if is_due(desk, ticket, when) else None
    if price is not None and not charge:
        raise unpaid(ticket, price)


def unpaid(ticket: Ticket, price: Price) -> Refused:
    """The refusal of a deed whose price nobody has said how to pay (O2)."""
    net = measures.euro(int(price.price or 0))
    return Refused(
        "unit_owed",
        rule=price.id,
        code=ticket.code,
        customer=ticket.customer,
        net=net,
    )


def is_due(desk: Desk, ticket: Ticket, when: UseMoment) -> bool:
    """Whether the unit is used up at this moment; one that the opening wanted, at the first answer."""
    terms = units.terms_for(desk.service_of(ticket.terms_id), ticket)
    if terms is None or terms.use is None:
        return False
    return when == ("first-answer" if terms.use.burn == "opening" else terms.use.burn)


def price_of_answer(desk: Desk, conn: Connection, ticket: Ticket) -> Price | None:
    """The price of a written answer that no pack pays; None where none does it by the ticket."""
    service = desk.service_of(ticket.terms_id)
    if units.terms_for(service, ticket) is None or units.left(desk, conn, ticket):
        return None
    now = desk.now()
    known = facts.of_ticket(desk, conn, ticket, at=now)
    known |= {
        "session": kind_of_answer(ticket),
        "outcome": answering_outcome(service),
        "seconds": 0,
        "burnt": False,
    }
    price = price_for(service, known, now)
    return price if price is not None and price.mode == "ticket" else None


def kind_of_answer(ticket: Ticket) -> str:
    """As what kind of work an answer in writing counts."""
    return "mail" if ticket.kind == "email" else "web"


def answering_outcome(service: Service) -> str:
    """The service's outcome that answers."""
    return next((one.id for one in service.outcomes if one.answers), "")
