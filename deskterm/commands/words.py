"""The facts of the contract in words for people: a ticket, its age and due time, its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deskterm.commands import output
from deskterm.commands.line import Line
from deskterm.locale import t

Row = Mapping[str, Any]


def customer(row: Row) -> str:
    """The customer's name, or that nobody knows whose it is."""
    return str(row["customer_name"] or t("commands.unknown_customer"))


def subject(row: Row) -> str:
    """The subject, with a sign before a blocking one."""
    return f"{'! ' if row['blocking'] else ''}{row['subject'] or t('commands.no_subject')}"


def moment(stamp: str | None) -> str:
    """A timestamp as people write it: day, month, year, hour and minute."""
    return f"{datetime.fromisoformat(stamp):%d/%m/%Y %H:%M}" if stamp else ""


def age(line: Line, stamp: str) -> str:
    """How long ago, in its two largest units."""
    seconds = max(0, line.desk.now() - int(datetime.fromisoformat(stamp).timestamp()))
    days, rest = divmod(seconds // 60, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return t("commands.age.days", days=days, hours=hours)
    return t("commands.age.hours", hours=hours, minutes=minutes) if hours else t("commands.age.minutes", minutes=minutes)


def due(line: Line, row: Row) -> str:
    """When an answer is due, and in words when it is late."""
    if not row["due_at"]:
        return t("commands.due.none")
    late = datetime.fromisoformat(row["due_at"]).timestamp() < line.desk.now()
    return moment(row["due_at"]) + (f" {t('commands.due.late')}" if late and not row["answered_at"] else "")


def duration(seconds: int) -> str:
    """Minutes and seconds, with hours where there are any."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def amount(units: int | None, unit: str) -> str:
    """An amount of a pack: hours and minutes, or a number."""
    if units is None:
        return ""
    if unit != "minute":
        return str(units)
    sign, units = ("-", -units) if units < 0 else ("", units)
    return f"{sign}{units // 60}h{units % 60:02d}"


def label(line: Line, sort: str, word: str) -> str:
    """The service's own word for one of its topics, reasons, outcomes or channels."""
    from deskterm.locale import language

    service = line.desk.service
    known = {
        "topic": service.topics,
        "channel": service.channels,
        "reason": service.reasons.choice,
        "outcome": service.outcomes,
        "severity": service.severities,
    }[sort]
    return service.label(known, word, language()) if word else ""  # type: ignore[arg-type]


def ticket(line: Line, row: Row) -> str:
    """A ticket's facts, one a line."""
    person = row["contact"]
    reach = ", ".join(part for part in (person["name"], person["phone"], person["email"]) if part)
    state = t(f"commands.state.{row['state']}")
    if row["taken_by"]:
        state = f"{state}, {row['taken_by']}"
    if row["wait_reason"]:
        state = f"{state}: {row['wait_reason']}"
    pairs = [
        ("ticket", row["code"]),
        ("state", state),
        ("subject", subject(row)),
        ("customer", customer(row) + ("" if row["confirmed"] else f" ({t('commands.unconfirmed')})")),
        ("contact", reach),
        ("channel", label(line, "channel", row["channel"])),
        ("topic", label(line, "topic", row["topic"])),
        ("scope", "" if row["scope"] == "in" else t(f"commands.scope.{row['scope']}")),
        ("severity", label(line, "severity", row["severity"])),
        ("received", moment(row["received_at"])),
        ("due", due(line, row)),
        ("answered", moment(row["answered_at"])),
        ("until", moment(row["until"])),
    ]
    return output.facts((t(f"commands.col.{name}"), value) for name, value in pairs)


def decisions(found: Iterable[Row]) -> str:
    """Decisions, one a line: rule, what was done, the clause."""
    lines = []
    for one in found:
        told = one["clause"] or t("commands.no_clause")
        lines.append(f"  {one['rule']:<4} {decided(one['do'])}: {told}")
    return "\n".join(lines) or f"  {t('commands.no_decisions')}"


def decided(do: str) -> str:
    """What a decision did, in words."""
    from deskterm.locale import has

    return t(f"commands.do.{do}") if has(f"commands.do.{do}") else do
