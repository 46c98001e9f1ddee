"""What the process tells its caller: 0 done, 1 refused, 2 usage or file, 3 try again, 70 our bug."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from deskterm.desk.queue import queue

from tests.commands.conftest import ROOT, ask, environment
from tests.end_to_end.terminal import signals_as_at_login


@pytest.mark.parametrize("lang", ["it", "en"])
def test_an_unknown_ticket_is_refused_with_its_name(line, lang):
    answer = line("ticket", "show", "TK999999", lang=lang, code=1)
    assert answer.out == ""
    assert "TK999999" in answer.err


def test_a_refusal_names_its_rule(line):
    line("ticket", "add", "--customer", "C002", "--subject", "Cassa", "--body", "Ferma")
    assert "(D16)" in line("call", "start", "TK000001", "--outbound", code=1).err


def test_a_request_of_nobody_waits_in_its_list(line):
    held = line("ticket", "add", "--subject", "Chi sono", "--body", "Aiuto", "--json", code=1)
    assert held.json["outcome"] == "held"
    assert held.json["ticket"] is None
    assert "D1" in held.err
    (pending,) = line("mail", "pending", "--json").lines
    assert pending["id"] == held.json["message"]


@pytest.mark.parametrize(
    ("args", "it", "en"),
    [
        (["queue", "--jsn"], "Non c'è l'opzione", "No such option"),
        (["ticket", "shwo", "TK000001"], "Non c'è il comando", "No such command"),
        (["ticket", "show"], "Manca l'argomento", "Missing argument"),
        (["ticket", "show", "A", "B"], "di troppo", "unexpected extra"),
        (["ticket", "triage", "TK000001", "--topic"], "vuole un valore", "requires an argument"),
        (["call", "switch", "dancing"], "non è fra", "is not one of"),
        (["pack", "sell", "C001", "--size", "molto"], "durata", "length of time"),
        (
            ["pack", "sell", "C001", "--size", "1h", "--net", "1,234"],
            "1.234,00 € oppure 1,23 €",
            "€1,234.00 or €1.23",
        ),
        (["customer", "add", "X", "--until", "31/11/2026"], "2026-12-03", "2026-12-03"),
        (["queue", "-n", "-1"], "intero", "whole number"),
        (["mail", "import", "/nowhere.eml"], "/nowhere.eml", "/nowhere.eml"),
        (["call", "log", "TK000001", "--start", "ieri", "--end", "oggi"], "ieri", "ieri"),
        (["service", "check", "/nowhere.toml"], "/nowhere.toml", "/nowhere.toml"),
    ],
)
def test_wrong_usage_is_said_in_both_languages(line, args, it, en):
    assert it in line(*args, lang="it", code=2).err
    assert en in line(*args, lang="en", code=2).err


@pytest.mark.parametrize("when", ["ieri", "2026-13-01", "@/nowhere", "@"])
def test_a_time_that_cannot_be_read_is_named_with_an_example(line, when):
    said = line("queue", at=when, code=2).err
    assert when in said
    assert any(example in said for example in ("2026-03-03T09:12", "ieri alle 15", "3/12/2026"))


def test_no_desk_says_how_to_make_one(empty):
    assert "deskterm init" in empty("queue", code=2).err


def test_a_desk_is_not_made_twice(line):
    assert str(line.desk) in line("init", "--service", "delta-system", code=2).err


def test_an_unknown_service_names_the_nearest(empty):
    assert "delta-system" in empty("init", "--service", "delta-sistem", code=1).err
    assert not empty.desk.exists()


def test_an_unknown_group_makes_no_desk(empty):
    empty("init", "--service", "delta-system", "--group", "nobody-has-this-name", code=2)
    assert not empty.desk.exists()


def test_another_programs_file_is_left_alone(empty):
    empty.desk.mkdir()
    with sqlite3.connect(empty.desk / "desk.sqlite") as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    assert "deskterm" in empty("queue", code=2).err


def test_a_busy_desk_asks_to_try_again(line, monkeypatch):
    monkeypatch.setattr("deskterm.storage.database.WAIT_SECONDS", 0.2)
    holder = sqlite3.connect(line.desk / "desk.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        line("customer", "add", "Terzo", code=3)
    finally:
        holder.close()
    line("customer", "add", "Terzo")


def test_without_a_terminal_the_screens_say_so(line):
    assert "deskterm --help" in line.process(code=2).err


def test_our_bug_leaves_a_log_without_anybodys_words(line, monkeypatch, home):
    def fail(*_args, **_options):
        secret = "IBAN IT60X0542811101000000123456"
        raise RuntimeError(secret)

    monkeypatch.setattr(queue, "take_next", fail)
    said = line("next", code=70).err
    (log,) = (home / ".local" / "state" / "deskterm").iterdir()
    assert str(log) in said
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "IBAN" not in text + said
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_reader_that_leaves_early_is_no_error(line):
    for _ in range(40):
        ask(line, "2026-03-02T09:10")
    command = [sys.executable, "-m", "deskterm", *line.arguments(["queue", "--json"], None, "it")]
    told = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(line.home)
    )
    told.stdout.close()
    assert told.stderr.read() == b""
    told.stderr.close()
    assert told.wait(timeout=30) in (0, 141)


def until_it_waits(pid):
    """Until the process sleeps and goes on sleeping: it has started and waits for what is typed."""
    asleep, end = 0, time.monotonic() + 30
    status = Path(f"/proc/{pid}/status")
    while asleep < 30 and time.monotonic() < end:
        time.sleep(0.02)
        sleeps = not status.exists() or "State:\tS" in status.read_text()
        asleep = asleep + 1 if sleeps else 0


def test_control_c_ends_quietly(line):
    command = [sys.executable, "-m", "deskterm", *line.arguments(["mail", "import", "-"], None, "it")]
    with signals_as_at_login():
        told = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(line.home),
        )
    try:
        until_it_waits(told.pid)
        os.kill(told.pid, signal.SIGINT)
        out, err = told.communicate(timeout=30)
    finally:
        told.kill()
    assert told.returncode == 130
    assert b"Traceback" not in out + err


# An import that swallows the interrupt which comes in it, as Python's own does now and then.
SWALLOWED = """
import os, runpy, signal, sys
class Swallows:
    def find_spec(self, name, path=None, target=None):
        if name == "deskterm.commands.frame.run":
            try:
                os.kill(os.getpid(), signal.SIGINT)
                list(range(1000))
            except BaseException:
                pass
sys.meta_path.insert(0, Swallows())
sys.argv = ["deskterm", *sys.argv[1:]]
runpy.run_module("deskterm", run_name="__main__", alter_sys=True)
"""


def test_control_c_while_the_program_loads_is_never_swallowed(line):
    command = [sys.executable, "-c", SWALLOWED, *line.arguments(["queue"], None, "it")]
    with signals_as_at_login():
        told = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment(line.home), check=False)
    assert told.returncode == -signal.SIGINT
    assert (told.stdout, told.stderr) == (b"", b"")
