"""Working time: opening hours, holidays and closures as integer seconds in a table, found by bisection.

Windows are wall-clock in the calendar's zone and real time counts inside them, so a window over a clock
change is an hour shorter or longer. A holiday removes the whole local day. The table grows by whole years
as they are asked for, and only those years' holidays are looked up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from deskterm.models.sections import CalendarTerms
from deskterm.models.values import DAY, Windows

Pause = tuple[int, int]
_WHOLE_DAY = Windows(((0, DAY),))
_YEARS_AHEAD = 30


@lru_cache(maxsize=64)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """The public holidays of a country (`IT`) or a part of it (`IT-VI`) in one year."""
    import holidays

    country, _, part = code.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year, language="it_IT"))


@cache
def known_holidays(code: str) -> bool:
    """Whether `holidays` knows the code."""
    try:
        public_holidays(code, 2026)
    except NotImplementedError:
        return False
    return True


class NeverOpen(ValueError):
    """A calendar that does not open in the years to come."""


class Calendar:
    """Arithmetic on one calendar. Instants are epoch seconds, durations seconds."""

    def __init__(self, terms: CalendarTerms, tz: str) -> None:
        self.zone = ZoneInfo(tz)
        self._terms = terms
        self._week = _week(terms)
        self._closed_years: dict[int, frozenset[date]] = {}
        self._hours = _Table(self, whole_days=False)
        self._days = _Table(self, whole_days=True)

    def windows(self, day: date) -> Windows:
        """The opening hours of a local day, as seconds of its wall clock."""
        if day in self._closed(day.year):
            return Windows()
        half = self._terms.half.get(f"{day:%m-%d}")
        usual = self._week[day.weekday()]
        if usual and half is not None:
            return half
        if usual and self._terms.eves is not None and self._is_eve(day):
            return self._terms.eves
        return usual

    def is_working_day(self, day: date) -> bool:
        """Whether the desk opens on that day."""
        return bool(self.windows(day))

    def opens_on(self, day: date) -> int | None:
        """When the day's first window opens; None on a day without one."""
        windows = self.windows(day)
        return self.instant(day, windows[0][0]) if windows else None

    def closes_on(self, day: date) -> int | None:
        """When the day's last window closes; None on a day without one."""
        windows = self.windows(day)
        return self.instant(day, windows[-1][1]) if windows else None

    def is_open(self, at: int) -> bool:
        """Whether `at` lies inside a window; its end is outside."""
        return self._hours.inside(at)

    def next_open(self, at: int) -> int:
        """`at` itself inside a window, else when the next one opens."""
        return self._hours.next_start(at)

    def add(self, at: int, seconds: int, pauses: Iterable[Pause] = ()) -> int:
        """The instant when `seconds` of opening time have passed; what falls in `pauses` does not count.

        A result on a window's end stays there; zero seconds outside hours is the next opening.
        """
        return self._hours.add(at, seconds, pauses)

    def between(self, start: int, end: int, pauses: Iterable[Pause] = ()) -> int:
        """Opening time from `start` to `end` in seconds, without `pauses`; 0 when `end` comes first."""
        return self._hours.between(start, end, pauses)

    def add_day24(self, at: int, seconds: int, pauses: Iterable[Pause] = ()) -> int:
        """As `add`, on a clock that runs 24 hours of every working day and stands still on the others."""
        return self._days.add(at, seconds, pauses)

    def between_day24(self, start: int, end: int, pauses: Iterable[Pause] = ()) -> int:
        """As `between`, on the clock of `add_day24`."""
        return self._days.between(start, end, pauses)

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count."""
        found, passed = day, 0
        while passed < count:
            found = self.next_working_day(found)
            passed += 1
        return found

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`; NeverOpen when none comes."""
        for ahead in range(1, _YEARS_AHEAD * 366):
            found = day + timedelta(days=ahead)
            if self.is_working_day(found):
                return found
        raise NeverOpen(str(day))

    def local(self, at: int) -> datetime:
        """`at` on the calendar's wall clock."""
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone)

    def instant(self, day: date, seconds: int) -> int:
        """The instant when the wall clock of `day` shows `seconds`; the first, where it shows them twice."""
        if seconds >= DAY:
            day, seconds = day + timedelta(days=1), seconds - DAY
        hour, rest = divmod(seconds, 3600)
        wall = datetime(day.year, day.month, day.day, hour, rest // 60, rest % 60, tzinfo=self.zone)
        return int(wall.timestamp())

    def _is_eve(self, day: date) -> bool:
        after = day + timedelta(days=1)
        return after in self._holidays(after.year)

    def _holidays(self, year: int) -> frozenset[date]:
        return public_holidays(self._terms.holidays, year) if self._terms.holidays else frozenset()

    def _closed(self, year: int) -> frozenset[date]:
        """Days of a year on which the desk is closed all day."""
        days = self._closed_years.get(year)
        if days is None:
            days = self._holidays(year) | frozenset(self._own_days(year))
            self._closed_years[year] = days
        return days

    def _own_days(self, year: int) -> Iterable[date]:
        for text in self._terms.extra:
            if text != "02-29" or isleap(year):
                yield date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")
        for first, last in self._terms.closures:
            day, end = date.fromisoformat(first), date.fromisoformat(last)
            while day <= end:
                yield day
                day += timedelta(days=1)


def _week(terms: CalendarTerms) -> tuple[Windows, ...]:
    week = [Windows()] * 7
    for opening in terms.open:
        for weekday in opening.weekdays:
            week[weekday] = Windows(sorted({*week[weekday], *opening.windows}))
    return tuple(week)


class _Table:
    """The windows of consecutive years with the running sum of their lengths."""

    def __init__(self, calendar: Calendar, *, whole_days: bool) -> None:
        self._calendar = calendar
        self._whole_days = whole_days
        self._first, self._last = 0, -1  # years covered
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []  # working seconds before each window

    def inside(self, at: int) -> bool:
        self._cover(at, at)
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]

    def next_start(self, at: int) -> int:
        if self.inside(at):
            return at
        while True:
            index = bisect_left(self._starts, at)
            if index < len(self._starts):
                return self._starts[index]
            self._grow(at)

    def add(self, at: int, seconds: int, pauses: Iterable[Pause]) -> int:
        result = self._add(at, seconds)
        stretches = _union(pauses)
        while stretches:
            paused = sum(self._worked(max(at, a), min(result, b)) for a, b in stretches)
            longer = self._add(at, seconds + paused)
            if longer == result:
                break
            result = longer
        return result

    def between(self, start: int, end: int, pauses: Iterable[Pause]) -> int:
        paused = sum(self._worked(max(start, a), min(end, b)) for a, b in _union(pauses))
        return self._worked(start, end) - paused

    def _add(self, at: int, seconds: int) -> int:
        if seconds <= 0:
            return self.next_start(at)
        self._cover(at, at)
        goal = self._until(at) + seconds
        while self._total() < goal:
            self._grow(at)
        index = bisect_left(self._before, goal) - 1
        return self._starts[index] + goal - self._before[index]

    def _worked(self, start: int, end: int) -> int:
        if end <= start:
            return 0
        self._cover(start, end)
        return self._until(end) - self._until(start)

    def _until(self, at: int) -> int:
        """Working seconds from the table's beginning to `at`."""
        index = bisect_right(self._starts, at) - 1
        return self._before[index] + min(at, self._ends[index]) - self._starts[index] if index >= 0 else 0

    def _cover(self, start: int, end: int) -> None:
        first, last = self._calendar.local(start).year, self._calendar.local(end).year
        if self._first <= first and last <= self._last:
            return
        if self._last >= self._first:
            first, last = min(first, self._first), max(last, self._last)
        windows = [pair for year in range(first, last + 1) for pair in self._year(year)]
        self._first, self._last = first, last
        self._starts, self._ends, self._before = [], [], []
        self._append(windows)

    def _grow(self, at: int) -> None:
        """Add the year after the table's last; NeverOpen when that lies too far from `at`."""
        if self._last - self._calendar.local(at).year > _YEARS_AHEAD:
            raise NeverOpen(str(at))
        self._last += 1
        self._append(self._year(self._last))

    def _append(self, windows: Iterable[tuple[int, int]]) -> None:
        total = self._total()
        for start, end in windows:
            if end > start:
                self._starts.append(start)
                self._ends.append(end)
                self._before.append(total)
                total += end - start

    def _total(self) -> int:
        return self._before[-1] + self._ends[-1] - self._starts[-1] if self._starts else 0

    def _year(self, year: int) -> Iterable[tuple[int, int]]:
        calendar = self._calendar
        day = date(year, 1, 1)
        while day.year == year:
            windows = calendar.windows(day)
            if windows and self._whole_days:
                windows = _WHOLE_DAY
            for start, end in windows:
                yield calendar.instant(day, start), calendar.instant(day, end)
            day += timedelta(days=1)


def _union(stretches: Iterable[Pause]) -> list[Pause]:
    """Stretches of time in order, overlapping ones joined, empty ones left out."""
    joined: list[Pause] = []
    for start, end in sorted(pair for pair in stretches if pair[1] > pair[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
