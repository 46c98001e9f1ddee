"""A turn that one program at a time has: held by a lock on a file beside the desk, gone with the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # no flock on this system
    fcntl = None  # type: ignore[assignment]


@contextmanager
def lease(folder: Path, name: str) -> Iterator[bool]:
    """Hold the turn `name` of the desk in `folder`; False where another program, or another thread, has it.

    Raises OSError where the file cannot be made.
    """
    path = folder / f"{name}.turn"
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        mode = folder.stat().st_mode & 0o660
        if os.fstat(handle).st_uid == os.geteuid():
            os.fchmod(handle, mode)  # where the desk is a group's, so is this
        yield _held(handle)
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
