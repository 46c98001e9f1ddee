"""What the terms decided, in words: one sentence a decision, with the rule's number."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from deskterm.locale import figures, has, language, t
from deskterm.locale.measures import amount, priced
from deskterm.locale.moments import clock_text, day
from deskterm.models.records.desk import Event
from deskterm.models.records.money import time_of
from deskterm.models.records.ticket import Decision
from deskterm.models.terms.service import Service
from deskterm.screens.shared import words

ISO = len("2026-12-31")  # a day; `09-01` is one of every year


def decided(service: Service, decision: Decision, now: int, *, rule: bool = True) -> str:
    """A decision in words: `linea urgenze (D20)`, `fuori servizio, offrire: Preventivo (D14)`."""
    key = f"ticket.do.{_what(decision)}"
    text = t(key, **_values(service, decision, now)) if has(key) else decision.do
    return f"{text} ({decision.rule})" if decision.rule and rule else text


# What a decision is called where its detail says more, the first that is there.
MORE = {
    "priority": (("tier", "priority_tier"),),
    "hold": (("reason", "hold"), ("offer", "hold_offer"), ("", "hold_plain")),
    "review": (("reason", "review_reason"),),
    "defer": (("until", "defer_until"),),
    "exclude": (("offer", "exclude"), ("", "exclude_plain")),
    "attempt": (("result", "attempt_result"),),
    "pack": (("agreement", "pack_of"),),
}


def _what(decision: Decision) -> str:
    """A promise says of what, a precedence whether it moved the tier or only the lane."""
    if decision.do == "due" and decision.detail.get("metric"):
        return f"due_{decision.detail['metric']}"
    named = (key for fact, key in MORE.get(decision.do, ()) if not fact or decision.detail.get(fact))
    return next(named, decision.do)


def _values(service: Service, decision: Decision, now: int) -> dict[str, Any]:
    detail, tongue = decision.detail, language()
    due = detail.get("due_at") or detail.get("starts_at")
    offer = str(detail.get("offer") or "")
    to = str(detail.get("to") or "")
    return {
        "channel": words.channel(service, str(detail.get("channel") or "")),
        "due": words.moment(int(due), now, service.tz) if due else "—",
        "offer": service.label(service.offers, offer, tongue) if offer else t("ticket.nothing_offered"),
        "to": service.label(service.teams, to, tongue),
        "reason": words.reason(str(detail["reason"]))
        if decision.do in ("hold", "review") and detail.get("reason")
        else str(detail.get("reason") or ""),
        "source": str(detail.get("from") or ""),
        "ask": str(detail.get("ask") or ""),
        "tier": detail.get("tier", ""),
        "severity": service.label(service.severities, str(detail.get("severity") or ""), tongue),
        "step": words.step(service, str(detail.get("step") or "")),
        "day": day(str(detail.get("day") or "")),
        "until": _until(str(detail.get("until") or "")),
        "who": str(detail.get("who") or ""),
        "agreement": str(detail.get("agreement") or ""),
        "choice": _choice(service, detail),
        **_numbers(service, detail),
    }


def _choice(service: Service, detail: Mapping[str, Any]) -> str:
    """What was chosen when signing up, in the service's words: `Accesso rapido: sì` (M8)."""
    choices = service.sign_up.choices if service.sign_up else ()
    named = (one.said(language()) for one in choices if one.fact == detail.get("fact"))
    answer = t("agreement.yes" if detail.get("value") == "yes" else "agreement.no")
    return f"{next(named, detail.get('fact'))}: {answer}"


def _until(text: str) -> str:
    """A day, or one of every year."""
    return day(text) if len(text) == ISO else day(f"2000-{text}", year=False) if text else ""


def _numbers(service: Service, detail: Mapping[str, Any]) -> dict[str, Any]:
    """What a price came to: time, minutes and units counted, money, what a pack gave; an attempt's count."""
    minutes, units = int(detail.get("minutes") or 0), int(detail.get("units") or 0)
    excess = int(detail.get("excess") or 0)
    tickets = not minutes and any(pack.unit == "ticket" for pack in service.packs)
    result = f"calling.result.{detail.get('result')}"
    return {
        "time": clock_text(int(detail.get("seconds") or 0)),
        "billed": words.minutes(time_of(int(detail.get("billed_minutes") or 0), excess)),
        "units": units,
        "net": priced(int(detail.get("net_cents") or 0), int(detail.get("vat_cents") or 0)),
        "drawn": amount(units, "ticket" if tickets else "cent")
        if units
        else words.minutes(time_of(minutes, excess)),
        "number": detail.get("attempts", ""),
        "times": figures.number(Decimal(str(detail.get("times") or 1))),
        "of": detail.get("of", ""),
        "result": t(result) if has(result) else str(detail.get("result") or ""),
    }


def event(service: Service, done: Event, now: int) -> str:
    """A deed of the history in words, with what it changed where that says more."""
    to_leave = done.deed == "answered" and (done.after.get("answered_at") or 0) > done.at
    deed = "answer_put_off" if to_leave else done.deed
    name = t(f"deeds.{deed}") if has(f"deeds.{deed}") else deed
    more = _cancelled(done) if done.deed == "contact_cancelled" else _more(service, done, now)
    undone = t("ticket.undone") if done.undone else ""
    return " · ".join(part for part in (name, more, undone) if part)


def _cancelled(done: Event) -> str:
    """How long it lasted, and why it counts for nothing."""
    lasted = words.lasted(int(done.after.get("seconds") or 0))
    return " · ".join(part for part in (lasted, str(done.after.get("why") or "")) if part)


def _more(service: Service, done: Event, now: int) -> str:
    after = done.after
    if done.deed == "handed_over":
        return str(after.get("taken_by") or "")
    if done.deed == "parked":
        until = after.get("until")
        when = words.moment(int(until), now, service.tz) if until else ""
        return " ".join(
            part for part in (words.rest(str(after.get("wait_reason") or ""), service), when) if part
        )
    if done.deed == "triaged":
        return words.topic(service, str(after.get("topic") or ""))
    if done.deed == "closed":
        return words.rest(str(after.get("wait_reason") or ""), service)
    if done.deed == "split_into":
        return ", ".join(str(code) for code in after.get("tickets") or ())
    return ""
