"""R16, R17: however many make a desk or bring it up at once, whoever is killed: one stands, and whole."""

import random
import signal
import sqlite3

import pytest
from deskterm.desk.context import make_desk, open_desk
from deskterm.desk.customers import cards
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.terms.files import text_of
from deskterm.storage import guards
from deskterm.storage.database import APPLICATION_ID, FILE, connect
from deskterm.storage.file import safekeeping
from deskterm.storage.schema.migrations import migrations
from deskterm.storage.schema.versions import SCHEMA
from sqlite_utils import Database

from tests.storage.kit import answers, go, spawn, together

PROCESSES = 4
TERMS = (text_of("delta-system"), "delta-system.toml")

MAKE = """
from deskterm.desk.context import make_desk
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.terms.files import text_of
try:
    make_desk(folder, text_of("delta-system"), "delta-system.toml", who="luca").close()
    say("made")
except DeskTrouble as trouble:
    say(trouble.code)
"""
OPEN = """
from deskterm.desk.customers import cards
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk
desk = open_desk(folder, who="luca")
queue.count(desk)
say([customer.code for customer in cards.listing(desk)])
"""


def is_whole(folder):
    """The desk opens, with its schema, guards and terms, and is readable by its owner alone."""
    desk = open_desk(folder, who="luca")
    assert desk.service.id == "delta-system"
    with desk.store.read() as conn:
        assert safekeeping.damage(conn) == ()
        assert guards.missing_guards(conn) == ()
        assert conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    desk.close()
    assert safekeeping.too_open(folder) == ()


def runs(tmp_path, number):
    for turn in range(number):
        folder = tmp_path / f"desk{turn}"
        assert sorted(together(MAKE, folder, PROCESSES)) == ["exists"] * (PROCESSES - 1) + ["made"]
        is_whole(folder)
        assert {path.name for path in folder.iterdir()} == {FILE, "desk.lock"}


def test_of_four_who_make_a_desk_at_once_one_makes_it(tmp_path):
    runs(tmp_path, 2)


@pytest.mark.trial
def test_of_four_who_make_a_desk_at_once_one_makes_it_every_time(tmp_path):
    runs(tmp_path, 60)


# Ends its own process, as an outsider would, when SQLite has gone so many steps of fifty instructions.
KILLED = """
import signal
from deskterm.storage.file import opening
connect, left = opening.connect, [{steps}]
def step():
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
def watched(path):
    conn = connect(path)
    conn.set_progress_handler(step, 50)
    return conn
opening.connect = watched
"""
STEPS = 300  # a few more than making a desk takes


def kills(code, folder, steps):
    """Run `code` until SQLite has gone so many steps; whether it was killed before its end."""
    child = spawn(KILLED.format(steps=steps) + code, folder)
    go([child])
    child.communicate(timeout=60)
    assert child.returncode in (0, -signal.SIGKILL)
    return child.returncode != 0


def kill_makers(tmp_path, number):
    """Kill whoever makes a desk, sooner or later; what is left is in nobody's way."""
    chance = random.Random(7)
    killed = 0
    for turn in range(number):
        folder = tmp_path / f"desk{turn}"
        killed += kills(MAKE, folder, chance.randint(1, STEPS))
        if not (folder / FILE).exists():
            make_desk(folder, *TERMS).close()
        is_whole(folder)
        assert {path.name for path in folder.iterdir()} == {FILE, "desk.lock"}
    assert killed > number / 2


def test_whoever_is_killed_while_making_a_desk_leaves_a_whole_one_or_none(tmp_path):
    kill_makers(tmp_path, 10)


@pytest.mark.trial
def test_three_hundred_makers_are_killed(tmp_path):
    kill_makers(tmp_path, 300)


def test_a_desk_that_could_not_be_finished_leaves_nothing(tmp_path, monkeypatch):
    def fails(conn, *rest, **more):
        raise RuntimeError("no terms")

    monkeypatch.setattr("deskterm.storage.house.terms.found", fails)
    with pytest.raises(RuntimeError):
        make_desk(tmp_path / "desk", *TERMS)
    assert {path.name for path in (tmp_path / "desk").iterdir()} <= {"desk.lock"}


def older_desk(folder):
    """A desk as the first migration left it, with a customer in it."""
    folder.mkdir(mode=0o700)
    path = folder / FILE
    path.touch(0o600)
    conn = connect(path)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("BEGIN IMMEDIATE")
    migrations.apply(Database(conn, execute_plugins=False), stop_before="0002-work-and-money")
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    conn.execute("PRAGMA user_version=1")
    conn.execute("INSERT INTO customer (code, name) VALUES ('C001', 'Rossi Impianti srl')")
    conn.execute(
        "INSERT INTO terms (service, digest, source, file, valid_from) VALUES ('delta-system', 'x', ?, ?, 0)",
        TERMS,
    )
    conn.execute("COMMIT")
    conn.close()
    return folder


def bring_up(tmp_path, number):
    for turn in range(number):
        folder = older_desk(tmp_path / f"desk{turn}")
        assert together(OPEN, folder, PROCESSES) == [["C001"]] * PROCESSES
        is_whole(folder)
        copies = list((folder / "backups").iterdir())
        assert len(copies) == 1
        assert sqlite3.connect(copies[0]).execute("PRAGMA user_version").fetchone() == (1,)


def test_four_who_open_an_older_desk_bring_it_up_once(tmp_path):
    bring_up(tmp_path, 2)


@pytest.mark.trial
def test_four_who_open_an_older_desk_bring_it_up_once_every_time(tmp_path):
    bring_up(tmp_path, 40)


def kill_openers(tmp_path, number):
    """Kill whoever brings a desk up: a migration's name stands exactly where its tables do."""
    chance = random.Random(7)
    killed = 0
    for turn in range(number):
        folder = older_desk(tmp_path / f"desk{turn}")
        killed += kills(OPEN, folder, chance.randint(1, STEPS))
        conn = connect(folder / FILE)
        names = {row["name"] for row in conn.execute("SELECT name FROM _sqlite_migrations")}
        tables = {row["name"] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        conn.close()
        whole = "0002-work-and-money" in names
        assert (whole, whole) == ("movement" in tables, version == SCHEMA)
        is_whole(folder)
        desk = open_desk(folder)
        assert cards.get(desk, "C001").name == "Rossi Impianti srl"
        desk.close()
    assert killed > number / 2


def test_whoever_is_killed_while_bringing_a_desk_up_leaves_it_old_or_new(tmp_path):
    kill_openers(tmp_path, 10)


@pytest.mark.trial
def test_three_hundred_are_killed_while_bringing_a_desk_up(tmp_path):
    kill_openers(tmp_path, 300)


def test_a_desk_is_never_seen_half_made(tmp_path):
    """Whoever opens while another makes finds nothing or everything."""
    looker = """
from deskterm.desk.context import open_desk
from deskterm.desk.errors import DeskTrouble
until, seen = time.monotonic() + 20, set()
while time.monotonic() < until:
    try:
        open_desk(folder, who="marta").close()
        break
    except DeskTrouble as trouble:
        seen.add(trouble.code)
say(sorted(seen))
"""
    folder = tmp_path / "desk"
    children = [spawn(looker, folder), spawn(MAKE, folder)]
    go(children)
    seen, made = answers(children)
    assert (made, set(seen) - {"store_missing"}) == ("made", set())


def test_a_second_desk_in_the_same_folder_is_refused(desk):
    with pytest.raises(DeskTrouble) as refused:
        make_desk(desk.folder, *TERMS)
    assert refused.value.code == "exists"
    assert cards.get(desk, "C001").code == "C001"
