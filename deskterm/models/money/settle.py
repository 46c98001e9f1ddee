"""Where a contact's price goes: packs in the order of `settle`, what remains to the month-end invoice.

A pack of minutes gives minutes, one of tickets a ticket, one of money (unit `cent`) cents. A `unit` price
counts its units on what the packs of minutes leave over; of these it draws what its time is worth. What a
pack covers carries no money. Where a minute draws other than one unit (`draws`), a charge to a pack has its
`minutes` and the `units` that they drew.

A contact that grew after it was filed costs what the whole of it costs, less what it was `Charged`: what was
filed stays as it was, the rest draws on the packs as they are now, and nothing is given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct, structs

from deskterm.models.money.drawing import ONE, PackState, draw, weight
from deskterm.models.money.rating import Amount
from deskterm.models.money.tariff import drawn_lines, reckoned, to_draw, total, units_left
from deskterm.models.records.money import PARTS, Charge, PriceLine
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Extra, PackTerms, Price
from deskterm.models.terms.service import Service


class Charged(Struct, frozen=True, kw_only=True):
    """What a contact was charged by its earlier filings, whatever their price was."""

    drawn: int = 0  # minutes that packs gave, those a ticket stood for included
    paid: int = 0  # minutes that were paid with money
    excess: int = 0  # by so many PARTS of a minute those are more than was charged
    units: int = 0  # of the unit price, paid with money
    cents: int = 0  # out of packs of money and on the invoice

    def less(self, other: Charged) -> Charged:
        """What remains when `other` is accounted for; never less than nothing."""
        return Charged(
            drawn=max(0, self.drawn - other.drawn),
            paid=max(0, self.paid - other.paid),
            excess=self.excess - other.excess,
            units=max(0, self.units - other.units),
            cents=max(0, self.cents - other.cents),
        )

    def seconds(self, unit: int) -> int:
        """What was paid, in seconds: a unit that was begun is paid to its end."""
        return self.units * unit + 60 * max(0, self.paid - self.units * unit // 60)


UNCHARGED = Charged()


class Settled(Struct, frozen=True):
    """The charges still to be made, the units of the price among them, and how the money came about."""

    charges: tuple[Charge, ...]
    units: int
    lines: tuple[PriceLine, ...] = ()


class _Rest(Struct, frozen=True):
    """What remains to be paid with money once the packs of minutes have given what they have."""

    minutes: int
    units: int
    cents: int
    lines: tuple[PriceLine, ...] = ()
    excess: int = 0


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
        return _ticket(service, price, facts, amount, packs, charged=charged)
    charges: list[Charge] = []
    lines: list[PriceLine] = []
    drawn = charged.drawn
    for terms in _kinds(service, price, "minute"):
        heavy = weight(terms, str(facts.get("session", "")))
        for part in draw(terms, packs, _wanted(price, amount, drawn, charged), heavy, drawn):
            if part.units:  # minutes that round to nothing are covered, and counted with those that follow
                units = 0 if heavy == ONE else part.units
                charges.append(
                    Charge(to=f"pack:{part.pack.id}", minutes=part.amount, units=units, net_cents=0)
                )
            count, kind = Decimal(part.amount), part.pack.kind
            lines.append(PriceLine(what="pack", rule=price.id, name=kind, count=count, times=heavy))
            drawn += part.amount
    if price.mode == "unit" and drawn > charged.drawn:
        lines = [*drawn_lines(price, amount, drawn), *lines]
    rest = _rest(service, price, facts, amount, drawn=drawn, charged=charged)
    charges += _paid(rest, list(_kinds(service, price, "cent")), packs)
    if not charges and charged == UNCHARGED:
        charges.append(_invoice(0, 0, 0))
    return Settled(tuple(charges), rest.units, (*amount.lines, *lines, *_money(price, rest, charges, packs)))


def out_of_wallets(
    service: Service, extra: Extra, cents: int, packs: Sequence[PackState]
) -> tuple[tuple[Charge, ...], tuple[PriceLine, ...]]:
    """An amount out of packs of money and to the invoice, and the lines of what the packs gave."""
    rest = _Rest(0, 0, cents)
    charges = tuple(_paid(rest, list(_kinds(service, extra, "cent")), packs))
    return charges, tuple(_wallets(extra.id, charges, packs))


def _money(
    price: Price, rest: _Rest, charges: Sequence[Charge], packs: Sequence[PackState]
) -> Iterator[PriceLine]:
    """The lines of what money pays, less what was charged before and what packs of money give."""
    yield from rest.lines
    if before := total(rest.lines) - rest.cents:
        yield PriceLine(what="charged", rule=price.id, cents=-before)
    yield from _wallets(price.id, charges, packs)


def _wallets(rule: str, charges: Iterable[Charge], packs: Iterable[PackState]) -> Iterator[PriceLine]:
    """What packs of money gave."""
    wallets = {f"pack:{pack.id}": pack.kind for pack in packs if pack.unit == "cent"}
    for charge in charges:
        if charge.to in wallets:
            yield PriceLine(what="wallet", rule=rule, name=wallets[charge.to], cents=-charge.units)


def before(service: Service, price: Price, facts: Facts, amount: Amount, charged: Charged) -> Charged:
    """How much of what a contact was `charged` was for this amount at this price."""
    if price.mode == "ticket":
        return Charged(drawn=min(charged.drawn, int(-(-amount.seconds // 60))))
    pooled = any(_kinds(service, price, "minute"))
    most = to_draw(price, amount) if price.mode == "unit" else amount.minutes
    drawn = min(charged.drawn, most) if pooled else 0
    rest = _rest(service, price, facts, amount, drawn=drawn, charged=UNCHARGED)
    return Charged(
        drawn=drawn,
        paid=min(charged.paid, rest.minutes),
        excess=rest.excess if charged.paid >= rest.minutes else charged.excess,
        units=min(charged.units, rest.units),
        cents=min(charged.cents, rest.cents),
    )


def _ticket(
    service: Service,
    price: Price,
    facts: Facts,
    amount: Amount,
    packs: Sequence[PackState],
    *,
    charged: Charged,
) -> Settled:
    """One ticket for the whole contact: nothing follows what was charged before."""
    if charged != UNCHARGED:
        return Settled((), 0)
    for terms in _kinds(service, price, "ticket"):
        for part in draw(terms, packs, 1):
            line = PriceLine(
                what="pack_ticket", rule=price.id, name=part.pack.kind, count=Decimal(part.units)
            )
            charge = Charge(to=f"pack:{part.pack.id}", minutes=0, units=part.units, net_cents=0)
            return Settled((charge,), 1, (*amount.lines, line))
    lines = reckoned(service, price, facts, amount)
    rest = _Rest(0, 1, total(lines), lines)
    charges = tuple(_paid(rest, list(_kinds(service, price, "cent")), packs))
    return Settled(charges, 1, (*amount.lines, *_money(price, rest, charges, packs)))


def _kinds(service: Service, price: Price | Extra, unit: str) -> Iterator[PackTerms]:
    """The kinds of packs that a price settles with and that hold this unit, in its order."""
    for to in price.settle:
        terms = service.pack(to.removeprefix("pack:"))
        if terms is not None and terms.unit == unit:
            yield terms


def _wanted(price: Price, amount: Amount, drawn: int, charged: Charged) -> int:
    """How many minutes nothing covers yet; of time priced by the unit, what it is worth in whole minutes."""
    if price.unit is None or price.mode != "unit":
        return max(0, amount.minutes - drawn - charged.paid)
    return to_draw(price, amount, drawn, charged.seconds(price.unit))


def _rest(
    service: Service, price: Price, facts: Facts, amount: Amount, *, drawn: int, charged: Charged
) -> _Rest:
    """What money must pay of the whole amount, less what it has paid; never less than nothing."""
    minutes, units = max(0, amount.minutes - drawn), 0
    exact = max(Fraction(0), Fraction(amount.exact, 60) - drawn)
    if price.mode == "unit" and price.unit:
        units = units_left(price, amount, drawn)
        minutes, exact = units * price.unit // 60, Fraction(units * price.unit, 60)
    lines = reckoned(service, price, facts, amount, drawn=drawn) if minutes or units else ()
    cents = max(0, total(lines) - charged.cents)
    left = max(0, minutes - charged.paid)
    said = max(Fraction(0), exact - charged.paid + Fraction(charged.excess, PARTS))
    return _Rest(left, max(0, units - charged.units), cents, lines, round((left - said) * PARTS))


def _paid(rest: _Rest, kinds: Sequence[PackTerms], packs: Sequence[PackState]) -> list[Charge]:
    """The cost out of packs of money and on the invoice; what whole minutes exceed is of the longest part."""
    found = list(_divided(rest, kinds, packs))
    if found and rest.excess:
        longest = max(range(len(found)), key=lambda place: found[place].minutes)
        found[longest] = structs.replace(found[longest], excess=rest.excess)
    return found


def _divided(rest: _Rest, kinds: Sequence[PackTerms], packs: Sequence[PackState]) -> Iterator[Charge]:
    """The minutes are divided as the money is, to the whole minute."""
    total, minutes, left = rest.cents, rest.minutes, rest.cents
    for terms in kinds:
        for part in draw(terms, packs, left):
            left -= part.units
            after = rest.minutes * left // total
            yield Charge(to=f"pack:{part.pack.id}", minutes=minutes - after, units=part.units, net_cents=0)
            minutes = after
    units = -(-rest.units * left // total) if total else rest.units
    if left > 0 or (total == 0 and (minutes or units)):
        yield _invoice(minutes, units, left)


def _invoice(minutes: int, units: int, net_cents: int) -> Charge:
    """What remains for the month-end invoice."""
    return Charge(to="invoice", minutes=minutes, units=units, net_cents=net_cents)
