"""Days as people say them, `3/3`, `3 marzo 2026`, `ieri`, `last monday`, `tra 3 giorni`; what each may mean.

A day that is said without its year, and a day of the week, mean one of several; which of them is decided by
the way that the field looks: at what has been, or at what is to come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from deskterm.models.said.shapes import shape
from deskterm.models.said.words import (
    BEGINNING,
    DAYS_AWAY,
    LAST,
    MONTHS,
    NEXT,
    NUMBER,
    OF_MONTH,
    THIS,
    WEEKDAYS,
    Unclear,
    Way,
    number,
)

T = TypeVar("T", date, datetime)
YEARS_NEAR = 30  # a year of two digits is of this century if that is not further away
LONGEST_MONTH = 31
HALF_A_YEAR = timedelta(days=183)
_ARTICLE = shape(r"^(?:il|lo|la|l|di|del|dell|dal|al|on|the|of|for|per|giorno) ")
_FIGURES = shape(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|'?\d{2}))?", re.ASCII)
_YEAR_FIRST = shape(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_ALONE = shape(rf"(?:il|l|dal|al|del|dell|the|giorno)(?: giorno)? ({OF_MONTH})(?:°|st|nd|rd|th)?", re.ASCII)
_OF_WEEK = shape(
    r"([a-z]+) (?:(?:della|di|of) )?"
    r"(?:settimana (prossima|scorsa|passata)|(prossima|scorsa|questa) settimana|(next|last|this) week)"
)
_NAMED = shape(
    rf"({OF_MONTH})(?:°|st|nd|rd|th)? (?:di |of )?([a-z]{{3,9}})\.?"
    r"(?: (?:del |dell |of )?(\d{4}|'?\d{2}))?",
    re.ASCII,
)
_MONTH_FIRST = shape(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?", re.ASCII)
_UNITS = {
    "days": "giorno giorni gg day days",
    "weeks": "settimana settimane week weeks",
    "months": "mese mesi month months",
    "years": "anno anni year years",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_AHEAD = shape(rf"(?:tra|fra|in) ({NUMBER}) ({'|'.join(_UNIT)})")
_AGO = shape(rf"({NUMBER}) ({'|'.join(_UNIT)}) (?:fa|ago)")


_MONTH_END = shape(r"(?:a |alla |per )?fine (?:del )?mese|(?:the )?end of (?:the )?month")


class Days(Struct, frozen=True):
    """What a text may mean as a day.

    `sort`: `said` is one day outright (or two, where the language itself is in doubt), `year` lacks its year,
    `month` its month too, `week` is a day of the week. `usual` is the one of this year, or month.
    """

    sort: str
    options: tuple[date, ...]
    usual: date | None = None


def read(text: str, today: date) -> Days | None:
    """The days that a text in plain words may mean; None where it is none.

    Raises Unclear for a day that no calendar has, or that is no such day of the week.
    """
    if (found := _ALONE.fullmatch(text)) and number(found[1]) <= LONGEST_MONTH:
        return _of_month(text, today, number(found[1]))
    while found := _ARTICLE.match(text):
        text = text[found.end() :]
    if _MONTH_END.fullmatch(text):
        return _month_ends(today)
    if text in DAYS_AWAY:
        return Days("said", (today + timedelta(days=DAYS_AWAY[text]),))
    first, _, rest = text.partition(" ")
    if first.rstrip(".") in WEEKDAYS and rest and (dated := _dated(rest, today)):
        return _on_weekday(text, WEEKDAYS[first.rstrip(".")], dated)
    return _dated(text, today) or _of_week(text, today) or _weekday(text, today) or _away(text, today)


def one(text: str, found: Days, today: date, way: Way) -> date:
    """The one day that is meant. Raises Unclear with both readings where there are two."""
    options = chosen(found.sort, found.options, found.usual, today, way)
    if way == "future" and found.sort == "year" and options == (today,):
        options = _each(today, *[one for one in found.options if one > today][:1])  # today, or in a year
    if len(options) > 1:
        raise Unclear("two", "day", text, options)
    return options[0]


def chosen(sort: str, options: Sequence[T], usual: T | None, here: T, way: Way) -> tuple[T, ...]:
    """Of what may be meant, what is: one, or the two between which nobody can tell."""
    if sort == "said":
        return tuple(options)
    behind = max((one for one in options if one <= here), default=None)
    ahead = min((one for one in options if one >= here), default=None)
    if way == "any" and sort != "month" and usual is not None and abs(usual - here) < HALF_A_YEAR:
        return (usual,)
    wanted = behind if way == "past" else ahead
    if way == "any" or wanted is None or (sort == "year" and usual is None):
        return _each(behind, ahead)
    if sort == "week":
        return _next_week_too(options, wanted, here, way)
    return _each(usual, wanted)


def _next_week_too(options: Sequence[T], wanted: T, here: T, way: Way) -> tuple[T, ...]:
    """Who says Monday on a Monday may mean today, or not."""
    if wanted.timetuple()[:3] != here.timetuple()[:3]:
        return (wanted,)
    week = timedelta(days=-7 if way == "past" else 7)
    return _each(wanted, *(one for one in options if one == wanted + week))


def _each(*found: T | None) -> tuple[T, ...]:
    return tuple(sorted({one for one in found if one is not None}))


def _dated(text: str, today: date) -> Days | None:
    """A day by its number and its month."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _days(text, today, int(found[4]), int(found[3]), found[1])
    if found := _FIGURES.fullmatch(text):
        return _days(text, today, int(found[1]), int(found[3]), found[4])
    if (found := _NAMED.fullmatch(text)) and found[2] in MONTHS:
        return _days(text, today, number(found[1]), MONTHS[found[2]], found[3])
    if (found := _MONTH_FIRST.fullmatch(text)) and (
        found[1] in BEGINNING or (found[1] in MONTHS and found[3])
    ):
        return _days(text, today, int(found[2]), MONTHS[found[1]], found[3])
    return None


def _days(text: str, today: date, day: int, month: int, year: str | None) -> Days:
    every = range(today.year - 8, today.year + 9)  # a 29 February is among them
    years = every if year is None else years_of(year, today)
    options = tuple(_real(each, month, day) for each in years)
    real = tuple(each for each in options if each is not None)
    if not real:
        raise Unclear("no_such_day", "day", text)
    if year is not None:
        return Days("said", real)
    return Days("year", real, _real(today.year, month, day))


def years_of(text: str, today: date) -> Sequence[int]:
    """The years that are written so: `26` is 2026; one of two digits may be of two centuries."""
    digits = text.lstrip("'")
    if len(digits) == 4:
        return (int(digits),)
    this = today.year // 100 * 100 + int(digits)
    return (this,) if abs(this - today.year) <= YEARS_NEAR else (this - 100, this)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_month(text: str, today: date, day: int) -> Days:
    """`il 5`: of this month, or of one beside it."""
    places = range(today.year * 12 + today.month - 3, today.year * 12 + today.month + 2)
    found = [_real(place // 12, place % 12 + 1, day) for place in places]
    real = tuple(one for one in found if one is not None)
    if not real:
        raise Unclear("no_such_day", "day", text)
    return Days("month", real, _real(today.year, today.month, day))


def _of_week(text: str, today: date) -> Days | None:
    """`lunedì della settimana prossima`, `friday of last week`: no other is meant."""
    found = _OF_WEEK.fullmatch(text)
    if found is None or found[1] not in WEEKDAYS:
        return None
    which = found[2] or found[3] or found[4]
    weeks = 1 if which in NEXT else -1 if which in LAST else 0
    monday = today - timedelta(days=today.weekday())
    return Days("said", (monday + timedelta(days=7 * weeks + WEEKDAYS[found[1]]),))


def _month_ends(today: date) -> Days:
    """The last day of this month, of the one before, of the next."""
    first = today.replace(day=1)
    this = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    following = (this + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Days("year", (first - timedelta(days=1), this, following), this)


def _on_weekday(text: str, weekday: int, found: Days) -> Days:
    """`lun 2/3`: only where the second of March is a Monday."""
    right = tuple(one for one in found.options if one.weekday() == weekday)
    near = found.usual if found.usual in right else None
    if not right or (found.usual is not None and near is None):
        wrong = found.usual or found.options[0]
        raise Unclear("weekday", "day", text, (wrong,))
    return Days("said", (near,)) if near else Days("said", right)


def _weekday(text: str, today: date) -> Days | None:
    """`lunedì` may be any; `lunedì scorso` is the last one before today, `next monday` the first after it."""
    words = text.split()
    names = [WEEKDAYS[word] for word in words if word in WEEKDAYS]
    told = [word for word in words if word not in WEEKDAYS]
    if len(names) != 1 or len(told) > 1:
        return None
    last, following = _beside(names[0], today)
    if not told or told[0] in THIS:
        near = (today,) if today.weekday() == names[0] else ()
        options = (*(last - timedelta(days=7 * n) for n in (1, 0)), *near, following)
        return Days("week", tuple(sorted({*options, following + timedelta(days=7)})))
    if told[0] in LAST:
        return Days("said", (last,))
    return Days("said", _this_week_or_next(following, today)) if told[0] in NEXT else None


def _beside(weekday: int, today: date) -> tuple[date, date]:
    """The last such day before today, and the first after it."""
    import pendulum

    here, name = pendulum.date(today.year, today.month, today.day), pendulum.WeekDay(weekday)
    last, following = here.previous(name), here.next(name)
    return date(*last.timetuple()[:3]), date(*following.timetuple()[:3])


def _this_week_or_next(day: date, today: date) -> tuple[date, ...]:
    """On Monday, next Friday may be the one of this week or of the next: both."""
    same = day.isocalendar()[:2] == today.isocalendar()[:2]
    return (day, day + timedelta(days=7)) if same else (day,)


def _away(text: str, today: date) -> Days | None:
    """`tra 3 giorni`, `in two weeks`, `un mese fa`."""
    found, sign = _AHEAD.fullmatch(text), 1
    if found is None:
        found, sign = _AGO.fullmatch(text), -1
    if found is None:
        return None
    import pendulum

    here = pendulum.date(today.year, today.month, today.day)
    add: Callable[..., pendulum.Date] = here.add
    try:
        there = add(**{_UNIT[found[2]]: sign * number(found[1])})
    except (ValueError, OverflowError):
        return None
    return Days("said", (date(*there.timetuple()[:3]),))


def month(text: str, today: date, way: Way) -> tuple[date, ...]:
    """The first days of the months that a text in plain words may mean; () where it is none."""
    text = re.sub(r"^(?:il|lo|in|di|the|a) ", "", text)
    if found := re.fullmatch(r"(\d{4})[/.-](\d{1,2})", text, re.ASCII):
        return _first(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text, re.ASCII):
        return _first(int(found[2]), int(found[1]))
    named = re.fullmatch(r"([a-z]{3,9})\.?(?: (?:del |of )?(\d{4}|'?\d{2}))?", text, re.ASCII)
    if named and named[1] in MONTHS and named[2]:
        return tuple(day for year in years_of(named[2], today) for day in _first(year, MONTHS[named[1]]))
    if named and named[1] in MONTHS:
        years = range(today.year - 1, today.year + 2)
        options = [date(year, MONTHS[named[1]], 1) for year in years]
        return chosen("year", options, options[1], today.replace(day=1), way)
    return _month_away(text, today)


def _first(year: int, month: int) -> tuple[date, ...]:
    day = _real(year, month, 1)
    return (day,) if day else ()


def _month_away(text: str, today: date) -> tuple[date, ...]:
    """`mese scorso`, `last month`, `questo mese`."""
    words = set(text.split())
    away = words - {"mese", "month"}
    if len(away) != 1 or len(words) != 2:
        return ()
    by = next((n for n, names in ((-1, LAST), (0, THIS), (1, NEXT)) if away <= names), None)
    if by is None:
        return ()
    year, place = divmod(today.year * 12 + today.month - 1 + by, 12)
    return (date(year, place + 1, 1),)
