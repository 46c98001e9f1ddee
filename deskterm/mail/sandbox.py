"""Reading mails where they can do no harm: a process of its own, with 10 seconds and 512 MB for each (S5).

The seconds are the processor's: a machine under load cuts no good mail short. Only a child that stands still
is ended by the clock on the wall.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Lock, Timer
from types import TracebackType
from typing import Self

from msgspec import MsgspecError, msgpack, structs

from deskterm.mail.child import LENGTH, MailToRead
from deskterm.mail.reading.limits import BEGINNING, MAIL_BYTES, digest_of
from deskterm.models.records.mails import ParsedMail, unreadable

SECONDS = 10.0  # of processor time for a mail
STILL = 12  # times as long by the wall's clock before a child counts as standing still
MEGABYTES = 512
MAILS = 500  # read by one process before a fresh one takes over
HEAD_BYTES = 1 << 18  # of a mail that cannot be read, what its headers may fill
ANSWER_BYTES = 128 << 20

_ROOT = str(Path(__file__).resolve().parents[2])
_START = """
import sys
if sys.argv[2] not in sys.path:
    sys.path.insert(0, sys.argv[2])
from deskterm.mail.child import main
main(int(sys.argv[1]))
"""
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Reader:
    """Reads mails in a child process, started at the first one and again after each that breaks it.

    A mail that takes too long, too much memory or the process down comes back as kind `unreadable`, with
    its raw bytes; the next one is read as if nothing had been. Safe to call from several threads.
    """

    def __init__(
        self, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, still: float | None = None
    ) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.still = seconds * STILL if still is None else still
        self._child: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child; the next `read` starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what could not be flushed to a dead child
                    continue
        child.wait()

    def read(
        self,
        raw: bytes,
        *,
        now: int,
        at: int | None = None,
        whole: str = "",
        trusted_servers: frozenset[str] = frozenset(),
        beneath: frozenset[str] = frozenset(),
        pec_providers: frozenset[str] = frozenset(),
    ) -> ParsedMail:
        """As `parse.parse`, out of harm's way.

        `whole`: where `raw` is only the beginning of a mail that is too large, the digest of all of it.
        """
        too_large = "too-large" if whole or len(raw) > MAIL_BYTES else ""
        digest = whole or digest_of(raw)
        raw = raw[:BEGINNING] if too_large else raw
        request = MailToRead(
            raw=raw,
            now=now,
            at=at,
            seconds=self.seconds,
            trusted_servers=trusted_servers,
            beneath=beneath,
            pec_providers=pec_providers,
            failed=too_large,
        )
        with self._lock:
            mail = self._read(request)
        return structs.replace(mail, raw=raw, digest=digest)

    def _read(self, request: MailToRead) -> ParsedMail:
        late = Event()
        try:
            mail = self._timed(request, late)
        except (OSError, EOFError, MsgspecError):
            reason = "timeout" if late.is_set() or self._ran_out() else "reader-died"
            self.close()
            if request.failed and len(request.raw) <= HEAD_BYTES:
                return unreadable(request.raw, reason, now=request.now)
            return self._read(structs.replace(request, raw=request.raw[:HEAD_BYTES], failed=reason))
        self._left -= 1
        if late.is_set() or self._left <= 0 or "memory" in mail.defects:
            self.close()
        return mail

    def _ran_out(self) -> bool:
        """Whether the child has ended for its mail's processor time; waits a little for it to be gone."""
        try:
            return self._child is not None and self._child.wait(timeout=1) == -signal.SIGPROF
        except subprocess.TimeoutExpired:
            return False

    def _timed(self, request: MailToRead, late: Event) -> ParsedMail:
        """Ask the child, which is killed, and `late` set, when it stands still."""
        child = self._ready()

        def stop() -> None:
            late.set()
            child.kill()

        timer = Timer(self.still, stop)
        timer.start()
        try:
            return _ask(child, request)
        finally:
            timer.cancel()
            timer.join()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._left = MAILS
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-W", "ignore", "-c", _START, str(self.megabytes), _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # the terminal's Ctrl+C is not for it
            )
        return self._child


def _ask(child: subprocess.Popen[bytes], request: MailToRead) -> ParsedMail:
    """Send a request, wait for its answer. Raises EOFError or OSError where the child is gone."""
    assert child.stdin and child.stdout
    data = msgpack.encode(request)
    child.stdin.write(LENGTH.pack(len(data)))
    child.stdin.write(data)
    child.stdin.flush()
    head = child.stdout.read(LENGTH.size)
    size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else 0
    if not 0 < size <= ANSWER_BYTES:
        raise EOFError
    answer = child.stdout.read(size)
    if len(answer) < size:
        raise EOFError
    return msgpack.decode(answer, type=ParsedMail)
