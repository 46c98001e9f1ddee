"""A restore killed at any step: the next opening finds the desk or the copy, and puts the house in order."""

import shutil
import signal

import pytest
from deskterm.desk.context import open_desk
from deskterm.desk.customers import cards
from deskterm.desk.upkeep import care
from deskterm.storage.database import FILE

from tests.clocks import Watch
from tests.desk.conftest import furnish
from tests.storage.kit import answers, go, spawn

# Restores in children of its own, each of which ends itself at one step further of what the storage does.
RESTORE = """
import shutil, signal
from deskterm.desk.upkeep import care
from deskterm.storage import database

ours = os.path.dirname(database.__file__)

def killed_at(step):
    left = [step]
    def watch(frame, event, called):
        on = type(getattr(called, "__self__", None)).__module__ + str(getattr(called, "__module__", ""))
        outside = any(word in on for word in ("sqlite3", "posix", "fcntl"))
        if event.startswith("c_") and outside and frame.f_code.co_filename.startswith(ours):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    child = os.fork()
    if not child:
        sys.setprofile(watch)
        care.restore(folder / str(step), folder / "copy.sqlite")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])

steps = []
for step in range({first}, {last}, {by}):
    if {stands}:
        shutil.copytree(folder / "desk", folder / str(step))
    steps.append(step)
    if not killed_at(step):
        break
say(steps)
"""


def restores(tmp_path, *, by, stands):
    """Kill restores at every so manyeth step; the desks that are left, of which the last was finished."""
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    care.backup(desk, tmp_path / "copy.sqlite")
    cards.add(desk, name="Venuto dopo")
    desk.close()
    child = spawn(RESTORE.format(first=1, last=2000, by=by, stands=stands), tmp_path)
    go([child])
    (steps,) = answers([child])
    return [tmp_path / str(step) for step in steps]


def names(folder):
    desk = open_desk(folder)
    found = [one.name for one in cards.listing(desk)]
    assert desk.store.connection().execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    desk.close()
    return found


def in_order(folder):
    """The desk is whole, the old one or the copy, and nothing half made lies about."""
    found = names(folder)
    assert len(found) in (3, 4)
    left = [path.name for path in folder.rglob(".*") if path.is_file()]
    assert left == []
    assert [one.name for one in care.examine(folder) if not one.ok and one.name != "keyring"] == []
    return len(found)


@pytest.mark.parametrize("by", [5, pytest.param(1, marks=pytest.mark.trial)])
def test_a_restore_killed_at_any_step_leaves_a_desk_that_is_put_in_order(tmp_path, by):
    left = restores(tmp_path, by=by, stands=True)
    assert len(left) > 60 // by
    modes = {(folder / FILE).read_bytes()[18] for folder in left}
    assert modes == {1, 2}, "no kill came while the log was off"
    assert {in_order(folder) for folder in left} == {3, 4}


def test_a_restore_into_nothing_killed_at_any_step_can_be_done_again(tmp_path):
    left = restores(tmp_path, by=16, stands=False)
    for folder in left:
        care.restore(folder, tmp_path / "copy.sqlite")
        assert in_order(folder) == 3


def test_a_copy_put_there_by_hand_gets_its_log_again(tmp_path):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    copy = care.backup(desk, tmp_path / "copy.sqlite")
    desk.close()
    shutil.copy(copy, tmp_path / "desk" / FILE)
    assert len(names(tmp_path / "desk")) == 3


def test_what_somebody_is_still_making_is_left_alone(tmp_path):
    desk = furnish(tmp_path / "desk", Watch("2026-03-02T09:00"))
    desk.close()
    hold = """
from deskterm.storage.file.place import in_the_making
with in_the_making(folder / ".desk.sqlite.99.new"):
    say("making")
    time.sleep(60)
"""
    child = spawn(hold, tmp_path / "desk")
    go([child])
    assert child.stdout.readline() == '"making"\n'
    open_desk(tmp_path / "desk").close()
    assert (tmp_path / "desk" / ".desk.sqlite.99.new").exists()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    open_desk(tmp_path / "desk").close()
    assert not (tmp_path / "desk" / ".desk.sqlite.99.new").exists()
