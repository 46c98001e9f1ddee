"""Days counted from a day that itself does not count: claims, clean-ups, tickets that wait too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from deskterm.models.terms.practice import Period
from deskterm.models.terms.service import Service


def last_day(period: Period, since: date) -> date:
    """The last day of a period: `since` itself is not counted (I14, A16)."""
    return since + timedelta(days=period.days)


def is_flagged(service: Service, free_contacts: Sequence[int], now: int) -> bool:
    """Whether a customer's free contacts (their beginnings) are so many that the lead is to be told (A6)."""
    timer = service.timer
    recent = [at for at in free_contacts if now - timer.flag_within < at <= now]
    return 0 < timer.flag_calls <= len(recent)
