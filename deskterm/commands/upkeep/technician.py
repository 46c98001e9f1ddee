"""`deskterm technician`: who works at the desk."""

from __future__ import annotations

from typing import Any

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, group, option
from deskterm.commands.frame.kinds import TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.leads import ROLES
from deskterm.desk.upkeep import technicians
from deskterm.desk.upkeep.technicians import Listed
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.records.desk import Technician

technician = group("technician")


@command("technician.add", technician)
@argument("name", type=Text("name", blank=False), required=False)
@option("--full-name", type=TEXT, default="")
@option("--lead/--no-lead", default=None)
def add(line: Line, *, name: str | None, full_name: str, lead: bool | None) -> None:
    """Add a technician (without a name whoever calls), or change one who is there."""
    role = "" if lead is None else "lead" if lead else "technician"
    found = technicians.add(
        line.desk, clean(name or line.desk.who).strip(), full_name=clean(full_name).strip(), role=role
    )
    line.answer(_facts(found.now), lambda: _told(found))


def _told(found: Listed) -> str:
    """What is new; of somebody who was there what has changed."""
    now, was = found.now, found.was
    if was is None:
        return t("commands.technician.added", name=now.name)
    changes = []
    if now.full_name != was.full_name:
        changes.append(t("commands.technician.renamed", before=was.full_name, after=now.full_name))
    if now.role != was.role:
        roles = {"before": t(f"commands.role.{was.role}"), "after": t(f"commands.role.{now.role}")}
        changes.append(t("commands.technician.role", **roles))
    if not changes:
        return t("commands.technician.unchanged", name=now.name)
    return t("commands.technician.changed", name=now.name, changes=", ".join(changes))


@command("technician.remove", technician)
@argument("name", type=Text("name", blank=False))
def remove(line: Line, *, name: str) -> None:
    """Take somebody off the list; what they did stays."""
    one = technicians.remove(line.desk, clean(name).strip())
    line.answer(_facts(one), lambda: t("commands.technician.removed", name=one.name))


@command("technician.list", technician, rows=True)
def list_(line: Line) -> None:
    """Everybody who works at the desk."""
    columns = [
        output.Column(t("commands.col.name"), lambda row: row["name"]),
        output.Column(t("commands.col.full_name"), lambda row: row["full_name"], flexible=True),
        output.Column(t("commands.col.role"), lambda row: t(f"commands.role.{row['role']}")),
    ]
    rows = (_facts(one) for one in technicians.technicians(line.desk))
    line.answer_each(
        rows, lambda found: output.table(found, columns, output.nothing("technicians", who=line.desk.who))
    )


@command("technician.may", technician, rows=True, trial=True)
@argument("deed", type=Text("deed"), required=False)
@argument("who", type=Text("name", blank=False), nargs=-1)
def may(line: Line, *, deed: str | None, who: tuple[str, ...]) -> None:
    """Who may take back, adjust, close a month, release and erase; or say so."""
    if deed and who:
        technicians.let(line.desk, clean(deed).strip(), (clean(one).strip() for one in who))
    found = technicians.may(line.desk, clean(deed or "").strip())
    rows = ({"deed": one, "who": list(words)} for one, words in found.items())
    columns = [
        output.Column(t("commands.col.deed"), lambda row: row["deed"]),
        output.Column("", lambda row: t(f"may.{row['deed']}")),
        output.Column(t("commands.col.may"), lambda row: ", ".join(map(_who, row["who"])), flexible=True),
    ]
    line.answer_each(rows, lambda shown: output.table(shown, columns, ""))


def _who(word: str) -> str:
    """A role in words, with the word that is typed for it; or a name."""
    return f"{t(f'commands.role.{word}')} ({word})" if word in ROLES else word


def _facts(one: Technician) -> dict[str, Any]:
    return {"name": one.name, "full_name": one.full_name, "role": one.role}
