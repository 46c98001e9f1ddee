"""The sections of a service file, as they are written; `terms.Service` holds them.

Every key a firm may write stands here once. Names of rules (`D19`) sit in `id`, or in the `..._rule` keys
of sections that a clause stands behind without being a rule of their own. Where one number of a document says
several things, its entries share the `id` and each has a `part` of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, field

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.values import (
    Day,
    DayOfYear,
    Duration,
    Euro,
    OpeningHours,
    Rate,
    Target,
    TimeOfDay,
    Windows,
)

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
    """The firm: `vat` in percent; times of day are those of `tz`.

    `version` and `valid_from` date the terms, by `rule`; a ticket keeps those that it came under.
    """

    id: str
    name: str
    tz: str
    vat: Decimal
    version: str = ""
    valid_from: Day | None = None
    rule: str = ""


class Channel(Section, frozen=True, kw_only=True):
    """A way in. `when` and `open` say when it may be used; `lane` orders the queue, smaller first.

    `signed_in`: who comes this way has said who they are. `types`: the topics that its form offers.
    `team`: what comes this way waits with that team, not in the queue.
    """

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
    signed_in: bool = False
    types: tuple[str, ...] = ()
    team: str = ""
    rule: str = ""


class Rule(Section, frozen=True, kw_only=True):
    """At `at`, if all of `when` hold, do `do`; the other keys belong to single actions.

    `document` and `notice` name what a letter points to and what is printed on the work report.
    `send`: whether a `clarify` at intake writes to the customer at once or a person looks first; without it
    only a rule on fields that are missing writes at once.
    """

    id: str
    part: str = ""
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
    document: str | None = None
    notice: str | None = None
    send: Literal["at-once", "by-hand"] | None = None


class Timer(Section, frozen=True, kw_only=True):
    """How contacts are timed. Spoken sessions (`together`) with a gap up to `merge_gap` are one contact.

    `warn`: when the clock warns before the free time is used up; `unit_warn`: how long before the next unit.
    `switch`: kinds that a running call can turn into. `flag_calls` free contacts of a customer within
    `flag_within` are shown to the lead (0: none is). A stretch over `longest` is asked about.
    """

    free: Duration = Duration(0)
    warn: tuple[Duration, ...] = ()
    unit_warn: Duration = Duration(60)
    merge_gap: Duration = Duration(0)
    together: tuple[SessionKind, ...] = ("call", "remote", "training")
    switch: tuple[SessionKind, ...] = ("remote",)
    switch_rule: str = ""
    flag_calls: int = 0
    flag_within: Duration = Duration(86400)
    longest: Duration = Duration(8 * 3600)


class Response(Section, frozen=True, kw_only=True):
    """A promised answer: within `target` (and, if set, gladly within `soft`) on a clock.

    `cutoff` is in time to the end of its minute; without one a day's last closing is. `late` says what
    becomes of a later arrival, and of one outside working days: `next-open` counts it from the next working
    day's opening (an arrival before the opening then counts from it as well), `as-is` from where it stands.
    `clarify` says what an open question to the customer does to the clock, `metric` what keeps the promise:
    an `answer`, already the first `contact`, or the `activation` of what was asked for.
    The target `contract` is the customer's own (`target_hours`).
    """

    id: str
    part: str = ""
    target: Target
    clock: Literal["open", "day24", "workday", "elapsed"]
    when: tuple[Condition, ...] = ()
    soft: Target | None = None
    calendar: str = ""
    cutoff: TimeOfDay | None = None
    late: Literal["next-open", "as-is"] = "as-is"
    clarify: Literal["restart", "pause"] = "restart"
    metric: Literal["answer", "contact", "activation"] = "answer"


class NoPromise(Section, frozen=True, kw_only=True):
    """The clause behind a request without a promised time, if all of `when` hold."""

    rule: str
    when: tuple[Condition, ...] = ()


class Price(Section, frozen=True, kw_only=True):
    """A price, if all of `when` hold; the first that holds is the contact's.

    `time`: `rate` per hour (`contract`: the customer's own, else `list_rate`), up to whole `step` minutes, at
    least `minimum` minutes, seconds weighted by `weight`. `unit`: `price` for each `unit` begun.
    `ticket`: one ticket of a pack, `price` where no pack has one. `settle`: where it goes, in this order.
    `beyond`: so much of the contact is never charged. `from`, `until`: the days of a price list's validity.
    """

    id: str
    part: str = ""
    mode: Mode
    start: Day | None = field(name="from", default=None)
    until: Day | None = None
    beyond: Duration = Duration(0)
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


class PackUse(Section, frozen=True, kw_only=True):
    """When a unit of a pack of tickets is put aside, used up, and given back (A12).

    `channels`: the ways in that use one; without any, all do.
    """

    rule: str = ""
    channels: tuple[str, ...] = ()
    reserve: Literal["opening", "never"] = "opening"
    burn: Literal["opening", "first-answer", "close"] = "first-answer"
    release: tuple[Literal["rejected", "merged"], ...] = ("rejected", "merged")


class PackTerms(Section, frozen=True, kw_only=True):
    """A kind of prepaid pack: valid `months` from the sale; `warn` when so many units are left.

    `overdraw`: a contact larger than the packs is split between them and what follows in `settle`, or goes
    there whole. `grant`: units that every agreement gives without a sale.
    """

    id: str
    unit: Literal["minute", "ticket", "cent"]
    it: str
    en: str
    months: int = 0
    overdraw: Literal["split", "whole"] = "split"
    warn: tuple[int, ...] = ()
    grant: int = 0
    use: PackUse | None = None
    rule: str = ""


class CalendarTerms(Section, frozen=True, kw_only=True):
    """Opening hours and the days without them (see `calendar.Calendar`); `it` and `en` are its name."""

    it: str = ""
    en: str = ""
    open: tuple[OpeningHours, ...]
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
    """A word of the service's own, in both languages; `rule` where a clause stands behind it.

    `charge_asked`: work with this topic or for this reason is charged only once a person has named the price.
    """

    id: str
    it: str
    en: str
    rule: str = ""
    charge_asked: bool = False


class Outcome(Label, frozen=True, kw_only=True):
    """How work ended; `answers`: the customer has the answer with it, which keeps the promise (A4).

    `promises`: what the customer is told will follow; `session`: the kind of the session that is agreed.
    """

    answers: bool = False
    promises: Literal["", "callback", "appointment", "letter"] = ""
    session: str = ""


class Topic(Label, frozen=True, kw_only=True):
    """What a request is about; `line` is the line of service it belongs to."""

    line: str = "software"


class Acknowledge(Section, frozen=True, kw_only=True):
    """The note sent for a ticket booked by one of `kinds`.

    `ways`: how the answer may come; `hints`: what helps, said to the customer.
    """

    rule: str
    kinds: tuple[str, ...]
    template: str
    ways: tuple[Label, ...] = ()
    hints: tuple[Label, ...] = ()


class Fee(Section, frozen=True, kw_only=True):
    """The yearly fee of an agreement: what share of its base it usually is."""

    rule: str
    share: Decimal


class Example(Section, frozen=True, kw_only=True):
    """An `event` in the words of a rehearsal, and what the terms must decide of it (`expect`)."""

    event: dict[str, Any]
    expect: dict[str, Any]
