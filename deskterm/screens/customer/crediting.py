"""What a broken promise is credited: granted or refused where the lead sees it; `u` takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from msgspec import Struct
from textual.content import Content

from deskterm.desk.billing import credits
from deskterm.desk.billing.credits import CreditLine
from deskterm.desk.context import Desk, at_one_moment
from deskterm.locale import language, t
from deskterm.locale.figures import money
from deskterm.locale.measures import quoted
from deskterm.locale.moments import span
from deskterm.models.basics.ticket_numbers import short
from deskterm.screens.shared import words
from deskterm.widgets.dialogs.boxes import Ask, Choose
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.shown import styled


class Wanted(Struct, frozen=True, kw_only=True):
    """Whose credits a screen is about: a ticket's, else a customer's (by code) or everybody's, of a month."""

    ticket: str = ""
    customer: str = ""
    month: str = ""


class HasCredits(Host, Protocol):
    """A screen on which a broken promise can be seen."""

    def credits_wanted(self) -> Wanted:
        """What the key is about."""


class ToDecide(Struct, frozen=True):
    """A credit that is proposed, with the words of the terms that propose it."""

    line: CreditLine
    clause: str


@at_one_moment
def read(desk: Desk, wanted: Wanted) -> tuple[ToDecide, ...]:
    """What is still to be decided; on a thread that may wait."""
    found = credits.open_of(desk, ticket=wanted.ticket, customer=wanted.customer, month=wanted.month)
    return tuple(ToDecide(one, desk.service.clause(one.rule, language())) for one in found)


class Crediting(Part[HasCredits]):
    """The credits that the screen is about."""

    def action_credit(self) -> None:
        """Decide on the one that waits; where several do, which."""
        self.ask(read, self.desk, self.screen.credits_wanted(), done=self._which)

    def _which(self, found: Sequence[ToDecide]) -> None:
        if not found:
            self.shell.say(t("credits.none"))
        elif len(found) == 1:
            self._decide(found[0])
        else:
            options = [(one, named(one.line), one.line.worth) for one in found]
            self.show(Choose(t("credits.which"), options), self._decide)

    def _decide(self, one: ToDecide | None) -> None:
        if one is None:
            return
        grant = [] if one.line.wants else [("grant", t("credits.grant", net=money(one.line.cents)))]
        answers = [*grant, ("refuse", t("credits.refuse"))]
        title = t("credits.title", code=short(one.line.broken.ticket), customer=one.line.customer_name)
        self.show(Choose(title, answers, about(self.desk, one)), partial(self._answered, one.line))

    def _answered(self, line: CreditLine, answer: str | None) -> None:
        code, metric = line.broken.ticket, line.broken.metric
        if answer == "grant":
            self.do(credits.grant, self.desk, code, metric, done=self._done)
        elif answer == "refuse":
            title = t("credits.why", code=short(code))
            self.show(Ask(title), partial(self._refused, code, metric))

    def _refused(self, code: str, metric: str, why: str | None) -> None:
        if why:
            self.do(credits.refuse, self.desk, code, metric, why=why, done=self._done)

    def _done(self, line: CreditLine) -> None:
        said = {"code": short(line.broken.ticket), "customer": line.customer_name, "net": money(line.cents)}
        more = (
            t("credits.raised", code=short(one.broken.ticket), net=money(one.cents)) for one in line.raised
        )
        self.shell.say(" ".join([t(f"credits.{line.state}", **said), *more]))
        self.screen.load()


def named(line: CreditLine) -> str:
    """`TK12 Rossi · risposta`."""
    of = t(f"promise.of.{line.broken.metric}")
    return f"{short(line.broken.ticket)} {line.customer_name} · {of}"


def about(desk: Desk, one: ToDecide) -> Content:
    """Which promise, how late, by which clause, what the cap takes; who decides and what comes of it."""
    line, broken = one.line, one.line.broken
    due = words.moment(broken.due_at, desk.now(), desk.service.tz)
    of = t(f"promise.of.{broken.metric}")
    said = [t("credits.broken", of=of, due=due, rule=broken.rule, late=span(broken.late))]
    said.append(f"{line.rule}: {quoted(one.clause)}" if one.clause else line.rule)
    if line.whole_cents > line.cents:
        said.append(t("credits.capped", net=money(line.cents), whole=money(line.whole_cents)))
    if line.wants:
        said.append(t("credits.unknown_until", wants=line.wants))
    said.append(t("credits.by", who=desk.who))
    return styled("\n".join(said), lines=True)
