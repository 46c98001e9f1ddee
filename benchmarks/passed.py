"""What requests pass: modules, calls and transactions, counted while they run at a demo desk."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.rooms import dotted, modules, tree

BY_MAIL = ("contabilita-in-cloud", "delta-system", "istes", "omniagest")
REQUESTS = {
    "a mail to the queue": ["mail", "import", "MAIL", "--json"],
    "next": ["next", "--json"],
    "call file": ["call", "file", "--json"],
    "report list": ["report", "list", "--json"],
    "backlog": ["backlog", "--json"],
    "a line of rehearse": ["rehearse", "--service", "delta-system", "LINE"],
}
MAIL = """From: Anna <info@nuova.example>
To: assistenza@delta-system.example
Date: Tue, 3 Mar 2026 08:20:00 +0100
Message-ID: <house-1@nuova.example>
Subject: La stampa del registro IVA esce vuota
Content-Type: text/plain; charset=utf-8

Buongiorno, la stampa del registro IVA esce vuota. Telefono 0445 000123. Anna
"""
LINE = {
    "event": "request", "id": "1", "channel": "email", "received": "2026-03-03T09:00",
    "subject": "Stampa", "body": "La stampa esce vuota", "customer": {"contract": True},
}  # fmt: skip

# Runs one line command with every call of ours and every transaction counted; prints the counts last.
WITNESS = """
import json, sqlite3, sys
root, counts = sys.argv[1], {"calls": 0, "transactions": 0}
passed = set()
sys.path.insert(0, root)
ours = root + "/deskterm/"
connect = sqlite3.connect
def heard(statement):
    if statement.startswith("BEGIN"):
        counts["transactions"] += 1
def counted(*args, **kwargs):
    made = connect(*args, **kwargs)
    made.set_trace_callback(heard)
    return made
sqlite3.connect = counted
def witness(frame, event, arg):
    if event == "call":
        code = frame.f_code
        if code.co_filename.startswith(ours) and not code.co_name.startswith("<"):
            counts["calls"] += 1
            passed.add(code.co_filename)
sys.argv = ["deskterm", *sys.argv[2:]]
from deskterm.__main__ import main
sys.setprofile(witness)
code = 0
try:
    main()
except SystemExit as end:
    code = end.code or 0
sys.setprofile(None)
inner = [one for one in passed if one.removeprefix(ours).partition("/")[0] in ("desk", "storage", "models")]
print(json.dumps({**counts, "modules": len(passed), "desk": len(inner), "code": code}))
"""


# Takes one mail in at the desk in argv[2], by the modules that hold the four functions; prints both counts.
WAY = """
import json, sqlite3, sys
from importlib import import_module
from pathlib import Path
root, folder, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
sys.path.insert(0, root)
ours, passed = root + "/deskterm/", []
open_desk, keep_up, parse, receive_mail = (
    getattr(import_module(one), name)
    for one, name in zip(sys.argv[4:8], ("open_desk", "keep_up", "parse", "receive_mail"))
)
def witness(frame, event, arg):
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(ours) and not code.co_name.startswith("<"):
        passed.append(code.co_filename)
def counted(*calls):
    return {"modules": len({*calls}), "calls": len(calls)}
conn = sqlite3.connect(folder / "desk.sqlite")
sender = conn.execute(
    "SELECT m.from_address FROM message m JOIN ticket t ON t.id = m.ticket_id "
    "WHERE m.direction = 'in' AND m.from_address LIKE '%@%' AND t.confirmed ORDER BY m.id"
).fetchone()[0]
conn.close()
raw = sys.stdin.read().replace("info@nuova.example", sender).encode()
sys.setprofile(witness)
desk = open_desk(folder)
desk.clock = lambda: at
keep_up(desk)
mail = parse(raw, now=at)
before = len(passed)
done = receive_mail(desk, mail, vouched=True)
sys.setprofile(None)
desk.close()
print(json.dumps({"outcome": done.outcome, "whole": counted(*passed), "taken in": counted(*passed[before:])}))
"""
WAYS = ("open_desk", "keep_up", "parse", "receive_mail")
ARRIVES = 1_772_522_640  # 3 March 2026, 08:24 in Rome: when the mail is fetched


def ways(root: Path) -> dict[str, dict[str, Any]]:
    """What a mail passes at the demo desk of each service that has had one before."""
    homes = [next(_holding(root, name)) for name in WAYS]
    found = {}
    for service in BY_MAIL:
        with tempfile.TemporaryDirectory() as folder:
            home, desk = Path(folder), Path(folder) / "desk"
            _line(root, home, desk, "demo", "--service", service)
            told = _python(WAY, root, home, {}, str(desk), str(ARRIVES), *homes, said=MAIL)
            found[service] = json.loads(told)
    return found


def _holding(root: Path, function: str) -> Iterator[str]:
    """The modules of the desk and the mail room that define a function of that name."""
    for path in modules(root):
        if path.relative_to(root).parts[1] in ("desk", "mail") and any(
            isinstance(node, ast.FunctionDef) and node.name == function for node in tree(path).body
        ):
            yield dotted(path, root)


def follow(root: Path) -> dict[str, dict[str, int]]:
    """What each of the six requests passes: modules, calls, transactions."""
    with tempfile.TemporaryDirectory() as folder:
        return _follow(root, Path(folder))


def _follow(root: Path, home: Path) -> dict[str, dict[str, int]]:
    (home / "mail.eml").write_text(MAIL, encoding="utf-8")
    (home / "line.jsonl").write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    run = partial(_line, root, home, home / "desk")
    run("demo")
    files = {"MAIL": str(home / "mail.eml"), "LINE": str(home / "line.jsonl")}
    found = {}
    for name, command in REQUESTS.items():
        words = [files.get(word, word) for word in command]
        if name == "call file":
            words += [_stopped(run), "--outcome", "brief"]
        found[name] = json.loads(run(*words).splitlines()[-1])
    return found


def _stopped(run: Callable[..., str]) -> str:
    """A call begun and ended with the ticket that was taken; the number of its contact."""
    ticket = json.loads(run("ticket", "list", "--view", "hand", "--json").splitlines()[0])["code"]
    contact = json.loads(run("call", "start", ticket, "--json").splitlines()[0])["group"]
    run("call", "stop")
    return str(contact)


def _line(root: Path, home: Path, desk: Path, *words: str) -> str:
    env = {"DESKTERM_DESK": str(desk), "DESKTERM_TECHNICIAN": "mzen"}
    return _python(WITNESS, root, home, env, *words)


def _python(
    script: str, root: Path, home: Path, env: dict[str, str], *words: str, said: str | None = None
) -> str:
    plain = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(root), *words],
        env=plain | env, capture_output=True, text=True, check=False, cwd=home, input=said or "",
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr[-800:]}")
    return done.stdout
