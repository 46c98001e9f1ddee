"""What time it is at the desk: the machine's clock, or the one that was asked for.

`--at` and DESKTERM_AT take a timestamp or a time as people say it (line commands stand at it; the screens
start there and run on), or `@FILE`: a file whose first line is a timestamp, read again at every look. The
second serves rehearsals and tests that must move the clock while the program runs.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

Clock = Callable[[], int]  # one that also tells `boot()` is held against the machine's boot clock (R21)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
GROWS = 0.02  # seconds in which a line that is being written grows
LONGEST = 200


class Boot(NamedTuple):
    """Where the clocks stand that nobody sets: one goes on while the machine sleeps, the other does not."""

    host: str
    boot_id: str
    boot_ms: int
    awake_ms: int


class MachineClock:
    """The clock of the machine, with those behind it."""

    def __call__(self) -> int:
        """Whole seconds since 1970 UTC."""
        return int(time.time())

    def boot(self) -> Boot | None:
        """The boot clock now; None on systems that have none."""
        if not hasattr(time, "CLOCK_BOOTTIME"):
            return None
        try:
            boot_id = BOOT_ID.read_text(encoding="ascii").strip()
        except OSError:
            return None
        ticks = (time.clock_gettime_ns(which) for which in (time.CLOCK_BOOTTIME, time.CLOCK_MONOTONIC))
        return Boot(socket.gethostname(), boot_id, *(one // 1_000_000 for one in ticks))


machine_clock = MachineClock()


def parse_instant(text: str, tz: str) -> int:
    """Read an ISO 8601 timestamp; one without an offset is local time of `tz`.

    A local time that a clock change skips is read with the offset before the change; one that
    occurs twice is the first. Raises ValueError naming the text.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(text) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(tz))
    return int(moment.timestamp())


def format_instant(at: int, tz: str) -> str:
    """ISO 8601 in the zone `tz`, with its offset, to the second."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(tz)).isoformat(timespec="seconds")


def _spoken(text: str, tz: str) -> int:
    """A timestamp as above, or a time as people say it by the machine's clock. Raises Unclear."""
    from deskterm.models.said import said

    try:
        return parse_instant(text, tz)
    except ValueError:
        return said.instant(text, machine_clock(), tz, "any")


class FileClock:
    """The time that a file says; while it is being written, or cannot be read, the last one it said.

    The first look raises ValueError or OSError where there is nothing to go on.
    """

    def __init__(self, path: Path, tz: str) -> None:
        self.path, self.tz = path, tz
        self._line = ""
        self._at: int | None = None

    def __call__(self) -> int:
        """The time now."""
        try:
            self._look()
        except (ValueError, OSError, OverflowError):
            if self._at is None:
                raise
        if self._at is None:
            raise ValueError(str(self.path))
        return self._at

    def _look(self) -> None:
        line = self._settled()
        if line != self._line:
            self._at = parse_instant(line, self.tz)
            self._line = line

    def _settled(self) -> str:
        """The first line; one that is new and has no end yet may still be growing, so it is read twice."""
        line = self._read()
        while line != self._line and not line.endswith("\n"):
            time.sleep(GROWS)
            before, line = line, self._read()
            if before == line:
                break
        return line

    def _read(self) -> str:
        with self.path.open(encoding="utf-8") as stream:
            return stream.readline(LONGEST)


def clock_from(text: str | None, tz: str, *, running: bool) -> Clock:
    """The clock for `--at` (None: the machine's). `running`: a given time goes on from there."""
    if not text:
        return machine_clock
    if text.startswith("@"):
        return FileClock(Path(text[1:]), tz)
    fixed = _spoken(text, tz)
    if not running:
        return lambda: fixed
    began = time.monotonic()
    return lambda: fixed + int(time.monotonic() - began)
