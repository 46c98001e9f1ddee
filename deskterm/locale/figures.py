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

from deskterm.locale import LANGUAGES, language, own, t
from deskterm.models.basics.currencies import EURO, currency, digits
from deskterm.models.basics.money import in_units
from deskterm.models.basics.regions import locale_of, region

if TYPE_CHECKING:
    from babel import Locale
    from babel.dates import DateTimePattern
    from babel.numbers import NumberPattern

_NAMES = re.compile(r"[^dMyHm/: .-]|MMM")  # a pattern with names of months or days
_FIGURE = re.compile(r"d+|M+|y+|H+|m+")
_PLACE = {"d": "day", "M": "month", "y": "year", "H": "hour", "m": "minute"}


def money(cents: int) -> str:
    """`1.234,50 €` in Italian, `€1,234.50` in English."""
    return _applied("currency", cents)


def decimal(cents: int) -> str:
    """The same without the sign of the currency: `1.234,50`."""
    return _applied("decimal", cents)


def day_in_words(text: str) -> str:
    """A day of every year (`12-24`) or of one, in the words of Babel; "" where the catalogue has its own."""
    if language() in LANGUAGES or own("page.day"):
        return ""
    yearly = len(text) == len("12-24")
    when = date.fromisoformat(f"2024-{text}" if yearly else text)  # 2024 has a 29 February
    pattern = _babels(_here(), "day_of_year" if yearly else "day_spelled")
    return str(_pattern(pattern).apply(when, _locale(_here())))


def weekday_short(number: int) -> str:
    """A day of the week, 0 is Monday, as lists have it: `lun`."""
    return _name(f"widgets.day.{number}", "days", "abbreviated", number)


def weekday_name(number: int) -> str:
    """The same whole: `lunedì`."""
    return _name(f"page.weekday.{number}", "days", "wide", number)


def month_name(number: int) -> str:
    """A month, from 1: `marzo`."""
    return _name(f"page.month.{number}", "months", "wide", number)


def _name(key: str, of: str, width: str, number: int) -> str:
    """A name of the catalogue; where a further language lacks it, Babel's."""
    if language() in LANGUAGES or own(key):
        return t(key)
    return str(getattr(_locale(_here()), of)["format"][width][number]).rstrip(".")


def tongue(code: str) -> str:
    """A language by its name in the one in force: `tedesco`."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return str(Locale.parse(code.replace("-", "_")).get_display_name(_locale(language_known()))) or code
    except (UnknownLocaleError, ValueError):
        return code


def language_known() -> str:
    """The language in force as Babel calls it, without a region."""
    return locale_of(language(), "")


def direction(code: str) -> str:
    """In which direction a language is written: `ltr`, or `rtl` as Arabic and Hebrew are."""
    return str(_locale(locale_of(code, "")).text_direction)


def unit(code: str = "") -> str:
    """A currency (that in force) in a sentence: `euro`, else its code; in a further language as `money`."""
    code = code or currency()
    if language() not in LANGUAGES and not own("formats.euro"):
        return str(_locale(_here()).currency_symbols.get(code, code))
    return t("formats.euro") if code == EURO else code


def number(value: Decimal) -> str:
    """A number with the decimals that it has: `5,5` in Italian, `5.5` in English."""
    return str(_number(_here(), "plain").apply(value.normalize(), _locale(_here())))


def dated(when: date, how: str) -> str:
    """A day, or the wall clock of an instant, by the catalogue's pattern `formats.HOW`, else by Babel's."""
    key, tongue = f"formats.{how}", language()
    pattern = t(key) if tongue in LANGUAGES or own(key) else _babels(_here(), how)
    if "/" in pattern and region():
        pattern = pattern.replace("/", _between(_here()))
    if not _NAMES.search(pattern):
        return _FIGURE.sub(lambda found: _figure(when, found[0]), pattern)
    return _pattern(pattern).apply(when, _locale(_here()))


@cache
def _between(tag: str) -> str:
    """What stands between the figures of a day in a region: `03/03/2026`, but `03.03.2026` in Switzerland."""
    found = re.search(r"(?<=M)[^\w\s']", str(_locale(tag).date_formats["short"].pattern))
    return found[0] if found else "/"


# What Babel calls the ways in which days are written here: a form of its own, else a set of signs.
_FORMS = {"day": "medium", "day_narrow": "short", "day_spelled": "long"}
_SIGNS = {
    "day_of_year": "MMMMd",
    "day_short": "Md",
    "month": "yMMM",
    "month_spelled": "yMMMM",
    "moment_short": "MMdd",
}


@cache
def _babels(tag: str, how: str) -> str:
    """How a language of which no catalogue says it writes days; the hours go to 24 as everywhere here."""
    here = _locale(tag)
    if how.startswith("moment"):
        day = _babels(tag, how.replace("moment", "day")) if how != "moment_short" else _of_signs(here, how)
        return f"{day} HH:mm"
    if how in _FORMS:
        return str(here.date_formats[_FORMS[how]].pattern)
    return _of_signs(here, how) if how in _SIGNS else "EEEE"


def _of_signs(here: Locale, how: str) -> str:
    signs = _SIGNS[how]
    found = here.datetime_skeletons.get(signs) or here.datetime_skeletons.get("Md")
    return str(getattr(found, "pattern", found))


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
    places = digits() if how == "decimal" else 0
    pattern = _number(_here(), how, places)
    return str(pattern.apply(in_units(cents), _locale(_here()), currency=currency()))


def _here() -> str:
    """What Babel calls the language in force, in the region of the terms."""
    tongue, where = language(), region()
    return tongue if tongue in LANGUAGES and not where else locale_of(tongue, where)


def signs() -> tuple[str, str]:
    """The sign before decimals and the one between thousands: `,` and `.` in Italian."""
    return point(), str(_locale(_here()).number_symbols["latn"]["group"])


def point() -> str:
    """The sign before decimals."""
    return str(_locale(_here()).number_symbols["latn"]["decimal"])


@cache
def _locale(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse(tag)


@cache
def _number(tag: str, how: str, places: int = 2) -> NumberPattern:
    from babel.numbers import parse_pattern

    here = _locale(tag)
    plain: NumberPattern = here.decimal_formats[None]
    if how == "decimal":  # with all its decimals, also where they are none
        return parse_pattern(plain.pattern.replace("0.###", "0." + "0" * places if places else "0"))
    return here.currency_formats["standard"] if how == "currency" else plain


@cache
def _pattern(text: str) -> DateTimePattern:
    from babel.dates import parse_pattern

    return parse_pattern(text)
