"""What work costs and who pays: bills, packs, their movements, work reports."""

from __future__ import annotations

from deskterm.models.records.base import Record
from deskterm.models.records.work import Session


class Charge(Record, frozen=True, kw_only=True):
    """Where a part of a contact's price goes: a pack (`pack:3`) or the month-end invoice (`invoice`)."""

    to: str
    minutes: int
    units: int
    net_cents: int


class Bill(Record, frozen=True, kw_only=True):
    """What a contact costs, or would cost if it ended now."""

    seconds: int
    billable: bool
    billed_minutes: int
    units: int
    net_cents: int
    mode: str  # included free time unit ticket contract quote undecided cancelled
    rule: str
    settle: tuple[Charge, ...] = ()
    report: bool = False  # a work report is due (D19)
    parts: tuple[Bill, ...] = ()  # where several prices hold for its kinds of work: the bill of each


class Pack(Record, frozen=True, kw_only=True):
    """A prepaid pack; amounts in its own unit (minutes, tickets or cents)."""

    id: int
    customer_id: int
    customer: str
    kind: str  # the id of the pack in the service file
    unit: str  # minute | ticket | cent
    size: int
    left: int
    reserved: int
    sold_at: int
    expires_on: str  # "" = never
    net_cents: int = 0


class Movement(Record, frozen=True, kw_only=True):
    """One line of a pack's ledger; `amount` is signed, `left` the balance after it."""

    id: int
    pack_id: int
    at: int
    kind: str  # sold drawn adjusted expired reserved burnt released
    amount: int
    left: int
    ticket: str = ""
    report: str = ""
    by: str = ""
    note: str = ""


class Report(Record, frozen=True, kw_only=True):
    """A work report (rapportino): frozen at issue, with the balance before and after."""

    number: str
    customer_id: int | None
    customer: str
    ticket: str
    issued_at: int
    by: str
    sessions: tuple[Session, ...]
    seconds: int
    billed_minutes: int
    net_cents: int
    rule: str
    settle: tuple[Charge, ...]
    before: int | None  # minutes (or units) in the customer's packs
    after: int | None
    reason: str = ""
    outcome: str = ""
    note: str = ""
