"""What people type for an instant, a day, a month or a time of day, Italian and English alike.

Everything is read at an instant (`now`, epoch seconds) in a zone. A field looks one way: at what has been
(`past`), at what is to come (`future`), or at both (`any`). What can be meant in two ways is never guessed:
Unclear carries both readings. ISO 8601 is read as it is written, whichever way the field looks; what is still
to come is refused where only what has been can stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskterm.models.basics import wall_clock
from deskterm.models.said import days as said_days
from deskterm.models.said import times
from deskterm.models.said.amounts import span
from deskterm.models.said.shapes import shape
from deskterm.models.said.words import Sort, Unclear, Way, in_words, plain

_ISO = shape(r"\d{4}-?(?:\d{2}-?\d{2}|W\d{2}).*", re.ASCII)
# The two hours of the night in which clocks go back: the first is of summer time.
_FOLDS = (
    (0, r"ora legale|summer time|daylight(?: saving)? time"),
    (1, r"ora solare|winter time|standard time"),
)
_NOW = frozenset("ora adesso now subito".split())
_AHEAD = shape(r"(?:(?:tra|fra|in) |\+ ?)(.+)")
_AGO = shape(r"- ?(.+)|(.+) (?:fa|ago)")


def day(text: str, now: int, tz: str, way: Way) -> date:
    """The day that is meant. Raises Unclear, with `ahead` where it is still to come and `way` is `past`."""
    today = local(now, tz).date()
    found = _day(text, today, way)
    if way == "past" and found > today:
        raise Unclear("ahead", "day", text, (found,))
    return found


def _day(text: str, today: date, way: Way) -> date:
    if found := _iso(text):
        return found.date()
    words = in_words(plain(text))
    try:
        read = said_days.read(words, today)
        if read is not None:
            return said_days.one(text, read, today, way)
    except Unclear as error:
        raise _of(error, "day", text) from None
    raise Unclear("none", "day", text)


def month(text: str, now: int, tz: str, way: Way) -> str:
    """The month that is meant, `2026-03`. Raises Unclear."""
    found = said_days.month(in_words(plain(text)), local(now, tz).date(), way)
    if len(found) > 1:
        raise Unclear("two", "month", text, found)
    if not found:
        raise Unclear("none", "month", text)
    return found[0].isoformat()[:7]


def time_of_day(text: str) -> time:
    """The time of day that is meant. Raises Unclear."""
    words, part = times.part_of(in_words(plain(text)))
    found = times.read(words, part)
    if not found or any(one.days for one in found):
        raise Unclear("none", "time", text)
    if len(found) > 1:
        raise Unclear("two", "time", text, tuple(one.time for one in found))
    return found[0].time


def is_time_alone(text: str) -> bool:
    """Whether a text is a time of day without a day, one that may be either of two among them."""
    try:
        time_of_day(text)
    except Unclear as error:
        return error.code != "none"
    return True


def instant(
    text: str, now: int, tz: str, way: Way, *, at_day: time | None = None, begun: int | None = None
) -> int:
    """The instant that is meant, epoch seconds. Raises Unclear; `ahead` for the future where `way` is `past`.

    `at_day`: the time of a day that is said alone (None: such a day lacks its time); `begun`: what began then
    ends at a time that is said alone, within a day.
    """
    since = None if begun is None else local(begun, tz)
    said = _Said(text=text, here=local(now, tz), tz=tz, way=way, at_day=at_day, begun=since)
    found = _instant(said, now)
    if way == "past" and found > now:
        raise Unclear("ahead", "instant", text, (local(found, tz),))
    return found


def _instant(said: _Said, now: int) -> int:
    text, tz = said.text, said.tz
    if found := _iso(text):
        return int(found.timestamp()) if found.tzinfo else _at(text, found, tz)
    words, said.fold = _folded(in_words(plain(text)))
    if (away := _away(words)) is not None:
        return now + away
    try:
        return said.instant(words)
    except OverflowError:
        raise Unclear("none", "instant", text) from None


def local(at: int, tz: str) -> datetime:
    """The wall clock of the zone at an instant, without its zone."""
    return wall_clock.local(at, tz).replace(tzinfo=None)


def _iso(text: str) -> datetime | None:
    """ISO 8601, with or without a time and an offset."""
    text = text.strip()
    try:
        return datetime.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _away(words: str) -> int | None:
    """`adesso`, `tra 20 minuti`, `+30m`, `un'ora fa`, `-1h30` as seconds from now."""
    if words in _NOW:
        return 0
    for pattern, sign in ((_AHEAD, 1), (_AGO, -1)):
        if (found := pattern.fullmatch(words)) and (minutes := span(found[found.lastindex or 1])) is not None:
            return sign * minutes * 60
    return None


def _folded(words: str) -> tuple[str, int | None]:
    """A text without the summer or winter time that it names, and which of the two."""
    for fold, names in _FOLDS:
        rest = re.sub(rf"\b(?:di |in |of )?(?:{names})\b", " ", words)
        if rest != words:
            return " ".join(rest.split()), fold
    return words, None


def _at(text: str, wall: datetime, tz: str, fold: int | None = None) -> int:
    """The instant when the clock of the zone shows `wall`; `fold`: the first (0) or the second (1) of two.

    Raises Unclear where it never does, or twice.
    """
    if fold is not None:
        return _of_season(text, wall.replace(tzinfo=ZoneInfo(tz), fold=fold))
    import pendulum
    from pendulum.tz.exceptions import AmbiguousTime, NonExistingTime

    zone = pendulum.timezone(tz)
    try:
        return int(zone.convert(wall, raise_on_unknown_times=True).timestamp())
    except NonExistingTime:
        raise Unclear("skipped", "instant", text, (wall,)) from None
    except AmbiguousTime:
        both = tuple(wall.replace(tzinfo=ZoneInfo(tz), fold=fold) for fold in (0, 1))
        raise Unclear("two", "instant", text, both) from None
    except (OverflowError, ValueError):
        raise Unclear("none", "instant", text) from None


def _of_season(text: str, wall: datetime) -> int:
    """The instant of a clock that is said to show summer time (fold 0) or not. Raises Unclear."""
    there = wall.astimezone(UTC).astimezone(wall.tzinfo)
    if bool(wall.dst()) == bool(wall.fold) or there.replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise Unclear("none", "instant", text)
    return int(wall.timestamp())


class _Said(Struct, kw_only=True):
    """One text being read as an instant: a day and a time, in either order, each as it may be meant."""

    text: str
    here: datetime
    tz: str
    way: Way
    at_day: time | None
    begun: datetime | None
    fold: int | None = None
    faults: list[Unclear] = []

    def instant(self, words: str) -> int:
        """The one instant. Raises Unclear."""
        rest, part = times.part_of(words)
        found = list(dict.fromkeys(self._meant(rest, part)))
        if len(found) == 1:
            return _at(self.text, found[0], self.tz, self.fold)
        if found:
            raise Unclear("two", "instant", self.text, tuple(sorted(found)[:2]))
        if self.faults:
            raise _of(self.faults[0], "instant", self.text)
        raise Unclear("none", "instant", self.text)

    def _meant(self, words: str, part: str) -> Iterator[datetime]:
        tokens = words.split()
        for at in range(len(tokens) + 1):
            first, second = " ".join(tokens[:at]), " ".join(tokens[at:])
            if not first:
                yield from self._today(times.read(second, part))
            elif not second:
                yield from self._alone(first, part)
            else:
                yield from self._both(first, times.read(second, part))
                yield from self._both(second, times.read(first, part))

    def _today(self, clocks: tuple[times.Clock, ...]) -> Iterator[datetime]:
        """A time alone: of today, of yesterday or tomorrow; or the first one after what has begun."""
        about = self.begun or self.here
        for clock in clocks:
            wall = datetime.combine(about.date(), clock.time) + timedelta(days=clock.days)
            days = [wall + timedelta(days=n) for n in (-1, 0, 1)]
            if self.begun is not None:
                yield from self._after(self.begun, [*days, wall + timedelta(days=2)], wall)
            else:
                yield from said_days.chosen("clock", days, wall, self.here, self.way)

    def _after(self, begun: datetime, days: list[datetime], wall: datetime) -> Iterator[datetime]:
        """The end of what has begun: its first such time, but none of today that has not come yet."""
        if wall < begun and self._shown_twice(wall):
            yield wall  # begun in the first of the two hours, ended in the second: not a day later
            return
        first = min(one for one in days if one >= begun)
        if begun <= self.here < first and wall < begun:
            self.faults.append(Unclear("ends_before", "instant", self.text, (wall, begun)))
        else:
            yield first

    def _shown_twice(self, wall: datetime) -> bool:
        """Whether the clocks of the zone show this time twice in that night."""
        first, second = (wall.replace(tzinfo=ZoneInfo(self.tz), fold=fold).utcoffset() for fold in (0, 1))
        return first is not None and second is not None and first > second

    def _alone(self, words: str, part: str) -> Iterator[datetime]:
        """A day alone."""
        if self._days(words) is None:
            return
        if self.at_day is None or part:
            self.faults.append(Unclear("needs_time", "instant", self.text))
            return
        yield from self._both(words, (times.Clock(self.at_day),))

    def _both(self, words: str, clocks: tuple[times.Clock, ...]) -> Iterator[datetime]:
        """A day with its time."""
        found = self._days(words) if clocks else None
        for clock in clocks if found else ():
            assert found is not None
            walls = [self._wall(one, clock) for one in found.options]
            usual = None if found.usual is None else self._wall(found.usual, clock)
            yield from said_days.chosen(found.sort, walls, usual, self.here, self.way)

    def _days(self, words: str) -> said_days.Days | None:
        try:
            return said_days.read(words, self.here.date())
        except Unclear as error:
            self.faults.append(error)
            return None

    @staticmethod
    def _wall(day: date, clock: times.Clock) -> datetime:
        return datetime.combine(day, clock.time) + timedelta(days=clock.days)


def _of(error: Unclear, sort: Sort, text: str) -> Unclear:
    """The same trouble of the whole text."""
    return Unclear(error.code, sort, text, error.readings)
