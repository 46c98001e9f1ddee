"""Which process this is, and whether another one still lives: host, boot of the machine, number, birth."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

from deskterm.clock import BOOT_ID
from deskterm.models.records.base import Record


class Process(Record, frozen=True, kw_only=True):
    """A process that can be told from any other; `born`: its start in the system's ticks, "" unknown."""

    host: str
    boot_id: str
    pid: int
    born: str


def this() -> Process:
    """The process that asks."""
    return _of(os.getpid())


@cache
def _of(pid: int) -> Process:
    return Process(host=socket.gethostname(), boot_id=_boot_id(), pid=pid, born=_born(pid))


def lives(process: Process) -> bool | None:
    """Whether a process still runs; None where that cannot be seen from here (another host)."""
    here = this()
    if process.host != here.host:
        return None
    if process.boot_id != here.boot_id:
        return False
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, but it is there
    # The number may have been given to another process since, and one that is dead may wait for its parent.
    return _born(process.pid) == process.born


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _born(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    after_name = stat.rpartition(")")[2].split()
    return "" if after_name[0] in "ZX" else after_name[19]
