"""`deskterm paths`: where things lie, and who said so."""

from __future__ import annotations

from deskterm import settings
from deskterm.commands.frame import output
from deskterm.commands.frame.base import command
from deskterm.commands.frame.line import Line
from deskterm.locale import t


@command("paths")
def paths(line: Line) -> None:
    """Where the desk, the settings and the logs of our own bugs lie."""
    facts = {
        "desk": str(line.set.desk),
        "desk_from": line.set.origin.get("desk", "default"),
        "config": str(settings.config_file()),
        "state": str(settings.state_folder()),
    }

    def people() -> str:
        named = [(t(f"commands.paths.{name}"), facts[name]) for name in ("desk", "config", "state")]
        return output.facts(named)

    line.answer(facts, people)
