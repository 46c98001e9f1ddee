"""R2, R3, R6, R10: what every connection is set to, and what many of them at once may not do."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.storage import database
from deskterm.storage.file import opening, safekeeping

from tests.storage.kit import answers, go, spawn

SETTINGS = {
    "synchronous": 2,
    "wal_autocheckpoint": 0,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "cell_size_check": 1,
    "busy_timeout": 10_000,
    "journal_mode": "wal",
}


@pytest.fixture
def store(tmp_path):
    store = opening.create(tmp_path / "desk")
    yield store
    store.close()


def settings_of(conn):
    return {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}


def test_every_connection_that_the_factory_makes_is_set_for_safety(store):
    assert settings_of(store.connection()) == SETTINGS
    assert settings_of(database.connect(store.path)) == SETTINGS
    again = opening.open_store(store.folder)
    assert settings_of(again.connection()) == SETTINGS
    again.close()


def test_a_deed_inside_a_look_is_refused_and_never_lost_in_silence(desk):
    with desk.read(), pytest.raises(RuntimeError, match="inside a look"):
        queue.take_next(desk)
    with desk.write(), desk.read():
        assert queue.take_next(desk) is None


def test_a_checkpoint_leaves_the_settings_as_they_were(store):
    database.checkpoint(store.connection())
    assert settings_of(store.connection()) == SETTINGS


def test_the_log_is_folded_in_when_it_has_grown(store):
    log = store.path.with_name(database.FILE + "-wal")
    for number in range(6):
        with store.tx() as conn:
            conn.execute("INSERT INTO setting VALUES (?, ?)", (f"s{number}", "x" * 1_000_000))
        assert log.stat().st_size < database.LOG_LIMIT + 1_100_000
    with store.tx() as conn:
        conn.execute("INSERT INTO setting VALUES ('last', 'x')")
    assert log.stat().st_size < database.LOG_LIMIT


TEN_DEEDS = """
import sys
from pathlib import Path
from deskterm.storage.file import opening
store = opening.open_store(Path(sys.argv[1]))
for number in range(10):
    with store.tx() as conn:
        conn.execute("INSERT INTO setting VALUES (?, 'x')", (f"s{number}",))
    print("ACK", flush=True)
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_deed_is_on_the_disk_before_it_is_acknowledged(store, tmp_path):
    trace = tmp_path / "trace"
    watched = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,write", "-o", str(trace)]
    done = subprocess.run(
        [*watched, sys.executable, "-c", TEN_DEEDS, str(store.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("strace may not watch processes here")
    synced, acknowledged = 0, 0
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(r"\bf(data)?sync\(", line):
            synced += 1
        elif 'write(1, "ACK' in line:
            acknowledged += 1
            assert synced >= acknowledged
    assert acknowledged == 10


FORKED = """
import os, sys
from pathlib import Path
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk
desk = open_desk(Path(sys.argv[1]), who="luca")
queue.count(desk)
refused = 0
for _ in range(100):
    child = os.fork()
    if child == 0:
        try:
            queue.take_next(desk)
        except RuntimeError as error:
            os._exit(0 if "fork" in str(error) else 1)
        os._exit(2)
    refused += os.waitpid(child, 0)[1] == 0
queue.count(desk)
print(refused)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_desk_opened_before_a_fork_is_refused_after_it(desk):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKED, str(desk.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("100\n", "", 0)


WRITER = """
from deskterm.storage.file import opening
store = opening.open_store(folder)
until, done = time.monotonic() + {seconds}, 0
while time.monotonic() < until:
    with store.tx() as conn:
        conn.execute("INSERT INTO setting VALUES (?, ?)", (f"w{{number}}-{{done}}", "x" * 9000))
    done += 1
say(done)
"""
FOLDER = """
from deskterm.storage import database
from deskterm.storage.file import opening
store = opening.open_store(folder)
until, done = time.monotonic() + {seconds}, 0
while time.monotonic() < until:
    database.checkpoint(store.connection())
    done += 1
say(done)
"""


def write_and_fold(store, seconds):
    """Two who write and three who fold the log in, all the time."""
    programs = [WRITER] * 2 + [FOLDER] * 3
    children = [
        spawn(code.format(seconds=seconds), store.folder, number) for number, code in enumerate(programs)
    ]
    go(children)
    done = answers(children, timeout=seconds + 60)
    assert min(done) > 0
    with store.read() as conn:
        assert conn.execute("SELECT count(*) FROM setting").fetchone()[0] == done[0] + done[1]
        assert safekeeping.damage(conn) == ()


def test_folding_the_log_in_under_writers_loses_nothing(store):
    write_and_fold(store, 3)


@pytest.mark.trial
def test_folding_the_log_in_for_ten_minutes_loses_nothing(store):
    write_and_fold(store, 600)


SHIFT = """
import random
from deskterm.desk.intake import receive
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.context import open_desk
desk = open_desk(folder, who=f"t{{number}}")
until, waits = time.monotonic() + {seconds}, []
while time.monotonic() < until:
    time.sleep(random.uniform(0.05, 0.5) * {pace})
    began = time.perf_counter()
    if {writes}:
        got = receive.receive_request(desk, channel="mail", customer="C001", subject="Stampa", body="Non va.")
        taken = queue.take_next(desk)
        if taken:
            tickets.note(desk, taken.ticket.code, "sentito")
        waits.append((time.perf_counter() - began) / 3)
    else:
        queue.rows(desk)
        queue.figures(desk)
        waits.append((time.perf_counter() - began) / 2)
say(sorted(waits))
"""


def work_and_look(desk, seconds, pace):
    """Ten who write and ten who look, at the pace of a hand; the wait that 99 writes in 100 stayed below."""
    children = [
        spawn(SHIFT.format(seconds=seconds, pace=pace, writes=number < 10), desk.folder, number)
        for number in range(20)
    ]
    go(children)
    done = answers(children, timeout=seconds + 60)
    waits = sorted(wait for mine in done[:10] for wait in mine)
    assert len(waits) >= 10
    assert packs.check(desk) == ()
    with desk.read() as conn:
        assert safekeeping.damage(conn) == ()
    assert queue.count(desk) == 0
    return waits[int(len(waits) * 0.99)]


def test_ten_writers_and_ten_readers_are_never_told_to_wait(desk):
    # How fast is the long trial's question: this one may share two cores with all the other tests.
    assert work_and_look(desk, 4, 0.6) < database.WAIT_SECONDS / 2


@pytest.mark.trial
def test_ten_writers_and_ten_readers_for_ten_minutes(desk):
    assert work_and_look(desk, 600, 1.0) < 0.25


def test_a_process_that_was_stopped_with_the_turn_in_hand_does_not_stop_the_others(store, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.3)
    holder = spawn(
        textwrap.dedent("""
            import fcntl
            handle = os.open(folder / "desk.lock", os.O_RDWR | os.O_CREAT)
            fcntl.flock(handle, fcntl.LOCK_EX)
            say("held")
            sys.stdin.readline()
        """),
        store.folder,
    )
    go([holder])
    assert holder.stdout.readline() == '"held"\n'
    with store.tx() as conn:
        conn.execute("INSERT INTO setting VALUES ('done', 'x')")
    holder.communicate("\n", timeout=20)
    with store.read() as conn:
        assert conn.execute("SELECT count(*) FROM setting").fetchone()[0] == 1


LEAVES_IN_THE_MIDDLE = """
import threading
from contextlib import suppress
from deskterm.storage.file import opening
for _ in range(15):
    store = opening.open_store(folder)
    def look(store=store):
        with suppress(Exception):  # the desk is closed beneath it
            while True:
                with store.read() as conn:
                    conn.execute("SELECT count(*) FROM sqlite_schema a, sqlite_schema b").fetchall()
                time.sleep(0.0001)
    for _ in range(4):
        threading.Thread(target=look, daemon=True).start()
    time.sleep(0.005)
    store.close()
say("left")
os._exit(0)
"""


def test_a_desk_that_is_closed_while_other_threads_read_it_does_not_fall(store):
    assert answers(go_all(spawn(LEAVES_IN_THE_MIDDLE, store.folder))) == ["left"]


def go_all(*children):
    go(children)
    return children


def test_closing_waits_for_a_deed_that_has_begun(store):
    begun = threading.Event()

    def deed():
        with store.tx() as conn:
            begun.set()
            time.sleep(0.1)
            conn.execute("INSERT INTO setting VALUES ('kept', 'x')")

    thread = threading.Thread(target=deed)
    thread.start()
    begun.wait()
    store.close()
    thread.join()
    with store.read() as conn:
        assert conn.execute("SELECT count(*) FROM setting WHERE name = 'kept'").fetchone()[0] == 1


def test_closing_breaks_off_a_look_that_would_take_for_ever(store):
    ended = []

    def look():
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        try:
            with store.read() as conn:
                ended.append("begun")
                conn.execute(endless).fetchall()
        except database.OperationalError as error:
            ended.append(str(error))

    thread = threading.Thread(target=look)
    thread.start()
    while not ended:
        time.sleep(0.01)
    store.close()
    thread.join(timeout=10)
    assert ended == ["begun", "interrupted"]
