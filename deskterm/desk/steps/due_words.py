"""How a due time was reckoned, in words: what it counts from, on which clock, how long (A1-A4).

«arrivata lun 2/3 12:01, conta da mar 3/3 08:30: 48 ore di giorni lavorativi → gio 5/3 08:30»
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deskterm.locale import figures, moments, t, tn
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.ticket import Decision, Ticket


def told(decision: Decision, ticket: Ticket, tz: str) -> str:
    """How the due time of a decision was reckoned; "" for any other decision."""
    kept = decision.detail
    if decision.do != "due" or "since_at" not in kept:
        return ""
    since, start = int(kept["since_at"]), int(kept["counted_from_at"])
    begin = "reckoning.arrived" if since <= ticket.received_at else "reckoning.replied"
    begin = "reckoning.recovered" if kept.get("recovered") else begin
    parts = [t(begin, when=moment(since, tz))]
    if start != since:
        parts.append(t("reckoning.counted", when=moment(start, tz)))
    span = [_span(kept)]
    if kept["halted_seconds"]:
        span.append(t("reckoning.halted", time=moments.lasting(int(kept["halted_seconds"]))))
    until = moment(int(kept["due_at"]), tz) if kept["due_at"] is not None else ""
    return t("reckoning.whole", begin=", ".join(parts), span=", ".join(span), due=until)


def first_term(decision: Decision, tz: str) -> str:
    """By when the terms would like the answer of a due decision, in words (O3); "" where they say nothing."""
    soft = decision.detail.get("soft_due_at")
    if decision.do != "due" or soft is None or soft == decision.detail.get("due_at"):
        return ""
    return t("reckoning.soft", soft=moment(int(soft), tz))


def moment(at: int, tz: str) -> str:
    """An instant with its day of the week: `lun 2/3 12:01`."""
    then = local(at, tz)
    name = figures.weekday_short(then.weekday())
    return t(
        "reckoning.moment", name=name, day=figures.dated(then, "day_short"), time=moments.time_of(at, tz)
    )


def _span(kept: Mapping[str, Any]) -> str:
    if kept["clock"] == "workday":
        return tn("reckoning.workday", int(kept["target_days"]))
    return t(f"reckoning.{kept['clock']}", time=moments.lasting(int(kept["target_seconds"])))


def next_hour(at: int, tz: str) -> str:
    """The next hour that is free, as a sentence behind a refusal."""
    return f" {t('errors.next_hour', when=moment(at, tz))}"
