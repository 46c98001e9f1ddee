"""R14, R15: a file that is damaged, foreign or newer is refused in words, and not a byte of it is touched."""

import os
import random
import subprocess
import sys

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards, search
from deskterm.desk.errors import DeskTrouble
from deskterm.desk.queue import queue
from deskterm.desk.upkeep import care
from deskterm.storage.database import FILE, connect

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.storage.kit import fingerprint

PAGE = 4096


def zeroed(start, length):
    def damage(data):
        return data[:start] + bytes(length) + data[start + length :]

    return damage


def noise(data):
    """Sixty-four random bytes in the middle of a page that holds rows."""
    at = data.index(b"Rossi Impianti srl") // PAGE * PAGE
    return data[:at] + random.Random(14).randbytes(64) + data[at + 64 :]


def flipped(data):
    """One bit of a page's header: the number of its cells."""
    at = data.index(b"Rossi Impianti srl") // PAGE * PAGE + 3
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


DAMAGES = {
    "header": (zeroed(0, 100), "store_corrupt"),
    "page": (zeroed(PAGE * 4, PAGE), "store_corrupt"),
    "64 bytes": (noise, "store_corrupt"),
    "half": (lambda data: data[: len(data) // 2 // PAGE * PAGE], "store_corrupt"),
    "odd cut": (lambda data: data[: len(data) - PAGE - 777], "store_corrupt"),
    "nothing": (lambda data: b"", "store_empty"),
    "text": (lambda data: b"Gentile cliente,\n" * 9000, "store_corrupt"),
    "one bit": (flipped, "store_corrupt"),
}


@pytest.fixture
def closed(tmp_path):
    """A furnished desk that nobody has open."""
    folder = tmp_path / "desk"
    furnish(folder, Watch("2026-03-02T09:00")).close()
    assert not (folder / f"{FILE}-wal").exists()
    return folder


def damage(folder, name):
    path = folder / FILE
    path.write_bytes(DAMAGES[name][0](path.read_bytes()))
    return fingerprint(path)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_refused_and_kept_as_it_is(closed, name):
    before = damage(closed, name)
    for _ in range(2):
        with pytest.raises(DeskTrouble) as refused:
            open_desk(closed)
        assert refused.value.code == DAMAGES[name][1]
        assert str(closed) in str(refused.value)
    assert fingerprint(closed / FILE) == before
    assert {path.name for path in closed.iterdir()} <= {FILE, "desk.lock"}


@pytest.mark.parametrize("name", ["header", "half", "one bit"])
def test_the_command_says_it_in_one_sentence(closed, name):
    before = damage(closed, name)
    done = subprocess.run(
        [sys.executable, "-m", "deskterm", "--desk", str(closed), "queue", "--json"],
        env=os.environ | {"LANG": "it_IT.UTF-8", "LC_ALL": "it_IT.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "danneggiato" in done.stderr
    assert "deskterm restore" in done.stderr
    assert fingerprint(closed / FILE) == before


def sql(folder, *statements):
    conn = connect(folder / FILE)
    for statement in statements:
        conn.execute(statement)
    conn.close()


def test_another_programs_database_is_refused(tmp_path):
    folder = tmp_path / "altro"
    folder.mkdir()
    (folder / FILE).touch()
    sql(folder, "CREATE TABLE foto (nome TEXT)")
    before = fingerprint(folder / FILE)
    with pytest.raises(DeskTrouble) as refused:
        open_desk(folder)
    assert refused.value.code == "store_foreign"
    assert fingerprint(folder / FILE) == before


def test_a_newer_versions_desk_is_refused_before_a_byte_is_written(closed):
    sql(closed, "PRAGMA user_version=99", "CREATE TABLE later (x INTEGER)")
    before = fingerprint(closed / FILE)
    with pytest.raises(DeskTrouble) as refused:
        open_desk(closed)
    assert (refused.value.code, refused.value.values["detail"]) == ("store_newer", "99")
    assert fingerprint(closed / FILE) == before


def test_a_desk_that_was_brought_up_meanwhile_is_not_written_by_the_older_program(desk):
    sql(desk.folder, "PRAGMA user_version=99")
    with pytest.raises(DeskTrouble) as refused:
        cards.add(desk, name="Nuovo")
    assert refused.value.code == "store_newer"
    assert search.find(desk, "Nuovo") == ()


def test_a_file_that_breaks_under_an_open_desk_is_told_in_words(desk):
    """The bytes go while we work: reads and deeds say so, and nothing ends in a traceback."""
    with desk.store.read() as conn:
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
    desk.close()
    path = desk.folder / FILE
    kept = path.read_bytes()
    again = open_desk(desk.folder)
    # Damage all but the schema; no connection has read a page of it yet.
    with path.open("r+b") as file:
        file.seek(PAGE * 40)
        file.write(b"\xff" * PAGE * (pages - 40))
    with pytest.raises(DeskTrouble) as refused:
        for view in ("queue", "hand", "waiting", "done"):
            queue.rows(again, view)
        cards.listing(again)
        cards.add(again, name="Nuovo")
    assert refused.value.code == "store_corrupt"
    again.close()
    assert len(kept) == path.stat().st_size


@pytest.mark.parametrize("name", ["header", "half", "nothing", "one bit"])
def test_a_copy_takes_the_place_of_a_damaged_desk_which_is_kept(closed, tmp_path, name):
    desk = open_desk(closed)
    copy = care.backup(desk, tmp_path / "copy.sqlite")
    desk.close()
    before = damage(closed, name)
    kept = care.restore(closed, copy)
    assert kept is not None
    assert fingerprint(kept) == before
    desk = open_desk(closed)
    assert [customer.code for customer in cards.listing(desk)] == ["C001", "C002", "C003"]
    assert desk.store.connection().execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert faults_of(desk) == ()
    desk.close()


def test_a_damaged_copy_changes_nothing(closed, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(DAMAGES["one bit"][0]((closed / FILE).read_bytes()))
    before = fingerprint(closed / FILE)
    with pytest.raises(DeskTrouble) as refused:
        care.restore(closed, copy)
    assert refused.value.code == "copy_corrupt"
    assert fingerprint(closed / FILE) == before
    assert not (closed / "backups").exists()


def faults_of(desk):
    return tuple(
        check.name for check in care.examine(desk.folder) if not check.ok and check.name != "keyring"
    )
