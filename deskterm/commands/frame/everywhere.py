"""The options of every command: which desk, who, in which language, at what time, in which colours.

They stand before the command, or behind it where the command has none of that name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import click

from deskterm.commands.frame import output
from deskterm.commands.frame.kinds import Choice, Text, Tongue
from deskterm.commands.frame.language import speak
from deskterm.commands.frame.line import Line

LATE = "told_behind_"


def options(cls: type[click.Option]) -> list[click.Parameter]:
    """As the program itself takes them, before a command."""
    return [cls(names, **told) for names, told in _declared()]


@cache  # click knows by identity in which order they were told
def late_options(cls: type[click.Option]) -> tuple[click.Parameter, ...]:
    """As every command takes them, unsaid in its help; told twice, the last one counts.

    Each under a name of its own: click hands one value to all options of a name, and `call stop` has its
    own `--technician`.
    """
    more: dict[str, Any] = {"hidden": True, "expose_value": False, "callback": _late}
    return tuple(
        cls([*(name for name in names if name.startswith("-")), f"{LATE}{_name(names)}"], **(told | more))
        for names, told in _declared()
    )


def _name(names: list[str]) -> str:
    return names[-1].lstrip("-")


def _declared() -> list[tuple[list[str], dict[str, Any]]]:
    colours = Choice(output.COLOURS)
    return [
        (["--desk"], {"type": Text("folder")}),
        (["--as", "technician"], {"type": Text("name")}),
        (["--lang"], {"type": Tongue(), "is_eager": True, "callback": _told_now}),
        (["--at"], {"type": Text("time")}),
        (["--color", "--colour", "color"], {"type": colours, "is_eager": True, "callback": _told_now}),
    ]


def _told_now(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The language and the colours count from here on, in the help and in a fault of the line too."""
    if value and not ctx.resilient_parsing:
        {"lang": speak, "color": output.choose_colour}[_meant(param)](value)
    return value


def _meant(param: click.Parameter) -> str:
    return str(param.name).removeprefix(LATE)


def _late(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    name = _meant(param)
    if name in ("lang", "color"):
        _told_now(ctx, param, value)
    if name != "color":
        ctx.ensure_object(Line).told("language" if name == "lang" else name, value)
