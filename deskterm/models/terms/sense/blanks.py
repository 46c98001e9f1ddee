"""Numbers in a clause that come from the file's keys: `fino a {timer.free} minuti` (version 2).

A blank is the path of a key: in every list an entry is called by its id, else by its rule, its name or its
fact (`{price.R7.rate}`, `{credit.B26.share:percent}`), of several of one number by the part behind it
(`{price.R7.more.rate}`), and any by its place, from 1 (`{credit.2.amount}`, `{price.R7.tiers.1.rate}`). A
length of time is written in whole hours where it is some, else in minutes, or as `:minutes` and `:hours` want
it, also of the minutes that packs hold and steps count; `:percent` makes 20 of a share of 0.20. Amounts have
the currency's decimals, and `{provider.currency}` is its name in the clause's language. `{{` and `}}` are
braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from string import Formatter
from typing import Any, NamedTuple

from deskterm.models.basics.currencies import digits
from deskterm.models.basics.regions import locale_of
from deskterm.models.terms.money_sections import Extra, PackTerms, Price
from deskterm.models.terms.sections import Section, fields
from deskterm.models.terms.sense.said_money import plural
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import HOUR, MINUTE, Duration, Euro, Target

CURRENCY = "provider.currency"  # the one text that a blank takes
UNITS = {"minutes": MINUTE, "hours": HOUR}
_POINT = {"it": ",", "en": "."}  # between whole and part of a number, where no region is named


_PATH = re.compile(r"[\w.-]+")
ENOUGH = 1.0  # likeness from which a path may be proposed
NAMES = ("id", "rule", "name", "fact")  # by which an entry of a list is called, the first that it has


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
    try:
        value = _value(sheet, path)
        if unit in UNITS and isinstance(value, int) and _in_minutes(sheet, path):
            value = Duration(value * MINUTE)
        return _told(value, unit, Numbers(language, firm.region), digits(firm.currency))
    except NoFigure:
        raise NoFigure(f"{path}:{unit}" if unit else path) from None


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


def _in_minutes(sheet: ServiceSheet, path: str) -> bool:
    """Whether a key counts minutes as a plain number: what packs of minutes hold, steps and least times."""
    at: Any = sheet
    steps = path.split(".")
    for step in steps[:-1]:
        at = _inside(at, step)
        for one in at if isinstance(at, tuple) else (at,):
            if isinstance(one, PackTerms):
                return one.unit == "minute" and not {"months", "price"} & set(steps)
            if isinstance(one, Price | Extra):
                return steps[-1] in (
                    {"step", "minimum"} if isinstance(one, Price) or one.per == "hour" else ()
                )
    return False


def _inside(at: object, step: str) -> object:
    if isinstance(at, Section):
        name = next((one.name for one in fields(at) if one.encode_name == step), "")
        found = getattr(at, name) if name else at if getattr(at, "part", "") == step else None
    elif isinstance(at, tuple):
        named = [one for one in at if isinstance(one, Section)]
        found = tuple(one for one in named if _called(one) == step)
        found = found or tuple(one for one in named if getattr(one, "part", "") == step)
        every = named or list(at)
        found = found or tuple(every[int(step) - 1 : int(step)] if step.isdecimal() and int(step) else ())
        found = found[0] if len(found) == 1 else tuple(found) or None
    else:
        found = at.get(step) if isinstance(at, dict) else None
    if isinstance(at, tuple) and found is None:  # a key that one entry of several with this number has
        said = [value for _, value in _written(at, step)]
        found = next(
            (value for value in [*said, *(_key(one, step) for one in at)] if value is not None), None
        )
    if found is None:
        raise NoFigure(step)
    return found


def _written(at: Sequence[object], step: str) -> list[tuple[Section, object]]:
    """The entries of several that say a key themselves, each with what it says."""
    return [
        (one, value)
        for one in at
        if isinstance(one, Section)
        for key in fields(one)
        if key.encode_name == step
        if (value := getattr(one, key.name)) is not None and (key.required or value != key.default)
    ]


def ways(sheet: ServiceSheet, path: str) -> tuple[str, ...]:
    """The blanks among which this one does not choose, as several entries say its key otherwise; () for one.

    Of a price in two parts `price.B10.rate` could be `price.B10.day.rate` or `price.B10.night.rate`.
    """
    at: Any = sheet
    steps = path.split(".")
    for n, step in enumerate(steps):
        found = _inside(at, step)
        said = _written(at, step) if isinstance(at, tuple) else []
        if len({str(value) for _, value in said}) > 1 and any(found is value for _, value in said):
            return tuple(".".join([*steps[:n], _among(at, one), *steps[n:]]) for one, _ in said)
        at = found
    return ()


def _among(at: Sequence[object], one: Section) -> str:
    """What an entry is called among several: of one number by its part, else by its place."""
    entries = [other for other in at if isinstance(other, Section)]
    if len({_called(other) for other in entries}) > 1:
        return _place(entries, one, 1 + next(m for m, it in enumerate(entries) if it is one))
    place = 1 + next(m for m, it in enumerate(entries) if it is one)
    part = getattr(one, "part", "")
    return part if part and [getattr(it, "part", "") for it in entries].count(part) == 1 else str(place)


def _called(one: Section) -> str:
    """By what an entry of a list is called."""
    return next((str(said) for key in NAMES if (said := getattr(one, key, None))), "")


def paths(sheet: ServiceSheet) -> Iterator[str]:
    """The path of every number that a file says, as a blank may name it; what is as usual is left out."""
    for one in fields(sheet):
        yield from _below(getattr(sheet, one.name), one.encode_name)


def nearest_blank(sheet: ServiceSheet, text: str) -> str:
    """The blank, with its braces, that was most likely meant; "" where none is like it.

    It has most of the steps, else the likest words.
    """
    word, _, unit = text.partition(":")
    if not _PATH.fullmatch(word):
        return ""
    steps = word.split(".")

    def likeness(path: str) -> float:
        there = path.split(".")
        shared = sum(1.0 for one in set(steps) if one in there)
        return shared + _ratio(steps[-1], there[-1]) + _ratio(word, path)

    best = max(paths(sheet), key=likeness, default="")
    if not best or likeness(best) < ENOUGH:
        return ""
    return f"{{{best}:{unit}}}" if unit in {*UNITS, "percent"} else f"{{{best}}}"


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _below(at: object, path: str) -> Iterator[str]:
    if isinstance(at, Section):
        for key in fields(at):
            value = getattr(at, key.name)
            if key.required or value != key.default:
                yield from _below(value, f"{path}.{key.encode_name}")
    elif isinstance(at, dict):
        for name, one in at.items():
            yield from _below(one, f"{path}.{name}")
    elif isinstance(at, tuple):
        entries = [one for one in at if isinstance(one, Section)]
        for n, one in enumerate(entries, 1):
            yield from _below(one, f"{path}.{_place(entries, one, n)}")
        for n, one in enumerate([] if entries else at, 1):
            yield from _below(one, f"{path}.{n}")
    elif isinstance(at, int | Decimal) and not isinstance(at, bool) and not getattr(at, "agreed", False):
        yield path


def _place(entries: Sequence[Section], one: Section, n: int) -> str:
    """What an entry is called in its list: by name, by its part too where others have the same name."""
    name, part = _called(one), getattr(one, "part", "")
    same = [other for other in entries if _called(other) == name]
    if not name:
        return str(n)
    if len(same) == 1:
        return name
    return f"{name}.{part}" if part else f"{name}.{1 + next(m for m, it in enumerate(same) if it is one)}"


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
