"""A program in a pty, timed to the byte; no screen is kept, so that the watcher costs nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

LIMIT = 30.0


class Spawn:
    """One run of a program in a terminal of 120 x 40."""

    def __init__(self, command: Sequence[str], env: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        kept = {"TERM": "xterm-256color", "LANG": "it_IT.UTF-8", "COLORTERM": "truecolor"}
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, **kept, **(env or {})},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Spawn:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def until(self, mark: bytes) -> float:
        """Seconds from now until `mark` has been written."""
        began = time.perf_counter()
        seen = b""
        while mark not in seen:
            ready, _, _ = select.select([self.master], [], [], LIMIT)
            if not ready:
                raise TimeoutError(f"{mark!r} not within {LIMIT} s; last: {seen[-300:]!r}")
            seen = seen[-64:] + os.read(self.master, 65536)
        return time.perf_counter() - began

    def painted(self, mark: bytes) -> float:
        """Seconds from the start of the process until `mark` has been written."""
        self.until(mark)
        return time.perf_counter() - self.began

    def key(self, key: bytes, mark: bytes) -> float:
        """Seconds from a key to `mark` in what is painted for it."""
        self.quiet()
        os.write(self.master, key)
        return self.until(mark)

    def quiet(self, seconds: float = 0.004) -> None:
        """Read away what comes until nothing has come for a moment."""
        while select.select([self.master], [], [], seconds)[0]:
            os.read(self.master, 65536)

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        kb = next(line.split()[1] for line in status if line.startswith("VmRSS"))
        return int(kb) / 1024


def seconds_of(command: Sequence[str], env: dict[str, str] | None = None) -> float:
    """How long a command takes, its output thrown away."""
    began = time.perf_counter()
    subprocess.run(list(command), env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
