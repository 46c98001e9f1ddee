"""What is promised of a request: the response rules that hold, their clocks, and where each lands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from deskterm.models.basics.stretches import Stretch
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.calendar import Calendar
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.sections import Response
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import HOUR, Target

LONGEST = 10_000  # hours that can be agreed
KEPT_BY = {"contact": "contact", "answer": "answer", "activation": "answer", "resolution": "resolution"}


class Due(Struct, frozen=True):
    """A promise: `due_at` (and `soft_due_at`, gladly earlier), by which rule, on which clock.

    `clarify`: what an open question to the customer does: `restart` (the promise counts from the complete
    reply), `pause` (not while it was open) or nothing (`runs`). `metric`: what is promised, an `answer`, the
    first `contact` (M4), an `activation` (M3) or the `resolution`; `kept`: the event that keeps it.

    The promise counts `since` the request (or its complete reply), in truth from `counted_from`, for `target`
    seconds of the clock or `days` of it; `halted`: seconds that questions took.
    """

    rule: str
    clock: str
    soft_due_at: int | None
    due_at: int
    clarify: str
    metric: str = "answer"
    since: int = 0
    counted_from: int = 0
    target: int = 0
    days: int = 0
    halted: int = 0
    kept: str = "answer"


def all_due(
    service: Service, facts: Facts, received_at: int, questions: Sequence[Stretch] = ()
) -> tuple[Due, ...]:
    """All that is promised of a request received at `received_at`, in the file's order, one of each metric.

    `questions`: the times during which the customer was asked back. Where the terms restart a clock it counts
    from the last reply. Terms of version 1 promise one thing: the first that holds. () where nothing is
    promised (D3).
    """
    first = _of_each(service, facts, received_at, questions)
    if not questions or all(one.clarify != "restart" for one in first.values()):
        return tuple(first.values())
    reply = max(received_at, *(end for _, end in questions))
    again = _of_each(service, facts, reply, ())
    found = (again.get(key) if one.clarify == "restart" else one for key, one in first.items())
    return tuple(one for one in found if one is not None)


def nearest(found: Iterable[Due]) -> Due | None:
    """The promise that is due first; None of none."""
    return min(found, key=lambda one: one.due_at, default=None)


def _of_each(service: Service, facts: Facts, at: int, questions: Sequence[Stretch]) -> dict[str, Due]:
    """The first promise that holds of each metric; of all, in terms of version 1."""
    found: dict[str, Due] = {}
    for response, target in _holding(service, facts, at):
        key = response.metric if service.schema > 1 else ""
        if key not in found:
            found[key] = _counted(service, response, target, at, questions)
        if service.schema == 1:
            break
    return found


def _counted(
    service: Service, response: Response, target: Target, at: int, questions: Sequence[Stretch]
) -> Due:
    """One promise, counted from an arrival (or a complete reply) at `at`."""
    calendar = service.calendar(response.calendar) if response.calendar else None
    stops = tuple(questions) if response.clarify == "pause" else ()
    start = counted_from(response, calendar, at)
    soft = None if response.soft is None else _reach(response, calendar, start, response.soft, stops)
    return Due(
        rule=response.id,
        clock=response.clock,
        soft_due_at=soft,
        due_at=_reach(response, calendar, start, target, stops),
        clarify=response.clarify,
        metric=response.metric,
        since=at,
        counted_from=start,
        target=int(target),
        days=target.days,
        halted=sum(end - begin for begin, end in stops),
        kept=response.kept or KEPT_BY[response.metric],
    )


def no_promise(service: Service, facts: Facts, at: int) -> str:
    """The rule by which a request has no promised time; "" where the terms say none (D3, D5)."""
    known = with_derived(service, facts, at) if service.no_promise else facts
    found = (one.rule for one in service.no_promise if all_hold(service, one.when, known, at))
    return next(found, service.no_promise_rule)


def _holding(service: Service, facts: Facts, at: int) -> Iterator[tuple[Response, Target]]:
    """The responses that hold, each with its target; one to be agreed holds only where it was agreed (I4)."""
    known = with_derived(service, facts, at) if service.response else facts
    promised, severities = _unjudged(service), {label.id for label in service.severities}
    if promised in severities and not known.get("severity"):
        known = {**known, "severity": promised}
    for response in service.response:
        target = _agreed(known, loosest=promised == "loosest") if response.target.agreed else response.target
        if target is not None and all_hold(service, response.when, known, at):
            yield response, target


def _unjudged(service: Service) -> str:
    """What a request is promised that nobody has judged yet: a severity, `tightest` or `loosest`."""
    stands = service.unjudged.stands
    return service.unjudged.promise or (stands if stands not in ("first", "last") else "tightest")


def _agreed(facts: Facts, *, loosest: bool) -> Target | None:
    """The customer's own target: hours, one for all requests or one for each severity.

    Until a severity is given, the tightest: the request may turn out to be of that severity (I19); or the
    loosest, where the terms say so.
    """
    hours = facts.get("target_hours")
    severity = str(facts.get("severity") or "")
    if not isinstance(hours, Mapping):
        agreed = [hours]
    else:
        agreed = [hours.get(severity)] if severity else list(hours.values())
    hours_of_all = [hour for hour in map(number, agreed) if hour is not None]
    found = (max if loosest else min)(hours_of_all, default=None)
    return Target(int(found * HOUR)) if found is not None and 0 < found <= LONGEST else None


def counted_from(response: Response, calendar: Calendar | None, received_at: int) -> int:
    """When a request counts as arrived (A1, A3)."""
    if response.late == "as-is" or calendar is None:
        return received_at
    moment = calendar.local(received_at)
    opening, closing = calendar.opens_on(moment.date()), calendar.closes_on(moment.date())
    if opening is not None and closing is not None:
        cutoff = response.cutoff
        last = closing if cutoff is None else calendar.instant(moment.date(), cutoff) + 59
        if received_at <= last:
            return max(received_at, opening)
    return calendar.opens_on(calendar.next_working_day(moment.date())) or received_at


def _reach(
    response: Response, calendar: Calendar | None, start: int, target: Target, stops: tuple[Stretch, ...]
) -> int:
    if calendar is None or response.clock == "elapsed":
        return start + target + sum(max(0, end - max(begin, start)) for begin, end in stops)
    if response.clock == "workday":
        return _closing(calendar, start, target.days, stops)
    add = calendar.add if response.clock == "open" else calendar.add_day24
    return add(start, target, stops)


def _closing(calendar: Calendar, start: int, days: int, stops: tuple[Stretch, ...]) -> int:
    """The closing of the `days`-th working day after the day of arrival; days all in a pause do not count."""
    day = calendar.local(start).date()
    for _ in range(days):
        day = calendar.next_working_day(day)
        while _stopped(
            calendar, calendar.instant(day, 0), calendar.instant(day + timedelta(days=1), 0), stops
        ):
            day = calendar.next_working_day(day)
    closing = calendar.closes_on(day)
    return start if closing is None else closing


def _stopped(calendar: Calendar, start: int, end: int, stops: tuple[Stretch, ...]) -> bool:
    return bool(stops) and calendar.between(start, end, stops) == 0
