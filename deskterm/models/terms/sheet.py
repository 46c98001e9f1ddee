"""A whole service file as sections: keys are singular, the fields of lists plural."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from deskterm.models.terms.practice import (
    AccessTerms,
    Alert,
    AppointmentTerms,
    CallbackTerms,
    Entitlement,
    Numbering,
    Paper,
    Period,
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
    Fee,
    Label,
    NoPromise,
    Outcome,
    PackTerms,
    Price,
    Provider,
    Response,
    Rule,
    Section,
    Timer,
    Topic,
)


class ServiceSheet(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sections of one service file. The `..._rule` keys name the clause behind a habit of the desk.

    `split`: what becomes of a request's further topics, `tickets` of their own or drafts sent `back`.
    """

    schema: Literal[1]
    provider: Provider
    queue: tuple[Literal["lane", "tier", "severity", "arrived"], ...]
    queue_rule: str = ""
    arrived_rule: str = ""  # of the order of arrival alone, where `queue_rule` says more
    identify: tuple[Literal["phone", "email", "code", "vat", "name"], ...]
    need_rule: str = ""
    no_promise: tuple[NoPromise, ...] = ()  # the first that holds; `no_promise_rule` where none does
    no_promise_rule: str = ""
    unknown_rule: str = ""
    split: Literal["tickets", "back"] = "tickets"
    split_rule: str = ""
    channels: tuple[Channel, ...] = field(name="channel")
    rules: tuple[Rule, ...] = field(name="rule")
    timer: Timer = Timer()
    response: tuple[Response, ...] = ()
    prices: tuple[Price, ...] = field(name="price")
    packs: tuple[PackTerms, ...] = field(name="pack", default=())
    calendars: dict[str, CalendarTerms] = field(name="calendar")
    clauses: dict[str, Clause] = field(name="clause")
    topics: tuple[Topic, ...] = field(name="topic")
    lines: tuple[Label, ...] = field(name="line", default=())
    teams: tuple[Label, ...] = field(name="team", default=())
    offers: tuple[Label, ...] = field(name="offer", default=())
    severities: tuple[Label, ...] = field(name="severity", default=())
    outcomes: tuple[Outcome, ...] = field(name="outcome", default=())
    reasons: tuple[Label, ...] = field(name="reason", default=())
    acknowledge: Acknowledge | None = None
    fee: Fee | None = None
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
    purge: Period | None = None
    sign_up: SignUpTerms | None = None
    examples: tuple[Example, ...] = field(name="example", default=())
