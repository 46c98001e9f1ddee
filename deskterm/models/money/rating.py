"""What the time of a contact comes to under its price: minutes and units, rounded once, times its factors.

Time is weighted (`weight`), rounded up to whole steps and at least the minimum, and then taken `times` its
factor. What rounding adds belongs to the last piece of the contact, or counts once where the price says so
(`added`): then longer work never costs less, as long as no factor is below 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from deskterm.models.basics.money import decimal
from deskterm.models.basics.stretches import Stretch
from deskterm.models.money import multipliers
from deskterm.models.money.multipliers import RatedPiece
from deskterm.models.records.money import PriceLine
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Multiplier, Price
from deskterm.models.terms.service import Service


class Amount(Struct, frozen=True, kw_only=True):
    """What a price comes to: whole minutes and units, and the seconds they stand for.

    `seconds` of a price by the unit are weighted. `exact`: the seconds after rounding and factors, of which
    `minutes` are the whole minutes begun. `factors`: of each unit. `spans`: the stretches of time, for the
    prices of days and tickets.
    """

    minutes: int = 0
    units: int = 0
    seconds: Fraction = Fraction(0)
    exact: Fraction = Fraction(0)
    factors: tuple[Multiplier | None, ...] = ()
    spans: tuple[Stretch, ...] = ()
    lines: tuple[PriceLine, ...] = ()


def rated(service: Service, price: Price, spans: Sequence[Stretch], facts: Facts) -> Amount:
    """What the time of `spans` (in order, apart from each other) comes to under a price."""
    left = tuple(_beyond(spans, price.beyond))
    seconds, whole = length(left), length(spans)
    if price.mode == "ticket":
        return Amount(units=1, seconds=Fraction(seconds), spans=tuple(spans), lines=(_worked(price, whole),))
    if seconds <= 0:
        return Amount(lines=(_worked(price, whole),))
    lines = [_worked(price, whole)]
    if seconds < whole:
        lines.append(PriceLine(what="beyond", rule=price.id, seconds=whole - seconds))
    if price.mode == "time":
        return _timed(price, seconds, multipliers.pieces(service, left, facts), lines)
    if price.mode == "unit" and price.unit:
        own = own_weight(service, price)
        return _counted(price, seconds, multipliers.pieces(service, left, facts), own, lines)
    minutes = -(-seconds // 60) if price.mode == "day" else 0
    return Amount(
        minutes=minutes,
        seconds=Fraction(seconds),
        exact=Fraction(60 * minutes),
        spans=left,
        lines=tuple(lines),
    )


def own_weight(service: Service, price: Price) -> Fraction:
    """How much the time weighs by a price itself; version 1 never weighed units."""
    return Fraction(price.weight) if price.mode == "time" or service.schema > 1 else Fraction(1)


def length(spans: Iterable[Stretch]) -> int:
    """Seconds of stretches that stand apart."""
    return sum(end - start for start, end in spans)


def _worked(price: Price, seconds: int) -> PriceLine:
    return PriceLine(what="work", rule=price.id, part=price.part, seconds=seconds)


def _beyond(spans: Iterable[Stretch], free: int) -> Iterator[Stretch]:
    """The stretches without their first `free` seconds."""
    for start, end in spans:
        begin = min(end, start + free)
        free -= begin - start
        if begin < end:
            yield begin, end


def _timed(price: Price, seconds: int, found: Sequence[RatedPiece], lines: list[PriceLine]) -> Amount:
    weighted = [piece.seconds * Fraction(price.weight) * piece.weight for piece in found]
    steps = -(-sum(weighted) // (60 * price.step))
    whole = max(int(steps) * price.step, price.minimum)
    lines += _weighed(price, seconds, found, Fraction(price.weight))
    if 60 * whole != sum(weighted, Fraction(0)):
        lines.append(PriceLine(what="rounded", rule=price.id, seconds=seconds, count=Decimal(whole)))
    added = 60 * whole - sum(weighted, Fraction(0))
    if price.added == "last":
        weighted[-1] += added
    elif added:
        found, weighted = [*found, RatedPiece(0)], [*weighted, added]
    exact = Fraction(0)
    for piece, part in zip(found, weighted, strict=True):
        times = Fraction(price.times) * piece.times
        exact += part * times
        if times != 1:
            lines.append(
                PriceLine(
                    what="times",
                    rule=piece.factor.id if piece.factor else price.id,
                    part=piece.factor.part if piece.factor else price.part,
                    before=decimal(Fraction(part, 60)),
                    times=decimal(times),
                    count=decimal(Fraction(part * times, 60)),
                )
            )
    minutes = -(-exact // 60)
    return Amount(minutes=int(minutes), seconds=Fraction(seconds), exact=exact, lines=tuple(lines))


def _weighed(price: Price, seconds: int, found: Sequence[RatedPiece], own: Fraction) -> Iterator[PriceLine]:
    """What weights make of the time before it is rounded: the price's `own`, then that of each factor."""
    taken = [(price.id, price.part, Fraction(seconds), own)]
    taken += [(one.factor.id, one.factor.part, one.seconds * own, one.weight) for one in found if one.factor]
    for rule, part, time, weight in taken:
        if weight != 1:
            yield PriceLine(
                what="weight",
                rule=rule,
                part=part,
                before=decimal(Fraction(time, 60)),
                times=decimal(weight),
                count=decimal(Fraction(time * weight, 60)),
            )


def _counted(
    price: Price, seconds: int, found: Sequence[RatedPiece], own: Fraction, lines: list[PriceLine]
) -> Amount:
    unit = int(price.unit or 0)
    weighted = [piece.seconds * own * piece.weight for piece in found]
    whole = sum(weighted, Fraction(0))
    units = int(-(-whole // unit))
    minutes = units * unit // 60
    return Amount(
        minutes=minutes,
        units=units,
        seconds=whole,
        exact=Fraction(60 * minutes),
        factors=multipliers.at_seconds(found, weighted, range(0, units * unit, unit)),
        lines=(*lines, *_weighed(price, seconds, found, own)),
    )
