"""The only way to the desk's file: one connection factory, one write transaction.

What is special to SQLite stays here: pragmas, `data_version`, the write-ahead log, file modes.
WAL with `synchronous=FULL`; no automatic checkpoints, because SQLite before 3.51.3 can corrupt a shared
WAL file in them: whoever finds the log over 4 MB after a commit runs a TRUNCATE checkpoint.
"""

from __future__ import annotations

import os
import random
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deskterm.storage.engine import full_text, sealing
from deskterm.storage.faults import Locked, StoreError, explained, of_system
from deskterm.storage.schema.versions import SCHEMA

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
OperationalError = sqlite3.OperationalError
# What reading a file may raise: a text of other bytes than UTF-8 is damage like any other.
DatabaseError = (sqlite3.DatabaseError, UnicodeDecodeError)

FILE = "desk.sqlite"
LOCK = "desk.lock"
APPLICATION_ID = 0x4465736B  # "Desk"
WAIT_SECONDS = 10.0
LEAVE_SECONDS = 0.5  # how long closing waits for what other threads have begun, and once more when broken off
LOG_LIMIT = 4 * 1024 * 1024

_committed: deque[bool] = deque(maxlen=1)

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
)


def committed() -> bool:
    """Whether this process has committed anything at a desk."""
    return bool(_committed)


def connect(path: Path) -> Connection:
    """A connection with the desk's settings. Nobody else calls sqlite3.connect."""
    return _connected(path, "mode=rw")


def connect_to_read(path: Path) -> Connection:
    """A connection to a desk that this user may not write. Raises StoreError where its log cannot be read.

    Where there is no log nobody writes, and the file is taken as it lies there (SQLite would make a log to
    look into, and may not).
    """
    log = path.with_name(FILE + "-wal")
    if not (log.exists() and log.stat().st_size):
        return _connected(path, "mode=ro&immutable=1")
    if not os.access(path.with_name(FILE + "-shm"), os.R_OK):
        raise StoreError("log_left", path)
    return _connected(path, "mode=ro")


def _connected(path: Path, mode: str) -> Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_SECONDS, check_same_thread=False)
    conn.row_factory = sqlite3.Row
    try:
        for pragma in PRAGMAS:
            conn.execute(pragma)
    except BaseException:
        conn.close()
        raise
    return conn


class _Held(NamedTuple):
    """One thread's connection, and the lock that the thread holds while it uses it."""

    conn: Connection
    using: threading.RLock


class Store:
    """The desk's file, for one process; every thread gets its own connection."""

    def __init__(self, folder: Path, *, read_only: bool = False, begun: Connection | None = None) -> None:
        """`begun`: a connection that is there already, for this thread."""
        self.folder = folder
        self.read_only = read_only
        self.path = folder / FILE
        self._pid = os.getpid()
        self._local = threading.local()
        self._all: list[_Held] = []
        self._files: list[int] = []
        self._guard = threading.Lock()
        self._in_line: dict[int, float] = {}  # since when each thread waits for its turn to write
        # A desk that nobody holds any more gives its file back, closed or not.
        self._end = weakref.finalize(self, _give_back, self._guard, self._all, self._files)
        if begun is not None:
            self._hold(begun)

    def connection(self) -> Connection:
        """This thread's connection; refuses to cross a fork."""
        return self._held().conn

    def _held(self) -> _Held:
        if os.getpid() != self._pid:
            raise RuntimeError("a desk opened before a fork cannot be used after it; open it anew")
        held: _Held | None = getattr(self._local, "held", None)
        if self.read_only:
            held = self._as_it_lies(held)
        if held is None:
            with self._explaining():
                opened = connect_to_read if self.read_only else connect
                held = self._hold(opened(self.path))
        return held

    def _hold(self, conn: Connection) -> _Held:
        held = _Held(conn, threading.RLock())
        self._local.held = held
        self._local.file = self._local.watched = None
        with self._guard:
            self._all.append(held)
        return held

    def _as_it_lies(self, held: _Held | None) -> _Held | None:
        """Let go of what was opened for reading alone once somebody has written: it would not be told."""
        seen, self._local.seen = getattr(self._local, "seen", None), self._state()
        if held is None or held.conn.in_transaction or seen == self._local.seen:
            return held
        with self._guard:
            self._all.remove(held)
        held.conn.close()
        return None

    def _state(self) -> tuple[tuple[int, int], ...]:
        """What tells that somebody has written: the file, and its log where there is one."""
        found = [path.stat() for path in (self.path, self.path.with_name(FILE + "-wal")) if path.exists()]
        return tuple((one.st_mtime_ns, one.st_size) for one in found if one.st_size)

    def changed(self) -> int:
        """A number that differs from the last one when another connection has committed."""
        conn, using = self._held()
        with using, self._explaining():
            value: int = conn.execute("PRAGMA data_version").fetchone()[0]
        return value

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Turn what SQLite says about the file into Locked or StoreError."""
        try:
            yield
        except DatabaseError as error:
            told = explained(error, self.path)
            if told is error:
                raise
            raise told from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look; nested in a look or a write it joins that."""
        conn, using = self._held()
        if conn.in_transaction:
            with self._explaining():
                yield conn
            return
        with using, self._explaining():
            conn.execute("BEGIN")
            self._local.looking = True
            try:
                yield conn
            finally:
                self._local.looking = False
                with suppress(sqlite3.Error):
                    conn.execute("ROLLBACK")
        if self.read_only and len(self._local.seen) == 1 and self._state() != self._local.seen:
            raise Locked("somebody wrote in a file that was read as it lay there")

    @contextmanager
    def tx(self) -> Iterator[Connection]:
        """One write transaction: all or nothing, durable when it returns. No waiting inside, no dialogs.

        Nested use joins the outer one; inside a look, whose end would undo it, it is a fault: RuntimeError.
        Raises Locked when the desk stays busy, StoreError when the file has a newer schema, is read-only or
        the disk is full.
        """
        if self.read_only:
            raise StoreError("read_only", self.path)
        conn, using = self._held()
        if conn.in_transaction:
            if getattr(self._local, "looking", False):
                raise RuntimeError("a deed inside a look at the desk: all it changes would be lost")
            yield conn
            return
        with using, self._lining_up():
            with self._turn(), self._explaining():
                self._begin(conn)
                self._in_line.pop(threading.get_ident(), None)
                try:
                    yield conn
                    keep(conn)
                    conn.execute("COMMIT")
                    _committed.append(True)
                except BaseException:
                    with suppress(sqlite3.Error):
                        conn.execute("ROLLBACK")
                    raise
            self._keep_log_short(conn)

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of an open transaction that comes to nothing by itself where it fails; the rest stands."""
        conn, _ = self._held()
        conn.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                conn.execute("ROLLBACK TO part")
            raise
        finally:
            with suppress(sqlite3.Error):
                conn.execute("RELEASE part")

    @contextmanager
    def _lining_up(self) -> Iterator[None]:
        me = threading.get_ident()
        self._in_line[me] = time.monotonic()
        try:
            yield
        finally:
            self._in_line.pop(me, None)

    def waiting(self) -> float:
        """For how many seconds a thread of this process has been waiting to write; 0 where none waits."""
        since = list(self._in_line.values())
        return time.monotonic() - min(since) if since else 0.0

    def _begin(self, conn: Connection) -> None:
        if self._local.watched is not conn:
            sealing.watch(conn)
            self._local.watched = conn
        conn.execute("BEGIN IMMEDIATE")
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            conn.execute("ROLLBACK")
            raise StoreError("newer", self.path, str(version))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue for the write lock before asking SQLite, whose own waiting is unfair under a storm."""
        if fcntl is None:
            yield
            return
        handle = getattr(self._local, "file", None)
        if handle is None:
            handle = self._local.file = lock_file(self.folder)
            with self._guard:
                self._files.append(handle)
        ours = take_lock(handle)
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
        """Close every thread's connection; what another thread is doing is finished or broken off first."""
        _give_back(self._guard, self._all, self._files)
        self._local = threading.local()


def _give_back(guard: threading.Lock, held: list[_Held], files: list[int]) -> None:
    # Closing a connection while another thread is inside SQLite with it crashes the process.
    with guard:
        until = time.monotonic() + LEAVE_SECONDS
        busy = [one for one in held if not _closed(one, until)]
        for one in busy:
            one.conn.interrupt()
        stuck = [one for one in busy if not _closed(one, until + LEAVE_SECONDS)]
        held.clear()
        if not stuck:  # else the process ends with them open, and the system closes them
            for handle in files:
                os.close(handle)
        files.clear()


def _closed(one: _Held, until: float) -> bool:
    if not one.using.acquire(timeout=max(0.0, until - time.monotonic())):
        return False
    try:
        with suppress(sqlite3.Error):
            one.conn.close()
    finally:
        one.using.release()
    return True


def keep(conn: Connection) -> None:
    """What a transaction ends with: the index of words is brought after, and what was written is sealed."""
    full_text.keep(conn)
    sealing.keep(conn)


def lock_file(folder: Path) -> int:
    """The file on which processes queue up; it is made when it is not there. Raises StoreError."""
    path = folder / LOCK
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise of_system(error, path) from error


def take_lock(handle: int, seconds: float | None = None) -> bool:
    """Take the lock file's lock; False when nobody gave way in time (a stopped process must not stop us)."""
    if fcntl is None:
        return True
    until = time.monotonic() + (WAIT_SECONDS if seconds is None else seconds)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.0005 + random.random() * 0.0015)  # noqa: S311  # jitter, not a secret
        else:
            return True


@contextmanager
def held(folder: Path, seconds: float | None = None) -> Iterator[None]:
    """Only one process at a time makes a desk in this folder, or puts one back. Raises Locked, StoreError."""
    handle = lock_file(folder)
    try:
        if not take_lock(handle, seconds):
            raise Locked("another process is making a desk here")
        yield
    finally:
        os.close(handle)


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
