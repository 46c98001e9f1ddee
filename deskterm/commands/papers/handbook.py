"""The papers of the program, printed from the commands and the actions themselves.

`python -m deskterm.commands.papers.handbook` writes the handbook, the key reference, the manual page and the
table by which a shell completes, each in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from deskterm.commands.frame.base import HELP, Group, Worded
from deskterm.commands.frame.language import in_english, speak
from deskterm.commands.papers import manual
from deskterm.locale import t

REPOSITORY = Path(__file__).parents[3]
PAPERS = {
    "en": {
        "docs/commands.md": "page",
        "docs/keys.md": "keys",
        "docs/terms.md": "book",
        "docs/man/man1/deskterm.1": "man",
        "deskterm/locale/en/tab.tsv": "tab",
    },
    "it": {
        "docs/comandi.md": "page",
        "docs/tasti.md": "keys",
        "docs/condizioni.md": "book",
        "docs/man/it/man1/deskterm.1": "man",
        "deskterm/locale/it/tab.tsv": "tab",
    },
}


def papers() -> Iterator[tuple[Path, str]]:
    """Every printed file and what must stand in it."""
    printers: dict[str, Callable[[str], str]] = {
        "page": page,
        "keys": keys,
        "book": book,
        "man": man,
        "tab": tab,
    }
    for language, names in PAPERS.items():
        for name, printer in names.items():
            yield REPOSITORY / name, printers[printer](language)


def page(language: str) -> str:
    """The whole handbook in one language, as Markdown."""
    speak(language)
    parts = [f"# {t('commands.handbook.title')}", t("commands.handbook.intro"), in_english("commands")]
    for ctx in everything():
        level = "##" if ctx.command_path.count(" ") < 2 else "###"
        parts.append(f"{level} `{ctx.command_path}`\n\n```text\n{_help(ctx)}\n```")
    return "\n\n".join(part for part in parts if part) + "\n"


def _help(ctx: click.Context) -> str:
    return ctx.command.bare_help(ctx) if isinstance(ctx.command, Worded) else ctx.get_help()


def keys(language: str) -> str:
    """The key reference in one language, as Markdown."""
    speak(language)
    return manual.keys()


def book(language: str) -> str:
    """The book of the terms' format in one language, as Markdown."""
    from deskterm.commands.papers.book import markdown

    speak(language)
    return markdown()


def man(language: str) -> str:
    """The manual page in one language."""
    speak(language)
    return manual.man(everything())


def tab(language: str) -> str:
    """The table by which a shell completes, in one language."""
    from deskterm.commands.papers.offers import table

    speak(language)
    return table(everything())


def everything() -> list[click.Context]:
    """The program and every command of it."""
    from deskterm.commands.frame.root import root

    return list(walk(root, "deskterm"))


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
    """Write the papers anew."""
    for path, text in papers():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
