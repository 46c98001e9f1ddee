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

from deskterm.models import said_days, said_times
from deskterm.models.said_amounts import span
from deskterm.models.said_words import Sort, Unclear, Way, in_words, plain

_ISO = re.compile(r"\d{4}-?(?:\d{2}-?\d{2}|W\d{2}).*", re.ASCII)
_NOW = frozenset("ora adesso now subito".split())
_AHEAD = re.compile(r"(?:tra|fra|in) (.+)")
_AGO = re.compile(r"(.+) (?:fa|ago)")


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
    words, part = said_times.part_of(in_words(plain(text)))
    found = said_times.read(words, part)
    if not found or any(one.days for one in found):
        raise Unclear("none", "time", text)
    if len(found) > 1:
        raise Unclear("two", "time", text, tuple(one.time for one in found))
    return found[0].time


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
    words = in_words(plain(text))
    if (away := _away(words)) is not None:
        return now + away
    try:
        return said.instant(words)
    except OverflowError:
        raise Unclear("none", "instant", text) from None


def local(at: int, tz: str) -> datetime:
    """The wall clock of the zone at an instant, without its zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(tz)).replace(tzinfo=None)


def _iso(text: str) -> datetime | None:
    """ISO 8601, with or without a time and an offset."""
    text = text.strip()
    try:
        return datetime.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _away(words: str) -> int | None:
    """`adesso`, `tra 20 minuti`, `un'ora fa` as seconds from now."""
    if words in _NOW:
        return 0
    for pattern, sign in ((_AHEAD, 1), (_AGO, -1)):
        if (found := pattern.fullmatch(words)) and (minutes := span(found[1])) is not None:
            return sign * minutes * 60
    return None


def _at(text: str, wall: datetime, tz: str) -> int:
    """The instant when the clock of the zone shows `wall`. Raises Unclear where it never does, or twice."""
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


class _Said(Struct, kw_only=True):
    """One text being read as an instant: a day and a time, in either order, each as it may be meant."""

    text: str
    here: datetime
    tz: str
    way: Way
    at_day: time | None
    begun: datetime | None
    faults: list[Unclear] = []

    def instant(self, words: str) -> int:
        """The one instant. Raises Unclear."""
        rest, part = said_times.part_of(words)
        found = list(dict.fromkeys(self._meant(rest, part)))
        if len(found) == 1:
            return _at(self.text, found[0], self.tz)
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
                yield from self._today(said_times.read(second, part))
            elif not second:
                yield from self._alone(first, part)
            else:
                yield from self._both(first, said_times.read(second, part))
                yield from self._both(second, said_times.read(first, part))

    def _today(self, clocks: tuple[said_times.Clock, ...]) -> Iterator[datetime]:
        """A time alone: of today, of yesterday or tomorrow; or the first one after what has begun."""
        about = self.begun or self.here
        for clock in clocks:
            wall = datetime.combine(about.date(), clock.time) + timedelta(days=clock.days)
            days = [wall + timedelta(days=n) for n in (-1, 0, 1)]
            if self.begun is not None:
                yield min(one for one in (*days, wall + timedelta(days=2)) if one >= self.begun)
            else:
                yield from said_days.chosen("clock", days, wall, self.here, self.way)

    def _alone(self, words: str, part: str) -> Iterator[datetime]:
        """A day alone."""
        if self._days(words) is None:
            return
        if self.at_day is None or part:
            self.faults.append(Unclear("needs_time", "instant", self.text))
            return
        yield from self._both(words, (said_times.Clock(self.at_day),))

    def _both(self, words: str, clocks: tuple[said_times.Clock, ...]) -> Iterator[datetime]:
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
    def _wall(day: date, clock: said_times.Clock) -> datetime:
        return datetime.combine(day, clock.time) + timedelta(days=clock.days)


def _of(error: Unclear, sort: Sort, text: str) -> Unclear:
    """The same trouble of the whole text."""
    return Unclear(error.code, sort, text, error.readings)
