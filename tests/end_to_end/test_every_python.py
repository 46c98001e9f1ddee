"""The wheel on every Python that is declared, on a real terminal: the demo worked at, a desk of one's own.

The sources are out of reach: a bare environment, another folder, no PYTHONPATH.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end import pythons
from tests.end_to_end.terminal import Terminal, surroundings


class Installed:
    """The program as somebody has it who installed the wheel: their home, their folder."""

    def __init__(self, python: Path, home: Path) -> None:
        self.bin = pythons.environment(python) / "bin"
        self.home = home
        self.env = {
            "HOME": str(home),
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "PYTHONPATH": "",
            "VIRTUAL_ENV": "",
            "DESKTERM_TECHNICIAN": "luca",
        }

    def start(self, *words: str) -> Terminal:
        return Terminal([str(self.bin / "deskterm"), *words], env=self.env, cwd=self.home)

    def line(self, *command: str) -> str:
        done = subprocess.run(
            [self.bin / command[0], *command[1:]],
            env=surroundings(self.env),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(params=pythons.declared())
def installed(request, tmp_path):
    return Installed(pythons.to_try(request.param), tmp_path)


def test_a_morning_is_worked_and_a_desk_of_ones_own_opens(installed):
    where = installed.line("python", "-c", "import deskterm; print(deskterm.__file__)")
    assert Path(where).is_relative_to(installed.bin.parent)
    with installed.start("demo") as terminal:
        terminal.wait_for("31 in attesa")
        take_the_next_and_go_back(terminal)
        call_from_the_prompt_and_file(terminal)
        leave(terminal)
    with installed.start("demo") as terminal:
        terminal.wait_for("29 in attesa")
        leave(terminal)
    with installed.start("demo", "--service", "istes") as terminal:
        terminal.wait_for("in attesa")
        take_the_next_and_go_back(terminal)
        leave(terminal)
    installed.line("deskterm", "init", "--service", "delta-system")
    for _ in range(2):
        with installed.start() as terminal:
            terminal.wait_for("0 in attesa")
            look_for_a_caller(terminal)
            leave(terminal)


def test_the_wheel_brings_the_manual_and_what_a_tab_reads(installed):
    share = installed.bin.parent / "share" / "man"
    for page in (share / "man1" / "deskterm.1", share / "it" / "man1" / "deskterm.1"):
        assert page.read_text(encoding="utf-8").startswith(".TH DESKTERM 1")
    if shutil.which("man", path="/usr/bin"):
        shown = subprocess.run(
            ["man", "-w", "deskterm"],
            env=surroundings(installed.env),
            capture_output=True,
            text=True,
            check=True,
        )
        assert Path(shown.stdout.strip()).is_relative_to(share)
    installed.env["_DESKTERM_COMPLETE"] = "fish"
    assert installed.line("deskterm", "custo").startswith("customer\t")


def take_the_next_and_go_back(terminal: Terminal) -> None:
    terminal.send("F4")
    terminal.wait_for("in mano a luca")
    terminal.send("Esc")
    terminal.wait_for("F4 Prossimo")


def call_from_the_prompt_and_file(terminal: Terminal) -> None:
    look_for_a_caller(terminal, leave_it=False)
    terminal.type("Stocchero")
    terminal.wait_for("Lattoneria F.lli Stocchero srl")
    terminal.send("Enter")
    terminal.wait_for("n Nuovo ticket")
    terminal.send("Enter")
    terminal.wait_for("compreso fino a 5:00")
    terminal.send("F5")
    terminal.wait_for("chiusa, da registrare")
    terminal.send("1")
    terminal.wait_for("[1 Chiarito")
    terminal.send("F9")
    terminal.wait_for("─ registrato")
    terminal.send("Esc")
    terminal.wait_for("F4 Prossimo")


def look_for_a_caller(terminal: Terminal, *, leave_it: bool = True) -> None:
    terminal.send("F2")
    terminal.wait_for("Chi chiama?")
    if leave_it:
        terminal.send("Esc")
        terminal.wait_for("F4 Prossimo")


def leave(terminal: Terminal) -> None:
    """With something loose `q` shows it first."""
    gone = lambda text: "Chiudi turno" in text or terminal.process.poll() is not None  # noqa: E731
    terminal.send("q")
    terminal.wait_until(gone, what="the end of the shift")
    if terminal.process.poll() is None:
        terminal.send("q")
    assert terminal.wait_exit() == 0, terminal.text()
    assert terminal.restored()


@pytest.fixture
def only_a_shim(tmp_path, monkeypatch):
    """A machine whose python3.99 is a version manager's word for a Python that is not there."""
    shim = tmp_path / "bin" / "python3.99"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\necho 'python3.99: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(shim.parent))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.delenv(pythons.STRICT, raising=False)


def test_a_shim_that_does_not_run_is_a_missing_python_and_is_named(only_a_shim):
    with pytest.raises(pytest.skip.Exception, match=r"no Python 3\.99"):
        pythons.to_try("3.99")


def test_where_all_are_wanted_a_missing_python_fails(only_a_shim, monkeypatch):
    monkeypatch.setenv(pythons.STRICT, "1")
    with pytest.raises(pytest.fail.Exception, match=r"no Python 3\.99"):
        pythons.to_try("3.99")
