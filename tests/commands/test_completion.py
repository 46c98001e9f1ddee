"""A Tab in bash, zsh and fish: commands, options and the names at the desk, whatever customers are called."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deskterm import locale, settings
from deskterm.commands.papers import handbook, tab
from deskterm.commands.papers.offers import value_of
from deskterm.locale import t

from tests.commands.conftest import ROOT, ask, environment
from tests.end_to_end.terminal import Terminal

HOSTILE = """O'Brien; touch pwned "x" & $(touch pwned) `touch pwned` *"""
SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
ARGS = "args() { printf '<%s>' \"$@\"; echo .; }"
MADE_READY = {
    "bash": [ARGS, "bind 'set bell-style none'", 'eval "$(deskterm completion bash)"'],
    "zsh": ["autoload -Uz compinit; compinit -u -D", ARGS, 'eval "$(deskterm completion zsh)"'],
    "fish": ["function args; printf '<%s>' $argv; echo .; end", "deskterm completion fish | source"],
}
# What is typed before the Tab, and what the command gets.
COMPLETED = {
    "deskterm que": "queue",
    "deskterm ticket hist": "ticket history",
    "deskterm queue --lim": "queue --limit",
    "deskterm demo --service om": "demo --service omniagest",
    "deskterm --lang e": "--lang en",
    "deskterm customer show Ferr": "customer show|Ferramenta Dal Prà",
    'deskterm customer show "Ferramenta D': "customer show|Ferramenta Dal Prà",
    "deskterm pack list --customer O": f"pack list --customer|{HOSTILE}",
    "deskterm ticket give-back ": "ticket give-back TK000001",
    "deskterm ticket hand-over TK000001 --to ma": "ticket hand-over TK000001 --to marta",
    "deskterm pack ledger ": "pack ledger 1",
    "deskterm report show R": "report show R2026-0001",
    "deskterm settle 2": "settle 2026-03",
    "deskterm mail show ": "mail show 5",
    "deskterm customer set C001 quick_access=y": "customer set C001 quick_access=yes",
    "deskterm customer add Verdi --language e": "customer add Verdi --language en",
    "deskterm mail import pos": "mail import posta.mbox",
}
MAIL = "From: Chi Sa <chi@ignoto.example>\nSubject: Buongiorno\nMessage-ID: <7@ignoto.example>\n\nChiedo.\n"


@pytest.fixture
def furnished(line, tmp_path):
    """A desk with a name of each kind, and customers whose names mean something to a shell."""
    line("customer", "add", HOSTILE)
    line("technician", "add", "zen")
    line("technician", "add", "marta", "--full-name", "Marta Zen, responsabile")
    line("pack", "sell", "C001", "--size", "600", "--net", "540")
    for minute, subject in ((10, "Stampa vuota"), (11, "Registro IVA")):
        code = ask(line, f"2026-03-02T09:{minute}", subject)["code"]
        line("ticket", "take", code, "--reason", "prova", at="2026-03-02T09:12")
    times = ("--start", "2026-03-02T09:15", "--end", "2026-03-02T09:45")
    ended = ("--reason", "diagnosis", "--outcome", "solved", "--note", "fatto")
    line("call", "log", code, *times, *ended, at="2026-03-02T10:00")
    (tmp_path / "posta.mbox").write_text(MAIL, encoding="utf-8")
    (tmp_path / "one.eml").write_text(MAIL, encoding="utf-8")
    line("mail", "import", tmp_path / "one.eml", at="2026-03-02T10:05")
    return line


def in_reach(line):
    """The environment of a shell that finds our program."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return environment(line.home) | {"PATH": path, "DESKTERM_DESK": str(line.desk), "LANG": "it_IT.UTF-8"}


def shell(name):
    found = shutil.which(SHELLS[name][0])
    return pytest.param(name, marks=pytest.mark.skipif(found is None, reason=f"{name} is not installed"))


@pytest.mark.parametrize("name", [shell(name) for name in SHELLS])
def test_a_tab_completes_what_is_typed(furnished, tmp_path, name):
    env = in_reach(furnished) | {"PS1": "> ", "PROMPT": "> ", "LC_ALL": "C.UTF-8", "DESKTERM_LANG": "it"}
    got = {}
    with Terminal(SHELLS[name], env=env, cwd=tmp_path, columns=160, rows=50) as terminal:
        for command in MADE_READY[name]:
            terminal.type(f"{command}\r")
        terminal.type("args ready\r")
        terminal.wait_for("<ready>")
        for number, typed in enumerate(COMPLETED):
            terminal.type(typed)
            terminal.send("Tab", "Ctrl+A")
            terminal.type(f"args {number} \r")
            got[typed] = answered(terminal, number)
    meant = {typed: told(words) for typed, words in COMPLETED.items()}
    assert got == meant
    assert not (tmp_path / "pwned").exists()


def answered(terminal, number):
    """The words that a command has got, as `args` has printed them behind its number."""
    whole = re.compile(rf"^<{number}>(<deskterm>.*)\.$", re.MULTILINE)
    found = whole.search(terminal.wait_until(whole.search, what=f"<{number}>"))
    return found[1]


def told(words):
    plain, _, last = words.partition("|")
    return "<deskterm>" + "".join(f"<{word}>" for word in [*plain.split(), *([last] if last else [])])


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_shows_descriptions_whole(furnished, language):
    script = (
        furnished("completion", "fish").out + '\ncomplete -C "deskterm cu"\ncomplete -C "deskterm --as ma"'
    )
    env = in_reach(furnished) | {"DESKTERM_LANG": language}
    said = subprocess.run(
        ["fish", "--no-config", "-c", script], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    locale.choose(language)
    assert "," in t("commands.customer")
    assert said.stdout.splitlines() == [
        f"customer\t{t('commands.customer')}",
        "marta\tMarta Zen, responsabile",
    ]
    assert said.stderr == ""


def offered(line, *words, **more):
    """What the program offers, in the way fish asks, and what it says besides."""
    env = environment(line.home) | {"DESKTERM_DESK": str(line.desk), "_DESKTERM_COMPLETE": "fish"} | more
    began = time.monotonic()
    command = [sys.executable, "-m", "deskterm", *words]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert time.monotonic() - began < 10
    return dict(row.split("\t") for row in done.stdout.splitlines())


def test_names_are_told_apart_by_what_they_are_called(furnished):
    assert offered(furnished, "customer", "show", "")["C001"] == "Ferramenta Dal Prà"
    assert offered(furnished, "customer", "show", "ferr") == {"Ferramenta Dal Prà": "C001"}
    assert list(offered(furnished, "ticket", "show", "tk").values()) == ["Stampa vuota", "Registro IVA"]
    assert offered(furnished, "ticket", "show", "tk000002") == {"TK000002": "Registro IVA"}
    assert offered(furnished, "ticket", "give-back", "TK000") == {"TK000001": "Stampa vuota"}
    assert offered(furnished, "ticket", "reopen", "") == {"TK000002": "Registro IVA"}
    assert offered(furnished, "--desk", "/nowhere", "customer", "show", "") == {}
    assert offered(furnished, "--desk", str(furnished.desk), "pack", "ledger", "", DESKTERM_DESK="/nowhere")
    assert offered(furnished, "--lang", "it", "call", "stop", "--outcome", "s")["solved"] == "Risolto"
    assert offered(furnished, "pack", "sell", "C001", "--kind", "") == {"hours": "Hour pack"}
    assert offered(furnished, "ticket", "triage", "TK000001", "--severity", "") == {}, "these terms have none"
    assert "unreachable" in offered(furnished, "callback", "attempt", "1", "")
    assert "clienti" in offered(furnished, "--lang", "it", "cust")["customer"]
    assert "Customers" in offered(furnished, "--lang=en", "cust")["customer"]


def test_a_name_that_was_completed_names_one_customer(furnished):
    furnished("customer", "add", "Ferramenta Dal Prà Due")
    assert len(offered(furnished, "customer", "show", "ferr")) == 2
    assert furnished("customer", "show", "Ferramenta Dal Prà", "--json").json["code"] == "C001"
    assert "C004" in furnished("customer", "show", "Ferramenta", code=1).err


def test_a_tab_changes_nothing_at_the_desk(furnished):
    def state():
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in furnished.desk.iterdir()}

    before = state()
    for words in (["ticket", "show", ""], ["customer", "show", "F"], ["pack", "ledger", ""]):
        assert offered(furnished, *words)
    assert state() == before


def test_a_tab_reads_beside_whoever_writes(furnished):
    with sqlite3.connect(furnished.desk / "desk.sqlite", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE customer SET name = 'Altro'")
        assert offered(furnished, "customer", "show", "C001") == {"C001": "Ferramenta Dal Prà"}
        writer.execute("ROLLBACK")


@pytest.mark.parametrize("content", [b"", b"not a database at all", None])
def test_where_there_is_no_desk_a_tab_says_nothing(empty, content):
    empty.desk.mkdir()
    if content is not None:
        (empty.desk / "desk.sqlite").write_bytes(content)
    assert offered(empty, "customer", "show", "") == {}
    assert offered(empty, "cust")
    assert [path.name for path in empty.desk.iterdir()] == (["desk.sqlite"] if content is not None else [])


@pytest.mark.parametrize("where", ["", "data", "config"])
def test_the_desk_that_is_not_named_is_the_one_that_the_commands_take(empty, where, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data") if where == "data" else "")
    desk = tmp_path / "desk-of-mine" if where == "config" else None
    if desk:
        config = empty.home / ".config" / "deskterm" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'desk = "{desk}"\nlanguage = "it"', encoding="utf-8")
    line = type(empty)(settings.load().desk, empty.home)
    line("init", "--service", "delta-system")
    line("customer", "add", "Bar Centrale")
    here = {"DESKTERM_DESK": "", "XDG_DATA_HOME": os.environ["XDG_DATA_HOME"]}
    assert offered(line, "customer", "show", "", **here) == {"C001": "Bar Centrale"}
    assert ("clienti" in offered(line, "cust", **here)["customer"]) == (where == "config")


def test_broken_settings_do_not_break_the_line_that_is_typed(empty):
    folder = empty.home / ".config" / "deskterm"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text("language = 7", encoding="utf-8")
    assert offered(empty, "customer", "show", "") == {}


def test_every_value_that_names_something_is_offered():
    kinds = {}
    for ctx in handbook.everything():
        for param in ctx.command.params:
            kinds.setdefault(value_of(ctx.command, param).partition(":")[0], []).append(ctx.command_path)
    from deskterm.storage.file.names import QUERIES

    live = set(kinds) - {"", "text", "files", "choice", "service", "month"}
    assert live == (QUERIES.keys() - {"day"}) | {"facts", "languages"}
    assert len(kinds["terms"]) > 5


@pytest.mark.parametrize(
    ("raw", "word", "meant"),
    [
        ("Fe", "Ferri & C.", r"Ferri\ \&\ C."),
        ("'Fe", "Ferri d'Este", r"Ferri d'\''Este"),
        ('"Fe', 'Ferri "$x"', r"Ferri \"\$x\""),
        ("--customer=Fe", "--customer=Ferri C.", r"Ferri\ C."),
    ],
)
def test_bash_gets_a_name_that_is_one_word_to_it(raw, word, meant):
    assert tab._for_bash(word, raw) == meant
