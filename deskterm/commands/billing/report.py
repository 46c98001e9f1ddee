"""`deskterm report`: work reports (rapportini), as they were frozen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.billing import report_states
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import CODE, LIMIT, SINCE, Choice, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import reports
from deskterm.desk.packs import pack_words
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.billing import frozen_report, line_words
from deskterm.exits import say
from deskterm.locale import kept, language, measures, moments, speaking, t, tn, works
from deskterm.models.money.told import reckoned

PAPERS = "deskterm.commands.billing.report_papers"
report = group(
    "report",
    {
        "print": f"{PAPERS}:print_",
        "send": f"{PAPERS}:send",
        "confirm": f"{PAPERS}:confirm",
        "void": "deskterm.commands.billing.void:report_void",
    },
)
PAGE = 200


@command("report.list", report, rows=True)
@option("--customer", type=Text("customer"))
@option("--ticket", type=CODE)
@option("--since", type=SINCE)
@option("--before", type=SINCE)
@option("--state", type=Choice(report_states.CHOICES))
@option("--limit", "-n", type=LIMIT, default=None)
def list_(
    line: Line,
    *,
    customer: str | None,
    ticket: str | None,
    since: int | None,
    before: int | None,
    state: str | None,
    limit: int | None,
) -> None:
    """Work reports, newest first."""
    wanted: dict[str, Any] = {"ticket": ticket}
    if customer:
        wanted["customer"] = the_customer(line, customer).code
    if since is not None:
        wanted["low"] = since
    if before is not None:
        wanted["high"] = before
    if state == report_states.TO_ISSUE:
        _to_issue(line, wanted.get("customer"), ticket)
        return
    columns = [
        output.Column(t("commands.col.report"), lambda row: row["number"]),
        output.Column(t("commands.col.issued"), lambda row: wording.moment(row["issued_at"])),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.billed"), wording.billed, right=True),
        output.Column(t("commands.col.net"), lambda row: wording.money(row["net"]), right=True),
        output.Column(t("commands.col.state"), report_states.words),
    ]
    found = report_states.stated(line, _pages(line, wanted, None if state else limit), state)
    rows = islice(found, limit) if state else found
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("reports")))


def _to_issue(line: Line, customer: str | None, ticket: str | None) -> None:
    """What was worked and not filed: whose report is still to be issued."""
    columns = [
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("paper.col.day"), lambda row: wording.moment(row["started_at"])),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("paper.col.technician"), lambda row: row["by"]),
    ]
    rows = report_states.to_issue(line, customer=customer, ticket=ticket)
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("to_issue")))


def _pages(line: Line, wanted: dict[str, Any], limit: int | None) -> Iterator[Any]:
    last, left = "", limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        found = reports.reports(line.desk, before=last, limit=size, **wanted)
        yield from found
        if len(found) < size:
            return
        last = found[-1].number
        left = None if left is None else left - size


@command("report.show", report, reads=True)
@option("--for-customer", is_flag=True)
@argument("number", type=Text("number"))
def show(line: Line, *, number: str, for_customer: bool) -> None:
    """One work report whole, as we read it or as its customer does."""
    frozen = reports.printed(line.desk, number)
    told = reports.language_of(line.desk, frozen) if for_customer else language()
    with speaking(told):
        _show(line, number, frozen)
    if for_customer and (doubt := customer_language.remark(line.desk.service, told)):
        say(doubt)


def _show(line: Line, number: str, frozen: dict[str, Any]) -> None:
    one = reports.get(line.desk, number)
    (facts,), first = report_states.stated(line, [one], None), frozen_report.first_language(frozen)
    facts["unit"], facts["agreed"] = frozen["unit"], _agreed(frozen.get("agreed"))
    facts["units"] = frozen["bill"]["units"]
    clauses = frozen.get("clauses", {})
    facts["parts"] = [_part(one, clauses, first) for one in frozen["bill"].get("parts", ())]
    made = line_words.frozen(frozen["bill"].get("lines", ()))
    facts["lines"] = [reckoned(one) for one in made]
    said = line_words.said(made, frozen.get("names", {}), first)
    facts["answers"] = [_answer(line, one) for one in frozen_report.evidence(frozen)]
    facts["notices"] = [_notice(one, first) for one in frozen.get("notices", ())]
    facts["tools"] = [{"id": one["id"], "tool": kept(one, first)} for one in frozen.get("tools", ())]
    facts["topped_up"] = [_sold(one, first) for one in frozen.get("topped_up", ())]
    line.answer(facts, lambda: "\n".join(_words(line, facts, frozen["bill"]["mode"], said)))


def _sold(one: dict[str, Any], first: str) -> dict[str, Any]:
    """A pack that the desk sold by itself upon the contact."""
    facts = {name: one[name] for name in ("kind", "unit", "size", "rule")}
    return facts | {"net": json.euro(one["net_cents"]), "text": pack_words.frozen_top_up(one, first)}


def _part(one: dict[str, Any], clauses: dict[str, Any], first: str) -> dict[str, Any]:
    """One of the prices of a contact, with its clause as it was when the report was issued."""
    names = ("seconds", "billable", "units", "mode", "rule")
    told = {name: one[name] for name in names} | {"net": json.euro(one["net_cents"])}
    told["billed_minutes"] = json.minutes(frozen_report.time_of_part(one))
    return told | {"clause": kept(clauses[one["rule"]], first)}


def _answer(line: Line, one: dict[str, Any]) -> dict[str, Any]:
    names = ("fact", "value", "who", "how", "words")
    return {name: one[name] for name in names} | {"at": line.stamp(one["at"])}


def _notice(one: dict[str, Any], first: str) -> dict[str, str]:
    """What the terms want printed, in the language in force (M13, M15)."""
    return {"id": one["id"], "rule": one["rule"], "text": kept(one, first)}


def _told(facts: dict[str, Any]) -> Iterator[str]:
    if facts["tools"]:
        yield t("reports.tool", tool=", ".join(one["tool"] for one in facts["tools"]))
    for one in facts["answers"]:
        value, how = t(f"gates.answer.{one['value']}"), t(f"gates.way.{one['how']}")
        said = ", ".join(part for part in (value, one["who"], how if one["who"] else "") if part)
        quoted = f" «{one['words']}»" if one["words"] and one["fact"] != "request_mail" else ""
        fact = t(f"reports.told.{one['fact']}")
        yield f"{fact}: {said}, {wording.moment(one['at'])}{quoted}"
    for one in facts["notices"]:
        yield output.wrap(f"{one['text']} ({one['rule']})", "")


def _agreed(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """The price as it was agreed with the customer; None where the terms set it."""
    if told is None:
        return None
    return {
        "net": json.euro(told["net_cents"]),
        "who": told["who"],
        "day": told["day"],
        "note": told["note"],
    }


def _words(line: Line, facts: dict[str, Any], mode: str, said: tuple[str, ...]) -> Iterator[str]:
    pairs = [
        ("report", facts["number"]),
        ("issued", f"{wording.moment(facts['issued_at'])}, {facts['by']}"),
        ("state", report_states.words(facts)),
        ("customer", wording.customer(facts)),
        ("ticket", facts["ticket"]),
        ("reason", wording.label(line, "reason", facts["reason"])),
        ("outcome", wording.label(line, "outcome", facts["outcome"])),
        ("note", facts["note"]),
    ]
    yield output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)
    if facts["void"]:
        void = {"who": facts["void_by"], "when": wording.moment(facts["void_at"]), "why": facts["void_why"]}
        yield t("voids.said", **void)
    yield ""
    for one in facts["sessions"]:
        kind = works.on_line(one["kind"])
        span = f"{wording.moment(one['started_at'])} - {wording.moment(one['ended_at'])[-5:]}"
        yield f"  {span}  {moments.clock_text(one['seconds']):>8}  {kind}, {one['technician']}"
    yield ""
    yield from _billed(facts, mode, said)
    if facts["before"] is not None:
        before, after = (wording.amount(facts[name], facts["unit"]) for name in ("before", "after"))
        yield t("commands.report.balance", before=before, after=after)
    yield from (output.wrap(one["text"], "") for one in facts["topped_up"])
    yield from _told(facts)


def _counted(part: dict[str, Any]) -> str:
    """What a time was counted as, in the unit of its price."""
    told = {"time": moments.clock_text(part["seconds"]), "rule": part["rule"]}
    if part["mode"] in ("unit", "ticket"):
        return tn(f"commands.report.counted.{part['mode']}", part["units"], **told)
    return measures.minutes(part["billed_minutes"], "commands.report.counted.time", **told)


def _billed(facts: dict[str, Any], mode: str, said: tuple[str, ...]) -> Iterator[str]:
    """What was charged, by which rule, how it came about, where it went; or the price that was agreed."""
    agreed = facts["agreed"]
    if agreed:
        told = {
            "net": wording.euro(agreed["net"]),
            "who": agreed["who"],
            "day": wording.day(agreed["day"]),
        }
        yield f"{t('commands.report.agreed', **told)} ({facts['rule']})"
    else:
        for part in facts["parts"] or [facts | {"mode": mode}]:
            if part["mode"] != "extra":  # a fixed amount counts no time: its line says it
                yield _counted(part)
    for clause in dict.fromkeys(part["clause"] for part in facts["parts"] or [facts]):
        yield output.wrap(clause, "  ")
    yield from (f"  {one}" for one in (() if agreed else said))
    for part in () if agreed else facts["settle"]:
        yield "  " + wording.charge(part, mode, facts["unit"])
