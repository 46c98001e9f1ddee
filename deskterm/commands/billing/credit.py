"""`deskterm credit`: what customers are credited for broken promises; a person grants or refuses each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import CODE, TEXT, Choice, MonthKind
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import credits
from deskterm.desk.billing.credits import CreditLine
from deskterm.desk.steps.billing.to_invoice import month_of
from deskterm.locale import t
from deskterm.locale.measures import euro
from deskterm.locale.moments import span

credit = group("credit")
METRICS = ("contact", "answer", "activation", "resolution")


def facts_of(line: Line, one: CreditLine) -> dict[str, Any]:
    """A credit: for which promise, how much, and what was made of it."""
    return {
        "ticket": one.broken.ticket,
        "customer": one.customer,
        "customer_name": one.customer_name,
        "unsure": one.unsure,
        "of": one.broken.metric,
        "due_at": line.stamp(one.broken.due_at),
        "late_seconds": one.broken.late,
        "promise_rule": one.broken.rule,
        "rule": one.rule,
        "net": None if one.wants else json.euro(one.cents),
        "before_cap": None if one.wants else json.euro(one.whole_cents),
        "wants": one.wants or None,
        "command": one.command or None,
        "state": one.state,
        "why": one.why or None,
        "by": one.by or None,
    }


@command("credit.list", credit, rows=True, reads=True)
@argument("month", type=MonthKind(), required=False)
def list_(line: Line, *, month: str | None) -> None:
    """What was broken in a month, and what is credited for it."""
    month = month or month_of(line.desk.now(), line.desk.service.tz)
    rows = [facts_of(line, one) for one in credits.of_month(line.desk, month)]
    line.answer_each(rows, _listed)


def _columns() -> list[output.Column]:
    return [
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.customer"), marks.whose, flexible=True),
        output.Column(t("commands.col.promise"), lambda row: t(f"promise.of.{row['of']}")),
        output.Column(t("commands.col.due"), lambda row: wording.moment(row["due_at"])),
        output.Column(t("commands.col.late_by"), lambda row: span(row["late_seconds"]), right=True),
        output.Column(t("commands.col.credit"), _net, right=True),
        output.Column(t("commands.col.state"), lambda row: t(f"commands.credit_state.{row['state']}")),
    ]


def _listed(rows: list[Mapping[str, Any]]) -> str:
    """The table, and under it what must be said before the rest can be reckoned."""
    table = output.table(rows, _columns(), output.nothing("credits"))
    return "\n".join([table, *(f"\n{output.wrap(one, '')}" for one in _wanting(rows))])


def _wanting(rows: list[Mapping[str, Any]]) -> list[str]:
    return [
        t(
            "commands.credit.wanting",
            code=one["ticket"],
            of=t(f"promise.of.{one['of']}"),
            wants=one["wants"],
            command=one["command"],
        )
        for one in rows
        if one["wants"]
    ]


def _net(row: Mapping[str, Any]) -> str:
    """The amount; beside it what it would be without the cap, where that is more."""
    if row["net"] is None:
        return t("commands.credit.fee_unknown")
    net = wording.money(row["net"])
    if row["before_cap"] == row["net"]:
        return net
    return t("commands.credit.capped", net=net, whole=wording.money(row["before_cap"]))


@command("credit.grant", credit)
@argument("code", type=CODE)
@option("--of", "metric", type=Choice(METRICS))
def grant(line: Line, *, code: str, metric: str | None) -> None:
    """Confirm the credit that the terms propose for a ticket."""
    _show(line, credits.grant(line.desk, code, metric or ""))


@command("credit.refuse", credit)
@argument("code", type=CODE)
@option("--of", "metric", type=Choice(METRICS))
@option("--why", type=TEXT, default="")
def refuse(line: Line, *, code: str, metric: str | None, why: str) -> None:
    """Say that a credit is not due, and why."""
    _show(line, credits.refuse(line.desk, code, metric or "", why=why))


def _show(line: Line, done: CreditLine) -> None:
    facts = facts_of(line, done)
    told = t(
        f"commands.credit.done.{done.state}",
        code=done.broken.ticket,
        customer=done.customer_name,
        net=euro(done.cents),
        of=t(f"promise.of.{done.broken.metric}"),
    )
    facts["raised"] = [facts_of(line, one) for one in done.raised]
    more = (t("credits.raised", code=one.broken.ticket, net=euro(one.cents)) for one in done.raised)
    line.answer(facts, lambda: "\n".join([told, *more]))
