"""The sections of a service file on how the desk works: seasons, callbacks, appointments, papers, periods.

They decide nothing by themselves. `rule` names the clause behind each.
"""

from __future__ import annotations

from typing import Literal

from msgspec import field

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import InWords, Label, Point, Section
from deskterm.models.terms.values import DayOfYear, Duration


class Deadline(InWords, frozen=True, kw_only=True):
    """A day by which the customers' own work must be done."""

    day: DayOfYear
    it: str
    en: str


class Season(InWords, frozen=True, kw_only=True):
    """A time of the year when the desk works otherwise; the fact `season` is the id of the one that runs.

    Days `from` to `until` of every year, and the days around each deadline: `before_days` before the first of
    them to that day itself. With a `calendar` a deadline on a day that it does not work moves on to its next
    one, and the days before it are working days.
    """

    it: str
    en: str
    rule: str = ""
    start: DayOfYear | None = field(name="from", default=None)
    until: DayOfYear | None = None
    deadlines: tuple[Deadline, ...] = field(name="deadline", default=())
    before_days: int = 0
    calendar: str = ""


class Result(Label, frozen=True, kw_only=True):
    """How an attempt ended; `done`: the callback needs no other one."""

    done: bool = False


class CallbackTerms(Section, frozen=True, kw_only=True):
    """Calling customers back: while `calendar` is open (any time without one), for requests by `channels`.

    `attempts` at least `gap` apart, then what `then` says. `results`: how an attempt can end. `tell`: the
    letter that `then` says goes by itself.
    """

    rule: str
    calendar: str = ""
    channels: tuple[str, ...] = ()
    attempts: int = 3
    gap: Duration = Duration(3600)
    attempts_rule: str = ""
    then: Literal["write", "close"] = "write"
    tell: bool = False
    results: tuple[Result, ...] = field(name="result", default=())


class AppointmentTerms(Section, frozen=True, kw_only=True):
    """Agreed sessions of these `kinds`, whole inside one stretch of `calendar`, by `hours_rule`."""

    rule: str
    calendar: str
    hours_rule: str = ""
    kinds: tuple[str, ...]


class Numbering(Section, frozen=True, kw_only=True):
    """How a ticket is numbered: letters, then at least so many `digits`."""

    rule: str = ""
    prefix: str = "TK"
    digits: int = 6


class Paper(Label, frozen=True, kw_only=True):
    """A document that a letter can point to."""

    url: str


class QuestionTerms(InWords, frozen=True, kw_only=True):
    """What the technician confirms at a point, in order: the words for a fact that the rules ask about."""

    fact: str
    at: Point
    it: str
    en: str
    rule: str = ""


class Step(Label, frozen=True, kw_only=True):
    """A step of a project. `mail`: it is confirmed by a mail, of the customer (`in`) or of either side."""

    mail: Literal["", "in", "either"] = ""


class ProjectTerms(Section, frozen=True, kw_only=True):
    """Work on a topic that is agreed in steps, with a team; the last step delivers it.

    `obsolete_rule`: what is delivered may grow old, and is no longer looked after.
    """

    topic: str
    team: str
    rule: str
    obsolete_rule: str = ""
    steps: tuple[Step, ...] = field(name="step")


class Entitlement(Label, frozen=True, kw_only=True):
    """A yearly fee and what it gives a right to."""

    gives: tuple[Label, ...] = ()


class Alert(Section, frozen=True, kw_only=True):
    """The lead is told of a ticket of `tier` that has waited for `days` (A14)."""

    rule: str
    tier: int
    days: int


class AccessTerms(Section, frozen=True, kw_only=True):
    """Temporary accounts end after `expires`; access to these `logged` targets is written down for good."""

    rule: str
    expires: Duration
    logged: tuple[str, ...] = ()


class AgreementTerms(Section, frozen=True, kw_only=True):
    """Which of a customer's agreements holds for a ticket: that `name`, if all of `when` hold.

    `when` asks about the request and the ticket, never about an agreement.
    """

    rule: str
    name: str
    when: tuple[Condition, ...] = ()


class PriorityTerms(Section, frozen=True, kw_only=True):
    """The priority of a request from two facts `of` a ticket: rows by the first, columns by the second.

    A cell of `severity` is one of the service's, a cell of `tier` a number. A severity that a person gives
    comes before the table's.
    """

    rule: str
    of: tuple[str, str]
    severity: dict[str, dict[str, str]] = field(default_factory=dict)
    tier: dict[str, dict[str, int]] = field(default_factory=dict)


class Period(Section, frozen=True, kw_only=True):
    """So many days after something, that day itself not counted."""

    rule: str
    days: int


class SignUpChoice(InWords, frozen=True, kw_only=True):
    """Something that the customer chooses when signing up, a yes or no: its `fact` and its words."""

    fact: str
    it: str
    en: str
    rule: str = ""


class SignUpTerms(Section, frozen=True, kw_only=True):
    """Signing up for the service: a request on `topic`, done when its ticket is closed.

    Then its time is written as the customer's `fact`; `choices` are made, not to be changed later on their
    own; `notice` is accepted; within `active` the service is.
    """

    rule: str
    topic: str
    fact: str = "adhesion"
    choices: tuple[SignUpChoice, ...] = field(name="choice", default=())
    notice: str = ""
    active: Duration = Duration(0)
    active_rule: str = ""
