"""What is promised for later: callbacks, attempts, appointments."""

from __future__ import annotations

from deskterm.models.records.base import Record


class Callback(Record, frozen=True, kw_only=True):
    """A customer to be called back from `due_at` on, while they answer (`window_from`-`window_to`, `08:30`).

    `open` waits for a call, `write` for a letter after the last attempt; then reached, written or dropped.
    """

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    contact_name: str
    contact_phone: str
    window_from: str
    window_to: str
    due_at: int
    attempts: int
    state: str
    rule: str
    made_at: int
    by: str
    ended_at: int | None
    unsure: bool = False  # a person has to say whose the ticket is, or a reply in it


class Attempt(Record, frozen=True, kw_only=True):
    """One attempt to call back; one too soon after another is not `counted` (A9)."""

    at: int
    by: str
    result: str
    counted: bool
    note: str = ""


class Appointment(Record, frozen=True, kw_only=True):
    """An agreed session of a ticket; `paid` where the customer knows that it costs."""

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    kind: str  # remote onsite training call
    starts_at: int
    ends_at: int
    technician: str
    paid: bool
    note: str
    rule: str
    state: str  # planned done cancelled
    made_at: int
    by: str
    ended_at: int | None = None
    why: str = ""
    uid: str = ""  # by which calendars know it, whatever becomes of it
    sequence: int = 0  # which version of it, from 0
    unsure: bool = False  # a person has to say whose the ticket is, or a reply in it
    revised_at: int = 0


class Promise(Record, frozen=True, kw_only=True):
    """What is promised to the customer when work is filed: a call from `at` on, or a session at `at`."""

    at: int
    minutes: int = 60  # of a session
    kind: str = ""  # of a session
    tell: bool = False  # the customer gets a letter about a session, with the file for their calendar
