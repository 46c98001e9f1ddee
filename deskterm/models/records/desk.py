"""The desk itself: who works there, who holds what, what was done."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.base import Record

PROGRAM = "deskterm"  # in whose name the program's own deeds and letters stand; no technician bears it


class Event(Record, frozen=True, kw_only=True):
    """One deed as it was done: who, when, what, before and after (law 1)."""

    id: int
    at: int
    by: str
    deed: str
    ticket_id: int | None = None
    target: str = ""
    before: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own
    after: dict[str, Any] = {}  # noqa: RUF012  # msgspec gives each record its own
    undone: bool = False
    login: str = ""  # the system's user who did it, whatever name was given; "" of before that was kept


class Happened(Record, frozen=True, kw_only=True):
    """An event as it is told to other programs: as it was written, with the code of its ticket."""

    id: int
    at: int
    by: str
    deed: str
    target: str
    ticket: str = ""
    undoes: int | None = None
    login: str = ""  # as above
    before: dict[str, Any] = {}  # noqa: RUF012  # as above
    after: dict[str, Any] = {}  # noqa: RUF012  # as above


class HookPlace(Record, frozen=True, kw_only=True):
    """How far a hook has been given what happened: up to the event `last_id`; instants in seconds since 1970.

    `left`: how many events it never took, `first_left` the first of them.
    """

    name: str
    last_id: int
    tries: int
    next_at: int | None
    fault: str
    values: dict[str, Any]
    at: int | None
    left: int
    first_left: int | None


class Technician(Record, frozen=True, kw_only=True):
    """Who works at the desk."""

    name: str
    full_name: str = ""
    role: str = "technician"  # technician | lead


class Claim(Record, frozen=True, kw_only=True):
    """A ticket in hand and the process that holds it: `held`, `stale`; `unattended` where none promised to.

    `beat_at` is when the process last said that it lives.
    """

    ticket: str
    subject: str
    customer: str
    technician: str
    taken_at: int
    host: str
    pid: int | None
    beat_at: int | None
    state: str
    unsure: bool = False  # a person has to say whose the ticket is, or a reply in it


class InForce(Record, frozen=True, kw_only=True):
    """One adoption: instants in seconds since 1970 UTC; `since` 0: from the desk's beginning.

    `doubts`: with how many faults the file was adopted all the same, for that `reason`. One that was
    withdrawn before it held says when, by whom and why.
    """

    terms_id: int
    since: int
    adopted_at: int
    by: str
    doubts: int
    reason: str
    file: str
    withdrawn_at: int | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""


class Firm(Record, frozen=True, kw_only=True):
    """What stands at the head of the papers since `at`; `id` 0: nobody has said anything yet.

    `register`: number and office of the register of companies. `logo`: the digest of its picture.
    `mails_reports`: work reports go to their customers by themselves once they are issued.
    """

    id: int = 0
    at: int = 0
    by: str = ""
    name: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    province: str = ""
    vat: str = ""
    tax_code: str = ""
    register: str = ""
    phone: str = ""
    email: str = ""
    pec: str = ""
    iban: str = ""
    logo: str = ""
    mails_reports: bool = False
