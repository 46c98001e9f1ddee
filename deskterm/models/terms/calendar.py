"""Working time: opening hours, holidays and closures as integer seconds in a table, found by bisection.

Windows are wall-clock in the calendar's zone and real time counts inside them, so a window over a clock
change is an hour shorter or longer. A holiday removes the whole local day. The table grows by whole years
as they are asked for, and only those years' holidays are looked up.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from deskterm.models.basics.stretches import YEARS_AHEAD, NeverOpen, Stretch, Table
from deskterm.models.terms.sections import CalendarTerms
from deskterm.models.terms.values import DAY, ClosingDay, Windows

_WHOLE_DAY = Windows(((0, DAY),))


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


def country_meant(code: str) -> str:
    """The code of the country that is written in full (`Tunisia`) or in small letters; "" where none is.

    A code of two or three letters is meant as it stands; a part that it has not is left out.
    """
    from holidays.registry import COUNTRIES

    country, dash, part = code.partition("-")
    told = "".join(letter for letter in country.casefold() if letter.isalnum())
    for module, (name, *codes) in COUNTRIES.items():
        if told in {name.casefold(), module.replace("_", ""), *(one.casefold() for one in codes[:2])}:
            meant = country if country in codes[:2] else codes[0]
            return meant + dash + part if known_holidays(meant + dash + part) else meant
    return ""


class Calendar:
    """Arithmetic on one calendar. Instants are epoch seconds, durations seconds."""

    def __init__(self, terms: CalendarTerms, tz: str) -> None:
        self.zone = ZoneInfo(tz)
        self._terms = terms
        self._week = _week(terms)
        self._closed_years: dict[int, frozenset[date]] = {}
        self._hours = Table(lambda year: self._stretches(year, whole_days=False), self._year_of)
        self._days = Table(lambda year: self._stretches(year, whole_days=True), self._year_of)

    def windows(self, day: date) -> Windows:
        """The opening hours of a local day, as seconds of its wall clock; a single day's own come first."""
        own = self._terms.days.get(day.isoformat())
        if own is not None:
            return own
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

    def closing_after(self, at: int) -> int:
        """The first end of a window after `at`."""
        day = self.local(at).date()
        while True:
            for _, end in self.windows(day):
                if (closing := self.instant(day, end)) > at:
                    return closing
            day = self.next_working_day(day)

    def next_open(self, at: int) -> int:
        """`at` itself inside a window, else when the next one opens."""
        return self._hours.next_start(at)

    def add(self, at: int, seconds: int, pauses: Iterable[Stretch] = ()) -> int:
        """The instant when `seconds` of opening time have passed; what falls in `pauses` does not count.

        A result on a window's end stays there; zero seconds outside hours is the next opening.
        """
        return self._hours.add(at, seconds, pauses)

    def between(self, start: int, end: int, pauses: Iterable[Stretch] = ()) -> int:
        """Opening time from `start` to `end` in seconds, without `pauses`; 0 when `end` comes first."""
        return self._hours.between(start, end, pauses)

    def add_day24(self, at: int, seconds: int, pauses: Iterable[Stretch] = ()) -> int:
        """As `add`, on a clock that runs 24 hours of every working day and stands still on the others."""
        return self._days.add(at, seconds, pauses)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`; NeverOpen when none comes."""
        for ahead in range(1, YEARS_AHEAD * 366):
            found = day + timedelta(days=ahead)
            if self.is_working_day(found):
                return found
        raise NeverOpen(str(day))

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`; NeverOpen when there was none."""
        for back in range(1, YEARS_AHEAD * 366):
            found = day - timedelta(days=back)
            if self.is_working_day(found):
                return found
        raise NeverOpen(str(day))

    def local(self, at: int) -> datetime:
        """`at` on the calendar's wall clock."""
        return datetime.fromtimestamp(at, UTC).astimezone(self.zone)

    def instant(self, day: date, seconds: int) -> int:
        """The instant when the wall clock of `day` shows `seconds`.

        The first, where it shows them twice; where it skips them, as if it had not been put forward.
        """
        if seconds >= DAY:
            day, seconds = day + timedelta(days=1), seconds - DAY
        hour, rest = divmod(seconds, 3600)
        wall = datetime(day.year, day.month, day.day, hour, rest // 60, rest % 60, tzinfo=self.zone)
        return int(wall.timestamp())

    def _year_of(self, at: int) -> int:
        return self.local(at).year

    def _stretches(self, year: int, *, whole_days: bool) -> Iterable[Stretch]:
        """The windows of a year as instants; of whole working days, if asked."""
        day, reach = date(year, 1, 1), 0
        while day.year == year:
            windows = self.windows(day)
            for start, end in _WHOLE_DAY if windows and whole_days else windows:
                # A wall clock that skips an hour can show a window's end after the next one's start.
                begin, reach = max(reach, self.instant(day, start)), self.instant(day, end)
                if begin < reach:
                    yield begin, reach
            day += timedelta(days=1)

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
            for begin, end in _in_year(first, last, year):
                yield from (begin + timedelta(days=n) for n in range((end - begin).days + 1))


def _in_year(first: ClosingDay, last: ClosingDay, year: int) -> Iterable[tuple[date, date]]:
    """When a closure lies in a year; one of every year that goes over its end lies in it twice."""
    if not first.yearly:
        yield date.fromisoformat(first), date.fromisoformat(last)
        return
    begin, end = _day_in(first, year), _day_in(last, year)
    if first == "02-29" and not isleap(year):
        begin += timedelta(days=1)
    if first <= last:
        yield begin, end
    else:
        yield date(year, 1, 1), end
        yield begin, date(year, 12, 31)


def _day_in(day: str, year: int) -> date:
    """A day of every year in one of them; the last of February in a year without its 29th."""
    return date.fromisoformat(f"{year}-{day if day != '02-29' or isleap(year) else '02-28'}")


def _week(terms: CalendarTerms) -> tuple[Windows, ...]:
    week = [Windows()] * 7
    for opening in terms.open:
        for weekday in opening.weekdays:
            week[weekday] = Windows(sorted({*week[weekday], *opening.windows}))
    return tuple(week)
