"""An agreement with a customer: from when until when, for how much, and what it holds besides."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from deskterm.models.records.base import Record

MONTHS = 12  # how long an agreement runs where nothing says otherwise


class Agreement(Record, frozen=True, kw_only=True):
    """One agreement; days are ISO, both valid, `ends_on` "" has no end.

    `facts`: what it says of the customer as long as it runs (the hours of an answer, whether the telephone is
    in it), as it is written.
    """

    id: int
    customer_id: int
    plan: str
    starts_on: str
    ends_on: str
    fee_cents: int | None = None
    rate_cents: int | None = None
    fee_base_cents: int | None = None
    facts: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
    granted: bool = False
    granted_to: str = ""  # the last day of the period for which it has brought its packs; "" has none
    name: str = ""  # what it is for, where a customer has several at once: a product, a site

    def runs_on(self, day: str) -> bool:
        """Whether it is valid on a day."""
        return self.starts_on <= day and (not self.ends_on or day <= self.ends_on)

    def meets(self, starts_on: str, ends_on: str) -> bool:
        """Whether it is valid on any day of a stretch; an end of "" has none."""
        return (not ends_on or self.starts_on <= ends_on) and (not self.ends_on or starts_on <= self.ends_on)


class EndingAgreement(Record, frozen=True, kw_only=True):
    """An agreement that ends soon, or lately has, and that no other follows."""

    code: str
    customer: str
    ends_on: str
    plan: str


def day_after(day: str, days: int = 1) -> str:
    """The day so many days later (or, negative, earlier)."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def next_term(agreement: Agreement, today: str) -> tuple[str, str]:
    """From when until when its renewal would run: as long as it did, from the day after its end.

    As many months, or as many days where it was no whole number of months. From today where that would be
    over by now already.
    """
    start = day_after(agreement.ends_on)
    end = _as_long(agreement, start)
    return (start, end) if end >= today else (today, _as_long(agreement, today))


def last_day(start: str, months: int = MONTHS) -> str:
    """The last day of so many months that begin on `start`."""
    first = date.fromisoformat(start)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    end = date(year, month + 1, day)
    return (end if day < first.day else end - timedelta(days=1)).isoformat()


def period_of(start: str, months: int, day: str) -> tuple[str, str]:
    """The first and the last day of the stretch of `months`, counted from `start`, in which a day lies.

    Without months there is but one stretch, and its last day is "".
    """
    if not months:
        return start, ""
    first, last = start, last_day(start, months)
    turns = 1
    while last < day:
        first, turns = day_after(last), turns + 1
        last = last_day(start, months * turns)
    return first, last


def earlier_of(*days: str) -> str:
    """The first of several days, of which "" is none."""
    return min((day for day in days if day), default="")


def _as_long(agreement: Agreement, start: str) -> str:
    """The last day of as much time as an agreement runs for, from a day on."""
    days = (date.fromisoformat(agreement.ends_on) - date.fromisoformat(agreement.starts_on)).days
    months = round((days + 1) * 12 / 365.2425)
    whole = months > 0 and last_day(agreement.starts_on, months) == agreement.ends_on
    return last_day(start, months) if whole else day_after(start, days)
