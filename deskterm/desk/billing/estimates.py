"""What work on a request would cost, before it begins: for triage, and for the sentence to the customer.

A kind of work is free for so many seconds, or from the beginning of the contact it has its price.
"""

from __future__ import annotations

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.customer_of import the_customer
from deskterm.locale import figures, t
from deskterm.locale.moments import length
from deskterm.models.money.price import BY_HAND, COSTS, money_starts, price_for
from deskterm.models.money.settle import hourly_rate
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.sections import Price
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows

KINDS = ("call", "remote")  # the work that most requests need


class Cost(Struct, frozen=True, kw_only=True):
    """The price of a kind of work; `free`: so many first seconds cost nothing."""

    kind: str
    price: Price
    free: int = 0

    @property
    def paid(self) -> bool:
        """Whether it costs money sooner or later."""
        return self.price.mode in COSTS and self.price.mode != "ticket"


def of_kind(service: Service, known: Facts, kind: str, at: int) -> Cost | None:
    """What a contact of this kind would cost if it began at `at`; None where the terms have no price."""
    asked = {**known, "session": kind, "reason": "", "outcome": ""}
    found = money_starts(service, asked, at)
    if found is not None:
        return Cost(kind=kind, price=found[1], free=found[0])
    price = price_for(service, {**asked, "seconds": 1}, at)
    return Cost(kind=kind, price=price) if price else None


def ahead(service: Service, known: Facts, at: int) -> tuple[Cost, ...]:
    """What the usual kinds of work on a request would cost."""
    found = (of_kind(service, known, kind, at) for kind in KINDS)
    return tuple(cost for cost in found if cost is not None)


def of_customer(desk: Desk, code: str) -> str:
    """What each kind of work would cost a customer now, in words with the rules; "" without prices."""
    return ", ".join(each_of_customer(desk, code))


def each_of_customer(desk: Desk, code: str) -> tuple[str, ...]:
    """The same, one for all kinds of work that cost the same; the telephone's first."""
    with desk.read() as conn:
        day = facts.day_of(desk.now(), desk.service.tz)
        customer = customer_rows.card(conn, the_customer(conn, code), day)
        known = facts.of_customer(desk, conn, customer, desk.now())
    found = (of_kind(desk.service, known, kind, desk.now()) for kind in _priced(desk.service))
    return _each(tuple(cost for cost in found if cost is not None), known)


def _priced(service: Service) -> tuple[str, ...]:
    """The kinds of work of which the price list speaks, the usual ones first."""
    named = {
        kind for price in service.prices for one in price.when if one.fact == "session" for kind in one.words
    }
    return (*KINDS, *(kind for kind in ("training",) if kind in named))


def of_contact(desk: Desk, code: str, kind: str, seconds: int, at: int) -> str:
    """How the price of a contact counts that began at `at` and lasted so long; "" where it has none."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        known = facts.of_ticket(desk, conn, ticket, at=at)
    service = desk.service_of(ticket.terms_id)
    price = price_for(service, {**known, "session": kind, "seconds": seconds}, at)
    return amount(price, known) if price else ""


def told(costs: tuple[Cost, ...], known: Facts) -> str:
    """Costs in words with their rules; the kinds are named where they differ. "" where nothing is known."""
    return ", ".join(_each(costs, known))


def _each(costs: tuple[Cost, ...], known: Facts) -> tuple[str, ...]:
    said = {cost.kind: f"{_one(cost, known)} ({cost.price.id})" for cost in costs}
    if len(set(said.values())) <= 1:
        return tuple(said.values())[:1]
    kinds = {text: [t(f"cost.kind.{kind}") for kind in said if said[kind] == text] for text in said.values()}
    return tuple(t("cost.of_kind", kind=", ".join(alike), cost=text) for text, alike in kinds.items())


def _one(cost: Cost, known: Facts) -> str:
    if cost.price.mode not in COSTS:
        return t(f"cost.{cost.price.mode}")
    if cost.price.mode == "ticket":
        return amount(cost.price, known)
    key = "cost.paid"
    if cost.free:  # beyond it the whole contact is charged, or the rest alone (A5)
        key = "cost.rest" if cost.price.beyond else "cost.beyond"
    text = t(key, free=length(cost.free), amount=amount(cost.price, known))
    packs = (
        any(to.startswith("pack:") for to in cost.price.settle) and (number(known.get("pack_left")) or 0) > 0
    )
    return t("cost.pack_first", cost=text) if packs else text


def amount(price: Price, known: Facts) -> str:
    """How a price counts: `40,00 € ogni 20 minuti iniziati`, `60,00 € l'ora`, a ticket, an agreed price."""
    if price.mode in BY_HAND:
        return t("cost.by_hand")
    if price.mode == "ticket":
        return t("cost.ticket", price=figures.money(price.price)) if price.price else t("cost.one_ticket")
    if price.mode == "unit" and price.unit:
        return t("cost.unit", price=figures.money(price.price or 0), unit=length(price.unit))
    return t("cost.hour", price=figures.money(hourly_rate(price, known)))
