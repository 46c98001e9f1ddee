"""An event of the desk: as JSON for other programs, in a line of words for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from deskterm import clock
from deskterm.commands.answers import wording
from deskterm.desk.context import Desk
from deskterm.desk.tickets.undo import UNDID
from deskterm.desk.upkeep import happened
from deskterm.locale import t
from deskterm.models.basics.money import in_euro
from deskterm.models.records.desk import Happened

Facts = dict[str, Any]
INSTANTS = ("since", "until")  # beside every name that ends so: `due_at`
EARLIEST = 1_000_000_000  # seconds since 1970: below stands a count of something


def facts(desk: Desk, one: Happened) -> Facts:
    """What happened, by the names of the contract; instants and money written as everywhere else."""
    tz = desk.service.tz
    return {
        "id": one.id,
        "at": clock.format_instant(one.at, tz),
        "who": one.by,
        "login": one.login or None,
        "kind": one.deed,
        "target": one.target,
        "ticket": one.ticket or _of_letter(one),
        "undoes": one.undoes,
        "before": _plain(happened.told(one.before), tz),
        "after": _plain(happened.told(one.after), tz),
    }


def _of_letter(one: Happened) -> str | None:
    """The ticket of a letter on its way: such an event stands in no history, and its target is the ticket."""
    return one.target if one.deed.startswith("letter_") and not one.target.isdigit() else None


def _plain(found: Mapping[str, Any], tz: str) -> Facts:
    told: Facts = {}
    for name, value in found.items():
        number = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, Mapping):
            told[name] = _plain(value, tz)
        elif name.endswith("_cents") and number:
            told[name.removesuffix("_cents")] = in_euro(value)
        elif number and value > EARLIEST and (name.endswith("_at") or name in INSTANTS):
            told[name] = clock.format_instant(value, tz)
        else:
            told[name] = value
    return told


def line(row: Facts) -> str:
    """`7  3 mar 09:12  mzen  TK000001  taken`: number, when, who, of what, what was done."""
    deed = wording.deed(row["kind"])
    since = row["after"].get("since") if row["kind"] == "terms_adopted" else None
    if since and datetime.fromisoformat(since) > datetime.fromisoformat(row["at"]):
        deed = t("commands.events.to_come", deed=deed, when=wording.moment(since))
    leaves = row["after"].get("answered_at") if row["kind"] == "answered" else None
    if leaves and datetime.fromisoformat(leaves) > datetime.fromisoformat(row["at"]):
        deed = wording.deed("answer_put_off")
    if undid := row["after"].get(UNDID):
        deed = t("commands.events.undone", deed=wording.deed(str(undid)))
    parts = (row["id"], wording.moment(row["at"]), row["who"], row["ticket"] or row["target"], deed)
    return "  ".join(str(part) for part in parts if part not in ("", None))
