"""What the clock on the wall shows in a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def local(at: int, tz: str) -> datetime:
    """The wall clock of the zone at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(tz))


def this_minute(now: int) -> int:
    """The instant at which the minute on the clock began: who says it means a moment that is not past."""
    return now - now % 60
