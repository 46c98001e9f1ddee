"""`deskterm backlog`: the team lead's figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.billing.credit import facts_of as credit_facts
from deskterm.commands.calls.call_ends import waiting_facts
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import SEEN_FROM
from deskterm.commands.frame.line import Line
from deskterm.commands.packs.pack import facts_of as pack_facts
from deskterm.commands.queue.queue import nothing_waits
from deskterm.desk.calls.contacts import ShortCalls
from deskterm.desk.lead import backlog
from deskterm.desk.lead.backlog import Backlog
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.desk.queue import elsewhere
from deskterm.desk.steps import promise_words
from deskterm.desk.upkeep import lacking
from deskterm.locale import figures, measures, moments, t, tn
from deskterm.models.records.money import Cancelled
from deskterm.models.records.ticket import Ticket

FIRST = ("at", "open", "at_risk", "breached", "unreported_sessions", "to_invoice", "to_invoice_minutes")


@command("backlog", reads=True)
@option("--date", "day", type=SEEN_FROM)
def backlog_(line: Line, *, day: str | None) -> None:
    """The team lead's figures."""
    found = backlog.figures(line.desk, date.fromisoformat(day) if day else None)
    facts = _facts(line, found)
    line.answer(facts, lambda: "\n".join([*_words(facts), *_lacking(line), *_unborn(line)]))


def _unborn(line: Line) -> Iterator[str]:
    """Why a new desk has nothing to show."""
    if elsewhere.look(line.desk).unborn:
        yield "\n" + nothing_waits(line)


def _lacking(line: Line) -> Iterator[str]:
    """Tickets whose contract does not count for want of a setting."""
    what, n = lacking.of_desk(line.desk)
    if what:
        yield "\n" + output.wrap(f"{tn('commands.mail.held_back', n)} {t(f'lacking.{what}')}", "")


def _facts(line: Line, found: Backlog) -> dict[str, Any]:
    return {
        "at": line.stamp(found.at),
        "open": found.open,
        "by_state": found.by_state,
        "by_age": found.by_age,
        "by_tier": {str(tier): n for tier, n in found.by_tier.items()},
        "in_hand": found.in_hand,
        "at_risk": found.at_risk_count,
        "breached": found.breached_count,
        "at_risk_tickets": [one.code for one in found.at_risk],
        "at_risk_due": [_due(line, one) for one in found.at_risk],
        "breached_due": [_due(line, one) for one in found.breached],
        "breached_tickets": [one.code for one in found.breached],
        "unjudged": found.unjudged,
        "starving_tickets": [one.code for one in found.starving],
        "stale_tickets": [one.ticket for one in found.stale],
        "unsure_tickets": sorted(_unsure(found)),
        "unreported_sessions": len(found.unreported_sessions),
        "unreported": [json.session(line, one) for one in found.unreported_sessions],
        "to_invoice": json.euro(found.to_invoice_cents),
        "to_invoice_minutes": json.minutes(found.to_invoice_minutes),
        "packs_low": [pack_facts(line, one) for one in found.packs_low],
        "arrivals": [{"day": day, "requests": n} for day, n in found.arrivals],
        "agreements_ending": [
            {"customer": one.code, "customer_name": one.customer, "until": one.ends_on, "plan": one.plan}
            for one in found.ending
        ],
        "rejected": [json.message(line, one) for one in found.rejected],
        "held": [json.message(line, one) for one in found.held],
        "ignored": found.ignored,
        "not_gone": [json.message(line, one) for one in found.not_gone],
        "to_confirm": [
            {"ticket": one.code, "customer_name": one.customer, "subject": one.subject}
            for one in found.to_confirm
        ],
        "wrong": [{"what": one.what, "name": one.name, "why": one.why} for one in found.wrong],
        "short_calls": [_often(line, one) for one in found.short_calls],
        "cancelled": [_cancelled(line, one) for one in found.cancelled],
        "letters": [_letter(line, one) for one in found.letters],
        "credits": [credit_facts(line, one) for one in found.credits],
        "to_price": [waiting_facts(line, one) for one in found.to_price],
    }


def _unsure(found: Backlog) -> set[str]:
    """Those of its tickets whose sender, or a reply in them, a person has to confirm."""
    told = {one.code for one in (*found.at_risk, *found.breached, *found.starving) if one.unsure}
    return told | {one.ticket for one in found.stale if one.unsure}


def _due(line: Line, one: Ticket) -> dict[str, Any]:
    """What of a ticket is due, by when, and by when it would be liked."""
    return {
        "ticket": one.code,
        "unsure": one.unsure,
        "of": one.due_for or None,
        "due_at": line.stamp(one.due_at),
        "soft_due_at": line.stamp(one.soft_due_at),
    }


def _letter(line: Line, one: ToWrite) -> dict[str, Any]:
    return {
        "what": one.what,
        "number": one.number,
        "ticket": one.ticket or None,
        "customer_name": one.customer,
        "unsure": one.unsure,
        "subject": one.subject,
        "since": line.stamp(one.since),
        "kind": one.kind or None,
        "why": one.why or None,
        "draft_by": one.begun_by or None,
    }


def _often(line: Line, one: ShortCalls) -> dict[str, Any]:
    return {
        "customer": line.code_of(one.customer_id),
        "customer_name": one.customer,
        "calls": one.calls,
        "seconds": one.seconds,
        "last_at": line.stamp(one.last_at),
        "ticket": one.ticket,
    }


def _cancelled(line: Line, one: Cancelled) -> dict[str, Any]:
    return {
        "group": one.group_id,
        "ticket": one.ticket,
        "customer_name": one.customer,
        "unsure": one.unsure,
        "at": line.stamp(one.at),
        "by": one.by,
        "why": one.why,
        "seconds": one.seconds,
        "would": json.euro(one.net_cents),
        "would_minutes": json.minutes(one.time),
        "rule": one.rule,
    }


def _words(facts: dict[str, Any]) -> Iterator[str]:
    told = facts | {
        "at": wording.moment(facts["at"]),
        "unreported_sessions": len({one["group"] for one in facts["unreported"]}),  # a contact is listed once
        "to_invoice": wording.money(facts["to_invoice"]),
        "to_invoice_minutes": measures.hours(Decimal(str(facts["to_invoice_minutes"]))),
    }
    names = (*FIRST, *(["unjudged"] if facts["unjudged"] else []))
    titles = {name: t(f"commands.backlog.{name}") for name in names if name != "to_invoice"}
    titles["to_invoice"] = t("commands.backlog.to_invoice", currency=figures.unit())
    yield output.facts((titles[name], str(told[name])) for name in names)
    arrived = " ".join(str(one["requests"]) for one in facts["arrivals"])
    yield output.facts([(t("commands.backlog.arrivals"), arrived)])
    yield f"\n{t('commands.backlog.by_state')}"
    yield output.facts(
        (f"  {t(f'commands.state.{state}')}", str(n)) for state, n in facts["by_state"].items()
    )
    yield f"\n{t('commands.backlog.by_age')}"
    yield output.facts((f"  {age}", str(n)) for age, n in facts["by_age"].items())
    if len(facts["by_tier"]) > 1:
        yield f"\n{t('commands.backlog.by_tier')}"
        yield output.facts((f"  {tier}", str(n)) for tier, n in facts["by_tier"].items())
    if facts["in_hand"]:
        yield f"\n{t('commands.backlog.in_hand')}"
        yield output.facts((f"  {who}", str(n)) for who, n in facts["in_hand"].items())
    for name in ("breached_tickets", "at_risk_tickets", "stale_tickets", "starving_tickets"):
        dated = facts.get(name.replace("_tickets", "_due"))
        alone = ({"ticket": code, "unsure": code in facts["unsure_tickets"]} for code in facts[name])
        codes = [marks.code(one) for one in alone] if dated is None else [_by_when(one) for one in dated]
        if codes:
            yield f"\n{t(f'commands.backlog.{name}')}: {', '.join(codes)}"
    yield from _lists(facts)


def _by_when(one: dict[str, Any]) -> str:
    """A ticket with what is due of it, by when it is aimed at, if so, and by when it is promised."""
    soft, due = (wording.moment(one[name]) for name in ("soft_due_at", "due_at"))
    told = t("commands.due.soft", due=due, soft=soft) if soft and soft != due else due
    if told and one["of"]:
        told = t("promise.cell", of=promise_words.short(one["of"]), due=told)
    return f"{marks.code(one)} ({told})" if told else marks.code(one)


def _lists(facts: dict[str, Any]) -> Iterator[str]:
    if facts["unreported"]:
        yield f"\n{t('commands.backlog.unreported')}"
    for one in {one["group"]: one for one in facts["unreported"]}.values():
        contact = {"group": one["group"], "ticket": marks.code(one), "by": one["technician"]}
        yield f"  {t('commands.backlog.unreported_line', **contact)}"
    if facts["letters"]:
        yield f"\n{t('commands.backlog.letters')}"
    yield from (_to_write(one) for one in facts["letters"])
    if any(one["what"] == "hand" for one in facts["letters"]):
        yield output.wrap(t("lacking.address"), "  ")
    yield from _not_gone(facts)
    yield from _to_put_right(facts)
    yield from _watched(facts)
    if facts["packs_low"]:
        yield f"\n{t('commands.backlog.packs_low')}"
        for one in facts["packs_low"]:
            left = wording.amount(one["left"], one["unit"])
            told = " · ".join(filter(None, (wording.pack_state(one), one["proposal"])))
            yield f"  {left:>7}  {wording.customer(one)}  {told}"
    if facts["agreements_ending"]:
        yield f"\n{t('commands.backlog.agreements_ending')}"
        for one in facts["agreements_ending"]:
            until = wording.day(one["until"])
            told = t("commands.backlog.agreement_line", customer=one["customer_name"], day=until)
            yield output.wrap(f"{told} (deskterm agreement renew {one['customer']})", "  ")
    if facts["credits"]:
        yield f"\n{t('commands.backlog.credits')}"
    for one in facts["credits"]:
        values = {"code": one["ticket"], "customer": marks.whose(one), "net": wording.euro(one["net"])}
        values |= {"wants": one["wants"], "command": one["command"]}
        key = "credit_unknown" if one["wants"] else "credit_line"
        line = t(f"commands.backlog.{key}", of=t(f"promise.of.{one['of']}"), **values)
        yield output.wrap(line, "  ")
    yield from _set_aside(facts)


def _to_put_right(facts: dict[str, Any]) -> Iterator[str]:
    """Replies of which nobody has said whose they are, mailboxes and hooks that do not work."""
    if facts["to_confirm"]:
        yield f"\n{t('commands.backlog.to_confirm')}"
    for one in facts["to_confirm"]:
        subject = one["subject"] or t("commands.no_subject")
        told = {"ticket": one["ticket"], "customer": one["customer_name"], "subject": subject}
        yield output.wrap(t("commands.backlog.to_confirm_line", **told), "  ")
    if facts["wrong"]:
        yield f"\n{t('commands.backlog.wrong')}"
    for one in facts["wrong"]:
        told = {"name": one["name"], "why": one["why"]}
        yield output.wrap(t(f"commands.backlog.{one['what']}_line", **told), "  ")


def _not_gone(facts: dict[str, Any]) -> Iterator[str]:
    """Letters of ours that did not leave, came back, or of which nobody knows."""
    if facts["not_gone"]:
        yield f"\n{t('commands.backlog.not_gone')}"
    for one in facts["not_gone"]:
        told = {"state": marks.of_letter(one), "to": one["from"]["address"]}
        line = t("commands.backlog.not_gone_line", number=one["id"], subject=one["subject"], **told)
        yield output.wrap(line, "  ")


def _set_aside(facts: dict[str, Any]) -> Iterator[str]:
    """What did not become a ticket."""
    kept = [one for one in facts["held"] if one["reason"] in ("hold", "pack_used_up")]
    strangers = [one for one in facts["held"] if one not in kept]
    for name, found in (("rejected", facts["rejected"]), ("held", strangers), ("kept", kept)):
        if found:
            yield f"\n{t(f'commands.backlog.{name}')}"
            yield from (f"  {wording.aside(one)}" for one in found)
    if facts["ignored"]:
        yield "\n" + output.wrap(tn("commands.mail.by_machines", facts["ignored"]), "")


def _to_write(one: dict[str, Any]) -> str:
    """A letter that waits, and the command that deals with it."""
    told = {"ticket": one["ticket"] or "", "number": one["number"]}
    told |= {"customer": marks.whose(one)}
    told |= {"subject": one["subject"] or t("commands.no_subject")}
    told |= {"why": t(f"reasons.{one['why']}")} if one["why"] else {}
    return output.wrap(t(f"commands.backlog.letter.{one['what']}", **told).strip(), "  ")


def _watched(facts: dict[str, Any]) -> Iterator[str]:
    """What the lead should hear of: work that waits for a price, that was cancelled, free too often."""
    for name in ("to_price", "cancelled", "short_calls"):
        if facts[name]:
            yield f"\n{t(f'commands.backlog.{name}')}"
        for one in facts[name]:
            told = {**one, "customer": marks.whose(one), "time": moments.clock_text(one["seconds"])}
            if "would" in one:
                told |= {"would": wording.euro(one["would"])}
            told |= {"when": wording.moment(one["last_at"])} if "last_at" in one else {}
            yield output.wrap(t(f"commands.backlog.{name}_line", **told), "  ")
