"""Which prices a technician may name for a contact, where none holds by itself."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import facts
from deskterm.desk.steps.work.contact_groups import segment
from deskterm.desk.steps.work.contacts import the_group
from deskterm.models.basics.faults import likely
from deskterm.models.money.earlier import key
from deskterm.models.money.price import chargeable, kind_of, named, parts_of
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.service import Service
from deskterm.storage.tickets import tickets as ticket_rows


def offered(desk: Desk, group_id: int) -> tuple[str, ...]:
    """The rules in the order of the terms; not those that want an agreement which the customer has not."""
    with desk.read() as conn:
        row, stretches = the_group(conn, group_id)
        ticket = ticket_rows.by_id(conn, row.ticket_id)
        began = min(session.started_at for session in stretches)
        service, known = desk.service_of(ticket.terms_id), facts.of_ticket(desk, conn, ticket, at=began)
        segments = [segment(session, desk.now()) for session in stretches]
    known |= {"session": kind_of(service, segments), "seconds": chargeable(segments)}
    return named(service, known, began)


def check(service: Service, known: Facts, began: int, price: str) -> None:
    """That a price which somebody names is one, and which of its parts is meant."""
    choices = list(dict.fromkeys(item.id for item in service.prices))
    every = [*choices, *map(key, service.prices)]
    if price and price not in every:
        raise Refused("no_price", like=likely(price, every), price=price, choices=", ".join(choices))
    if parts := parts_of(service, known, began, price):
        raise Refused("price_parts", price=price, choices=", ".join(parts))
