"""Desks that many tests begin with: made once by their deeds, then copied."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Hashable
from contextlib import closing
from functools import cache
from pathlib import Path

from deskterm.desk.context import Desk, make_desk, open_desk
from deskterm.storage.database import Connection, connect, keep
from deskterm.storage.engine import sealing
from deskterm.storage.file import opening
from deskterm.storage.file.place import in_the_making

OURS = "deskterm-"
BUILD = opening._build
_made: dict[Hashable, Path] = {}


@cache
def _shelf() -> Path:
    return kept_while_we_run("laid")


def kept_while_we_run(what: str) -> Path:
    """A folder that goes with this process; where that is killed, `sweep` of a later run takes it away."""
    folder = Path(tempfile.mkdtemp(prefix=f"{OURS}{what}-{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def sweep() -> None:
    """Take away what processes that are gone have left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{OURS}*-*-*"):
        number = folder.name.split("-")[2]
        if number.isdecimal() and not Path("/proc", number).exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)


def lay(folder: Path, name: Hashable, make: Callable[[Path], object]) -> None:
    """Put at `folder` the desk that `make` makes and leaves closed; for each `name` it is made once."""
    if name not in _made:
        place = Path(tempfile.mkdtemp(dir=_shelf())) / "desk"  # what fails half-way is in nobody's way
        make(place)
        _made[name] = place
    shutil.copytree(_made[name], folder)


def build_quickly(path: Path, first: Callable[[Connection], object] | None) -> None:
    """As `opening._build`, from an empty desk that was brought up once: each migration takes its time."""
    with in_the_making(path):
        path.write_bytes(_empty())
        with closing(connect(path)) as conn:
            sealing.watch(conn)
            conn.execute("BEGIN IMMEDIATE")
            if first is not None:
                first(conn)
            keep(conn)
            conn.execute("COMMIT")
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


@cache
def _empty() -> bytes:
    path = Path(tempfile.mkdtemp(dir=_shelf())) / "empty.sqlite"
    BUILD(path, None)
    return path.read_bytes()


def new_desk(folder: Path, text: str, name: str, *, who: str, clock: Callable[[], int]) -> Desk:
    """What `make_desk` makes: an empty desk under these terms."""
    made = (text, name, who, clock())
    lay(folder, made, lambda place: make_desk(place, text, name, who=who, clock=clock).close())
    return open_desk(folder, who=who, clock=clock)
