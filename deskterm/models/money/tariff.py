"""What time and units cost in money, as the lines of a reckoning: rates and tiers, units, days.

The lines of one price are rounded so that they add up to the price of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import structs

from deskterm.models.basics.money import decimal, rounded, to_cents
from deskterm.models.basics.stretches import Stretch
from deskterm.models.money import multipliers
from deskterm.models.money.earlier import earlier, key
from deskterm.models.money.rating import Amount
from deskterm.models.records.money import PriceLine
from deskterm.models.rules.derived_facts import local_day
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.money_sections import Multiplier, Price
from deskterm.models.terms.service import Service


def reckoned(
    service: Service, price: Price, facts: Facts, amount: Amount, *, drawn: int = 0
) -> tuple[PriceLine, ...]:
    """The lines of what money must pay of an amount, of which packs gave so many minutes; nothing by hand."""
    if price.mode == "time":
        return tuple(_hours(price, facts, max(Fraction(0), amount.exact - 60 * drawn)))
    if price.mode == "unit" and price.unit:
        return tuple(_units(price, units_left(price, amount, drawn), amount.factors))
    if price.mode == "ticket" and amount.units:
        found = PriceLine(what="ticket", rule=price.id, count=Decimal(1), price=int(price.price or 0))
        return tuple(_factored(price, found, _factor_of(service, facts, amount.spans)))
    return tuple(_days(service, price, facts, amount.spans)) if price.mode == "day" else ()


def hourly_rate(price: Price, facts: Mapping[str, object]) -> int:
    """Cents per hour: the agreed rate where the price says so and the customer has one, else the list's."""
    if price.rate is not None and not price.rate.agreed:
        return int(price.rate)
    agreed = _agreed(price, facts)
    return int(price.list_rate or 0) if agreed is None else to_cents(Decimal(agreed))


def _hours(price: Price, facts: Facts, left: Fraction) -> Iterator[PriceLine]:
    """The time at its rates; what the month had before decides in which tiers it falls."""
    since = earlier(facts).paid.get(key(price), 0)
    total, cents = Fraction(0), 0
    first, agreed = hourly_rate(price, facts), _agreed(price, facts)  # which no tier makes dearer
    for seconds, rate in _tiered(price, first, since, left, never_above=agreed is not None):
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


def _agreed(price: Price, facts: Mapping[str, object]) -> Decimal | None:
    """The customer's own rate, where the price is at it."""
    told = number(facts.get("rate"))
    return told if price.rate is not None and price.rate.agreed and told is not None and told >= 0 else None


def _tiered(
    price: Price, rate: int, since: int, left: Fraction, *, never_above: bool
) -> Iterator[tuple[Fraction, int]]:
    """So many seconds at each rate, where a month has had `since` seconds before."""
    edges = sorted((int(tier.over), int(tier.rate)) for tier in price.tiers)
    at, end = Fraction(since), since + left
    for over, cheaper in edges:
        if at < over:
            until = min(end, Fraction(over))
            if until > at:
                yield until - at, rate
            at = max(at, until)
        rate = min(rate, cheaper) if never_above else cheaper
    if end > at:
        yield end - at, rate


def units_left(price: Price, amount: Amount, drawn: int) -> int:
    """The units begun in what packs leave that gave so many minutes."""
    return int(-(-_uncovered(price, amount, drawn) // int(price.unit or 1)))


def to_draw(price: Price, amount: Amount, drawn: int = 0, paid: int = 0) -> int:
    """The minutes that packs are asked for of work priced by the unit, where they gave `drawn` before.

    Each second is worth what its unit is; the last unit counts as far as it was worked, or to its end
    (`drawn` of the price). `paid`: seconds that were paid with money.
    """
    left = _uncovered(price, amount, drawn) - paid
    if left <= 0:
        return 0
    unit, worth = int(price.unit or 1), Fraction(0)
    start, end = amount.seconds - left, amount.seconds
    if price.drawn == "begun":
        end = Fraction(len(amount.factors) * unit)
    for place, factor in enumerate(amount.factors):
        own = min(end, Fraction((place + 1) * unit)) - max(start, Fraction(place * unit))
        worth += max(Fraction(0), own) * _times(price, factor)
    return int(-(-worth // 60))


def _uncovered(price: Price, amount: Amount, drawn: int) -> Fraction:
    """The seconds of work priced by the unit that remain where packs gave so many minutes."""
    unit, given = int(price.unit or 1), Fraction(60 * drawn)
    for place, factor in enumerate(amount.factors):
        times = _times(price, factor)
        if given < unit * times:
            return max(Fraction(0), amount.seconds - place * unit - Fraction(given, times))
        given -= unit * times
    return Fraction(0)


def drawn_lines(price: Price, amount: Amount, drawn: int) -> Iterator[PriceLine]:
    """How minutes that packs give come about of units: rounded up, and taken times their factors."""
    unit, left = int(price.unit or 1), Fraction(60 * drawn)
    covered = amount.seconds - _uncovered(price, amount, drawn)
    whole = Fraction(-(-covered // unit) * unit)
    up = price.drawn == "begun" and covered < whole and left > _worth(price, amount, covered)
    short = up and left < int(_worth(price, amount, whole))  # a pack that ends within the last unit
    if up and not short:
        yield PriceLine(what="rounded", rule=price.id, count=decimal(Fraction(whole, 60)))
    told = whole if up and not short else covered
    for factor, places in _each(amount.factors):
        owns = (min(Fraction(unit), told - place * unit) for place in places)
        seconds, times = sum((max(Fraction(0), own) for own in owns), Fraction(0)), _times(price, factor)
        if times != 1 and seconds:
            yield PriceLine(
                what="times",
                rule=factor.id if factor else price.id,
                part=factor.part if factor else price.part,
                before=decimal(Fraction(seconds, 60)),
                times=decimal(times),
                count=decimal(Fraction(seconds * times, 60)),
            )
    if short:
        yield PriceLine(what="rounded", rule=price.id, count=Decimal(drawn))


def _worth(price: Price, amount: Amount, seconds: Fraction) -> Fraction:
    """What the first seconds of work priced by the unit are worth of a pack."""
    unit = int(price.unit or 1)
    owns = (max(Fraction(0), min(Fraction(unit), seconds - n * unit)) for n in range(len(amount.factors)))
    each = zip(owns, amount.factors, strict=True)
    return sum((own * _times(price, factor) for own, factor in each), Fraction(0))


def _each(factors: Sequence[Multiplier | None]) -> Iterator[tuple[Multiplier | None, list[int]]]:
    """Each factor with the places at which it stands."""
    names = ["" if one is None else key(one) for one in factors]
    for name in dict.fromkeys(names):
        places = [place for place, one in enumerate(names) if one == name]
        yield factors[places[0]], places


def _times(price: Price, factor: Multiplier | None) -> Fraction:
    return Fraction(price.times) * (Fraction(1) if factor is None else Fraction(factor.times))


def _factor_of(service: Service, facts: Facts, spans: Sequence[Stretch]) -> Multiplier | None:
    """The factor of when work begins."""
    return multipliers.factor_at(service, facts, spans[0][0]) if spans else None


def _units(price: Price, left: int, factors: Sequence[Multiplier | None]) -> Iterator[PriceLine]:
    """The units that nothing else covers, the last ones, each at its factor."""
    own = factors[len(factors) - left :] if left else ()
    for factor, places in _each(own):
        found = PriceLine(
            what="unit",
            rule=price.id,
            part=price.part,
            count=Decimal(len(places)),
            price=int(price.price or 0),
        )
        yield from _factored(price, found, factor)


def _factored(price: Price, line: PriceLine, factor: Multiplier | None) -> Iterator[PriceLine]:
    """A line of so many at its price, each taken times its factor, which is named before it."""
    if factor is not None and factor.times != 1:
        yield PriceLine(what="factor", rule=factor.id, part=factor.part, times=factor.times)
    times = _times(price, factor)
    yield _costing(line, rounded(line.price * times) * int(line.count), times=times)


def _days(service: Service, price: Price, facts: Facts, spans: Sequence[Stretch]) -> Iterator[PriceLine]:
    """The price of each local day, less what the same day was charged before."""
    had = earlier(facts).days.get(key(price), {})
    factors = _day_factors(service, facts, spans)
    for day, seconds in by_day(service, spans).items():
        before, factor = had.get(day, 0), factors[day]
        what, cents = _day_price(price, before + seconds)
        found = PriceLine(
            what=what,
            rule=price.id,
            part=price.part,
            seconds=seconds,
            day=day,
            count=Decimal(1),
            price=cents,
        )
        yield from _factored(price, found, factor)
        if before:  # what comes to a day is worth what its own hours are
            less = PriceLine(what="same_day", rule=price.id, part=price.part, day=day)
            yield _costing(less, -rounded(_day_price(price, before)[1] * _times(price, factor)))


def _day_factors(service: Service, facts: Facts, spans: Sequence[Stretch]) -> dict[str, Multiplier | None]:
    """The factor of when the work of each local day begins."""
    found: dict[str, Multiplier | None] = {}
    for start, end in spans:
        for day in by_day(service, [(start, end)]):
            begin = max(start, service.clock.instant(date.fromisoformat(day), 0))
            found.setdefault(day, multipliers.factor_at(service, facts, begin))
    return found


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
