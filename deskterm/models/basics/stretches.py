"""Stretches of time as a table of integer seconds: running sums, found by bisection.

An answer costs the same however far it lies; the table grows by whole years as they are asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

Stretch = tuple[int, int]  # from, to (not included)
YEARS_AHEAD = 30


class NeverOpen(ValueError):
    """Hours that do not open in the years to come."""


class _Spans(NamedTuple):
    """The windows of the years `first` to `last`, and the opening seconds before each and in all."""

    first: int
    last: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def until(self, at: int) -> int:
        """Opening seconds from the first year's beginning to `at`."""
        index = bisect_right(self.starts, at) - 1
        return self.before[index] + min(at, self.ends[index]) - self.starts[index] if index >= 0 else 0


class Table:
    """A growing table of windows. It is replaced, never changed: several threads may ask at once."""

    def __init__(self, stretches: Callable[[int], Iterable[Stretch]], year_of: Callable[[int], int]) -> None:
        self._stretches = stretches
        self._year_of = year_of
        self._years: dict[int, list[Stretch]] = {}
        self._spans = _Spans(1, 0, [], [], [], 0)

    def inside(self, at: int) -> bool:
        """Whether `at` lies inside a window; its end is outside."""
        spans = self._covering(at, at)
        index = bisect_right(spans.starts, at) - 1
        return index >= 0 and at < spans.ends[index]

    def next_start(self, at: int) -> int:
        """`at` itself inside a window, else the start of the next one."""
        spans = self._covering(at, at)
        index = bisect_right(spans.starts, at) - 1
        if index >= 0 and at < spans.ends[index]:
            return at
        while index + 1 >= len(spans.starts):
            spans = self._grown(spans, at)
        return spans.starts[index + 1]

    def add(self, at: int, seconds: int, pauses: Iterable[Stretch]) -> int:
        """When `seconds` inside windows have passed from `at`, without what falls in `pauses`."""
        result = self._add(at, seconds)
        stretches = _union(pauses)
        while stretches:
            paused = sum(self._worked(max(at, a), min(result, b)) for a, b in stretches)
            longer = self._add(at, seconds + paused)
            if longer == result:
                break
            result = longer
        return result

    def between(self, start: int, end: int, pauses: Iterable[Stretch]) -> int:
        """Seconds inside windows from `start` to `end`, without `pauses`; 0 when `end` comes first."""
        paused = sum(self._worked(max(start, a), min(end, b)) for a, b in _union(pauses))
        return self._worked(start, end) - paused

    def _add(self, at: int, seconds: int) -> int:
        if seconds <= 0:
            return self.next_start(at)
        spans = self._covering(at, at)
        goal = spans.until(at) + seconds
        while spans.total < goal:
            spans = self._grown(spans, at)
        index = bisect_left(spans.before, goal) - 1
        return spans.starts[index] + goal - spans.before[index]

    def _worked(self, start: int, end: int) -> int:
        if end <= start:
            return 0
        spans = self._covering(start, end)
        return spans.until(end) - spans.until(start)

    def _covering(self, start: int, end: int) -> _Spans:
        """The table with the years of both instants in it."""
        spans = self._spans
        if spans.starts and spans.starts[0] <= start and end < spans.ends[-1]:
            return spans
        first, last = self._year_of(start), self._year_of(end)
        if spans.first <= first and last <= spans.last:
            return spans
        if spans.first <= spans.last:
            first, last = min(first, spans.first), max(last, spans.last)
        self._spans = spans = self._built(first, last)
        return spans

    def _grown(self, spans: _Spans, at: int) -> _Spans:
        """The table with two years more; NeverOpen when that lies too far from `at`."""
        if spans.last - self._year_of(at) > YEARS_AHEAD:
            raise NeverOpen(str(at))
        self._spans = grown = self._built(spans.first, spans.last + 2)
        return grown

    def _built(self, first: int, last: int) -> _Spans:
        spans = _Spans(first, last, [], [], [], 0)
        total = 0
        for year in range(first, last + 1):
            for start, end in self._year(year):
                spans.starts.append(start)
                spans.ends.append(end)
                spans.before.append(total)
                total += end - start
        return spans._replace(total=total)

    def _year(self, year: int) -> list[Stretch]:
        if year not in self._years:
            self._years[year] = list(self._stretches(year))
        return self._years[year]


def _union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches of time in order, overlapping ones joined, empty ones left out."""
    joined: list[Stretch] = []
    for start, end in sorted(pair for pair in stretches if pair[1] > pair[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
