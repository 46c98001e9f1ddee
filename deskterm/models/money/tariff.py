"""What time and units cost in money, as the lines of a reckoning: rates and tiers, units, days.

The lines of one price are rounded so that they add up to the price of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import structs

from deskterm.models.basics.money import decimal, rounded, to_cents
from deskterm.models.basics.stretches import Stretch
from deskterm.models.money.earlier import earlier, key
from deskterm.models.money.rating import Amount
from deskterm.models.records.money import PriceLine
from deskterm.models.rules.derived_facts import local_day
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.service import Service


def reckoned(
    service: Service, price: Price, facts: Facts, amount: Amount, *, drawn: int = 0
) -> tuple[PriceLine, ...]:
    """The lines of what money must pay of an amount, of which packs gave so many minutes; nothing by hand."""
    if price.mode == "time":
        return tuple(_hours(price, facts, max(Fraction(0), amount.exact - 60 * drawn)))
    if price.mode == "unit" and price.unit:
        left = max(0, -(-(amount.seconds - 60 * drawn) // price.unit))
        return tuple(_units(price, left, amount.factors))
    if price.mode == "ticket" and amount.units:
        found = PriceLine(what="ticket", rule=price.id, count=Decimal(1), price=int(price.price or 0))
        return (_costing(found, int(price.price or 0)),)
    return tuple(_days(service, price, facts, amount.spans)) if price.mode == "day" else ()


def hourly_rate(price: Price, facts: Mapping[str, object]) -> int:
    """Cents per hour: the agreed rate where the price says so and the customer has one, else the list's."""
    if price.rate is not None and not price.rate.agreed:
        return int(price.rate)
    agreed = number(facts.get("rate"))
    return to_cents(Decimal(agreed)) if agreed is not None and agreed >= 0 else int(price.list_rate or 0)


def _hours(price: Price, facts: Facts, left: Fraction) -> Iterator[PriceLine]:
    """The time at its rates; what the month had before decides in which tiers it falls."""
    since = earlier(facts).paid.get(key(price), 0)
    total, cents = Fraction(0), 0
    for seconds, rate in _tiered(price, hourly_rate(price, facts), since, left):
        total += Fraction(seconds * rate, 3600)
        yield PriceLine(
            what="hours",
            rule=price.id,
            part=price.part,
            seconds=int(-(-seconds // 1)),
            count=decimal(Fraction(seconds, 60)),
            price=rate,
            cents=rounded(total) - cents,
        )
        cents = rounded(total)


def _tiered(price: Price, rate: int, since: int, left: Fraction) -> Iterator[tuple[Fraction, int]]:
    """So many seconds at each rate, where a month has had `since` seconds before."""
    edges = sorted((int(tier.over), int(tier.rate)) for tier in price.tiers)
    at, end = Fraction(since), since + left
    for over, cheaper in edges:
        if at < over:
            until = min(end, Fraction(over))
            if until > at:
                yield until - at, rate
            at = max(at, until)
        rate = cheaper
    if end > at:
        yield end - at, rate


def _units(price: Price, left: int, factors: Sequence[Fraction]) -> Iterator[PriceLine]:
    """The units that nothing else covers, the last ones, each at its factor."""
    own = factors[len(factors) - left :] if factors else (Fraction(1),) * left
    for times in dict.fromkeys(own):
        many = own.count(times)
        one = rounded(int(price.price or 0) * times)
        found = PriceLine(
            what="unit", rule=price.id, part=price.part, count=Decimal(many), price=int(price.price or 0)
        )
        yield _costing(found, one * many, times=times)


def _days(service: Service, price: Price, facts: Facts, spans: Sequence[Stretch]) -> Iterator[PriceLine]:
    """The price of each local day, less what the same day was charged before."""
    had = earlier(facts).days.get(key(price), {})
    for day, seconds in by_day(service, spans).items():
        before = had.get(day, 0)
        what, cents = _day_price(price, before + seconds)
        found = PriceLine(
            what=what, rule=price.id, part=price.part, seconds=seconds, day=day, count=Decimal(1)
        )
        yield _costing(found, cents, price=cents)
        if before:
            less = PriceLine(what="same_day", rule=price.id, part=price.part, day=day)
            yield _costing(less, -_day_price(price, before)[1])


def by_day(service: Service, spans: Sequence[Stretch]) -> dict[str, int]:
    """Seconds on each local day, ISO."""
    found: dict[str, int] = {}
    for start, end in spans:
        at = start
        while at < end:
            day = local_day(service, at)
            until = min(end, service.clock.instant(day, 86400))
            found[day.isoformat()] = found.get(day.isoformat(), 0) + until - at
            at = until
    return found


def _day_price(price: Price, seconds: int) -> tuple[str, int]:
    if price.half is not None and seconds <= price.half_until:
        return "half_day", int(price.half)
    return "day", int(price.price or 0)


def _costing(
    line: PriceLine, cents: int, *, price: int | None = None, times: Fraction | None = None
) -> PriceLine:
    return structs.replace(
        line,
        cents=cents,
        price=line.price if price is None else price,
        times=line.times if times is None else decimal(times),
    )


def total(lines: Sequence[PriceLine]) -> int:
    """What lines come to, in cents."""
    return sum(line.cents for line in lines)
