"""The handbook of the line commands, printed from the commands themselves.

`python -m deskterm.commands.handbook` writes `docs/commands.md` and `docs/comandi.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from deskterm.commands.base import HELP, Group
from deskterm.commands.tongue import speak
from deskterm.locale import t

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "commands.md", "it": "comandi.md"}


def page(language: str) -> str:
    """The whole handbook in one language, as Markdown."""
    from deskterm.commands.root import root

    speak(language)
    parts = [f"# {t('commands.handbook.title')}", t("commands.handbook.intro")]
    for ctx in walk(root, "deskterm"):
        level = "##" if ctx.command_path.count(" ") < 2 else "###"
        parts.append(f"{level} `{ctx.command_path}`\n\n```text\n{ctx.get_help()}\n```")
    return "\n\n".join(parts) + "\n"


def walk(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A command and everything below it, each with the context its help needs."""
    ctx = click.Context(command, info_name=name, parent=parent, terminal_width=80, **HELP)
    yield ctx
    if isinstance(command, Group):
        for verb in command.list_commands(ctx):
            below = command.get_command(ctx, verb)
            if below is not None:
                yield from walk(below, verb, ctx)


def write() -> None:
    """Write the pages anew."""
    DOCS.mkdir(exist_ok=True)
    for language, name in PAGES.items():
        (DOCS / name).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    write()
