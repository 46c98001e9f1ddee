"""`deskterm help`: the help of the program, or of a command, for whoever asks for it in a word."""

from __future__ import annotations

import click

from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command
from deskterm.commands.frame.kinds import TEXT
from deskterm.commands.frame.line import Line


@command("help", json=False)
@argument("words", type=TEXT, nargs=-1)
def help_(_line: Line, *, words: tuple[str, ...]) -> None:
    """The help of a command."""
    ctx = click.get_current_context().find_root()
    rest = list(words)
    while rest and isinstance(ctx.command, click.Group):
        name, found, rest = ctx.command.resolve_command(ctx, rest)
        if found is None:
            break
        ctx = click.Context(found, parent=ctx, info_name=name)
    output.write(ctx.get_help())
