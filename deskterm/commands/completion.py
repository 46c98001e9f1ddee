"""`deskterm completion`: the lines that teach a shell to complete our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from deskterm.commands.base import argument, command
from deskterm.commands.line import Line

VARIABLE = "_DESKTERM_COMPLETE"


@command("completion", json=False)
@argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(_line: Line, *, shell: str) -> None:
    """Print the lines for a shell's own file."""
    from deskterm.commands.root import root

    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(shell)
    click.echo(kind(root, {}, "deskterm", VARIABLE).source())
