"""The line commands stay light: what they do not need they do not load."""

import os
import subprocess
import sys

import pytest

from tests.commands.conftest import ROOT, ask, environment

HEAVY = ("textual", "rich", "pendulum", "holidays", "sqlite_utils", "babel", "keyring", "phonenumbers", "bs4")


def loaded(line, *args):
    """The modules that a command has loaded when it ends."""
    code = (
        "import sys, deskterm.__main__ as m\n"
        "try: m.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "finally: sys.stderr.write(chr(10).join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(line.home)
        | {name: value for name, value in os.environ.items() if name.startswith("_DESK")},
        timeout=60,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}, set(done.stderr.split())


def test_the_version_loads_next_to_nothing(line):
    roots, _ = loaded(line, "--version")
    assert roots & {*HEAVY, "click", "msgspec", "sqlite3", "gettext"} == set()


def test_a_tab_loads_neither_the_commands_nor_the_desk(line, monkeypatch):
    monkeypatch.setenv("_DESKTERM_COMPLETE", "fish")
    roots, modules = loaded(line, "--desk", str(line.desk), "customer", "show", "")
    assert roots & {*HEAVY, "click", "msgspec", "gettext", "pathlib", "re"} == set()
    assert "deskterm.storage.file.names" in modules and "deskterm.storage.database" not in modules


@pytest.mark.parametrize("command", [("queue", "--json"), ("next", "--json"), ("call", "list", "--json")])
def test_the_daily_commands_load_no_heavy_library(line, command):
    ask(line, "2026-03-02T09:10")
    roots, modules = loaded(line, *line.arguments(command, "2026-03-02T09:30", "it"))
    assert roots & set(HEAVY) == set()
    assert not {name for name in modules if name.startswith(("deskterm.screens", "deskterm.widgets"))}
    assert "deskterm.app" not in modules


@pytest.mark.parametrize(
    "command",
    [("keys",), ("doctor", "--json"), ("backlog", "--json"), ("ticket", "why", "TK000001"), ("--help",)],
)
def test_no_command_loads_textual(line, command):
    ask(line, "2026-03-02T09:10")
    roots, _ = loaded(line, *line.arguments(command, "2026-03-02T09:30", "it"))
    assert "textual" not in roots
