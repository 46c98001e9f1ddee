"""What work draws from packs: on which kinds of pack, how many units for a minute, how far below nothing.

A pack of minutes may give other than one unit for a minute of some kinds of work (`draws`). Units are counted
on all the minutes that a contact drew, rounded up once: dividing its work changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Extra, PackTerms, Price
from deskterm.models.terms.service import Service

ONE = Decimal(1)
Footing = tuple[tuple[str, Decimal], ...]  # the kinds of pack that work may draw on, each with its weight


class PackState(Struct, frozen=True):
    """What a pack still holds, in its unit; callers offer the ones that expire first, first.

    `left` below 0 is owed. `open`: work may draw on it; one that is over is named for what it owes.
    """

    id: int
    kind: str
    unit: str
    left: int
    open: bool = True


class Giving(Struct, frozen=True):
    """What a pack gives: so many minutes (or, of packs of another unit, units), for so many of its units."""

    pack: PackState
    amount: int
    units: int


def footing(service: Service, price: Price | Extra, facts: Facts, at: int) -> Footing:
    """The kinds of pack that a price settles with and this work (`session`) may draw on, with its weight."""
    found = []
    for to in price.settle:
        terms = service.pack(to.removeprefix("pack:"))
        if terms is not None and all_hold(service, terms.when, facts, at):
            found.append((terms.id, weight(terms, str(facts.get("session", "")))))
    return tuple(found)


def weight(terms: PackTerms, kind: str) -> Decimal:
    """How many units a minute of a kind of work draws."""
    return terms.draws.get(kind, ONE) if terms.unit == "minute" else ONE


def units_of(minutes: int, weight: Decimal, before: int = 0) -> int:
    """The units that so many minutes draw, where the same contact drew `before` minutes already."""
    return _up(weight * (before + minutes)) - _up(weight * before)


def draw(
    terms: PackTerms, packs: Sequence[PackState], amount: int, weight: Decimal = ONE, before: int = 0
) -> Iterator[Giving]:
    """What each pack of a kind gives towards `amount`, never more than it holds or may owe."""
    usable = _usable(terms, packs)
    together = sum(holds for _, holds in usable)
    if terms.overdraw == "whole" and together < units_of(amount, weight, before):
        return
    covered = min(amount, _minutes(together, weight, before))
    units, told = units_of(covered, weight, before), 0
    own = next((pack for pack in packs if pack.kind == terms.id), None)
    if own is not None and covered and not units:  # a unit that was drawn before pays these too
        yield Giving(own, covered, 0)
    for pack, holds in usable:
        part = min(holds, units)
        units -= part
        if part:  # a minute that two packs pay is told of the one that pays it to its end
            given = units_of(covered, weight, before) - units
            minutes = covered if not units else min(covered, _minutes(given, weight, before))
            yield Giving(pack, minutes - told, part)
            told = minutes


def _usable(terms: PackTerms, packs: Sequence[PackState]) -> list[tuple[PackState, int]]:
    """The open packs of a kind with what each may give: the last one also what may be owed (`limit`)."""
    own = [pack for pack in packs if pack.kind == terms.id and pack.unit == terms.unit]
    found = [(pack, max(0, pack.left)) for pack in own if pack.open]
    if found and terms.overdraw == "below":
        last, holds = found[-1]
        owed = -sum(min(0, pack.left) for pack in own)
        found[-1] = last, holds + max(0, terms.limit - owed)
    return [one for one in found if one[1] > 0]


def _minutes(holds: int, weight: Decimal, before: int) -> int:
    """The most minutes that `holds` units cover."""
    if weight == ONE:
        return holds
    return int((holds + _up(weight * before)) // weight) - before


def _up(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))
