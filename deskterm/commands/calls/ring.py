"""`deskterm ring`: what a softphone or an exchange runs when somebody calls."""

from __future__ import annotations

import time
from typing import Any

from deskterm.commands.answers import json
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import TEXT
from deskterm.commands.frame.line import Line
from deskterm.desk.agenda import caller
from deskterm.desk.intake import by_phone
from deskterm.desk.intake import missed as missed_calls
from deskterm.desk.intake.by_phone import WhoRings
from deskterm.desk.intake.missed import Missed
from deskterm.desk.intake.receive import Received
from deskterm.desk.steps.billing import agreement_words
from deskterm.desk.steps.intake import doors
from deskterm.locale import language, moments, t
from deskterm.locale.measures import quoted

PATIENCE = 1.5  # seconds in which an open screen shows the card; it looks four times a second
LOOKS = 0.05


@command("ring")
@argument("number", type=TEXT)
@option("--name", type=TEXT, default="")
@option("--missed", is_flag=True)
def ring(line: Line, *, number: str, name: str, missed: bool) -> None:
    """Show who rings on this technician's open screen, or print it; a missed call becomes a callback."""
    if missed:
        _answer_missed(line, missed_calls.missed(line.desk, number, name=name))
        return
    missed_calls.book_unanswered(line.desk)
    ringing = by_phone.ring(line.desk, number, name=name)
    shown = not line.dry_run and _is_shown(line, ringing.number)
    found = by_phone.who_rings(line.desk, ringing)
    facts = {"phone": ringing.phone, "name": ringing.name, "shown": shown, **_facts(found)}
    facts["out_of_hours"] = doors.out_of_hours(line.desk.service, line.desk.now())
    closed = "" if shown else doors.said_out_of_hours(line.desk.service, line.desk.now())
    line.answer(facts, lambda: "\n".join(filter(None, (_told(line, found, shown=shown), closed))))


def _is_shown(line: Line, number: int) -> bool:
    """Whether a screen of this technician has taken it up."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        mine = next(iter(by_phone.since(line.desk, number - 1)), None)
        if mine is None or mine.shown:
            return mine is not None
        time.sleep(LOOKS)
    return False


def _facts(found: WhoRings) -> dict[str, Any]:
    first = found.matters[0] if found.matters else None
    return {
        "customers": [
            json.customer(one.customer)
            | {"rings": one.contact.name if one.contact else "", "by": one.by, "near": one.near}
            for one in found.hits
        ],
        "ticket": first.ticket.code if first else "",
        "why": first.why if first else "",
        "cost": ", ".join(found.costs),
    }


def _told(line: Line, found: WhoRings, *, shown: bool) -> str:
    if shown:
        return t("commands.ring.shown", who=line.desk.who)
    lines = [
        " · ".join(part for part in (one.customer.code, one.customer.name, _person(one.contact)) if part)
        for one in found.hits
    ]
    if not found.known:
        ringing = found.ringing
        nobody = t("commands.ring.nobody", phone=ringing.phone)
        if not ringing.phone:
            nobody = t("widgets.ring.withheld")
        said = f"{nobody} {ringing.name}" if ringing.name else nobody
        return "\n".join([said, *(t("widgets.ring.perhaps", who=one) for one in lines)])
    if found.card is not None and found.card.under is not None and found.card.beside:
        for runs in (found.card.under, *found.card.beside):
            held = agreement_words.said(line.desk.service, runs)
            lines.append(t("agreement.beside", name=agreement_words.name_of(runs), holds=held))
    elif found.card is not None:
        ok = "commands.ring.contract" if found.card.contract_ok else "commands.ring.no_contract"
        until = found.card.customer.contract_until
        open_ended = found.card.contract_ok and not until
        lines.append(t("commands.ring.contract_open" if open_ended else ok, day=moments.day(until)).strip())
    if found.talking:
        lines.append(t("widgets.ring.why.talking", who=", ".join(found.talking)))
    for one in found.matters:
        lines.append(f"{one.ticket.code} {one.ticket.subject} ({caller.said(line.desk, one)})")
    return "\n".join([*lines, *([", ".join(found.costs)] if found.costs else [])])


def _person(contact: Any) -> str:
    return ", ".join(part for part in (contact.name, contact.phone) if part) if contact else ""


def _answer_missed(line: Line, done: Missed) -> None:
    callback = json.callback(line, done.callback) if done.callback else None
    kept = done.received if not done.ticket else None
    facts: dict[str, Any] = {"ticket": done.ticket, "callback": callback, "kept": kept is not None}
    facts |= {"message": kept.message, "reason": kept.reason, "rule": kept.rule} if kept else {}

    def people() -> str:
        if done.callback is not None:
            when = moments.moment(done.callback.due_at, line.desk.service.tz)
            return t("commands.ring.promised", code=done.ticket, when=when)
        if done.ticket:
            return t("commands.ring.promised_already", code=done.ticket)
        return t("commands.ring.withheld") if kept is None else _in_the_post(line, kept, done.stranger)

    line.answer(facts, people)


def _in_the_post(line: Line, kept: Received, stranger: bool) -> str:
    """Where the call is kept, why, and what can be done with it."""
    if stranger:
        return t("commands.ring.kept", number=kept.message)
    reason = t(f"reasons.{kept.reason or 'review'}")
    clause = line.desk.service.clause(kept.rule, language())
    said = t("commands.ring.turned_away", reason=reason, rule=kept.rule or "-", number=kept.message)
    return f"{said} {quoted(clause)}" if clause else said
