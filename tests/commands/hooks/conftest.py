"""A desk, and hooks that are real commands of the system: scripts of a shell, each in a file of its own."""

import json
import subprocess
import sys
import time

import pytest
from deskterm import settings

from tests.commands.conftest import ROOT, ask, environment


class Hooks:
    """The settings of one machine: scripts, and which of them are hooks."""

    def __init__(self, line, folder):
        self.line, self.folder = line, folder
        self.told = ""
        self.begun = []

    def script(self, name, text):
        path = self.folder / f"{name}.sh"
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def set(self, text, name="", **more):
        """Make a script a hook; `more`: what else stands in its table."""
        path = self.script(name or "hook", text)
        table = f"[hook.{name}]" if name else "[hook]"
        rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items())
        self.told += f'{table}\ncommand = ["{path}"]\n{rows}'
        file = settings.config_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.told, encoding="utf-8")

    def begin(self, code=0):
        """The hooks begin at the newest event."""
        return self.run(code=code)

    def run(self, *args, code=0, **more):
        return self.line("events", "--run-hooks", *args, at="", code=code, **more)

    def place(self, name="hook"):
        """Where a hook stands, as the doctor says it."""
        return next((one for one in self.checks() if one["name"] == "hooks"), None)

    def checks(self):
        return self.line("doctor", "--json", at="", code=None).json["checks"]

    def process(self, *args):
        """`deskterm events --run-hooks` as a process of its own."""
        words = [sys.executable, "-m", "deskterm"]
        words += self.line.arguments(("events", "--run-hooks", *args), None, "it")
        made = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(self.line.home),
        )
        self.begun.append(made)
        return made

    def got(self, name="got"):
        """What a script has written down: the events that it was given."""
        path = self.folder / name
        if not path.exists():
            return []
        return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]

    def ids(self, name="got"):
        return [one["id"] for one in self.got(name)]

    def happen(self, many=1):
        """Requests come; the numbers of their events."""
        for _ in range(many):
            ask(self.line, "2026-03-02T10:00", subject=f"Richiesta {time.monotonic_ns()}")
        return [one["id"] for one in self.line("events", "--json", "--limit", many).lines]


@pytest.fixture
def hooks(line, tmp_path):
    made = Hooks(line, tmp_path)
    yield made
    for one in made.begun:
        if one.poll() is None:
            one.kill()
        one.communicate()


def until(true, seconds=60):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.05)
