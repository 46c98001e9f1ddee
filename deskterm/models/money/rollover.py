"""Packs that follow each other: the periods that bring units anew, and what becomes of the rest at an end.

What is left at a pack's end goes on in the pack that follows, as far as the terms let it, and the others
are lost. Work of a time that is over still finds what it would have found then: first what was lost, then
what went on and has not been used since. So in whichever order work is filed, as much of it is covered.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from deskterm.models.records.agreements import last_day
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.pack_sections import Every, Included, Rest

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class IncludedPeriod(Struct, frozen=True):
    """Days that bring their own units, both valid; an end of "" has none. `units`: how many it brings."""

    starts_on: str
    ends_on: str
    units: int


class Ended(Struct, frozen=True):
    """What becomes of what a pack holds at its end: so much goes on in the next, so much is lost."""

    carried: int
    lost: int


class Lot(Struct, frozen=True, kw_only=True):
    """A pack as one in a row: what it holds, what of it was lost at its end, what went on in the next one."""

    id: int
    left: int
    lost: int = 0
    carried: int = 0


class Return(Struct, frozen=True):
    """Units given back to a pack: out of what was lost (`source` 0), or out of the pack that follows it."""

    to: int
    source: int
    units: int


def periods(included: Included, start: str, end: str, since: str, until: str) -> Iterator[IncludedPeriod]:
    """The periods of an agreement of these days that end on `since` or later and have begun by `until`."""
    for first, last in _whole(included.every, included.counted, start, max(start, since)):
        clipped = IncludedPeriod(max(first, start), min(last or "9", end or "9"), 0)
        if clipped.starts_on > until or (end and clipped.starts_on > end):
            return
        if clipped.ends_on < since:
            continue
        ends_on = "" if clipped.ends_on == "9" else clipped.ends_on
        yield IncludedPeriod(
            clipped.starts_on, ends_on, _units(included, first, last, clipped.starts_on, ends_on)
        )


def _whole(every: Every, counted: str, start: str, since: str) -> Iterator[tuple[str, str]]:
    """Whole periods, from the one that `since` lies in."""
    if every == "agreement":
        yield start, ""
        return
    origin = date.fromisoformat(start)
    if counted == "calendar":
        step = MONTHS[every]
        origin = date(origin.year, (origin.month - 1) // step * step + 1, 1)
    place = 0
    while True:
        first, following = (_after(origin, MONTHS[every] * n) for n in (place, place + 1))
        last = following - timedelta(days=1)
        if last.isoformat() >= since:
            yield first.isoformat(), last.isoformat()
        place += 1


def _after(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, the first of the one after."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def _units(included: Included, first: str, last: str, starts_on: str, ends_on: str) -> int:
    if included.first == "whole" or not last or (first, last) == (starts_on, ends_on):
        return included.units
    days, whole = _days(starts_on, ends_on), _days(first, last)
    return -(-included.units * days // whole)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def days_shared(one: tuple[str, str], other: tuple[str, str]) -> int:
    """How many days two stretches of days share; an end of "" is none."""
    first, last = max(one[0], other[0]), min(one[1] or "9", other[1] or "9")
    if last < first:
        return 0
    return _days(first, "9999-12-31" if last == "9" else last)


def at_the_end(rest: Rest, left: int, brought: int, *, carries: bool) -> Ended:
    """What becomes of `left` units at a pack's end. `brought`: how many it had without those carried to it.

    `carries`: another pack follows, and the conditions hold. What is owed goes on wherever a pack follows.
    """
    if left <= 0 or not carries or rest.do == "expire":
        return Ended(0, max(0, left))
    going = min(left, brought) if rest.do == "carry-once" else left
    carried = going if rest.most is None else min(going, rest.most)
    return Ended(carried, left - carried)


def reach(row: Sequence[Lot]) -> int:
    """How much work of the first pack's time can still draw; the others follow it, each after the other."""
    if not row:
        return 0
    first, *others = row
    return max(0, first.left) + first.lost + min(first.carried, reach(others))


def returns(row: Sequence[Lot], wanted: int) -> tuple[Return, ...]:
    """What is given back so that the first pack holds `wanted`; the farthest first, as it is booked."""
    first, *others = row
    missing = wanted - max(0, first.left)
    if missing <= 0:
        return ()
    lost = min(missing, first.lost)
    carried = min(missing - lost, first.carried, reach(others))
    found = (Return(first.id, 0, lost),) if lost else ()
    if not carried:
        return found
    return (*returns(others, carried), *found, Return(first.id, others[0].id, carried))


def sold_until(terms: PackTerms, day: str) -> str:
    """The last day of a pack sold on a day: months on, or the next such day of a year; "" for none."""
    if not terms.ends:
        return last_day(day, terms.months) if terms.months else ""
    year = int(day[:4])
    return next(end for end in (_in_year(terms.ends, year), _in_year(terms.ends, year + 1)) if end >= day)


def _in_year(day: str, year: int) -> str:
    """A day of every year in one of them; the last of February where that has no 29th."""
    return f"{year}-{'02-28' if day == '02-29' and not isleap(year) else day}"
