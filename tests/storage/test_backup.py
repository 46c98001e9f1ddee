"""R18, R19: a copy of a desk in use is whole, can be put back, and only our own command makes one."""

import shutil
import subprocess

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards, search
from deskterm.desk.errors import Busy, DeskTrouble
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.upkeep import care
from deskterm.storage.database import FILE

from tests.storage.kit import go, spawn

WRITER = """
from deskterm.desk.intake import receive
from deskterm.desk.packs import packs
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets
from deskterm.desk.context import open_desk
desk = open_desk(folder, who=f"t{number}", clock=lambda: 1772442000)
pack = packs.sell(desk, "C001", kind="hours", size=6000)
while True:
    receive.receive_request(desk, channel="mail", customer="C001", subject="Stampa", body="Non va.")
    taken = queue.take_next(desk)
    if taken:
        tickets.note(desk, taken.ticket.code, "sentito")
    packs.adjust(desk, pack.id, -1, note="prova")
"""


def back_up_under_fire(desk, tmp_path, *, writers, copies):
    children = [spawn(WRITER, desk.folder, number) for number in range(writers)]
    go(children)
    try:
        while queue.figures(desk).hand < writers:
            assert all(child.poll() is None for child in children)
        sizes = [restorable(care.backup(desk), tmp_path / f"back{turn}") for turn in range(copies)]
        assert all(child.poll() is None for child in children)
    finally:
        for child in children:
            child.kill()
            child.communicate()
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    assert {path.suffix for path in (desk.folder / "backups").iterdir()} == {".sqlite"}


def restorable(copy, folder):
    """Put a copy back as a desk of its own; how many tickets it holds."""
    assert care.restore(folder, copy) is None
    assert copy.stat().st_mode & 0o777 == 0o600
    desk = open_desk(folder)
    assert packs.check(desk) == ()
    assert [check.name for check in care.examine(folder) if not check.ok and check.name != "keyring"] == []
    number = sum(queue.count(desk, view) for view in ("queue", "hand", "waiting", "done"))
    desk.close()
    shutil.rmtree(folder)
    return number


def test_copies_made_while_others_write_are_whole(desk, tmp_path):
    back_up_under_fire(desk, tmp_path, writers=3, copies=6)


@pytest.mark.trial
def test_a_hundred_copies_under_eight_writers_are_whole(desk, tmp_path):
    back_up_under_fire(desk, tmp_path, writers=8, copies=100)


def test_a_desk_in_use_is_not_replaced(desk):
    copy = care.backup(desk)
    cards.add(desk, name="Dopo la copia")
    holder = spawn(
        "from deskterm.desk.queue import queue\nfrom deskterm.desk.context import open_desk\n"
        "desk = open_desk(folder)\nqueue.count(desk)\nsay('open')\nsys.stdin.readline()\n",
        desk.folder,
    )
    go([holder])
    assert holder.stdout.readline() == '"open"\n'
    desk.close()
    with pytest.raises(Busy):
        care.restore(desk.folder, copy)
    holder.communicate("\n", timeout=20)
    assert care.restore(desk.folder, copy) is not None
    again = open_desk(desk.folder)
    assert search.find(again, "Dopo la copia") == ()
    again.close()


def test_a_copy_by_hand_of_a_desk_in_use_is_no_desk(desk, tmp_path):
    """Why there is a command for it: what was done last stands in the log beside the file."""
    with desk.read() as conn:
        conn.execute("SELECT 1").fetchall()
    cards.add(desk, name="Nel registro")
    by_hand = tmp_path / "a mano"
    by_hand.mkdir()
    subprocess.run(["cp", str(desk.folder / FILE), str(by_hand / FILE)], check=True)
    ours = care.backup(desk, tmp_path / "copia.sqlite")
    try:
        seen = open_desk(by_hand)
    except DeskTrouble:
        found = ()
    else:
        found = search.find(seen, "Nel registro")
        seen.close()
    assert found == ()
    care.restore(tmp_path / "rimesso", ours)
    back = open_desk(tmp_path / "rimesso")
    assert len(search.find(back, "Nel registro")) == 1
    back.close()
