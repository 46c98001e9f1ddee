"""The desk's file kept safe: is it whole, a copy that can be trusted, a copy put back (safety R18, R19)."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path

from deskterm.storage.database import (
    APPLICATION_ID,
    FILE,
    LOCK,
    Connection,
    DatabaseError,
    OperationalError,
    connect,
    held,
)
from deskterm.storage.faults import Locked, StoreError, explained, of_system
from deskterm.storage.file.place import COPIES, in_the_making, make_folder, remove, sync_folder
from deskterm.storage.guards import missing_guards
from deskterm.storage.schema.versions import SCHEMA

SHARED_FOLDER, SHARED_FILE = 0o2770, 0o660
SHARED = 0o2020  # a folder in which a group writes, and whose files are born the group's
OWN_FOLDER, OWN_FILE = 0o700, 0o600


def damage(conn: Connection) -> tuple[str, ...]:
    """What SQLite finds wrong in the file: broken pages, and rows that point nowhere."""
    found = [row[0] for row in conn.execute("PRAGMA integrity_check(20)").fetchall() if row[0] != "ok"]
    orphans = conn.execute("PRAGMA foreign_key_check").fetchall()
    return (*found, *(f"{row[0]} {row[1]} -> {row[2]}" for row in orphans[:20]))


def files(folder: Path) -> tuple[Path, ...]:
    """The desk's files that are there."""
    names = (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK)
    return tuple(path for path in (folder / name for name in names) if path.exists())


def size(folder: Path) -> int:
    """Bytes that the desk's files take."""
    return sum(path.stat().st_size for path in files(folder))


def free(folder: Path) -> int:
    """Bytes that this user may still write on the desk's disk."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def too_open(folder: Path) -> tuple[Path, ...]:
    """The folder and files that others may read or write though the desk is not shared with a group (S15)."""
    mode = folder.stat().st_mode & 0o7777
    ours = (SHARED_FOLDER, SHARED_FILE) if shared(folder) else (OWN_FOLDER, OWN_FILE)
    allowed_folder, allowed_file = ours
    found = [folder] if mode & ~allowed_folder & 0o777 else []
    found += [path for path in files(folder) if path.stat().st_mode & 0o777 & ~allowed_file]
    return tuple(found)


def shared(folder: Path) -> bool:
    """Whether the desk in `folder` is a group's."""
    return folder.stat().st_mode & SHARED == SHARED


def share(folder: Path, gid: int) -> None:
    """Give the desk to a group, with its copies: folders 2770, files 0660, and new ones like them."""
    if (folder / FILE).exists():
        (folder / LOCK).touch(SHARED_FILE)
    copies = folder / COPIES
    for path in (*files(folder), *(copies.iterdir() if copies.is_dir() else ())):
        _give(path, gid, SHARED_FILE)
    for path in (copies, folder):
        if path.is_dir():
            _give(path, gid, SHARED_FOLDER)


def _give(path: Path, gid: int, mode: int) -> None:
    """What is right already is left alone: a colleague may own it."""
    stands = path.stat()
    if stands.st_gid != gid:
        os.chown(path, -1, gid)
    if stands.st_gid != gid or stands.st_mode & 0o7777 != mode:
        path.chmod(mode)


def owner(folder: Path) -> str:
    """Who owns the desk in `folder`, and so may give it to a group."""
    stands = (folder / FILE if (folder / FILE).exists() else folder).stat()
    try:
        import pwd

        return pwd.getpwuid(stands.st_uid).pw_name
    except (ImportError, KeyError):
        return str(stands.st_uid)


def closed_above(folder: Path, gid: int) -> Path | None:
    """The first folder on the way to the desk through which its group does not come; None where all do."""
    for above in reversed(folder.resolve().parents):
        stands = above.stat()
        passes = 0o010 if stands.st_gid == gid else 0o001
        if not stands.st_mode & passes:
            return above
    return None


def copies_folder(folder: Path) -> Path:
    """The desk's own folder of copies, made where it lacks; a group's where the desk is. Raises OSError."""
    copies = folder / COPIES
    copies.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shared(folder) and copies.stat().st_uid == os.geteuid():
        _give(copies, folder.stat().st_gid, SHARED_FOLDER)
    return copies


def same_disk(one: Path, other: Path) -> bool:
    """Whether both lie on one file system, and so are lost together."""
    return one.stat().st_dev == other.stat().st_dev


def copy_to(conn: Connection, target: Path) -> None:
    """Copy a desk that is in use into one file, whole, checked and durable (0600).

    Raises FileExistsError when `target` stands already, StoreError("corrupt") when the copy is not whole.
    """
    if target.exists():
        raise FileExistsError(target)
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with in_the_making(new):
            with closing(connect(new)) as copy:
                # All pages in one step: a copy in steps starts again whenever somebody writes.
                conn.backup(copy, pages=-1)
                copy.execute("PRAGMA journal_mode=DELETE")
                check(copy, new)
            _sync(new)
            _as_its_desk(new, target.parent)
            new.rename(target)
        sync_folder(target.parent)
    except DatabaseError as error:
        raise explained(error, target) from error
    except OSError as error:
        raise of_system(error, target) from error
    finally:
        remove(new)


def _as_its_desk(copy: Path, folder: Path) -> None:
    """A copy among those of a group's desk is the group's too; anywhere else it is its maker's alone."""
    desk = folder.parent if folder.name == COPIES else folder
    if (desk / FILE).exists() and shared(desk):
        _give(copy, desk.stat().st_gid, SHARED_FILE)


def check(conn: Connection, path: Path) -> None:
    """Refuse what is no desk, a newer version's, damaged or without its guards. Raises StoreError."""
    try:
        application = conn.execute("PRAGMA application_id").fetchone()[0]
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION_ID:
            raise StoreError("foreign", path)
        if version > SCHEMA:
            raise StoreError("newer", path, str(version))
        faults = damage(conn)
        if version == SCHEMA:
            faults += missing_guards(conn)
    except DatabaseError as error:
        raise _unread(error, path) from error
    if faults:
        raise StoreError("corrupt", path, "; ".join(faults))


def _unread(error: Exception, path: Path) -> StoreError:
    """A file of another kind, or a desk's that is damaged."""
    other = getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB"
    return StoreError("foreign" if other else "corrupt", path, str(error))


def usable(backup: Path) -> None:
    """Raise StoreError when this copy could not be put back."""
    _source(backup).close()


def _source(backup: Path) -> Connection:
    try:
        source = connect(backup)
    except DatabaseError as error:
        raise _unread(error, backup) from error
    try:
        check(source, backup)
    except StoreError:
        source.close()
        raise
    return source


def put_back(backup: Path, folder: Path) -> None:
    """Replace what the desk in `folder` holds by a copy, in one transaction; the copy is checked first.

    Raises Locked while any other process has the desk open, StoreError when the copy cannot be used.
    """
    path = folder / FILE
    with closing(_source(backup)) as source:
        if not path.exists():
            make_folder(folder)
        with held(folder):  # whoever comes meanwhile waits, and neither writes nor switches the log on
            if not path.exists():
                copy_to(source, path)
            with closing(connect(path)) as desk:
                _alone(desk)
                source.backup(desk, pages=-1)
                desk.execute("PRAGMA journal_mode=WAL")
            if shared(folder):
                share(folder, folder.stat().st_gid)


def set_aside(folder: Path, name: str) -> Path:
    """Give a file that cannot be used another name, its log with it, so that a copy can take its place."""
    path = folder / FILE
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(folder / f"{name}{end}")
    return folder / name


def _alone(conn: Connection) -> None:
    """Make sure that nobody else has the file open: only then can SQLite leave the write-ahead log."""
    conn.execute("PRAGMA busy_timeout=500")
    mode = ""
    with suppress(OperationalError):
        mode = conn.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    if mode != "delete":
        raise Locked("another process has the desk open")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def last_moment(conn: Connection) -> int:
    """When the last deed was done; 0 at a desk where nothing has happened."""
    row = conn.execute("SELECT coalesce(max(at), 0) FROM event").fetchone()
    moment: int = row[0]
    return moment
