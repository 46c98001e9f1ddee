"""What people type for a time, a day or a month, read by the clock of this desk, in its service's zone."""

from __future__ import annotations

from datetime import date, time

from deskterm.desk.context import Desk
from deskterm.locale import figures, t
from deskterm.models import said
from deskterm.models.said_words import Unclear, Way


def day(desk: Desk, text: str, way: Way) -> str:
    """The day that is meant, ISO. Raises Unclear."""
    return said.day(text, desk.now(), desk.service.tz, way).isoformat()


def month(desk: Desk, text: str, way: Way) -> str:
    """The month that is meant, `2026-03`. Raises Unclear."""
    return said.month(text, desk.now(), desk.service.tz, way)


def instant(desk: Desk, text: str, way: Way, *, at_day: time | None = None, begun: int | None = None) -> int:
    """The instant that is meant, epoch seconds (see `models.said.instant`). Raises Unclear."""
    return said.instant(text, desk.now(), desk.service.tz, way, at_day=at_day, begun=begun)


def to_come(desk: Desk, text: str, *, at_day: time | None = None) -> int:
    """As `instant`, of what is still to come. Raises Unclear where that has passed."""
    found = instant(desk, text, "future", at_day=at_day)
    if found <= desk.now():
        raise Unclear("gone", "instant", text, (said.local(found, desk.service.tz),))
    return found


def sentence(error: Unclear) -> str:
    """What is wrong with what was typed, with both readings where there are two, each as it can be typed."""
    text, told = error.text, [figures.spelled(one, error.sort) for one in error.readings]
    match error.code:
        case "two":
            return t("said.two", text=text, first=told[0], second=told[1])
        case "weekday":
            return t("said.weekday", text=text, day=told[0], weekday=_weekday(error))
        case "gone":
            return t("said.gone", text=text, when=told[0])
        case "skipped":
            return t("said.skipped", text=text, time=told[0].rpartition(" ")[2])
        case "none":
            return t(f"said.none.{error.sort}", text=text)
    return t(f"said.{error.code}", text=text)


def _weekday(error: Unclear) -> str:
    wrong = error.readings[0]
    return figures.dated(wrong, "weekday") if isinstance(wrong, date) else ""
