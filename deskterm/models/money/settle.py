"""Where a contact's price goes: packs in the order of `settle`, what remains to the month-end invoice.

A pack of minutes gives minutes, one of tickets a ticket, one of money (unit `cent`) cents. A `unit` price
counts its units on what the packs of minutes leave over. What a pack covers carries no money.

A contact that grew after it was filed costs what the whole of it costs, less what it was `Charged`: what was
filed stays as it was, the rest draws on the packs as they are now, and nothing is given back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from deskterm.models.basics.money import share, to_cents
from deskterm.models.records.money import Charge
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.sections import PackTerms, Price
from deskterm.models.terms.service import Service


class PackState(Struct, frozen=True):
    """What a pack still holds, in its unit; callers offer the ones that expire first, first."""

    id: int
    kind: str
    unit: str
    left: int


class Amount(Struct, frozen=True):
    """What a price comes to: minutes and units, and the seconds they stand for."""

    minutes: int
    units: int
    seconds: int


class Charged(Struct, frozen=True, kw_only=True):
    """What a contact was charged by its earlier filings, whatever their price was."""

    drawn: int = 0  # minutes that packs gave, those a ticket stood for included
    paid: int = 0  # minutes that were paid with money
    units: int = 0  # of the unit price, paid with money
    cents: int = 0  # out of packs of money and on the invoice

    def less(self, other: Charged) -> Charged:
        """What remains when `other` is accounted for; never less than nothing."""
        return Charged(
            drawn=max(0, self.drawn - other.drawn),
            paid=max(0, self.paid - other.paid),
            units=max(0, self.units - other.units),
            cents=max(0, self.cents - other.cents),
        )

    def seconds(self, unit: int) -> int:
        """What was paid, in seconds: a unit that was begun is paid to its end."""
        return self.units * unit + 60 * max(0, self.paid - self.units * unit // 60)


UNCHARGED = Charged()


class Settled(Struct, frozen=True):
    """The charges still to be made, and the units of the price among them."""

    charges: tuple[Charge, ...]
    units: int


class _Rest(Struct, frozen=True):
    """What remains to be paid with money once the packs of minutes have given what they have."""

    minutes: int
    units: int
    cents: int


def settle(
    service: Service,
    price: Price,
    facts: Facts,
    amount: Amount,
    packs: Sequence[PackState],
    *,
    charged: Charged = UNCHARGED,
) -> Settled:
    """An amount, less what was charged of it, to where the price settles."""
    if price.mode == "ticket":
        return _ticket(service, price, packs, charged)
    charges: list[Charge] = []
    drawn = charged.drawn
    for terms in _kinds(service, price, "minute"):
        for pack, part in _draw(terms, packs, _wanted(price, amount, drawn, charged)):
            charges.append(Charge(to=f"pack:{pack.id}", minutes=part, units=0, net_cents=0))
            drawn += part
    rest = _rest(price, facts, amount, drawn, charged)
    charges += _paid(rest, list(_kinds(service, price, "cent")), packs)
    if not charges and charged == UNCHARGED:
        charges.append(_invoice(0, 0, 0))
    return Settled(tuple(charges), rest.units)


def before(service: Service, price: Price, facts: Facts, amount: Amount, charged: Charged) -> Charged:
    """How much of what a contact was `charged` was for this amount at this price."""
    if price.mode == "ticket":
        return Charged(drawn=min(charged.drawn, -(-amount.seconds // 60)))
    pooled = any(_kinds(service, price, "minute"))
    drawn = min(charged.drawn, amount.minutes) if pooled else 0
    rest = _rest(price, facts, amount, drawn, UNCHARGED)
    return Charged(
        drawn=drawn,
        paid=min(charged.paid, rest.minutes),
        units=min(charged.units, rest.units),
        cents=min(charged.cents, rest.cents),
    )


def cost(price: Price, facts: Mapping[str, object], minutes: int, units: int) -> int:
    """What an amount costs, in cents; an agreed or quoted price is set by hand (0 here)."""
    if price.mode == "time":
        return share(hourly_rate(price, facts), minutes, 60)
    return int(price.price or 0) * units if price.mode in {"unit", "ticket"} else 0


def hourly_rate(price: Price, facts: Mapping[str, object]) -> int:
    """Cents per hour: the agreed rate where the price says so and the customer has one, else the list's."""
    if price.rate is not None and not price.rate.agreed:
        return int(price.rate)
    agreed = number(facts.get("rate"))
    return to_cents(Decimal(agreed)) if agreed is not None and agreed >= 0 else int(price.list_rate or 0)


def _ticket(service: Service, price: Price, packs: Sequence[PackState], charged: Charged) -> Settled:
    """One ticket for the whole contact: nothing follows what was charged before."""
    if charged != UNCHARGED:
        return Settled((), 0)
    for terms in _kinds(service, price, "ticket"):
        for pack, part in _draw(terms, packs, 1):
            return Settled((Charge(to=f"pack:{pack.id}", minutes=0, units=part, net_cents=0),), 1)
    rest = _Rest(0, 1, cost(price, {}, 0, 1))
    return Settled(tuple(_paid(rest, list(_kinds(service, price, "cent")), packs)), 1)


def _kinds(service: Service, price: Price, unit: str) -> Iterator[PackTerms]:
    """The kinds of packs that a price settles with and that hold this unit, in its order."""
    for to in price.settle:
        terms = service.pack(to.removeprefix("pack:"))
        if terms is not None and terms.unit == unit:
            yield terms


def _wanted(price: Price, amount: Amount, drawn: int, charged: Charged) -> int:
    """How many minutes nothing covers yet; of seconds priced by the unit, whole minutes."""
    if price.unit is None or price.mode != "unit":
        return max(0, amount.minutes - drawn - charged.paid)
    return max(0, -(-(amount.seconds - 60 * drawn - charged.seconds(price.unit)) // 60))


def _rest(price: Price, facts: Facts, amount: Amount, drawn: int, charged: Charged) -> _Rest:
    """What money must pay of the whole amount, less what it has paid; never less than nothing."""
    minutes, units = max(0, amount.minutes - drawn), 0
    if price.mode == "unit" and price.unit:
        units = max(0, -(-(amount.seconds - 60 * drawn) // price.unit))
        minutes = units * price.unit // 60
    whole = cost(price, facts, minutes, units) if minutes or units else 0
    cents = max(0, whole - charged.cents)
    return _Rest(max(0, minutes - charged.paid), max(0, units - charged.units), cents)


def _draw(terms: PackTerms, packs: Sequence[PackState], amount: int) -> Iterator[tuple[PackState, int]]:
    """What each pack of a kind gives towards `amount`, never more than it holds."""
    usable = [pack for pack in packs if pack.kind == terms.id and pack.left > 0 and pack.unit == terms.unit]
    if terms.overdraw == "whole" and sum(pack.left for pack in usable) < amount:
        return
    for pack in usable:
        part = min(pack.left, amount)
        if part > 0:
            yield pack, part
            amount -= part


def _paid(rest: _Rest, kinds: Sequence[PackTerms], packs: Sequence[PackState]) -> Iterator[Charge]:
    """The cost out of packs of money; the minutes are divided as the money is, to the whole minute."""
    total, minutes, left = rest.cents, rest.minutes, rest.cents
    for terms in kinds:
        for pack, part in _draw(terms, packs, left):
            left -= part
            after = rest.minutes * left // total
            yield Charge(to=f"pack:{pack.id}", minutes=minutes - after, units=part, net_cents=0)
            minutes = after
    units = -(-rest.units * left // total) if total else rest.units
    if left > 0 or (total == 0 and (minutes or units)):
        yield _invoice(minutes, units, left)


def _invoice(minutes: int, units: int, net_cents: int) -> Charge:
    """What remains for the month-end invoice."""
    return Charge(to="invoice", minutes=minutes, units=units, net_cents=net_cents)
