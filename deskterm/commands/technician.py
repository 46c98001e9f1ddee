"""`deskterm technician`: who works at the desk."""

from __future__ import annotations

from typing import Any

from deskterm.commands import output
from deskterm.commands.base import argument, command, group, option
from deskterm.commands.kinds import TEXT, Text
from deskterm.commands.line import Line
from deskterm.desk import queue
from deskterm.locale import t
from deskterm.models.records import Technician
from deskterm.models.text import clean

technician = group("technician")


@command("technician.add", technician)
@argument("name", type=Text("name", blank=False), required=False)
@option("--full-name", type=TEXT, default="")
@option("--lead", is_flag=True)
def add(line: Line, *, name: str | None, full_name: str, lead: bool) -> None:
    """Add a technician (without a name whoever calls), or change one who is there."""
    role = "lead" if lead else "technician"
    one = queue.add_technician(
        line.desk, clean(name or line.desk.who).strip(), full_name=clean(full_name), role=role
    )
    line.answer(_facts(one), lambda: t("commands.technician.added", name=one.name))


@command("technician.list", technician, rows=True)
def list_(line: Line) -> None:
    """Everybody who works at the desk."""
    columns = [
        output.Column(t("commands.col.name"), lambda row: row["name"]),
        output.Column(t("commands.col.full_name"), lambda row: row["full_name"], flexible=True),
        output.Column(t("commands.col.role"), lambda row: t(f"commands.role.{row['role']}")),
    ]
    rows = (_facts(one) for one in queue.technicians(line.desk))
    line.answer_each(
        rows, lambda found: output.table(found, columns, output.nothing("technicians", who=line.desk.who))
    )


def _facts(one: Technician) -> dict[str, Any]:
    return {"name": one.name, "full_name": one.full_name, "role": one.role}
