"""A day in two lines: its hours, when the desk is open, what is promised, where the clock stands."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import planned
from deskterm.desk.agenda.planned import AgendaLine
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps.facts import day_bounds
from deskterm.locale import t
from deskterm.models.basics.stretches import Stretch
from deskterm.models.basics.wall_clock import local
from deskterm.screens.shared import words
from deskterm.widgets.text.shown import styled

HOUR = 3600  # seconds
USUAL = (8, 18)  # hours of a day that is closed and empty
OPEN, CLOSED, NOW, BUSY = "·", " ", "│", "█"


class DayPlan(Struct, frozen=True, kw_only=True):
    """One day: from its first to its last second, when the desk is open, what is promised."""

    low: int
    high: int
    open: tuple[Stretch, ...]
    promised: tuple[AgendaLine, ...]
    now: int
    tz: str


@at_one_moment
def day(desk: Desk, at: int) -> DayPlan:
    """The day of an instant, read on a thread that may wait."""
    low, high = day_bounds(at, desk.service.tz)
    listed = planned.listing(desk, low=low, high=high)
    promised = tuple(
        one for one in listed if max(one.at, (one.until or 0) - 1) >= low
    )  # else of a day before
    now, tz = desk.now(), desk.service.tz
    return DayPlan(low=low, high=high, open=planned.open_hours(desk, at), promised=promised, now=now, tz=tz)


def drawn(one: DayPlan, width: int) -> Content:
    """The hours, and under them `A` and a bar for an appointment, a letter for a callback, `│` for now.

    Now is always there, within a bar or beside a letter.
    """
    first, last = _edges(one)
    room = max(3, width // max(1, last - first))
    start = one.low + first * HOUR
    hours = "".join(f"{hour % 24:<{room}}" for hour in range(first, last))
    cells = [CLOSED] * len(hours)

    def column(at: int) -> int:
        return min(len(cells) - 1, max(0, (at - start) * room // HOUR))

    for begin, end in one.open:
        cells[column(begin) : column(end - 1) + 1] = [OPEN] * (column(end - 1) + 1 - column(begin))
    for promise in sorted(one.promised, key=lambda promise: promise.until is None):
        _put(cells, promise, column, one)
    if one.low <= one.now < one.high:
        here = column(one.now)
        ahead = any(promise.at > one.now and column(promise.at) == here for promise in one.promised)
        _put_now(cells, here, after=not ahead)
    return styled((hours.rstrip(), "$text-muted"), "\n", "".join(cells).rstrip() or CLOSED, lines=True)


def legend(one: DayPlan) -> str:
    """Which day, and what the signs say."""
    when = words.moment(one.low, one.now, one.tz).rpartition(" ")[0]
    return f"{when} · {t('agenda.legend') if one.open else t('agenda.closed_day')}"


def _put(cells: list[str], promise: AgendaLine, column: Callable[[int], int], one: DayPlan) -> None:
    place = column(max(promise.at, one.low))
    if promise.until is None:
        cells[place] = t("agenda.sign.call")
        return
    end = column(min(promise.until, one.high) - 1)
    cells[place : end + 1] = [t("agenda.sign.appointment"), *BUSY * (end - place)]


def _put_now(cells: list[str], place: int, *, after: bool) -> None:
    """The clock cuts a bar; a letter it stands beside: behind what has begun, before what is to come."""
    letters = (t("agenda.sign.call"), t("agenda.sign.appointment"))
    way = 1 if after else -1
    near = sorted(range(len(cells)), key=lambda at: (abs(at - place), (place - at) * way))
    cells[next((at for at in near if cells[at] not in letters), place)] = NOW


def _edges(one: DayPlan) -> tuple[int, int]:
    """The hours between which everything of the day lies."""
    ends = [*one.open, *((max(each.at, one.low), each.until or each.at + 1) for each in one.promised)]
    if not ends:
        return USUAL
    first = min(local(begin, one.tz).hour for begin, _ in ends)
    last = max((min(end, one.high) - 1 - one.low) // HOUR + 1 for _, end in ends)
    return min(first, USUAL[0]), max(last, USUAL[1])
