"""`deskterm keys`: every key of the screens, the user's own included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm import actions
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command
from deskterm.commands.frame.language import in_english
from deskterm.commands.frame.line import Line
from deskterm.commands.papers import manual
from deskterm.exits import say
from deskterm.locale import t


@command("keys", rows=True)
def keys(line: Line) -> None:
    """Every key of the screens."""
    if fault := line.set.faults.get("keys"):
        say(str(fault))
    rows = (
        {"screen": screen, "keys": pressed, "label": label, "id": id}
        for screen, pressed, label, id in actions.table(line.set.keys)
    )
    columns = [
        output.Column(t("commands.col.screen"), lambda row: manual.place(row["screen"])),
        output.Column(t("commands.col.keys"), lambda row: row["keys"]),
        output.Column(t("commands.col.does"), lambda row: row["label"], flexible=True),
        output.Column(t("commands.col.id"), lambda row: row["id"]),
    ]

    def people(found: Sequence[Mapping[str, Any]]) -> str:
        remark = in_english("actions")
        told = output.table(found, columns, t("commands.none"))
        return f"{told}\n\n{output.wrap(remark, '')}" if remark else told

    line.answer_each(rows, people)
