"""How a contact may end besides being charged as its price says: cancelled, or priced by agreement."""

from __future__ import annotations

from decimal import Decimal

from deskterm.models.records.base import Record
from deskterm.models.records.money import time_of


class Cancelled(Record, frozen=True, kw_only=True):
    """Work that was cancelled: by whom and why, and what filing it would have charged."""

    group_id: int
    ticket: str
    customer: str
    started_at: int  # of its last stretch
    at: int
    by: str
    why: str
    seconds: int
    billable: bool
    billed_minutes: int
    net_cents: int
    rule: str
    excess: int = 0

    @property
    def time(self) -> Decimal:
        """The minutes that would have been charged."""
        return time_of(self.billed_minutes, self.excess)


class Agreed(Record, frozen=True, kw_only=True):
    """A price agreed with somebody of the customer (`who`) on a day; entered `at`, `by` whom."""

    net_cents: int
    who: str
    day: str
    note: str
    at: int
    by: str


class ToPrice(Record, frozen=True, kw_only=True):
    """A filed contact whose price is still to be agreed."""

    group_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    filed_at: int
    seconds: int
    mode: str  # contract | quote
    rule: str
    note: str
