"""What people type for a time, a day or a month, read by the clock of this desk, in its service's zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from deskterm.desk.context import Desk
from deskterm.locale import figures, has, t
from deskterm.models.basics.currencies import digits, reading
from deskterm.models.basics.folding import folded
from deskterm.models.basics.money import to_cents
from deskterm.models.basics.wall_clock import this_minute
from deskterm.models.said import amounts, said
from deskterm.models.said.words import Reading, Unclear, Way
from deskterm.models.terms.sections import Label


def day(desk: Desk, text: str, way: Way) -> str:
    """The day that is meant, ISO. Raises Unclear."""
    with _looking(desk, way):
        return said.day(text, desk.now(), desk.service.tz, way).isoformat()


def month(desk: Desk, text: str, way: Way) -> str:
    """The month that is meant, `2026-03`. Raises Unclear."""
    return said.month(text, desk.now(), desk.service.tz, way)


def instant(
    desk: Desk,
    text: str,
    way: Way,
    *,
    at_day: time | None = None,
    begun: int | None = None,
    latest: int = 0,
) -> int:
    """The instant that is meant, epoch seconds (see `models.said.instant`). Raises Unclear.

    `latest`: an instant ahead of the desk's clock that is past all the same, where that clock was set back.
    """
    with _looking(desk, way):
        now = max(desk.now(), latest)
        return said.instant(text, now, desk.service.tz, way, at_day=at_day, begun=begun)


def own_word(desk: Desk, text: str, *, section: str) -> str:
    """The id of a word of the service's own, said as its id or as either language names it.

    `section`: of which list of the service. What is none of them stays as it was typed: who asks for it
    refuses it, naming those that there are.
    """
    words: tuple[Label, ...] = getattr(desk.service, section)
    if any(one.id == text for one in words):
        return text
    said_so = " ".join(folded(text).split())
    named = {one.id for one in words if said_so in (folded(one.id), *map(folded, one.every))}
    return named.pop() if len(named) == 1 else text


def money(desk: Desk, text: str) -> int:
    """An amount as minor units of the currency of this desk's terms, signed. Raises Unclear."""
    with reading(desk.service.provider.currency):
        return amounts.cents(text, figures.signs())


def edge(read: Callable[..., Any], desk: Desk, text: str, **told: Any) -> Any:
    """Where a list begins or ends: what is said looks back, but may lie ahead. Raises Unclear."""
    try:
        return read(desk, text, way="past", **told)
    except Unclear as error:
        if error.code != "ahead":
            raise
        return read(desk, text, way="future", **told)


@contextmanager
def _looking(desk: Desk, way: Way) -> Iterator[None]:
    """What is unclear in a field carries which way that looks: its examples look the same way."""
    try:
        yield
    except Unclear as error:
        error.way = way
        if way == "future" and error.code == "two":
            _let_go_what_passed(error, said.local(desk.now(), desk.service.tz), desk.service.tz)
        raise


def _let_go_what_passed(error: Unclear, now: datetime, tz: str) -> None:
    """Of two readings in a field that looks ahead, one that has passed is named as such and not offered."""
    first, second = error.readings
    if _passed(first, now, tz):
        error.code = "gone" if _passed(second, now, tz) else "passed"


def _passed(reading: Reading, now: datetime, tz: str) -> bool:
    if isinstance(reading, datetime):
        return (said.local(int(reading.timestamp()), tz) if reading.tzinfo else reading) <= now
    return isinstance(reading, date) and reading < now.date()


def this_minute_on(desk: Desk, text: str, way: Way = "future") -> int:
    """As `instant`, of a moment to agree on: the minute that the clock shows is not past yet. Raises Unclear.

    What is said in minutes from now counts from the second.
    """
    try:
        found = instant(desk, text, way)
    except Unclear:
        with _looking(desk, way):
            found = said.instant(text, this_minute(desk.now()) - 1, desk.service.tz, way)
    if found < this_minute(desk.now()):
        raise Unclear("gone", "instant", text, (said.local(found, desk.service.tz),))
    return found


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
        case "two" | "passed":
            return t(f"said.{error.code}", text=text, first=told[0], second=told[1])
        case "weekday":
            return t("said.weekday", text=text, day=told[0], weekday=_weekday(error))
        case "gone" | "ahead" | "ends_before":
            return t(f"said.{error.code}", text=text, when=told[0], start=told[-1])
        case "skipped":
            return t("said.skipped", text=text, time=told[0].rpartition(" ")[2])
        case "none":
            key = f"said.none.{error.sort}"
        case "decimals":
            key = "said.decimals" if digits() else "said.decimals.whole"
        case code:
            key = f"said.{code}"
    return t(_fitting(key, error.way), text=text, **_examples(error))


def _examples(error: Unclear) -> dict[str, str]:
    """Two amounts as they are written in the currency in force, with its decimals: `45,50` and `1.045,00`."""
    if error.sort != "money":
        return {}
    small, large = Decimal("45.5"), Decimal(1045)
    return {
        "small": figures.decimal(to_cents(small) if digits() else 45),
        "large": figures.decimal(to_cents(large)),
    }


def _fitting(key: str, way: Way) -> str:
    """The sentence whose examples look the way of the field, where there is one."""
    return f"{key}.{way}" if has(f"{key}.{way}") else key


def _weekday(error: Unclear) -> str:
    wrong = error.readings[0]
    return figures.dated(wrong, "weekday") if isinstance(wrong, date) else ""
