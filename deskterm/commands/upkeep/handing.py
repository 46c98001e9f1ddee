"""An event given to a command of the settings: one line on its input, no shell, limits of time and output.

The command runs in a session of its own, without the terminal: nothing that it does reaches the screens. It
ends with the program that runs it, however that ends.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO

from deskterm.desk import together
from deskterm.desk.errors import Refused
from deskterm.models.basics.text import clean
from deskterm.settings import for_others

MOST = 1 << 20  # bytes of output; what comes then finds nobody who reads
KEPT = 1000  # bytes of it, the last ones, in which its complaint is looked for
TOLD = 200  # signs of the complaint
CHUNK = 1 << 16
TICK = 0.05  # seconds between two looks at whether it has ended
LEAVING = 1.5  # seconds that it has left once the desk is closed


class BrokenOff(Exception):
    """The desk was closed while the command ran: it may have done its work or not."""


def hand(
    command: Sequence[str], line: str, *, seconds: float, stop: Event, more: dict[str, str] | None = None
) -> None:
    """Run a command with a line on its input. `more`: variables beside those that it has from us.

    Raises Refused where it does not end well and in time, BrokenOff where `stop` came first.
    """
    words = [str(Path(command[0]).expanduser()), *command[1:]]
    try:
        run = together.spawn(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=for_others() | (more or {}),
        )
    except (OSError, ValueError, RuntimeError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise Refused("hook_not_started", command=clean(words[0]), cause=cause) from None
    given = _Given(run, line.encode() + b"\n")
    try:
        given.wait(time.monotonic() + seconds, seconds, stop)
    finally:
        given.end()
    given.judge()


class _Given:
    """A command that runs, what it is still to be told, and what it says."""

    def __init__(self, run: subprocess.Popen[bytes], text: bytes) -> None:
        self._run, self._rest = run, text
        self._said, self._size, self._cut = b"", 0, False
        self._streams = selectors.DefaultSelector()
        for stream, way in ((run.stdin, selectors.EVENT_WRITE), (run.stdout, selectors.EVENT_READ)):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._streams.register(stream, way)

    def wait(self, until: float, seconds: float, stop: Event) -> None:
        """Until it ends. Raises Refused when its time is up, BrokenOff soon after `stop`."""
        closing = False
        while self._run.poll() is None:
            if stop.is_set() and not closing:
                closing, until = True, min(until, time.monotonic() + LEAVING)
            left = until - time.monotonic()
            if left <= 0:
                if closing:
                    raise BrokenOff
                raise Refused("hook_late", seconds=f"{seconds:g}", said=self._complaint())
            if self._streams.get_map():
                self._attend(min(left, TICK))
            else:
                with suppress(subprocess.TimeoutExpired):
                    self._run.wait(min(left, TICK))
        self._attend(0)  # its last words

    def judge(self) -> None:
        """Raises Refused for one that did not end well."""
        code = self._run.returncode
        if code == 0:
            return
        if self._cut:
            raise Refused("hook_flooded", most=MOST >> 20)
        if code < 0:
            raise Refused("hook_signal", signal=_signal(-code), said=self._complaint())
        raise Refused("hook_exit", code=code, said=self._complaint())

    def end(self) -> None:
        """Whatever still runs of it is killed with its children, where it has not ended by itself."""
        if self._run.poll() is None:
            together.kill(self._run.pid)
            self._run.wait()
        together.over(self._run)
        self._streams.close()
        for stream in (self._run.stdin, self._run.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _attend(self, seconds: float) -> None:
        for key, _ in self._streams.select(seconds):
            stream: IO[bytes] = key.fileobj  # type: ignore[assignment]
            try:
                goes_on = self._tell(stream) if stream is self._run.stdin else self._hear(stream)
            except BlockingIOError:
                continue
            except OSError:  # it does not want to hear more
                goes_on = False
            if not goes_on:
                self._streams.unregister(stream)
                with suppress(OSError):
                    stream.close()

    def _tell(self, stream: IO[bytes]) -> bool:
        self._rest = self._rest[os.write(stream.fileno(), self._rest) :]
        return bool(self._rest)

    def _hear(self, stream: IO[bytes]) -> bool:
        said = os.read(stream.fileno(), CHUNK)
        self._said = (self._said + said)[-KEPT:]
        self._size += len(said)
        self._cut = self._size > MOST
        return bool(said) and not self._cut

    def _complaint(self) -> str:
        """The last line that it said."""
        lines = self._said.decode(errors="replace").strip().splitlines()
        return clean(lines[-1], limit=TOLD) if lines else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
