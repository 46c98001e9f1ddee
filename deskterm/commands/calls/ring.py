"""`deskterm ring`: what a softphone or an exchange runs when somebody calls."""

from __future__ import annotations

import time
from typing import Any

from deskterm.commands.answers import json
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import TEXT
from deskterm.commands.frame.line import Line
from deskterm.desk.intake import by_phone
from deskterm.desk.intake.by_phone import Missed, Ringing, WhoRings
from deskterm.locale import moments, t

PATIENCE = 1.5  # seconds in which an open screen shows the card; it looks four times a second
LOOKS = 0.05


@command("ring")
@argument("number", type=TEXT)
@option("--name", type=TEXT, default="")
@option("--missed", is_flag=True)
def ring(line: Line, *, number: str, name: str, missed: bool) -> None:
    """Show who rings on this technician's open screen, or print it; a missed call becomes a callback."""
    phone = number.strip().removeprefix("tel:")
    if missed:
        _answer_missed(line, by_phone.missed(line.desk, phone, name=name))
        return
    ringing = by_phone.ring(line.desk, phone, name=name)
    shown = not line.dry_run and _is_shown(line, ringing.number)
    found = by_phone.who_rings(line.desk, ringing)
    facts = {"phone": ringing.phone, "name": ringing.name, "shown": shown, **_facts(found)}
    line.answer(facts, lambda: _told(line, found, shown=shown))


def _is_shown(line: Line, number: int) -> bool:
    """Whether a screen of this technician has taken it up."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        last: Ringing | None = by_phone.last(line.desk)
        if last is not None and (last.shown or last.number != number):
            return last.number == number
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
    if not found.hits:
        return t("commands.ring.nobody", phone=found.ringing.phone or found.ringing.name)
    lines = [
        " · ".join(part for part in (one.customer.code, one.customer.name, _person(one.contact)) if part)
        for one in found.hits
    ]
    if found.card is not None:
        ok = "commands.ring.contract" if found.card.contract_ok else "commands.ring.no_contract"
        lines.append(t(ok, day=moments.day(found.card.customer.contract_until)))
    for one in found.matters:
        at = moments.time_of(one.call_at, line.desk.service.tz) if one.call_at is not None else ""
        why = t(f"widgets.ring.why.{one.why}", at=at, who=one.ticket.taken_by or "")
        lines.append(f"{one.ticket.code} {one.ticket.subject} ({why})")
    return "\n".join([*lines, *([", ".join(found.costs)] if found.costs else [])])


def _person(contact: Any) -> str:
    return ", ".join(part for part in (contact.name, contact.phone) if part) if contact else ""


def _answer_missed(line: Line, done: Missed) -> None:
    callback = json.callback(line, done.callback) if done.callback else None
    facts = {"ticket": done.ticket, "callback": callback, "kept": bool(done.received and not done.ticket)}

    def people() -> str:
        if done.callback is not None:
            when = moments.moment(done.callback.due_at, line.desk.service.tz)
            return t("commands.ring.promised", code=done.ticket, when=when)
        key = "commands.ring.promised_already" if done.ticket else "commands.ring.kept"
        return t(key, code=done.ticket)

    line.answer(facts, people)
