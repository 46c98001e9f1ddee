"""The sections of a service file, as they are written; `terms.Service` holds them.

Every key a firm may write stands here once. Names of rules (`D19`) sit in `id`, or in the `..._rule` keys
of sections that a clause stands behind without being a rule of their own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from deskterm.models.conditions import Condition
from deskterm.models.values import Day, DayOfYear, Duration, Euro, Opening, Rate, Target, TimeOfDay, Windows

Point = Literal["intake", "triage", "call", "remote", "close"]
Do = Literal[
    "reject",
    "clarify",
    "review",
    "hold",
    "merge",
    "warn",
    "block",
    "route",
    "exclude",
    "offer",
    "defer",
    "priority",
    "answer_first",
    "ask_upload",
    "remind",
]
Mode = Literal["included", "free", "time", "unit", "ticket", "contract", "quote"]
SessionKind = Literal["call", "remote", "onsite", "mail", "web", "training"]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all sections: an unknown key is an error."""


class Provider(Section, frozen=True, kw_only=True):
    """The firm: `vat` in percent; times of day are those of `tz`."""

    id: str
    name: str
    tz: str
    vat: Decimal


class Channel(Section, frozen=True, kw_only=True):
    """A way in. `when` and `open` say when it may be used; `lane` orders the queue, smaller first."""

    id: str
    kind: Literal["email", "portal", "chat", "phone", "whatsapp"]
    it: str
    en: str
    address: str = ""
    lane: int = 1
    open: str = ""
    when: tuple[Condition, ...] = ()
    need: tuple[str, ...] = ()
    nice: tuple[str, ...] = ()
    rule: str = ""


class Rule(Section, frozen=True, kw_only=True):
    """At `at`, if all of `when` hold, do `do`; the other keys belong to single actions."""

    id: str
    at: Point
    do: Do
    when: tuple[Condition, ...] = ()
    template: str | None = None
    ask: str | None = None
    to: str | None = None
    offer: str | None = None
    until: DayOfYear | None = None
    lane: int | None = None
    tier: int | None = None


class Timer(Section, frozen=True, kw_only=True):
    """How contacts are timed. Spoken sessions (`together`) with a gap up to `merge_gap` are one contact.

    `warn`: when the clock warns before the free time is used up; `unit_warn`: how long before the next unit.
    `switch`: kinds that a running call can turn into.
    """

    free: Duration = Duration(0)
    warn: tuple[Duration, ...] = ()
    unit_warn: Duration = Duration(60)
    merge_gap: Duration = Duration(0)
    together: tuple[SessionKind, ...] = ("call", "remote", "training")
    switch: tuple[SessionKind, ...] = ("remote",)
    switch_rule: str = ""


class Response(Section, frozen=True, kw_only=True):
    """A promised answer: within `target` (and, if set, gladly within `soft`) on a clock.

    `cutoff` is in time to the end of its minute; without one a day's last closing is. `late` says what
    becomes of a later arrival, and of one outside working days: `next-open` counts it from the next working
    day's opening (an arrival before the opening then counts from it as well), `as-is` from where it stands.
    `clarify` says what an open question to the customer does to the clock.
    """

    id: str
    target: Target
    clock: Literal["open", "day24", "workday", "elapsed"]
    when: tuple[Condition, ...] = ()
    soft: Target | None = None
    calendar: str = ""
    cutoff: TimeOfDay | None = None
    late: Literal["next-open", "as-is"] = "as-is"
    clarify: Literal["restart", "pause"] = "restart"


class Price(Section, frozen=True, kw_only=True):
    """A price, if all of `when` hold; the first that holds is the contact's.

    `time`: `rate` per hour (`contract`: the customer's own, else `list_rate`), up to whole `step` minutes, at
    least `minimum` minutes, seconds weighted by `weight`. `unit`: `price` for each `unit` begun.
    `ticket`: one ticket of a pack, `price` where no pack has one. `settle`: where it goes, in this order.
    """

    id: str
    mode: Mode
    when: tuple[Condition, ...] = ()
    rate: Rate | None = None
    list_rate: Euro | None = None
    step: int = 1
    minimum: int = 0
    weight: Decimal = Decimal(1)
    unit: Duration | None = None
    price: Euro | None = None
    settle: tuple[str, ...] = ()
    report: bool = False


class PackTerms(Section, frozen=True, kw_only=True):
    """A kind of prepaid pack: valid `months` from the sale; `warn` when so many units are left.

    `overdraw`: a contact larger than the packs is split between them and what follows in `settle`, or goes
    there whole.
    """

    id: str
    unit: Literal["minute", "ticket"]
    it: str
    en: str
    months: int = 0
    overdraw: Literal["split", "whole"] = "split"
    warn: tuple[int, ...] = ()


class CalendarTerms(Section, frozen=True, kw_only=True):
    """Opening hours and the days without them (see `calendar.Calendar`)."""

    open: tuple[Opening, ...]
    holidays: str = ""
    extra: tuple[DayOfYear, ...] = ()
    closures: tuple[tuple[Day, Day], ...] = ()
    half: dict[str, Windows] = {}
    eves: Windows | None = None
    rule: str = ""


class Clause(Section, frozen=True, kw_only=True):
    """What a rule says to the reader, and the document it stands in."""

    it: str
    en: str
    source: str = ""


class Label(Section, frozen=True, kw_only=True):
    """A word of the service's own, in both languages; `rule` where a clause stands behind it."""

    id: str
    it: str
    en: str
    rule: str = ""


class Topic(Label, frozen=True, kw_only=True):
    """What a request is about; `line` is the line of service it belongs to."""

    line: str = "software"


class Acknowledge(Section, frozen=True, kw_only=True):
    """The note sent for a ticket booked by one of `kinds`; `ways`: how the answer may come."""

    rule: str
    kinds: tuple[str, ...]
    template: str
    ways: tuple[Label, ...] = ()


class Fee(Section, frozen=True, kw_only=True):
    """The yearly fee of an agreement: what share of its base it usually is."""

    rule: str
    share: Decimal
