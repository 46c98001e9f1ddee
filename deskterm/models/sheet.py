"""A whole service file as sections: keys are singular, the fields of lists plural."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from deskterm.models.sections import (
    Acknowledge,
    CalendarTerms,
    Channel,
    Clause,
    Fee,
    Label,
    PackTerms,
    Price,
    Provider,
    Response,
    Rule,
    Section,
    Timer,
    Topic,
)


class Sheet(Section, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sections of one service file. The `..._rule` keys name the clause behind a habit of the desk."""

    schema: Literal[1]
    provider: Provider
    queue: tuple[Literal["lane", "tier", "severity", "arrived"], ...]
    queue_rule: str = ""
    identify: tuple[Literal["phone", "email", "code", "vat", "name"], ...]
    need_rule: str = ""
    no_promise_rule: str = ""
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
    outcomes: tuple[Label, ...] = field(name="outcome", default=())
    reasons: tuple[Label, ...] = field(name="reason", default=())
    acknowledge: Acknowledge | None = None
    fee: Fee | None = None
