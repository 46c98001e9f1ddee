"""What an hour is worth at its time: the factor of the evening, of a Saturday, of a holiday.

A contact is cut where the calendars that the factors ask about open and close; what else they ask is read
when it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from deskterm.models.basics.stretches import NeverOpen, Stretch
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Multiplier
from deskterm.models.terms.service import Service


class RatedPiece(Struct, frozen=True):
    """Seconds of a contact under one factor; None: under none."""

    seconds: int
    factor: Multiplier | None = None

    @property
    def times(self) -> Fraction:
        """What is taken of them after rounding."""
        return Fraction(1) if self.factor is None else Fraction(self.factor.times)

    @property
    def weight(self) -> Fraction:
        """What they count before rounding."""
        return Fraction(1) if self.factor is None else Fraction(self.factor.weight)


def pieces(service: Service, spans: Iterable[Stretch], facts: Facts) -> tuple[RatedPiece, ...]:
    """The time of a contact, in its order, under the factors that hold; neighbours of one factor together."""
    found: list[RatedPiece] = []
    for start, end in spans:
        for begin, until in _cut(service, start, end):
            factor = factor_at(service, facts, begin)
            if found and found[-1].factor is factor:
                found[-1] = RatedPiece(found[-1].seconds + until - begin, factor)
            elif until > begin:
                found.append(RatedPiece(until - begin, factor))
    return tuple(found)


def factor_at(service: Service, facts: Facts, at: int) -> Multiplier | None:
    """The first factor whose conditions hold, the hours read at `at`."""
    return next((one for one in service.multipliers if all_hold(service, one.when, facts, at)), None)


def ahead(service: Service, facts: Facts, at: int, seconds: int) -> tuple[tuple[int, Multiplier | None], ...]:
    """The factors of work that goes on from `at` for so long, each with the instant from which it holds."""
    found: list[tuple[int, Multiplier | None]] = []
    for begin, _ in _cut(service, at, at + seconds):
        factor = factor_at(service, facts, begin)
        if not found or found[-1][1] is not factor:
            found.append((begin, factor))
    return tuple(found)


def at_seconds(
    found: Sequence[RatedPiece], lengths: Sequence[Fraction], places: Iterable[int]
) -> tuple[Multiplier | None, ...]:
    """The factors at so many seconds of a contact's time, whose pieces have these `lengths`."""
    return tuple(_at(found, lengths, Fraction(place)) for place in places)


def _at(found: Sequence[RatedPiece], lengths: Sequence[Fraction], place: Fraction) -> Multiplier | None:
    for piece, length in zip(found, lengths, strict=True):
        if place < length:
            return piece.factor
        place -= length
    return found[-1].factor


def _cut(service: Service, start: int, end: int) -> Iterator[Stretch]:
    edges = {start, end}
    for name in service.multiplied_hours:
        edges.update(_changes(service, name, start, end))
    yield from pairwise(sorted(edges))


def _changes(service: Service, name: str, start: int, end: int) -> Iterator[int]:
    """The instants between the two at which a calendar opens or closes."""
    calendar, at = service.calendar(name), start
    while at < end:
        try:
            at = calendar.closing_after(at) if calendar.is_open(at) else calendar.next_open(at)
        except NeverOpen:
            return
        if at < end:
            yield at
