"""Where a contact's price goes: packs in the order of `settle`, what remains to the month-end invoice.

A pack of minutes gives minutes, one of tickets a ticket, one of money (unit `cent`) cents. A `unit` price
counts its units on what the packs of minutes leave over. What a pack covers carries no money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from deskterm.models.facts import Facts, number
from deskterm.models.money import share, to_cents
from deskterm.models.records import Charge
from deskterm.models.sections import PackTerms, Price
from deskterm.models.terms import Service


class PackState(Struct, frozen=True):
    """What a pack still holds, in its unit; callers offer the ones that expire first, first."""

    id: int
    kind: str
    unit: str
    left: int


class Amount(Struct, frozen=True):
    """What is to be charged: minutes and units of a price, and the seconds they stand for."""

    minutes: int
    units: int
    seconds: int

    def less(self, price: Price, minutes: int) -> Amount:
        """What remains when a pack has given so many minutes."""
        if price.unit is None:
            return Amount(self.minutes - minutes, self.units, 0)
        seconds = max(0, self.seconds - 60 * minutes)
        units = -(-seconds // price.unit)
        return Amount(units * price.unit // 60, units, seconds)


def settle(
    service: Service, price: Price, facts: Facts, amount: Amount, packs: Sequence[PackState]
) -> tuple[Charge, ...]:
    """An amount to where the price settles."""
    charges: list[Charge] = []
    for to in price.settle:
        terms = service.pack(to.removeprefix("pack:"))
        if terms is None:
            continue
        if terms.unit == "cent":
            return (*charges, *_from_wallets(price, facts, amount, _usable(terms, packs), terms))
        for pack, part in _draw(terms, packs, _wanted(terms, amount)):
            charges.append(_drawn(terms, pack, part))
            amount = amount.less(price, part) if terms.unit == "minute" else Amount(0, amount.units - part, 0)
    if amount.minutes > 0 or amount.units > 0 or not charges:
        charges.append(_invoice(amount, cost(price, facts, amount)))
    return tuple(charges)


def cost(price: Price, facts: Mapping[str, object], amount: Amount) -> int:
    """What an amount costs, in cents; an agreed or quoted price is set by hand (0 here)."""
    if price.mode == "time":
        return share(hourly_rate(price, facts), amount.minutes, 60)
    return int(price.price or 0) * amount.units if price.mode in {"unit", "ticket"} else 0


def hourly_rate(price: Price, facts: Mapping[str, object]) -> int:
    """Cents per hour: the agreed rate where the price says so and the customer has one, else the list's."""
    if price.rate is not None and not price.rate.agreed:
        return int(price.rate)
    agreed = number(facts.get("rate"))
    return to_cents(Decimal(agreed)) if agreed is not None and agreed >= 0 else int(price.list_rate or 0)


def _wanted(terms: PackTerms, amount: Amount) -> int:
    """How much of a pack an amount asks for; of seconds priced by the unit, whole minutes."""
    if terms.unit == "ticket":
        return amount.units
    return -(-amount.seconds // 60) if amount.units else amount.minutes


def _usable(terms: PackTerms, packs: Sequence[PackState]) -> list[PackState]:
    return [pack for pack in packs if pack.kind == terms.id and pack.left > 0 and pack.unit == terms.unit]


def _draw(terms: PackTerms, packs: Sequence[PackState], amount: int) -> Iterator[tuple[PackState, int]]:
    """What each pack of a kind gives towards `amount`, never more than it holds."""
    usable = _usable(terms, packs)
    if terms.overdraw == "whole" and sum(pack.left for pack in usable) < amount:
        return
    for pack in usable:
        part = min(pack.left, amount)
        if part > 0:
            yield pack, part
            amount -= part


def _drawn(terms: PackTerms, pack: PackState, part: int) -> Charge:
    minutes, units = (part, 0) if terms.unit == "minute" else (0, part)
    return Charge(to=f"pack:{pack.id}", minutes=minutes, units=units, net_cents=0)


def _from_wallets(
    price: Price, facts: Facts, amount: Amount, packs: Sequence[PackState], terms: PackTerms
) -> Iterator[Charge]:
    """The cost out of packs of money; the minutes are divided as the money is, to the whole minute."""
    total = cost(price, facts, amount)
    minutes, rest = amount.minutes, total
    for pack, part in _draw(terms, packs, total):
        rest -= part
        left = amount.minutes * rest // total
        yield Charge(to=f"pack:{pack.id}", minutes=minutes - left, units=part, net_cents=0)
        minutes = left
    if rest > 0 or total == 0:
        units = -(-amount.units * rest // total) if total else amount.units
        yield _invoice(Amount(minutes, units, 0), rest)


def _invoice(amount: Amount, net_cents: int) -> Charge:
    """What remains for the month-end invoice."""
    return Charge(to="invoice", minutes=amount.minutes, units=amount.units, net_cents=net_cents)
