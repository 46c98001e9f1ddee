"""`deskterm report`: work reports (rapportini), as they were frozen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import CODE, LIMIT, SINCE, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import reports
from deskterm.locale import language, moments, t, tn

report = group("report")
PAGE = 200


@command("report.list", report, rows=True)
@option("--customer", type=Text("customer"))
@option("--ticket", type=CODE)
@option("--since", type=SINCE)
@option("--before", type=SINCE)
@option("--limit", "-n", type=LIMIT, default=None)
def list_(
    line: Line,
    *,
    customer: str | None,
    ticket: str | None,
    since: int | None,
    before: int | None,
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
    columns = [
        output.Column(t("commands.col.report"), lambda row: row["number"]),
        output.Column(t("commands.col.issued"), lambda row: wording.moment(row["issued_at"])),
        output.Column(t("commands.col.customer"), wording.customer, flexible=True),
        output.Column(t("commands.col.ticket"), lambda row: row["ticket"]),
        output.Column(t("commands.col.billed"), wording.billed, right=True),
        output.Column(t("commands.col.net"), lambda row: wording.money(row["net"]), right=True),
    ]
    rows = (json.report(line, one) for one in _pages(line, wanted, limit))
    line.answer_each(rows, lambda found: output.table(found, columns, output.nothing("reports")))


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
@argument("number", type=Text("number"))
def show(line: Line, *, number: str) -> None:
    """One work report whole."""
    facts = json.report(line, reports.get(line.desk, number))
    frozen = reports.printed(line.desk, number)
    facts["unit"], facts["agreed"] = frozen["unit"], _agreed(frozen.get("agreed"))
    facts["units"] = frozen["bill"]["units"]
    clauses = frozen.get("clauses", {})
    facts["parts"] = [_part(one, clauses) for one in frozen["bill"].get("parts", ())]
    facts["answers"] = [_answer(line, one) for one in reports.evidence(frozen)]
    facts["notices"] = [_notice(one) for one in frozen.get("notices", ())]
    line.answer(facts, lambda: "\n".join(_words(line, facts, frozen["bill"]["mode"])))


def _part(one: dict[str, Any], clauses: dict[str, Any]) -> dict[str, Any]:
    """One of the prices of a contact, with its clause as it was when the report was issued."""
    names = ("seconds", "billable", "billed_minutes", "units", "mode", "rule")
    told = {name: one[name] for name in names} | {"net": json.euro(one["net_cents"])}
    return told | {"clause": clauses[one["rule"]][language()]}


def _answer(line: Line, one: dict[str, Any]) -> dict[str, Any]:
    names = ("fact", "value", "who", "how", "words")
    return {name: one[name] for name in names} | {"at": line.stamp(one["at"])}


def _notice(one: dict[str, Any]) -> dict[str, str]:
    """What the terms want printed, in the language in force (M13, M15)."""
    return {"id": one["id"], "rule": one["rule"], "text": one[language()]}


def _told(facts: dict[str, Any]) -> Iterator[str]:
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


def _words(line: Line, facts: dict[str, Any], mode: str) -> Iterator[str]:
    pairs = [
        ("report", facts["number"]),
        ("issued", f"{wording.moment(facts['issued_at'])}, {facts['by']}"),
        ("customer", wording.customer(facts)),
        ("ticket", facts["ticket"]),
        ("reason", wording.label(line, "reason", facts["reason"])),
        ("outcome", wording.label(line, "outcome", facts["outcome"])),
        ("note", facts["note"]),
    ]
    yield output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)
    yield ""
    for one in facts["sessions"]:
        kind = t(f"commands.session.{one['kind']}")
        span = f"{wording.moment(one['started_at'])} - {wording.moment(one['ended_at'])[-5:]}"
        yield f"  {span}  {moments.clock_text(one['seconds']):>8}  {kind}, {one['technician']}"
    yield ""
    yield from _billed(facts, mode)
    if facts["before"] is not None:
        before, after = (wording.amount(facts[name], facts["unit"]) for name in ("before", "after"))
        yield t("commands.report.balance", before=before, after=after)
    yield from _told(facts)


def _counted(part: dict[str, Any]) -> str:
    """What a time was counted as, in the unit of its price."""
    kind = part["mode"] if part["mode"] in ("unit", "ticket") else "time"
    count = part["billed_minutes"] if kind == "time" else part["units"]
    told = {"time": moments.clock_text(part["seconds"]), "rule": part["rule"]}
    return tn(f"commands.report.counted.{kind}", count, **told)


def _billed(facts: dict[str, Any], mode: str) -> Iterator[str]:
    """What was charged, by which rule, and where it went; or the price as it was agreed."""
    agreed = facts["agreed"]
    if agreed:
        told = {"net": wording.money(agreed["net"]), "who": agreed["who"], "day": wording.day(agreed["day"])}
        yield f"{t('commands.report.agreed', **told)} ({facts['rule']})"
    else:
        for part in facts["parts"] or [facts | {"mode": mode}]:
            yield _counted(part)
    for clause in dict.fromkeys(part["clause"] for part in facts["parts"] or [facts]):
        yield output.wrap(clause, "  ")
    for part in () if agreed else facts["settle"]:
        yield "  " + wording.charge(part, mode, facts["unit"])
