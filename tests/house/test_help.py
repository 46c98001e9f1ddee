"""Every help page has lines to try, in both languages; every one is a line that the program takes."""

import re
import shlex

import click
import pytest
from deskterm import locale
from deskterm.commands.frame import kinds
from deskterm.commands.frame.root import root
from deskterm.commands.papers import handbook

PAGES = {ctx.command_path: ctx for ctx in handbook.walk(root, "deskterm")}


@pytest.fixture(autouse=True)
def a_language_of_its_own(monkeypatch):
    """The files of the examples are nobody's; what an example says is not done."""
    for kind in (kinds.File, kinds.Folder):
        monkeypatch.setattr(kind, "convert", lambda self, value, param, ctx: value)
    before = locale.language()
    yield
    locale.choose(before)


def examples(command):
    """The lines to try of a command, each whole."""
    text = (
        locale.t(f"commands.{command.key}.example") if locale.has(f"commands.{command.key}.example") else ""
    )
    return [one for one in text.replace("\\\n", " ").splitlines() if one.strip()]


def called(line):
    """The path of the command that a line calls, read as the program reads it. Raises UsageError."""
    ours = next(part for part in re.split(r"[|<>)]", line) if "deskterm " in part)
    ctx = root.make_context("deskterm", shlex.split(ours.partition("deskterm ")[2]))
    while isinstance(ctx.command, click.Group) and (rest := [*ctx._protected_args, *ctx.args]):
        name, command, rest = ctx.command.resolve_command(ctx, rest)
        ctx = command.make_context(name, rest, parent=ctx)
    return ctx.command_path


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_help_page_has_lines_to_try_that_the_program_takes(path, language):
    locale.choose(language)
    lines = examples(PAGES[path].command)
    assert lines, "no example"
    shown = PAGES[path].get_help()
    assert all(part.strip() in shown for line in lines for part in line.split("  ") if part.strip())
    for line in lines:
        assert called(line).startswith(path), line


@pytest.mark.parametrize(
    "line", ["deskterm quue", "deskterm queue --jsn", "deskterm ticket show", "deskterm undo 1"]
)
def test_the_check_finds_what_it_should(line):
    with pytest.raises(click.UsageError):
        called(line)
