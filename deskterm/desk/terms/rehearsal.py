"""A month of the desk under other terms: what would have been rejected, due and billed; nothing is changed.

Everything is judged by what was known at its moment (`steps/snapshots.py`). Contacts are cut anew by the
other terms' gap and billed in the order in which they were filed, on packs as they would then have stood.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk
from deskterm.desk.steps.rehearsal.brought import Days
from deskterm.desk.steps.rehearsal.credited import Spent
from deskterm.desk.steps.rehearsal.requests import Compared, compared
from deskterm.desk.steps.rehearsal.work import Worked, work
from deskterm.models.records.base import Record
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.house import rehearsal as rehearsal_rows


class MonthCompared(Record, frozen=True, kw_only=True):
    """A month compared: its requests in order of arrival, its work by ticket in order of filing."""

    requests: tuple[Compared, ...]
    work: tuple[Worked, ...]
    names: dict[int, tuple[str, str]]  # code and name of every customer in it
    partly: bool = False  # what earlier months drew of included units is taken as it was drawn


def month(desk: Desk, terms: Service, text: str) -> MonthCompared:
    """Compare a month (`2026-03`, in the zone of the desk) with what `terms` would have made of it."""
    low, high = bounds(text, desk.service.tz)
    with desk.read() as conn:
        worked, purses = work(desk, conn, terms, rehearsal_rows.filed(conn, low, high), _days(text))
        spent: tuple[Spent, Spent] = ({}, {})
        asked = tuple(
            compared(desk, conn, terms, number, purses=purses, spent=spent)
            for number in rehearsal_rows.requests(conn, low, high)
        )
        owners = {item.customer_id for item in asked} | {item.customer_id for item in worked}
        cards = customer_rows.cards(conn, sorted(owner for owner in owners if owner), f"{text}-01")
    return MonthCompared(
        requests=asked,
        work=worked,
        names={card.id: (card.code, card.name) for card in cards},
        partly=any(shape.partly for purse in purses.values() for shape in purse.shapes.values()),
    )


def _days(text: str) -> Days:
    """The first and the last day of a month."""
    first = date.fromisoformat(f"{text}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


def bounds(text: str, tz: str) -> tuple[int, int]:
    """The first second of a month, and of the next one, on the wall clock of `tz`."""
    first = date.fromisoformat(f"{text}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    return _midnight(first, tz), _midnight(after, tz)


def _midnight(day: date, tz: str) -> int:
    return int(datetime.combine(day, datetime.min.time(), ZoneInfo(tz)).timestamp())
