"""Which season runs on a day: a stretch of every year, or the days before a deadline (T15, I12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from deskterm.models.terms.practice import Season
from deskterm.models.terms.service import Service
from deskterm.models.terms.values import DayOfYear


def season_of(service: Service, day: date) -> str:
    """The id of the first season that runs on a local day; "" where none does."""
    found = service.known_seasons.get(day)
    if found is None:
        found = next((name for name, season in service.seasons.items() if runs(service, season, day)), "")
        service.known_seasons[day] = found
    return found


def runs(service: Service, season: Season, day: date) -> bool:
    """Whether a season runs on a local day."""
    ahead = timedelta(days=season.before_days)
    if season.start is not None and season.until is not None:
        for year in (day.year - 1, day.year, day.year + 1):
            first, last = _day(season.start, year), _day(season.until, year)
            if last < first:
                last = _day(season.until, year + 1)
            if first - ahead <= day <= last:
                return True
    return any(_begins(service, season, due) <= day <= due for due in deadlines(service, season, day))


def _begins(service: Service, season: Season, due: date) -> date:
    """The first day of a season before its deadline: where a calendar counts, its working days alone do."""
    if not season.calendar:
        return due - timedelta(days=season.before_days)
    calendar, found = service.calendar(season.calendar), due
    for _ in range(season.before_days):
        found = calendar.working_day_before(found)
    return found


def deadlines(service: Service, season: Season, day: date) -> Iterator[date]:
    """The days around `day` on which the season's deadlines fall due; one on a closed day moves on."""
    for deadline in season.deadlines:
        for year in (day.year - 1, day.year, day.year + 1):
            if len(deadline.day) == 10 and int(deadline.day[:4]) != year:
                continue
            due = _day(deadline.day, year)
            if season.calendar:
                due = service.calendar(season.calendar).next_working_day(due - timedelta(days=1))
            yield due


def _day(text: DayOfYear, year: int) -> date:
    """A day of the year in one year; 29 February is the 28th where there is none."""
    month, number = int(text[-5:-3]), int(text[-2:])
    if (month, number) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        number = 28
    return date(year, month, number)
