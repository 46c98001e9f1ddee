"""The three streams of the process: one that was closed stands open on nothing, one that fails is let go.

A closed one would be given to the next file that is opened, which may be the desk's.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

_closed: set[int] = set()
_failed: list[OSError] = []


class _Heard(io.FileIO):
    """Standard output that remembers why it failed: its error alone does not say where it comes from."""

    def write(self, data: Any, /) -> int:
        """As ever."""
        try:
            return super().write(data)
        except OSError as error:
            _failed[:] = [error]
            raise


def stand() -> None:
    """Occupy what was closed before we began; what is missing reads as empty, and nothing is said into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
            _closed.add(number)
    if sys.stdin is None:
        sys.stdin = _nothing("r")
    if sys.stderr is None:
        sys.stderr = _nothing("w")
    if sys.stdout is None:
        sys.stdout = _nothing("w")
    elif os.name == "posix" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout = _heard(sys.stdout)


def _heard(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream, over a file that remembers."""
    buffer = io.BufferedWriter(_Heard(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(
        buffer,
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def answers_are_heard() -> bool:
    """Whether there is a standard output at all."""
    return 1 not in _closed


def failure() -> OSError | None:
    """Why the answer could not be written, once all of it has been sent off; None where it was."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return error
    return _failed[0] if _failed else None


def let_go(stream: TextIO) -> None:
    """What is still to be written goes nowhere: Python would try again at its end and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _nothing(mode: str) -> TextIO:
    # pathlib and typing would double the time of `--version`
    return open(os.devnull, mode, encoding="utf-8")  # type: ignore[return-value]  # noqa: PTH123
