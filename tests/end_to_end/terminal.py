"""A real terminal for tests: a pty, a program in it, and a screen that understands what it writes.

    with Terminal([sys.executable, "-m", "deskterm", "demo"], env={"DESKTERM_DESK": str(folder)}) as terminal:
        terminal.wait_for("Coda")
        terminal.send("F4", "j", "Enter")
        terminal.type("registro IVA")
        assert "TK131" in terminal.text()

`raw` keeps every byte the program wrote. Keys are named as people name them: F4, Enter, Esc, Up, Ctrl+Q.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyte

PATIENCE = 30.0  # seconds for whatever must come: a loaded machine is slow, it is not wrong
KEYS = {
    "enter": b"\r",
    "esc": b"\x1b",
    "tab": b"\t",
    "backtab": b"\x1b[Z",
    "space": b" ",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    **{f"f{n}": b"\x1bO" + letter for n, letter in ((1, b"P"), (2, b"Q"), (3, b"R"), (4, b"S"))},
    **{f"f{n}": b"\x1b[%d~" % code for n, code in ((5, 15), (6, 17), (7, 18), (8, 19), (9, 20), (10, 21))},
}
# A session leader that opens a terminal makes it its own: signals and hang-ups reach it as they should.
TAKE = 'exec "$@" <"$0" >"$0" 2>"$0"'
# The kitty keyboard sequences, which pyte would print.
KITTY = re.compile(rb"\x1b\[[<>=][0-9;]*u")
DEAF = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
KEPT = ("PATH", "HOME", "VIRTUAL_ENV", "PYTHONPATH")


def deskterm(*arguments: str) -> list[str]:
    """The command line of the program under test."""
    return [sys.executable, "-m", "deskterm", *arguments]


class Screen(pyte.Screen):
    """pyte's screen, deaf to the private sequences that it would misread."""

    def set_margins(self, *args, **kwargs):
        kwargs.pop("private", None)
        super().set_margins(*args, **kwargs)

    def report_device_status(self, *args, **kwargs):
        pass

    def select_graphic_rendition(self, *args, **kwargs):
        if not kwargs.pop("private", False):
            super().select_graphic_rendition(*args)


class Terminal:
    """A program in a pty of `columns` x `rows`, with a clean environment and Italian as its language.

    With `controlling` off the kernel sends no SIGHUP when the line drops: only the reads end.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
        ignore_hangup: bool = False,
        controlling: bool = True,
    ) -> None:
        self.raw = bytearray()
        self.columns, self.rows = columns, rows
        self._screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self.master, slave = pty.openpty()
        self._resize_to(columns, rows)
        self.modes_before = termios.tcgetattr(slave)
        self._slave = slave
        trap = "trap '' HUP; " if ignore_hangup else ""
        with signals_as_at_login():
            self.process = subprocess.Popen(
                ["sh", "-c", trap + TAKE, os.ttyname(slave), *command] if controlling else list(command),
                stdin=subprocess.DEVNULL if controlling else slave,
                stdout=None if controlling else slave,
                stderr=None if controlling else slave,
                cwd=cwd,
                env=surroundings(env),
                close_fds=True,
                start_new_session=True,
            )
        self._told, self._let_go = os.pipe()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.hang_up()
        with contextlib.suppress(OSError):
            os.close(self._slave)

    # What goes in

    def send(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.write(key_bytes(key))
            time.sleep(0.12 if key.lower() == "esc" else 0.01)

    def type(self, words: str) -> None:
        """Type a text."""
        self.write(words.encode())

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self.master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as when a window is dragged."""
        with self._lock:
            self.columns, self.rows = columns, rows
            self._screen.resize(rows, columns)
        self._resize_to(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def _resize_to(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def look_away(self) -> None:
        """Read nothing any more, as a window that is stopped: what the program draws has no place to go."""
        os.write(self._let_go, b".")
        self._reader.join(2)

    def hang_up(self) -> None:
        """Close the terminal's window: the line drops."""
        if self.master >= 0:
            with contextlib.suppress(OSError):
                os.close(self._slave)
            # a read under way would keep the terminal open: the reader lets go first
            master, self.master = self.master, -1
            os.write(self._let_go, b".")
            self._reader.join(2)
            os.close(master)

    # What comes out

    def lines(self) -> list[str]:
        """The screen, line by line, without the blanks at the ends."""
        with self._lock:
            return [line.rstrip() for line in self._screen.display]

    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines())

    def wait_for(self, words: str, timeout: float = PATIENCE) -> str:
        """Wait until `words` stand on the screen; the screen then."""
        return self.wait_until(lambda screen: words in screen, timeout, words)

    def wait_gone(self, words: str, timeout: float = PATIENCE) -> str:
        """Wait until `words` have left the screen."""
        return self.wait_until(lambda screen: words not in screen, timeout, f"not {words}")

    def wait_until(self, good: Callable[[str], bool], timeout: float = PATIENCE, what: str = "it") -> str:
        """Wait until the screen is as wanted. Raises AssertionError with the screen as it is."""
        end = time.monotonic() + timeout
        while True:
            screen = self.text()
            if good(screen):
                return screen
            if time.monotonic() > end:
                state = self.process.poll()
                raise AssertionError(f"waited {timeout} s for {what!r} (exit code {state}):\n{screen}")
            with self._news:
                self._news.wait(0.05)

    def rest(self, still: float) -> None:
        """Wait until the program has done what it was asked: its threads sleep, and nothing is drawn.

        `still`: for so many seconds, as a reader's glance lasts.
        """
        end, drawn, since = time.monotonic() + PATIENCE, len(self.raw), time.monotonic()
        while time.monotonic() - since < still:
            assert time.monotonic() < end, f"it never comes to rest:\n{self.text()}"
            time.sleep(0.01)
            if len(self.raw) != drawn or works(self.process.pid):
                drawn, since = len(self.raw), time.monotonic()

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Wait until the program ends; its exit code (negative: killed by that signal)."""
        code = self.process.wait(timeout)
        self._reader.join(0.2)
        return code

    def restored(self) -> bool:
        """Whether the program has left the terminal as it found it: modes, main screen, cursor, mouse."""
        tail = bytes(self.raw)
        off = all(
            tail.rfind(b"\x1b[?%dl" % mode) >= tail.rfind(b"\x1b[?%dh" % mode) for mode in (1049, 1000, 1003)
        )
        cursor = tail.rfind(b"\x1b[?25h") >= tail.rfind(b"\x1b[?25l")
        return off and cursor and termios.tcgetattr(self._slave)[:4] == self.modes_before[:4]

    def _read(self) -> None:
        master = self.master
        ready = select.poll()
        for descriptor in (master, self._told):
            ready.register(descriptor, select.POLLIN)
        while True:
            try:
                data = os.read(master, 65536) if self._told not in dict(ready.poll()) else b""
            except OSError:
                return
            if not data:
                return
            with self._news:
                self.raw += data
                self._stream.feed(KITTY.sub(b"", data))
                self._news.notify_all()

    # The end

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal; SIGKILL also waits."""
        if self.process.poll() is None:
            self.process.send_signal(number)
            if number == signal.SIGKILL:
                self.process.wait(10)


def works(pid: int) -> bool:
    """Whether a thread of a process runs, wants to, or waits for a disk."""
    for task in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            if task.read_text().rpartition(")")[2].split()[0] in "RD":
                return True
    return False


@contextlib.contextmanager
def signals_as_at_login() -> Iterator[None]:
    """Who is started here hears what a run under nohup, or in the background, has been told to ignore.

    What is ignored stays so in a new program; what has a handler of ours begins there as at a login.
    """
    deaf = [number for number in DEAF if signal.getsignal(number) is signal.SIG_IGN]
    for number in deaf:
        signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number in deaf:
            signal.signal(number, signal.SIG_IGN)


def key_bytes(key: str) -> bytes:
    """The bytes of a key by its name; one character stands for itself."""
    if len(key) == 1:
        return key.encode()
    if key.lower().startswith("ctrl+"):
        return bytes([ord(key[5:].upper()) & 0x1F])
    return KEYS[key.lower()]


def surroundings(env: Mapping[str, str] | None) -> dict[str, str]:
    """A small, known environment: no colours asked away, Italian, no animation."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "LANG": "it_IT.UTF-8", "COLORTERM": "truecolor", **(env or {})}
