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
from deskterm.desk.intake.by_phone import Missed, WhoRings
from deskterm.locale import moments, t

PATIENCE = 1.5  # seconds in which an open screen shows the card; it looks four times a second
LOOKS = 0.05


@command("ring")
@argument("number", type=TEXT)
@option("--name", type=TEXT, default="")
@option("--missed", is_flag=True)
def ring(line: Line, *, number: str, name: str, missed: bool) -> None:
    """Show who rings on this technician's open screen, or print it; a missed call becomes a callback."""
    if missed:
        _answer_missed(line, by_phone.missed(line.desk, number, name=name))
        return
    ringing = by_phone.ring(line.desk, number, name=name)
    shown = not line.dry_run and _is_shown(line, ringing.number)
    found = by_phone.who_rings(line.desk, ringing)
    facts = {"phone": ringing.phone, "name": ringing.name, "shown": shown, **_facts(found)}
    line.answer(facts, lambda: _told(line, found, shown=shown))


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
    if found.card is not None:
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
    facts = {"ticket": done.ticket, "callback": callback, "kept": bool(done.received and not done.ticket)}

    def people() -> str:
        if done.callback is not None:
            when = moments.moment(done.callback.due_at, line.desk.service.tz)
            return t("commands.ring.promised", code=done.ticket, when=when)
        if done.received is None and not done.ticket:
            return t("commands.ring.withheld")
        key = "commands.ring.promised_already" if done.ticket else "commands.ring.kept"
        return t(key, code=done.ticket)

    line.answer(facts, people)
