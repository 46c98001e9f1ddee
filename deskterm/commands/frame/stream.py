"""Lines from a file or a pipe as they come: what has arrived is answered before more is awaited."""

from __future__ import annotations

from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from select import select

from deskterm.desk.errors import DeskTrouble

CHUNK = 1 << 16
LONGEST = 1 << 22  # bytes of one line; a request with its body is far below
BOM = b"\xef\xbb\xbf"


def open_lines(path: Path) -> RawIOBase:
    """A file, or standard input for `-`, unbuffered. Raises DeskTrouble when it cannot be read."""
    try:
        if str(path) == "-":
            return open(0, "rb", buffering=0, closefd=False)
        return path.open("rb", buffering=0)
    except OSError as error:
        raise DeskTrouble("file_unreadable", path=str(path), detail=error.strerror or str(error)) from None


def batches(stream: RawIOBase) -> Iterator[list[bytes | None]]:
    """The whole lines that each look at the stream brings; None is one longer than LONGEST."""
    rest, cut = b"", False
    for block in _blocks(stream):
        *whole, rest = (rest + block).split(b"\n")
        lines: list[bytes | None] = [line if len(line) <= LONGEST else None for line in whole]
        if lines and cut:
            lines[0], cut = None, False
        if cut or len(rest) > LONGEST:
            rest, cut = b"", True
        if lines:
            yield lines
    if rest or cut:
        yield [None if cut else rest]


def _blocks(stream: RawIOBase) -> Iterator[bytes]:
    """What can be read at a time, without the mark that some editors put at a file's beginning."""
    first = True
    while (block := stream.read(CHUNK)) != b"":
        if block is None:  # a terminal or pipe that does not block, and has nothing yet
            select([stream], [], [])
            continue
        yield block.removeprefix(BOM) if first else block
        first = False
