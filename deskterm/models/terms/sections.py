"""The sections of a service file, as they are written; `terms.Service` holds them.

Every key a firm may write stands here once. Names of rules (`D19`) sit in `id`, or in the `..._rule` keys
of sections that a clause stands behind without being a rule of their own. Where one number of a document says
several things, its entries share the `id` and each has a `part` of its own.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, Literal

from msgspec import Struct, field, structs

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.values import (
    ClosingDay,
    Day,
    DayOfYear,
    Duration,
    OpeningHours,
    Target,
    TimeOfDay,
    Windows,
)

Point = Literal["intake", "triage", "call", "remote", "onsite", "close"]
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
NATIVE = ("it", "en")  # the languages that the program itself speaks, and files that name none
CAPITAL = ("de", "lb")  # languages whose nouns have capital letters
SPOKEN = "*"  # no key that a file writes
SessionKind = Literal["call", "remote", "onsite", "mail", "web", "training"]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all sections: an unknown key is an error."""


def fields(one: Section | type[Section]) -> tuple[structs.FieldInfo, ...]:
    """The fields of a section, or of its kind: read from their types once, which takes its time."""
    return _fields(one if isinstance(one, type) else type(one))


@cache
def _fields(kind: type[Section]) -> tuple[structs.FieldInfo, ...]:
    return structs.fields(kind)


class InWords(Section, frozen=True, kw_only=True):
    """What the file says in words: by `it` and `en`, and in each further language by a key of its name.

    `spoken` is none of the file's keys: `checking.languages` gathers in it every language that is there, the
    file's own first. It is empty in a file that names no languages.
    """

    spoken: dict[str, str] = field(name=SPOKEN, default={})

    def said(self, language: str) -> str:
        """In this language; where it lacks in the file's own, else in the first that has it."""
        if self.spoken:
            return self.spoken.get(language) or next(iter(self.spoken.values()))
        return str(getattr(self, language if language in NATIVE else NATIVE[0]))

    def within(self, language: str) -> str:
        """The same inside a sentence: with a small letter, where its language writes nouns so."""
        name = self.said(language)
        tongue = language if language in self.spoken else next(iter(self.spoken), language)
        return name if tongue.partition("-")[0] in CAPITAL else name[:1].lower() + name[1:]

    @property
    def every(self) -> tuple[str, ...]:
        """The same in each language, by which people may name it."""
        return tuple(dict.fromkeys(self.spoken.values() or (getattr(self, one) for one in NATIVE)))


USUAL_TIER = 1  # of a request to which nothing gives another


class Provider(Section, frozen=True, kw_only=True):
    """The firm: `vat` in percent; times of day are those of `tz`; amounts are in `currency`
    (ISO 4217), those of the price list with VAT inside where `vat_included`.

    `languages`: those in which the file speaks and its customers are written to. `language`: in which they
    are whose card names no other, and who is unknown; without it the first of the languages. `region` (ISO
    3166) chooses among the ways in which a language writes amounts and days, and is where telephone numbers
    without the code of a country belong: `CH`.
    `version` and `valid_from` date the terms, by `rule`; a ticket keeps those that it came under.
    """

    id: str
    name: str
    tz: str
    vat: Decimal
    version: str = ""
    valid_from: Day | None = None
    currency: str = "EUR"
    vat_included: bool = False
    rule: str = ""
    language: str = "it"
    languages: tuple[str, ...] = NATIVE
    region: str = ""


class Channel(InWords, frozen=True, kw_only=True):
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
    switch: tuple[str, ...] = ("remote",)
    switch_rule: str = ""
    flag_calls: int = 0
    flag_within: Duration = Duration(86400)
    longest: Duration = Duration(8 * 3600)


class Response(Section, frozen=True, kw_only=True):
    """A promise to the customer: within `target` (and, if set, gladly within `soft`) on a clock.

    `cutoff` is in time to the end of its minute; without one a day's last closing is. `late` says what
    becomes of a later arrival, and of one outside working days: `next-open` counts it from the next working
    day's opening (an arrival before the opening then counts from it as well), `as-is` from where it stands.
    `clarify` says what an open question to the customer does to the clock (it `runs` on where nothing does),
    `metric` what is promised: an `answer`, already the first `contact`, the `activation` of what was asked
    for, or the `resolution`. Of each of these the first that holds is the ticket's; in a file of version 1
    the first of all. `kept`: the event that keeps it, where that is not the one that its metric says: an
    `answer` and an `activation` are kept by the answer, a `resolution` by work that `resolves` or the close
    of an answered ticket; `close` is the close alone.
    `contacts`: what keeps a first contact beside a call, a session and an appointment: a `question` that a
    person wrote, the customer's `refusal` of a session.
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
    clarify: Literal["restart", "pause", "runs"] = "restart"
    metric: Literal["answer", "contact", "activation", "resolution"] = "answer"
    kept: Literal["", "contact", "answer", "resolution", "close"] = ""
    contacts: tuple[Literal["question", "refusal"], ...] = ()


class NoPromise(Section, frozen=True, kw_only=True):
    """The clause behind a request without a promised time, if all of `when` hold."""

    rule: str
    when: tuple[Condition, ...] = ()


class CalendarTerms(InWords, frozen=True, kw_only=True):
    """Opening hours and the days without them (see `calendar.Calendar`); `it` and `en` are its name.

    `closures`: from a day to another, both included, of one year or of every (over the year's end too).
    `days` are single days with hours of their own, whatever day it is: shorter, longer, or `closed`.
    """

    it: str = ""
    en: str = ""
    open: tuple[OpeningHours, ...]
    holidays: str = ""
    extra: tuple[DayOfYear, ...] = ()
    closures: tuple[tuple[ClosingDay, ClosingDay], ...] = ()
    half: dict[str, Windows] = {}
    days: dict[str, Windows] = field(name="day", default={})
    eves: Windows | None = None
    rule: str = ""


class Clause(InWords, frozen=True, kw_only=True):
    """What a rule says to the reader, and the document it stands in."""

    it: str
    en: str
    source: str = ""


class Label(InWords, frozen=True, kw_only=True):
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

    `resolves`: what was wrong is put right with it, which is an answer too.
    `promises`: what the customer is told will follow; `session`: the kind of the session that is agreed.
    """

    answers: bool = False
    resolves: bool = False
    promises: Literal["", "callback", "appointment", "letter"] = ""
    session: str = ""


class Topic(Label, frozen=True, kw_only=True):
    """What a request is about; `line` is the line of service it belongs to."""

    line: str = "software"


class Unjudged(Section, frozen=True, kw_only=True):
    """A request that nobody has given a severity yet.

    `stands`: `first` or `last` among the severities, or as the one that is named. `promise`: of hours agreed
    for each severity the `tightest` or the `loosest`, or all that is promised of the one that is named; where
    `stands` names one it is that.
    """

    stands: str = "last"
    promise: str = ""
    rule: str = ""


class WorkKind(Label, frozen=True, kw_only=True):
    """A kind of work of the file's own; `like` the one of the six that it is for timer and gates."""

    like: SessionKind


class Acknowledge(Section, frozen=True, kw_only=True):
    """The note sent for a ticket booked by one of `kinds`.

    `ways`: how the answer may come; `hints`: what helps, said to the customer.
    """

    rule: str
    kinds: tuple[str, ...]
    template: str
    ways: tuple[Label, ...] = ()
    hints: tuple[Label, ...] = ()


class Example(Section, frozen=True, kw_only=True):
    """An `event` in the words of a rehearsal, and what the terms must decide of it (`expect`)."""

    event: dict[str, Any]
    expect: dict[str, Any]
