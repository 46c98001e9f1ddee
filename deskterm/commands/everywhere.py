"""The options of every command: which desk, who, in which language, at what time, in which colours.

They stand before the command, or behind it where the command has none of that name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import click

from deskterm.commands import output
from deskterm.commands.kinds import Text
from deskterm.commands.line import Line
from deskterm.commands.tongue import speak
from deskterm.locale import LANGUAGES


def options(cls: type[click.Option]) -> list[click.Parameter]:
    """As the program itself takes them, before a command."""
    return [cls(names, **told) for names, told in _declared()]


@cache  # click knows by identity in which order they were told
def late_options(cls: type[click.Option]) -> tuple[click.Parameter, ...]:
    """As every command takes them, unsaid in its help; told twice, the last one counts."""
    more: dict[str, Any] = {"hidden": True, "expose_value": False, "callback": _late}
    return tuple(cls(names, **(told | more)) for names, told in _declared())


def _declared() -> list[tuple[list[str], dict[str, Any]]]:
    colours = click.Choice(output.COLOURS)
    return [
        (["--desk"], {"type": Text("folder")}),
        (["--as", "technician"], {"type": Text("name")}),
        (["--lang"], {"type": click.Choice(LANGUAGES), "is_eager": True, "callback": _told_now}),
        (["--at"], {"type": Text("time")}),
        (["--color", "--colour", "color"], {"type": colours, "is_eager": True, "callback": _told_now}),
    ]


def _told_now(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The language and the colours count from here on, in the help and in a fault of the line too."""
    if value and not ctx.resilient_parsing:
        {"lang": speak, "color": output.choose_colour}[str(param.name)](value)
    return value


def _late(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    if param.name in ("lang", "color"):
        _told_now(ctx, param, value)
    if param.name != "color":
        ctx.ensure_object(Line).told("language" if param.name == "lang" else str(param.name), value)
