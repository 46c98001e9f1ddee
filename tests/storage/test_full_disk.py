"""R12: a full disk is said in words, leaves nothing half done, and work goes on when there is room again."""

import os

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.packs import packs
from deskterm.storage.file import safekeeping

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.disks import small_disk  # noqa: F401
from tests.storage.kit import answers, go, spawn

TIMES = 20  # times that the disk is full

# Takes mails in until the disk is full, TIMES over; `room()` makes room again.
WORK = """
from hashlib import sha256
from deskterm.desk.upkeep import care
from deskterm.desk.intake import receive as intake
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.context import open_desk
from deskterm.desk.errors import DeskTrouble
from deskterm.models.records.mails import ParsedMail

desk = open_desk(folder, who="luca")
done, sold, told, copies = 0, 0, [], []

def receive():
    raw = os.urandom(30_000)
    return intake.receive_mail(desk, ParsedMail(
        digest=sha256(raw).hexdigest(), received_at=desk.now(), subject="Stampa", body="Non va.",
        from_address="anna@rossi.example", trust="verified", raw=raw,
    ))

for turn in range({times}):
    fill(turn)
    try:
        for _ in range(200):
            receive()
            done += 1
            packs.sell(desk, "C001", kind="hours", size=60)
            sold += 1
    except DeskTrouble as trouble:
        told.append(trouble.code)
    queue.rows(desk)
    try:
        care.backup(desk)
        copies.append("copied")
    except DeskTrouble as trouble:
        copies.append(trouble.code)
    room(turn)
    receive()
    done += 1
say({{"done": done, "sold": sold, "told": told, "copies": copies}})
"""

TMPFS = """
def fill(turn):
    ballast = folder / "ballast"
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    ballast.write_bytes(bytes(max(0, free - 130_000 - turn * 7_000)))
def room(turn):
    (folder / "ballast").unlink()
"""
LIMIT = """
import resource
def fill(turn):
    biggest = max(path.stat().st_size for path in folder.iterdir() if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (biggest + 90_000 + turn * 7_000, resource.RLIM_INFINITY))
def room(turn):
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def work(folder, limit):
    child = spawn(limit + WORK.format(times=TIMES), folder)
    go([child])
    (said,) = answers([child])
    return said


def nothing_is_half_done(folder, said):
    desk = open_desk(folder)
    with desk.read() as conn:
        assert safekeeping.damage(conn) == ()
        kept = {
            table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("raw", "ticket", "pack", "movement")
        }
        kept["message"] = conn.execute("SELECT count(*) FROM message WHERE direction = 'in'").fetchone()[0]
    assert {kept["message"], kept["raw"], kept["ticket"]} == {said["done"]}
    assert {kept["pack"], kept["movement"]} == {said["sold"]}
    assert packs.check(desk) == ()
    desk.close()
    leftovers = [path.name for path in (folder / "backups").iterdir() if not path.name.startswith("desk-")]
    assert leftovers == []


@pytest.mark.skipif(os.name != "posix", reason="mounts are a matter of POSIX")
def test_a_full_disk_loses_nothing_and_work_goes_on(small_disk):  # noqa: F811
    folder = small_disk / "desk"
    furnish(folder, Watch("2026-03-02T09:00")).close()
    said = work(folder, TMPFS)
    assert said["told"] == ["store_full"] * TIMES
    assert "store_full" in said["copies"]
    nothing_is_half_done(folder, said)


def test_a_file_that_may_not_grow_loses_nothing_and_work_goes_on(tmp_path):
    folder = tmp_path / "desk"
    furnish(folder, Watch("2026-03-02T09:00")).close()
    said = work(folder, LIMIT)
    assert len(said["told"]) == TIMES
    assert set(said["told"]) <= {"store_full", "store_io"}
    nothing_is_half_done(folder, said)
