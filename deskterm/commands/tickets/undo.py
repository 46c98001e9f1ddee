"""`deskterm undo`: take the last deed back."""

from __future__ import annotations

from deskterm.commands.answers import wording
from deskterm.commands.frame.base import command, option
from deskterm.commands.frame.kinds import NUMBER
from deskterm.commands.frame.line import Line
from deskterm.desk.tickets import undo
from deskterm.locale import t


@command("undo")
@option("--event", type=NUMBER, default=None)
def undo_(line: Line, *, event: int | None) -> None:
    """Take the last deed back."""
    undone = undo.undo(line.desk, event)
    facts = {"event": undone.id, "deed": undone.deed, "target": undone.target, "at": line.stamp(undone.at)}
    line.answer(facts, lambda: t("commands.undo.done", deed=wording.deed(undone.deed), target=undone.target))
