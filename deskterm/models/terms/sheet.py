"""A whole service file as sections: keys are singular, the fields of lists plural."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from deskterm.models.terms.money_sections import CreditTerms, Extra, Fee, Multiplier, PackTerms, Price
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.practice import (
    AccessTerms,
    AgreementTerms,
    Alert,
    AppointmentTerms,
    CallbackTerms,
    Entitlement,
    Numbering,
    Paper,
    Period,
    PriorityTerms,
    ProjectTerms,
    QuestionTerms,
    Season,
    SignUpTerms,
)
from deskterm.models.terms.sections import (
    Acknowledge,
    CalendarTerms,
    Channel,
    Clause,
    Example,
    Label,
    NoPromise,
    Outcome,
    Provider,
    Response,
    Rule,
    Section,
    Timer,
    Topic,
    Unjudged,
    WorkKind,
)


class ServiceSheet(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sections of one service file. The `..._rule` keys name the clause behind a habit of the desk.

    `schema`: the version of the format; what came with 2 (`checking.versions`) is refused in a file of 1.
    `split`: what becomes of a request's further topics, `tickets` of their own or drafts sent `back`.
    """

    schema: Literal[1, 2]
    provider: Provider
    queue: tuple[Literal["lane", "tier", "severity", "arrived"], ...]
    queue_rule: str = ""
    arrived_rule: str = ""  # of the order of arrival alone, where `queue_rule` says more
    identify: tuple[Literal["phone", "email", "code", "vat", "name"], ...]
    need_rule: str = ""
    no_promise: tuple[NoPromise, ...] = ()  # the first that holds; `no_promise_rule` where none does
    no_promise_rule: str = ""
    unknown_rule: str = ""
    unjudged: Unjudged = Unjudged()
    split: Literal["tickets", "back"] = "tickets"
    split_rule: str = ""
    channels: tuple[Channel, ...] = field(name="channel")
    rules: tuple[Rule, ...] = field(name="rule")
    timer: Timer = Timer()
    response: tuple[Response, ...] = ()
    prices: tuple[Price, ...] = field(name="price")
    multipliers: tuple[Multiplier, ...] = field(name="multiplier", default=())
    extras: tuple[Extra, ...] = field(name="extra", default=())
    packs: tuple[PackTerms, ...] = field(name="pack", default=())
    calendars: dict[str, CalendarTerms] = field(name="calendar")
    clauses: dict[str, Clause] = field(name="clause")
    kinds: tuple[WorkKind, ...] = field(name="kind", default=())
    topics: tuple[Topic, ...] = field(name="topic")
    plans: tuple[Label, ...] = field(name="plan", default=())
    lines: tuple[Label, ...] = field(name="line", default=())
    teams: tuple[Label, ...] = field(name="team", default=())
    offers: tuple[Label, ...] = field(name="offer", default=())
    severities: tuple[Label, ...] = field(name="severity", default=())
    outcomes: tuple[Outcome, ...] = field(name="outcome", default=())
    reasons: tuple[Label, ...] = field(name="reason", default=())
    acknowledge: Acknowledge | None = None
    fee: Fee | None = None
    credits: tuple[CreditTerms, ...] = field(name="credit", default=())
    priority: PriorityTerms | None = None
    agreements: tuple[AgreementTerms, ...] = field(name="agreement", default=())
    seasons: dict[str, Season] = field(name="season", default={})
    callback: CallbackTerms | None = None
    appointment: AppointmentTerms | None = None
    numbering: Numbering = Numbering()
    products: tuple[Label, ...] = field(name="product", default=())
    documents: tuple[Paper, ...] = field(name="document", default=())
    notices: tuple[Label, ...] = field(name="notice", default=())
    questions: tuple[QuestionTerms, ...] = field(name="question", default=())
    projects: tuple[ProjectTerms, ...] = field(name="project", default=())
    entitlements: tuple[Entitlement, ...] = field(name="entitlement", default=())
    roles: tuple[Label, ...] = field(name="role", default=())
    words: tuple[Label, ...] = field(name="word", default=())
    tools: tuple[Label, ...] = field(name="tool", default=())
    alert: Alert | None = None
    access: AccessTerms | None = None
    contest: Period | None = None
    reopen: Period | None = None
    purge: Period | None = None
    sign_up: SignUpTerms | None = None
    facts: tuple[FactTerms, ...] = field(name="fact", default=())
    examples: tuple[Example, ...] = field(name="example", default=())
