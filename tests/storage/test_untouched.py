"""R9: nobody opens the desk's file but SQLite; closing it by other hands would drop SQLite's locks."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "deskterm"
OPENERS = {
    "open",
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "copy",
    "copy2",
    "copyfile",
    "move",
}
# Opened in the storage: what is no desk yet or never became one, a copy, the lock, a folder, the mounts;
# what each process says that it has in front, and whose turn it is.
KNOWN = {
    ("place.py", "in_the_making"),
    ("place.py", "_abandoned"),
    ("safekeeping.py", "_sync"),
    ("database.py", "lock_file"),
    ("place.py", "refuse_network"),
    ("place.py", "sync_folder"),
    ("in_front.py", "_write"),
    ("lease.py", "lease"),
    ("in_front.py", "_read"),
}


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def opens(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in OPENERS:
                yield node


def test_the_storage_opens_no_file_that_is_not_known_here():
    found = {
        (path.name, function.name)
        for path in (ROOT / "storage").rglob("*.py")
        for function in functions(path)
        if any(opens(function))
    }
    assert found == KNOWN


def names_the_file(call):
    text = ast.unparse(call)
    return "desk.sqlite" in text or "database.FILE" in text or ".store.path" in text


def test_no_other_room_opens_the_desks_file():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in ROOT.rglob("*.py")
        for function in functions(path)
        for call in opens(function)
        if names_the_file(call)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["open(database.FILE)", "(folder / 'desk.sqlite').read_bytes()"])
def test_the_check_finds_what_it_should(line):
    call = ast.parse(f"def f():\n    {line}").body[0]
    assert any(names_the_file(found) for found in opens(call))


# A whole shift, from the making of the desk to its backup, with an ear at every file that Python opens.
SHIFT = """
import sys
from pathlib import Path

OURS = ("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm")
heard, lock = [], []
def listen(event, arguments):
    if event in ("open", "shutil.copyfile", "os.truncate") and isinstance(arguments[0], (str, bytes)):
        name = arguments[0] if isinstance(arguments[0], str) else arguments[0].decode()
        if Path(name).name in OURS:
            heard.append((event, name))
        lock.append(name.endswith("desk.lock"))
sys.addaudithook(listen)

from deskterm.commands.frame.run import run
folder = sys.argv[1]
def line(*words):
    assert run(["--desk", folder, "--as", "luca", "--at", "2026-03-02T09:00", *words]) == 0, words

line("init", "--service", "delta-system")
line("technician", "add", "luca")
line("customer", "import", sys.argv[2])
request = ("--channel", "mail", "--subject", "Stampa", "--body", "Non va.", "--phone", "0445 000123")
line("ticket", "add", *request, "--customer", "C001")
line("next", "--json")
line("doctor")
line("backup")
line("backlog")

from deskterm.desk.billing import filing
from deskterm.desk.calls import timer
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.triage import triage
from deskterm.desk.upkeep import care
from deskterm.desk.context import open_desk
desk = open_desk(Path(folder), who="marta", clock=lambda: 1772442000)
code = cards.listing(desk)[0].code
packs.sell(desk, code, kind="hours", size=60)
mine = receive.receive_request(
    desk, channel="mail", customer=code, subject="IVA", body="?", contact="Anna", phone="0445 000123"
)
triage.triage(desk, mine.ticket, topic="usage")
timer.start(desk, mine.ticket)
timer.switch(desk)
group = timer.stop(desk).group_id
filing.file(desk, group, outcome="solved", reason="setup", confirm=True)
tickets.answer(desk, mine.ticket, text="Fatto.")
tickets.close(desk, mine.ticket)
tickets.reopen(desk, mine.ticket)
undo.undo(desk)
queue.rows(desk, search="iva")
assert packs.check(desk) == ()
copy = care.backup(desk)
desk.close()
care.restore(Path(folder), copy)
assert any(lock), "the ear heard nothing at all"
sys.stdout.write("\\nheard " + repr(heard))
"""


def test_a_whole_shift_opens_the_file_only_through_sqlite(tmp_path):
    people = ROOT.parent / "data" / "demo" / "delta-system" / "customers.toml"
    done = subprocess.run(
        [sys.executable, "-c", SHIFT, str(tmp_path / "desk"), str(people)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("\nheard []")
