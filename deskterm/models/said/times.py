"""Times of day as people say them: `15:00`, `15.00`, `alle 15`, `8 e mezza`, `3 pm`, `mezzogiorno`."""

from __future__ import annotations

import re
from datetime import time

from msgspec import Struct

from deskterm.models.said.shapes import shape
from deskterm.models.said.words import NUMBERS, number

EARLY = range(1, 7)  # a number alone that may be of the morning or of the afternoon
_CLOCK = shape(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.ASCII)
_H = shape(r"(\d{1,2}) ?h ?(\d{2})?|h ?(\d{1,2})", re.ASCII)
_HOUR = rf"\d{{1,2}}|{'|'.join(NUMBERS)}"
_ALONE = shape(_HOUR, re.ASCII)
_AND = shape(rf"({_HOUR}) e (mezz[ao]|un quarto|tre quarti|\d{{2}})", re.ASCII)
_PAST = shape(rf"(half|quarter) past ({_HOUR})", re.ASCII)
_TO = shape(rf"(?:quarter to ({_HOUR})|({_HOUR}) meno un quarto)", re.ASCII)
_NOON = shape(r"(\d{1,2})(?:[:.](\d{2}))? ?(a|p)\.?m\.?", re.ASCII)
_BEFORE = shape(r"^(?:alle ore|all ora|alle|le ore|le|ore|all|a|at|h)\s+|\s+(?:h|o'clock)$|(?<=\d) in punto$")
_FRACTIONS = {"mezza": 30, "mezzo": 30, "un quarto": 15, "tre quarti": 45, "half": 30, "quarter": 15}
_PARTS = {
    "morning": r"(?:di |del |in the |the )?(?:mattina|mattino|morning)|stamattina|stamane|stamani|domattina"
    "|this morning",
    "later": (
        r"(?:di |del |in the |the |this )?(?:pomeriggio|sera|afternoon|evening)"
        r"|questo pomeriggio|stasera|tonight"
    ),
}
_PART = shape("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _PARTS.items()))
_DAYS = ((shape(r"sta|this|questo|tonight"), "oggi"), (shape("domattina"), "domani"))


class Clock(Struct, frozen=True):
    """A time of day, so many days after the day that is said (midnight may be of the next)."""

    time: time
    days: int = 0


def part_of(text: str) -> tuple[str, str]:
    """A plain text without its part of the day, and the part: `morning`, `later` or ""."""
    found = _PART.search(text)
    if not found or not found.lastgroup:
        return text, ""
    day = next((day for pattern, day in _DAYS if pattern.match(found[0])), "")
    rest = f"{text[: found.start()]} {day} {text[found.end() :]}"
    return " ".join(rest.split()), found.lastgroup


def read(text: str, part: str = "") -> tuple[Clock, ...]:
    """The times that a plain text may mean; () where it is none."""
    text = _BEFORE.sub("", _BEFORE.sub("", text))
    if text in ("mezzogiorno", "noon", "midday"):
        return (Clock(time(12)),)
    if text in ("mezzanotte", "midnight"):
        return (Clock(time(0)), Clock(time(0), 1))
    told = _told(text)
    if told is None:
        return ()
    hours, exact = told
    if part:
        return _in_part(part, *hours)
    first = _clock(*hours)
    if first and not exact and hours[0] in EARLY:
        return (*first, *_clock(hours[0] + 12, *hours[1:]))
    return first


def _told(text: str) -> tuple[tuple[int, ...], bool] | None:
    """Hour, minute, second; and whether the hour is surely of twenty-four."""
    if found := _CLOCK.fullmatch(text):
        return (int(found[1]), int(found[2]), int(found[3] or 0)), True
    if found := _H.fullmatch(text):
        return (int(found[1] or found[3]), int(found[2] or 0)), bool(found[2])
    if found := _NOON.fullmatch(text):
        hour = int(found[1])
        return ((hour % 12 + 12 * (found[3] == "p"), int(found[2] or 0)), True) if 1 <= hour <= 12 else None
    if _ALONE.fullmatch(text):
        return (number(text),), False
    return _in_quarters(text)


def _in_quarters(text: str) -> tuple[tuple[int, ...], bool] | None:
    if found := _AND.fullmatch(text):
        return (number(found[1]), _FRACTIONS[found[2]] if found[2] in _FRACTIONS else int(found[2])), False
    if found := _PAST.fullmatch(text):
        return (number(found[2]), _FRACTIONS[found[1]]), False
    if found := _TO.fullmatch(text):
        return (number(found[1] or found[2]) - 1, 45), False
    return None


def _clock(hour: int, minute: int = 0, second: int = 0) -> tuple[Clock, ...]:
    if not (0 <= hour <= 23 and minute <= 59 and second <= 59):
        return ()
    return (Clock(time(hour, minute, second)),)


def _in_part(part: str, hour: int, minute: int = 0, second: int = 0) -> tuple[Clock, ...]:
    """`alle 3 di pomeriggio` is 15:00; an hour that is not of that part of the day is none."""
    if part == "morning":
        return _clock(hour, minute, second) if hour <= 12 else ()
    return _clock(hour + 12 if hour < 12 else hour, minute, second)
