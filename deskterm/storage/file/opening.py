"""A desk is made, opened, and brought up to this version: what must hold before anybody works in a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from deskterm.storage.database import (
    APPLICATION_ID,
    FILE,
    Connection,
    DatabaseError,
    OperationalError,
    Store,
    connect,
    connect_to_read,
    held,
    keep,
)
from deskterm.storage.engine import full_text, sealing
from deskterm.storage.faults import Locked, StoreError, explained, of_system
from deskterm.storage.file import place
from deskterm.storage.schema.versions import SCHEMA

NEW = ".desk.sqlite.new"  # a desk that is being made, until it is whole
LOOK_OVER = 4 * 1024 * 1024  # a file up to this size is looked over whenever it is opened: some 8 ms


def create(folder: Path, first: Callable[[Connection], object] | None = None) -> Store:
    """Make the folder (0700) and a desk in it (0600) with this version's schema and what `first` writes.

    The desk gets its name when it is whole: whoever is killed before leaves nothing in the way (R17).
    Raises FileExistsError when a desk stands there already, StoreError when none can be made.
    """
    place.make_folder(folder)
    path, new = folder / FILE, folder / NEW
    with held(folder):
        if path.exists():
            raise FileExistsError(path)
        try:
            _build(new, first)
            new.rename(path)
            place.sync_folder(folder)
        except OSError as error:
            raise of_system(error, path) from error
        except DatabaseError as error:
            raise explained(error, path) from error
        finally:
            place.remove(new)
    return Store(folder)


def _build(path: Path, first: Callable[[Connection], object] | None) -> None:
    with place.in_the_making(path), closing(connect(path)) as conn:
        _expect_full_text(conn, path)
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("BEGIN IMMEDIATE")
        _bring_up(conn)
        conn.execute("COMMIT")
        sealing.watch(conn)
        conn.execute("BEGIN IMMEDIATE")
        if first is not None:
            first(conn)
        keep(conn)
        conn.execute("COMMIT")
        # The log must be folded in before the file is renamed: it would stay behind under the old name.
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def open_store(folder: Path) -> Store:
    """Open the desk in `folder`, migrating an older one first. Raises StoreError with the reason."""
    path = folder / FILE
    place.check_file(path)
    if place.for_reading_alone(path):
        return _open_to_read(folder)
    with ExitStack() as opened:
        try:
            conn = opened.enter_context(closing(connect(path)))
            version = _inspect(conn, path)
            mode = conn.execute("PRAGMA journal_mode").fetchone()[0]
            ready = version == SCHEMA and mode == "wal"
            if ready:
                conn.execute("PRAGMA shrink_memory")  # what was read to look the file over is read anew
            else:
                conn.close()
            if version < SCHEMA:
                migrate(path)
            if mode != "wal":
                _switch_log_on(folder)
        except DatabaseError as error:
            told = explained(error, path)
            raise (StoreError("corrupt", path, str(error)) if told is error else told) from error
        for where in (folder, folder / place.COPIES):
            place.clear_abandoned(where)
        opened.pop_all()
    # What was looked over is worked with: SQLite reads the schema anew for each connection.
    return Store(folder, begun=conn if ready else None)


def _open_to_read(folder: Path) -> Store:
    """Open a desk in which this user may not write. Raises StoreError, also for one that must be migrated."""
    path = folder / FILE
    try:
        with closing(connect_to_read(path)) as conn:
            if _inspect(conn, path) < SCHEMA:
                raise StoreError("read_only_older", path)
    except DatabaseError as error:
        told = explained(error, path)
        raise (StoreError("corrupt", path, str(error)) if told is error else told) from error
    return Store(folder, read_only=True)


def _switch_log_on(folder: Path) -> None:
    """Whoever put a copy back was killed, or put it there by hand; one who is still at it does it himself."""
    with suppress(Locked, OperationalError), held(folder, 0.0), closing(connect(folder / FILE)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")


def _inspect(conn: Connection, path: Path) -> int:
    """The schema version of a file that is a desk's; StoreError for anything else."""
    _expect_full_text(conn, path)
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        raise StoreError("foreign" if tables else "empty", path)
    if version > SCHEMA:
        raise StoreError("newer", path, str(version))
    pages, size = (conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    if pages * size <= LOOK_OVER:
        fault = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        if fault != "ok":
            raise StoreError("corrupt", path, fault.splitlines()[-1])
    return version


def _expect_full_text(conn: Connection, path: Path) -> None:
    """Without FTS5 no change could be brought to the index of words, and what is searched would be wrong."""
    if not full_text.is_there(conn):
        raise StoreError("no_full_text", path)


def migrate(path: Path) -> None:
    """Apply what is missing, once, however many processes try: all inside one BEGIN IMMEDIATE (R16).

    A copy of the desk as it was is kept beside it first.
    """
    # Closing rolls back what was not committed.
    with closing(connect(path)) as conn:
        conn.execute("BEGIN IMMEDIATE")
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise StoreError("newer", path, str(version))
        if version < SCHEMA:
            _keep_copy(path, version)
            _bring_up(conn)
        conn.execute("COMMIT")


def _bring_up(conn: Connection) -> None:
    from sqlite_utils import Database

    from deskterm.storage.schema.migrations import migrations

    migrations.apply(Database(conn, execute_plugins=False))
    full_text.keep(conn)
    sealing.stand(conn)
    conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version={SCHEMA}")


def _keep_copy(path: Path, version: int) -> None:
    from deskterm.storage.file import safekeeping

    name = f"desk-schema-{version}-{time.strftime('%Y%m%dT%H%M%S')}.sqlite"
    try:
        target = safekeeping.copies_folder(path.parent) / name
    except OSError as error:
        raise of_system(error, path.parent / place.COPIES) from error
    with closing(connect(path)) as conn, suppress(FileExistsError):
        safekeeping.copy_to(conn, target)
