"""The demo desk's place and time: it was the morning of its story when it was made, and time runs on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deskterm.clock import Clock, machine_clock
from deskterm.desk.context import Desk, by_itself
from deskterm.storage.database import FILE, Connection
from deskterm.storage.file import safekeeping
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.work import sessions as session_rows

MARK = "demo"
OFFSET = "demo_offset"  # seconds between the machine's clock and the demo's
IDLE = 3600  # an hour after the last deed the story has been left; it is taken up where it stood


def desk_stands(folder: Path) -> bool:
    """Whether there is a desk in `folder`."""
    return (folder / FILE).exists()


def is_demo(desk: Desk) -> bool:
    """Whether this is a demo desk, that may be thrown away."""
    with desk.read() as conn:
        return setting_rows.get(conn, MARK) == "1"


def start(desk: Desk, at: int) -> None:
    """Let the demo's time run from `at`."""
    with by_itself(), desk.write() as conn:
        setting_rows.put(conn, MARK, "1")
        setting_rows.put(conn, OFFSET, str(at - machine_clock()))


def clock(desk: Desk) -> Clock | None:
    """The demo's clock; None at a desk in earnest."""
    with desk.read() as conn:
        offset = setting_rows.get(conn, OFFSET)
    if not offset:
        return None
    seconds = int(offset)
    return lambda: machine_clock() + seconds


def resume(desk: Desk) -> None:
    """Take the story up where it was left, unless somebody is still at work in it."""
    now = clock(desk)
    with by_itself(), desk.write() as conn:
        last = safekeeping.last_moment(conn)
        if now is None or now() - last < IDLE or _somebody_calls(desk, conn):
            return
        setting_rows.put(conn, OFFSET, str(last + 60 - machine_clock()))


def _somebody_calls(desk: Desk, conn: Connection) -> bool:
    names = {person.name for person in setting_rows.technicians(conn)} | {desk.who}
    return any(session_rows.running(conn, name) is not None for name in names)


def clear(folder: Path) -> None:
    """Throw a demo desk away; whatever else lies in the folder stays."""
    for path in safekeeping.files(folder):
        path.unlink()


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A place beside `folder` to make a desk in; it is moved to `folder` when it is whole.

    When somebody else has made one there meanwhile, theirs stays.
    """
    new = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        yield new
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not desk_stands(folder):
            (new / FILE).rename(folder / FILE)
    finally:
        shutil.rmtree(new, ignore_errors=True)
