"""What can be wrong with the desk's file or its place, as codes; the words are in the catalogue `errors`."""

from __future__ import annotations

import errno
import os
from pathlib import Path

SMALLEST = 64 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class StoreError(Exception):
    """The file cannot be used; `code`: missing foreign empty newer corrupt read_only full network io
    no_full_text."""

    def __init__(self, code: str, path: Path, detail: str = "") -> None:
        super().__init__(f"{code}: {path} {detail}".strip())
        self.code = code
        self.path = path
        self.detail = detail


class Locked(Exception):
    """Another process held the write lock for longer than WAIT_SECONDS."""


# SQLite's names for its errors, by their beginning; what is not here is a fault of ours and stays as it is.
MEANING = (
    ("SQLITE_FULL", "full"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_CANTOPEN", "read_only"),
    ("SQLITE_PERM", "read_only"),
    ("SQLITE_AUTH", "read_only"),
    ("SQLITE_IOERR", "io"),
    ("SQLITE_CORRUPT", "corrupt"),
    ("SQLITE_NOTADB", "corrupt"),
)


def explained(error: Exception, path: Path) -> Exception:
    """An error of the database as Locked or StoreError; itself when it says nothing about the file."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if isinstance(error, UnicodeDecodeError) or (not name and "Could not decode to UTF-8" in str(error)):
        name = "SQLITE_CORRUPT"  # the driver raises these itself, without SQLite's code
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Locked(str(error))
    code = next((code for prefix, code in MEANING if name.startswith(prefix)), "")
    if code in ("io", "read_only") and no_room(path.parent):
        code = "full"  # where the shared memory or the log finds no room, SQLite speaks of the disk only
    return StoreError(code, path, str(error)) if code else error


def no_room(folder: Path) -> bool:
    """Whether not even the smallest of a desk's files finds room in the folder."""
    try:
        room = os.statvfs(folder)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < SMALLEST


def of_system(error: OSError, path: Path) -> StoreError:
    """An error of the operating system as StoreError."""
    code = "full" if error.errno in FULL else "read_only" if error.errno in FORBIDDEN else "io"
    return StoreError(code, path, error.strerror or str(error))
