"""The only way to the desk's file: one connection factory, one write transaction (safety.md, SQLite).

What is special to SQLite stays here: pragmas, `data_version`, the write-ahead log, file modes.
WAL with `synchronous=FULL`; no automatic checkpoints, because SQLite before 3.51.3 can corrupt a shared
WAL file in them: whoever finds the log over 4 MB after a commit runs a TRUNCATE checkpoint.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:  # the wheel with a newer SQLite, where someone installed it; sqlite-utils prefers it too
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

try:
    import fcntl
except ImportError:  # no flock on this system: SQLite's own lock still holds, only less fairly
    fcntl = None  # type: ignore[assignment]

Connection = sqlite3.Connection
Row = sqlite3.Row
IntegrityError = sqlite3.IntegrityError
OperationalError = sqlite3.OperationalError
DatabaseError = sqlite3.DatabaseError

FILE = "desk.sqlite"
LOCK = "desk.lock"
APPLICATION_ID = 0x4465736B  # "Desk"
SCHEMA = 2  # number of migrations this version knows; written to user_version
WAIT_SECONDS = 10.0
LOG_LIMIT = 4 * 1024 * 1024

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA cell_size_check=ON",
)


class StoreError(Exception):
    """The file cannot be used; `code`: missing foreign empty newer corrupt read_only full network io."""

    def __init__(self, code: str, path: Path, detail: str = "") -> None:
        super().__init__(f"{code}: {path} {detail}".strip())
        self.code = code
        self.path = path
        self.detail = detail


class Locked(Exception):
    """Another process held the write lock for longer than WAIT_SECONDS."""


def connect(path: Path) -> Connection:
    """A connection with the desk's settings. Nobody else calls sqlite3.connect."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS, check_same_thread=False)
    conn.row_factory = sqlite3.Row
    try:
        for pragma in PRAGMAS:
            conn.execute(pragma)
    except BaseException:
        conn.close()
        raise
    return conn


class Store:
    """The desk's file, for one process; every thread gets its own connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self._pid = os.getpid()
        self._local = threading.local()
        self._all: list[Connection] = []
        self._guard = threading.Lock()

    def connection(self) -> Connection:
        """This thread's connection; refuses to cross a fork."""
        if os.getpid() != self._pid:
            raise RuntimeError("a desk opened before a fork cannot be used after it; open it anew")
        conn: Connection | None = getattr(self._local, "conn", None)
        if conn is None:
            conn = connect(self.path)
            self._local.conn = conn
            self._local.file = None
            with self._guard:
                self._all.append(conn)
        return conn

    def changed(self) -> int:
        """A number that differs from the last one when another connection has committed."""
        value: int = self.connection().execute("PRAGMA data_version").fetchone()[0]
        return value

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look; nested in a write it sees that write."""
        conn = self.connection()
        if conn.in_transaction:
            yield conn
            return
        conn.execute("BEGIN")
        try:
            yield conn
        finally:
            conn.execute("ROLLBACK")

    @contextmanager
    def tx(self) -> Iterator[Connection]:
        """One write transaction: all or nothing, durable when it returns. No waiting inside, no dialogs.

        Nested use joins the outer one. Raises Locked when the desk stays busy, StoreError when the file
        has a newer schema, is read-only or the disk is full.
        """
        conn = self.connection()
        if conn.in_transaction:
            yield conn
            return
        with self._turn():
            self._begin(conn)
            try:
                yield conn
                conn.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    conn.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise self._explained(error) from error
                raise
        self._keep_log_short(conn)

    def _begin(self, conn: Connection) -> None:
        try:
            conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise self._explained(error) from error
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            conn.execute("ROLLBACK")
            raise StoreError("newer", self.path, str(version))

    def _explained(self, error: sqlite3.OperationalError) -> Exception:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return Locked(str(error))
        for prefix, code in (
            ("SQLITE_FULL", "full"),
            ("SQLITE_READONLY", "read_only"),
            ("SQLITE_IOERR", "io"),
        ):
            if name.startswith(prefix):
                return StoreError(code, self.path, str(error))
        return error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue for the write lock before asking SQLite, whose own waiting is unfair under a storm."""
        if fcntl is None:
            yield
            return
        handle = getattr(self._local, "file", None)
        if handle is None:
            handle = self._local.file = os.open(
                self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        ours = _flock(handle)
        try:
            yield
        finally:
            if ours:
                fcntl.flock(handle, fcntl.LOCK_UN)

    def _keep_log_short(self, conn: Connection) -> None:
        with suppress(OSError):
            if self.path.with_name(FILE + "-wal").stat().st_size < LOG_LIMIT:
                return
        checkpoint(conn)

    def close(self) -> None:
        """Close every thread's connection."""
        with self._guard:
            for conn in self._all:
                with suppress(sqlite3.Error):
                    conn.close()
            self._all.clear()
        self._local = threading.local()


def _flock(handle: int) -> bool:
    """Take the lock file's lock; False when nobody gave way in time (a stopped process must not stop us)."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.0005 + random.random() * 0.0015)  # noqa: S311  # jitter, not a secret
        else:
            return True


def checkpoint(conn: Connection) -> None:
    """Fold the log into the file if nobody is reading it right now; being busy is no error."""
    conn.execute("PRAGMA busy_timeout=0")
    try:
        with suppress(sqlite3.OperationalError):
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        conn.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}")


def sqlite_version() -> tuple[str, bool]:
    """The SQLite that runs, and whether it carries the fix of the WAL-reset bug."""
    version = sqlite3.sqlite_version_info
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return sqlite3.sqlite_version, fixed


def create(folder: Path) -> Store:
    """Make the folder (0700) and an empty desk in it (0600), brought to this version's schema.

    Raises FileExistsError when a desk stands there already.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    refuse_network(folder)
    path = folder / FILE
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    os.close(handle)
    conn = connect(path)
    try:
        conn.execute("PRAGMA journal_mode=WAL")
    finally:
        conn.close()
    migrate(path)
    return Store(folder)


def open_store(folder: Path) -> Store:
    """Open the desk in `folder`, migrating an older one first. Raises StoreError with the reason."""
    path = folder / FILE
    if not path.exists():
        raise StoreError("missing", path)
    refuse_network(folder)
    try:
        conn = connect(path)
        try:
            version = _inspect(conn, path)
        finally:
            conn.close()
    except sqlite3.DatabaseError as error:
        raise _unusable(error, path) from error
    if version < SCHEMA:
        migrate(path)
    return Store(folder)


def _unusable(error: sqlite3.DatabaseError, path: Path) -> StoreError | Locked:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return Locked(str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StoreError("read_only", path, str(error))
    return StoreError("corrupt", path, str(error))


def _inspect(conn: Connection, path: Path) -> int:
    """The schema version of a file that is a desk's; StoreError for anything else."""
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        raise StoreError("foreign" if tables else "empty", path)
    if version > SCHEMA:
        raise StoreError("newer", path, str(version))
    return version


def migrate(path: Path) -> None:
    """Apply what is missing, once, however many processes try: all inside one BEGIN IMMEDIATE."""
    from sqlite_utils import Database

    from deskterm.storage.migrations import migrations

    conn = connect(path)
    try:
        conn.execute("BEGIN IMMEDIATE")
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise StoreError("newer", path, str(version))
        if version < SCHEMA:
            migrations.apply(Database(conn, execute_plugins=False))
            conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version={SCHEMA}")
        conn.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            conn.execute("ROLLBACK")
        raise
    finally:
        conn.close()


# Types of file systems on which SQLite's locks or shared memory do not hold (sqlite.org/wal.html).
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "ceph", "glusterfs"}


def refuse_network(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise StoreError("network") when `folder` lies on a network share, where a desk would be damaged."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    best, kind = "", ""
    target = str(folder.resolve())
    for line in lines:
        _, point, fstype, *_ = [*line.split(), "", "", ""]
        point = point.replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fstype
    if kind in NETWORK:
        raise StoreError("network", folder, kind)
