"""A desk in an empty home, and two ways to call `deskterm` at it: here, or as a process of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from deskterm import locale
from deskterm.commands.frame.run import run

from tests.laid import lay

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class Line:
    """The command line at one desk; every call must end with `code`, where one is given."""

    who = "zen"

    def __init__(self, desk, home):
        self.desk = desk
        self.home = home

    def arguments(self, args, at, lang):
        options = ["--desk", str(self.desk), *(["--as", self.who] if self.who else []), "--lang", lang]
        return [*options, *(["--at", at] if at else []), *map(str, args)]

    def __call__(self, *args, at="2026-03-02T09:00", lang="it", code=0):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            got = run(self.arguments(args, at, lang))
        return self.checked(Answer(got, out.getvalue(), err.getvalue()), code)

    def process(self, *args, at="2026-03-02T09:00", lang="it", code=0, stdin="", env=None):
        """The same as a process of its own, as a user starts it."""
        done = subprocess.run(
            [sys.executable, "-m", "deskterm", *self.arguments(args, at, lang)],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment(self.home) | (env or {}),
            timeout=60,
            check=False,
        )
        return self.checked(Answer(done.returncode, done.stdout, done.stderr), code)

    @staticmethod
    def checked(answer, code):
        assert code in (None, answer.code), answer
        return answer


def environment(home):
    """An environment with an empty home and no settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"HOME": str(home), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty home; no setting of whoever runs the tests is seen, and none is left behind."""
    place = tmp_path / "home"
    place.mkdir()
    for name in list(os.environ):
        if name.startswith(("DESKTERM_", "XDG_", "LC_")) or name in ("LANG", "LANGUAGE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("LANGUAGE", "it")
    before = locale.language()
    yield place
    locale.choose(before)


@pytest.fixture
def empty(tmp_path, home):
    """The line at a desk that is not there yet."""
    return Line(tmp_path / "desk", home)


def opened_under(empty, folder, terms, *agreed, anyway=""):
    """Open a desk under a firm's own terms with one customer, Rossi, agreed as told; the file of the terms.

    `anyway`: why the terms are taken although there is something to say against them.
    """
    file = folder / "prova.toml"
    file.write_text(terms, encoding="utf-8")
    reason = ("--anyway", anyway) if anyway else ()
    empty("init", "--service", file, *reason, at="2026-03-02T09:00")
    empty("customer", "add", "Rossi", "--contact", "Ada", "--email", "ada@rossi.example")
    if agreed:
        empty("agreement", "sign", "C001", "--from", "2026-01-01", *agreed)
    return file


@pytest.fixture
def line(empty):
    """The line at a desk under Delta System's terms, with one customer under contract and one without."""
    lay(empty.desk, "line", lambda place: furnish(Line(place, empty.home)))
    return empty


def furnish(empty):
    empty("init", "--service", "delta-system", at="2026-01-02T09:00")
    empty(
        *("customer", "add", "Ferramenta Dal Prà", "--from", "2026-01-01", "--until", "2027-12-31"),
        *("--contact", "Anna Dal Prà", "--phone", "0445 000123", "--email", "anna@dalpra.example"),
        at="2026-01-02T09:01",
    )
    empty("customer", "add", "Bar Centrale", "--email", "bar@centrale.example", at="2026-01-02T09:02")


def ask(line, at, subject="Stampa vuota", **more):
    """Type a request of the customer under contract in; the ticket as JSON."""
    options = [part for name, value in more.items() for part in (f"--{name}", value)]
    return line(
        *("ticket", "add", "--customer", "C001", "--subject", subject),
        *("--body", "Esce vuota da stamattina."),
        *options,
        "--json",
        at=at,
    ).json
