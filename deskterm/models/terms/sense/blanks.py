"""Numbers in a clause that come from the file's keys: `fino a {timer.free} minuti` (version 2).

A blank is the path of a key: of a list the entry's id (`{price.R7.rate}`, `{pack.hours.months}`), of several
entries of one number the part behind it (`{price.R7.more.rate}`). A length of
time is written in whole hours where it is some, else in minutes, or as `:minutes` and `:hours` want it;
`:percent` makes 20 of a share of 0.20. Amounts have the currency's decimals, and `{provider.currency}` is its
name in the clause's language. `{{` and `}}` are braces.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from string import Formatter
from typing import NamedTuple

from msgspec.structs import fields

from deskterm.models.basics.currencies import digits
from deskterm.models.basics.regions import locale_of
from deskterm.models.terms.sections import Section
from deskterm.models.terms.sense.said_money import plural
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import HOUR, MINUTE, Duration, Euro, Target

CURRENCY = "provider.currency"  # the one text that a blank takes
UNITS = {"minutes": MINUTE, "hours": HOUR}
_POINT = {"it": ",", "en": "."}  # between whole and part of a number, where no region is named


class NoFigure(LookupError):
    """A blank names no number of the file."""


def filled(sheet: ServiceSheet, text: str, language: str) -> str:
    """A clause with its blanks filled; of a version that knows none as it stands. Raises NoFigure."""
    if sheet.schema == 1:
        return text
    parts = []
    for words, path, unit in blanks_of(text):
        parts.append(words)
        if path is not None:
            parts.append(_filling(sheet, path, unit, language))
    return "".join(parts)


def _filling(sheet: ServiceSheet, path: str, unit: str, language: str) -> str:
    firm = sheet.provider
    if path == CURRENCY and not unit:
        return plural(firm.currency, language)
    return _told(_value(sheet, path), unit, Numbers(language, firm.region), digits(firm.currency))


def blanks_of(text: str) -> Iterator[tuple[str, str | None, str]]:
    """Words, and path and unit of the blank behind them (None: none). Raises NoFigure for odd braces."""
    try:
        for words, path, unit, _ in Formatter().parse(text):
            yield words, path, unit or ""
    except ValueError:
        raise NoFigure(text) from None


def _value(sheet: ServiceSheet, path: str) -> object:
    at: object = sheet
    for step in path.split("."):
        at = _inside(at, step)
    return at


def _inside(at: object, step: str) -> object:
    if isinstance(at, Section):
        name = next((one.name for one in fields(at) if one.encode_name == step), "")
        found = getattr(at, name) if name else at if getattr(at, "part", "") == step else None
    elif isinstance(at, tuple):
        named = [one for one in at if isinstance(one, Section)]
        found = tuple(one for one in named if getattr(one, "id", "") == step) or tuple(
            one for one in named if getattr(one, "part", "") == step
        )
        found = found[0] if len(found) == 1 else found or None
    else:
        found = at.get(step) if isinstance(at, dict) else None
    if isinstance(at, tuple) and found is None:  # a key that one entry of several with this number has
        found = next((value for one in at if (value := _key(one, step)) is not None), None)
    if found is None:
        raise NoFigure(step)
    return found


def _key(one: object, step: str) -> object:
    named = (field for field in fields(one) if field.encode_name == step) if isinstance(one, Section) else ()
    return next((getattr(one, field.name) for field in named), None)


class Numbers(NamedTuple):
    """How numbers are written: in Italian and English as they always were, elsewhere as Babel knows it."""

    language: str
    region: str

    def of(self, amount: Decimal, places: int = 0) -> str:
        """A number with all its decimals, or with so many."""
        text = f"{amount:.{places}f}" if places else f"{amount.normalize():f}"
        if self.language in _POINT and not self.region:
            return text.replace(".", _POINT[self.language])
        from babel.numbers import format_decimal

        pattern = "#,##0." + ("0" * places if places else "#" * 20)
        return str(format_decimal(amount, format=pattern, locale=locale_of(self.language, self.region)))


def _told(value: object, unit: str, numbers: Numbers, decimals: int) -> str:
    if isinstance(value, Euro):
        return numbers.of(Decimal(int(value)).scaleb(-decimals), places=decimals)
    if isinstance(value, Target) and value.days:
        return str(value.days)
    if isinstance(value, Duration | Target):
        whole = UNITS.get(unit) or (HOUR if value % HOUR == 0 else MINUTE)
        return numbers.of(Decimal(int(value)) / whole)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return numbers.of(Decimal(value) * (100 if unit == "percent" else 1))
    raise NoFigure(str(value))
