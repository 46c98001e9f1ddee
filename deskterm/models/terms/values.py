"""The small written values of a service file: durations, times of day, money, days, opening hours.

Each type reads its own text and raises BadValue; `reading.py` tells msgspec of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Self

from deskterm.models.basics.currencies import CODES, digits
from deskterm.models.basics.faults import BadValue, likely
from deskterm.models.basics.money import in_units, to_cents
from deskterm.models.terms.checking import meant

MINUTE, HOUR, DAY = 60, 3600, 86400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[int, int]  # seconds of the local day, end not included


def is_between(value: int | Decimal, low: int, high: int) -> bool:
    """Whether a written number is one (TOML has `nan` and `inf`) and lies between the two, both included."""
    return Decimal(value).is_finite() and low <= value <= high


_SHORT = {
    "s": "secondi|seconds|secondo|second|sec",
    "m": "minuti|minutes|minuto|minute|min",
    "h": "ore|hours|ora|hour",
}
_LONG = _SHORT | {"d": "giorni|days|giorno|day|gg|g"}


def _time(text: str, units: Mapping[str, str]) -> str:
    """The time that a text such as `5 giorni` says, as the format writes it; "" for a text that says none."""
    for unit, words in units.items():
        if match := re.fullmatch(
            rf"(\d{{1,3}}) *(?:{unit}|{words})(?: lavorativi| feriali)?\.?", text.strip().casefold()
        ):
            return f"{match[1]}{unit}"
    return ""


class Duration(int):
    """Seconds, written `5:00` (minutes and seconds), `1:30:00`, `90s`, `30m` or `48h`."""

    @classmethod
    def read(cls, value: object) -> Duration:
        """Read a duration; BadValue when it is none."""
        text = str(value)
        if match := re.fullmatch(r"(\d{1,6})(s|m|h)", text):
            return cls(int(match[1]) * {"s": 1, "m": MINUTE, "h": HOUR}[match[2]])
        if match := re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", text):
            return cls(int(match[1] or 0) * HOUR + int(match[2]) * MINUTE + int(match[3]))
        raise BadValue("duration", text, _time(text, _SHORT))


def written_time(seconds: int) -> str:
    """Seconds as a file writes them: `5h`, `90m`, `30s`."""
    size, unit = next(one for one in ((HOUR, "h"), (MINUTE, "m"), (1, "s")) if seconds % one[0] == 0)
    return f"{seconds // size}{unit}"


class Target(int):
    """What is promised: seconds of a clock, or whole working days (`2d`, see `days`).

    `contract` is what was agreed with the customer (`agreed`).
    """

    days: int = 0
    agreed: bool = False

    @classmethod
    def read(cls, value: object) -> Target:
        """Read `48h`, `30m`, `2d` or `contract`; BadValue when it is none of these."""
        text = str(value)
        if text == "contract":
            target = cls(0)
            target.agreed = True
            return target
        if match := re.fullmatch(r"(\d{1,3})d", text):
            target = cls(0)
            target.days = int(match[1])
            return target
        try:
            return cls(Duration.read(text))
        except BadValue:
            raise BadValue("target", text, _time(text, _LONG)) from None


class TimeOfDay(int):
    """Seconds of the local day, written `12:00`; `24:00` is its end."""

    @classmethod
    def read(cls, value: object) -> TimeOfDay:
        """Read a time of day; BadValue when it is none."""
        match = re.fullmatch(r"(\d{2}):([0-5]\d)", str(value))
        seconds = int(match[1]) * HOUR + int(match[2]) * MINUTE if match else DAY + 1
        if seconds > DAY:
            raise BadValue("time", str(value))
        return cls(seconds)


_GROUPED = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # in a currency of three decimals it is an amount like others
_SIGNS = frozenset("euro zł kr kč kc ft fr lei лв din us ca jp cn r".split())


class Euro(int):
    """Whole cents, written in euro: `60`, `60.00`; `finer`: the text of one with parts of a cent.

    `grouped`: the text of one such as `1.800`, whose point may have been meant to stand behind thousands.
    """

    finer: str = ""
    grouped: str = ""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read an amount that is not negative; BadValue otherwise."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not is_between(value, 0, 10**9):
            raise BadValue("money", str(value), number_in(str(value)))
        amount = cls(to_cents(Decimal(value)))
        if in_units(amount) != value:
            amount.finer = str(value)
        if may_be_thousands(str(value)):
            amount.grouped = str(value)
        return amount


def may_be_thousands(text: str) -> bool:
    """Whether the point of a number such as `1.800` may stand behind thousands, in the currency in force."""
    return bool(_GROUPED.fullmatch(text)) and digits() != 3


def number_in(text: str) -> str:
    """The number that a text such as `60,00` or `€180` says, as TOML writes it; "" for a text that says none.

    Three digits behind one sign may be thousands: none is said for them.
    """
    match = re.fullmatch(r"([^\d\s.,]*)\.?\s*(\d+)(?:[.,](\d+))?\s*([^\d\s.,]*)\.?", text.strip().casefold())
    if not match or not all(map(_is_sign, match.group(1, 4))) or len(match[3] or "") == 3:
        return ""
    return f"{match[2]}.{match[3]}" if match[3] else match[2]


def _is_sign(text: str) -> bool:
    """Whether a text, small, may stand beside an amount: nothing, a code, or the sign of a currency."""
    bare = text.rstrip("$¥") if text[:1].isalpha() else text
    return bare.upper() in CODES or bare in _SIGNS or all(unicodedata.category(one) == "Sc" for one in bare)


class Rate(Euro):
    """A rate per hour in cents, written in euro; `contract` is the customer's own (`agreed`)."""

    agreed: bool = False

    @classmethod
    def read(cls, value: object) -> Self:
        """Read a rate; BadValue when it is neither an amount nor `contract`."""
        if isinstance(value, str):
            if value != "contract":
                raise BadValue(
                    "rate", value, number_in(value) or ("" if re.search(r"\d", value) else "contract")
                )
            rate = cls(0)
            rate.agreed = True
            return rate
        return super().read(value)


class DayOfYear(str):
    """A day of every year (`06-29`) or of one (`2026-06-29`)."""

    @classmethod
    def read(cls, value: object) -> DayOfYear:
        """Read a day; BadValue when the calendar has no such day."""
        text = str(value)
        try:
            date.fromisoformat(text if len(text) == 10 else f"2024-{text}")  # 2024 has a 29 February
        except ValueError:
            raise BadValue("day", text) from None
        return cls(text)


def is_day_of_year(text: str) -> bool:
    """Whether the text is a day of every year (`12-24`)."""
    try:
        return len(text) == 5 and bool(DayOfYear.read(text))
    except BadValue:
        return False


class Day(str):
    """One day, `2026-08-10`."""

    @classmethod
    def read(cls, value: object) -> Day:
        """Read a day, as text or as TOML's own date; BadValue when there is no such day."""
        try:
            return cls(date.fromisoformat(str(value)).isoformat())
        except ValueError:
            raise BadValue("date", str(value)) from None


class ClosingDay(str):
    """A day on which a closure begins or ends: of one year (`2026-08-10`) or of every (`08-10`)."""

    @classmethod
    def read(cls, value: object) -> ClosingDay:
        """Read a day; BadValue when there is no such day."""
        text = str(value)
        return cls(text if is_day_of_year(text) else Day.read(value))

    @property
    def yearly(self) -> bool:
        """Whether it comes back every year."""
        return len(self) == len("08-10")


class Windows(tuple[Window, ...]):
    """Opening hours of one day, `08:30-12:30 14:00-17:00`, in order; `closed` is none at all."""

    @classmethod
    def read(cls, value: object) -> Windows:
        """Read the hours of a day; BadValue when a range is backwards or two overlap."""
        text = str(value).strip()
        if text == "closed":
            return cls(())
        windows = cls(_window(part) for part in text.split())
        in_order = all(before[1] <= after[0] for before, after in pairwise(windows))
        if not windows or not in_order:
            raise BadValue("hours", text)
        return windows


class OpeningHours:
    """A line of opening hours: `mon-fri 08:30-12:30 14:00-17:00`, or `mon,wed 09:00-13:00`."""

    __slots__ = ("text", "weekdays", "windows")

    def __init__(self, text: str, weekdays: tuple[int, ...], windows: Windows) -> None:
        self.text, self.weekdays, self.windows = text, weekdays, windows

    @classmethod
    def read(cls, value: object) -> OpeningHours:
        """Read a line of opening hours; BadValue when days or hours are not understood."""
        days, _, hours = str(value).strip().partition(" ")
        weekdays = tuple(index for part in days.split(",") for index in _weekdays(part))
        return cls(str(value), weekdays, Windows.read(hours))


# Every written value, with the name by which the book and the faults speak of it.
WRITTEN: dict[Any, str] = {
    Duration: "duration",
    Target: "target",
    TimeOfDay: "time",
    Euro: "money",
    Rate: "rate",
    Day: "day",
    DayOfYear: "day_of_year",
    ClosingDay: "closing_day",
    Windows: "windows",
    OpeningHours: "opening",
}


def _window(text: str) -> Window:
    start, dash, end = text.partition("-")
    if not dash:
        raise BadValue("hours", text)
    window = (int(TimeOfDay.read(start)), int(TimeOfDay.read(end)))
    if window[0] >= window[1]:
        raise BadValue("hours", text)
    return window


def _weekdays(text: str) -> tuple[int, ...]:
    names = text.split("-")
    for name in names:
        if name not in WEEKDAYS:
            raise BadValue("weekday", name, likely(name, WEEKDAYS, meant.DAYS))
    first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
    return tuple(range(first, last + 1)) if first <= last else (*range(first, 7), *range(last + 1))
