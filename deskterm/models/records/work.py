"""One stretch of work for a customer."""

from __future__ import annotations

from deskterm.models.records.base import Record


class Session(Record, frozen=True, kw_only=True):
    """One stretch of phone or remote work; `group_id` names the contact it is billed with (A6)."""

    id: int
    group_id: int
    ticket_id: int
    ticket: str  # code
    customer_id: int | None
    customer: str
    technician: str
    kind: str  # call remote onsite mail training
    inbound: bool
    started_at: int
    ended_at: int | None
    state: str  # running | stopped (not yet filed) | filed | cancelled | void
    to_confirm: bool = False  # the clocks disagreed: the technician must say that the time is right (R21)
    reason: str = ""
    outcome: str = ""
    note: str = ""
    caller_name: str = ""  # who rang, where it was said; else it is whom the ticket names
    caller_phone: str = ""
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it

    @property
    def over(self) -> bool:
        """Whether it is filed, cancelled or void, and stays as it is."""
        return self.state in {"filed", "cancelled", "void"}

    @property
    def counts(self) -> bool:
        """Whether it counts as work: it was not cancelled, and its filing is not void."""
        return self.state not in {"cancelled", "void"}
