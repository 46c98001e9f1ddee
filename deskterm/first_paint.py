"""The first page of the queue, written to the terminal before Textual is even imported.

The screens take over a tenth of a second later, over the same rows. Meanwhile the terminal echoes nothing
and what is typed waits; whatever happens, the terminal is given back as it was.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NoReturn

ALTERNATE, NORMAL = "\x1b[?1049h", "\x1b[?1049l"
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
UNABLE = ("", "dumb", "unknown")  # what TERM says where nothing can be drawn
_state = {"up": False}


def has_terminal() -> bool:
    """Whether there is a terminal to type at and to look at; Textual draws on stderr."""
    streams = (sys.stdin, sys.stdout, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in streams)


def can_draw() -> bool:
    """Whether there is a terminal, and one that can be drawn on."""
    return has_terminal() and os.environ.get("TERM", "") not in UNABLE


def follows_mouse() -> bool:
    """Whether the terminal tells of the mouse: as DESKTERM_MOUSE says (0: no), else where it does no harm.

    GNU screen keeps a lone Esc back until the next key while it tells of the mouse.
    """
    told = os.environ.get("DESKTERM_MOUSE", "")
    return told != "0" if told else not _in_gnu_screen()


def _in_gnu_screen() -> bool:
    looks_so = os.environ.get("TERM", "").startswith("screen") and not os.environ.get("TMUX")
    return bool(os.environ.get("STY")) or looks_so


def lift() -> bool:
    """The screens take over; whether there was a page to take over from."""
    was, _state["up"] = _state["up"], False
    return was


@contextmanager
def drawn(page: Callable[[int, int], str]) -> Iterator[None]:
    """What `page(width, height)` gives stands while the block imports and starts the screens."""
    if not can_draw():
        yield
        return
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    handlers = [signal.signal(number, partial(_leave, handle, before)) for number in SIGNALS]
    try:
        _quiet(handle)
        _state["up"] = True
        _write(f"{ALTERNATE}{HIDE}\x1b[2J{page(*shutil.get_terminal_size())}")
        yield
    finally:
        _give_back(handle, before)
        for number, handler in zip(SIGNALS, handlers, strict=True):
            signal.signal(number, handler)


def _give_back(handle: int, before: list[Any]) -> None:
    if lift():
        _write(NORMAL + SHOW)
    _put_back(lambda: termios.tcsetattr(handle, termios.TCSANOW, before))


def _quiet(handle: int) -> None:
    mode = termios.tcgetattr(handle)
    mode[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(handle, termios.TCSANOW, mode)


def _write(text: str) -> None:
    def write() -> None:
        os.write(2, text.encode("utf-8", "replace"))

    _put_back(write)


def _put_back(do: Callable[[], None]) -> None:
    with suppress(OSError, termios.error):  # a terminal that has gone wants nothing back
        do()


def _leave(handle: int, before: list[Any], number: int, _frame: object) -> NoReturn:
    # An exception could be raised in the middle of anybody's import and be lost there.
    _give_back(handle, before)
    os._exit(128 + number)
