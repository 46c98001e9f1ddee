"""Money, days and times as people write them in the language in force, by Babel; each can be typed back.

Babel and the data of a language take 20 ms to load: they are at the first amount or the first name of a
month, and a day written in figures alone does not wait for them.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from deskterm.locale import language, t

if TYPE_CHECKING:
    from babel import Locale
    from babel.dates import DateTimePattern
    from babel.numbers import NumberPattern

CURRENCY = "EUR"
_NAMES = re.compile(r"[^dMyHm/: .-]|MMM")  # a pattern with names of months or days
_FIGURE = re.compile(r"d+|M+|y+|H+|m+")
_PLACE = {"d": "day", "M": "month", "y": "year", "H": "hour", "m": "minute"}


def money(cents: int) -> str:
    """`1.234,50 €` in Italian, `€1,234.50` in English."""
    return _applied("currency", cents)


def decimal(cents: int) -> str:
    """The same without the sign of the currency: `1.234,50`."""
    return _applied("decimal", cents)


def number(value: Decimal) -> str:
    """A number with the decimals that it has: `5,5` in Italian, `5.5` in English."""
    return str(_number(language(), "plain").apply(value.normalize(), _locale(language())))


def dated(when: date, how: str) -> str:
    """A day, or the wall clock of an instant, by the pattern `formats.HOW` of the catalogue."""
    pattern = t(f"formats.{how}")
    if not _NAMES.search(pattern):
        return _FIGURE.sub(lambda found: _figure(when, found[0]), pattern)
    return _pattern(pattern).apply(when, _locale(language()))


def _figure(when: date, sign: str) -> str:
    """One figure of a pattern (CLDR): `dd` is of two digits, `yy` the last two, which need no language."""
    found: int = getattr(when, _PLACE[sign[0]])
    return f"{found % 100:02}" if sign == "yy" else f"{found:0{len(sign)}}"


def day(when: date) -> str:
    """`03/03/2026`, `3 Mar 2026`."""
    return dated(when, "day")


def moment(when: datetime) -> str:
    """`03/03/2026 09:12`, `3 Mar 2026 09:12`."""
    return dated(when, "moment")


def spelled(reading: date | datetime | time | int, sort: str) -> str:
    """One reading of what somebody typed, so that it can be typed back and means only that."""
    if isinstance(reading, time):
        return reading.isoformat("seconds" if reading.second else "minutes")
    if isinstance(reading, int):
        return _span(reading) if sort == "minutes" else money(reading)
    if isinstance(reading, datetime):
        season = "" if reading.tzinfo is None else t(f"formats.{'summer' if reading.dst() else 'winter'}")
        return f"{dated(reading, 'moment_spelled')} {season}".rstrip()
    return dated(reading, "month_spelled" if sort == "month" else "day_spelled")


def _span(minutes: int) -> str:
    """`10m`, `-4h`: whole hours as hours."""
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def _applied(how: str, cents: int) -> str:
    value = Decimal(cents) / 100
    return str(_number(language(), how).apply(value, _locale(language()), currency=CURRENCY))


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)


@cache
def _number(language: str, how: str) -> NumberPattern:
    from babel.numbers import parse_pattern

    here = _locale(language)
    plain: NumberPattern = here.decimal_formats[None]
    if how == "decimal":  # with both cents, also where they are none
        return parse_pattern(plain.pattern.replace("0.###", "0.00"))
    return here.currency_formats["standard"] if how == "currency" else plain


@cache
def _pattern(text: str) -> DateTimePattern:
    from babel.dates import parse_pattern

    return parse_pattern(text)
