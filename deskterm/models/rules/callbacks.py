"""When a customer may be called back, and when to try again (T7, T9, T12, O13, A9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from deskterm.models.basics.faults import BadValue
from deskterm.models.basics.stretches import Stretch
from deskterm.models.rules.derived_facts import local_day
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.practice import CallbackTerms
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import DAY, TimeOfDay, Window

DAYS_AHEAD = 60


def next_attempt(
    service: Service, callback: CallbackTerms, facts: Facts, at: int, tried: Sequence[int] = ()
) -> int | None:
    """The first instant from `at` on when the customer may be called; None when all attempts are used up.

    `tried`: when it was tried before. The customer's own hours (`reachable_from`, `reachable_to`) count where
    they meet the service's; otherwise the service's alone.
    """
    if len(tried) >= callback.attempts:
        return None
    earliest = max(at, max(tried) + callback.gap) if tried else at
    found = _first(service, callback, reachable(facts), earliest)
    return _first(service, callback, (0, DAY), earliest) if found is None else found


def meets(service: Service, callback: CallbackTerms, facts: Facts, at: int) -> bool:
    """Whether the customer's hours ever meet the service's."""
    return _first(service, callback, reachable(facts), at) is not None


def reachable(facts: Facts) -> Window:
    """The hours of the day in which the customer answers the phone; the whole day where they are not told."""
    start, end = _time(facts.get("reachable_from"), 0), _time(facts.get("reachable_to"), DAY)
    return (start, end) if start < end else (0, DAY)


def _time(value: object, otherwise: int) -> int:
    try:
        return TimeOfDay.read(value)
    except BadValue:
        return otherwise


def _first(service: Service, callback: CallbackTerms, hours: Window, at: int) -> int | None:
    """The first instant from `at` on in the customer's hours with the calendar open."""
    for start, end in _stretches(service, hours, at):
        begin = max(start, at)
        if callback.calendar:
            begin = service.calendar(callback.calendar).next_open(begin)
        if begin < end:
            return begin
    return None


def _stretches(service: Service, hours: Window, at: int) -> list[Stretch]:
    """The customer's hours on the days to come, as instants."""
    clock = service.clock
    days = [local_day(service, at) + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    return [(clock.instant(day, hours[0]), clock.instant(day, hours[1])) for day in days]
