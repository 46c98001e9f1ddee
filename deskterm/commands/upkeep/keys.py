"""`deskterm keys`: every key of the screens, the user's own included."""

from __future__ import annotations

from deskterm import actions
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command
from deskterm.commands.frame.line import Line
from deskterm.commands.papers import manual
from deskterm.locale import t


@command("keys", rows=True)
def keys(line: Line) -> None:
    """Every key of the screens."""
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
    line.answer_each(rows, lambda found: output.table(found, columns, t("commands.none")))
