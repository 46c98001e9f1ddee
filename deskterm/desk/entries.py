"""The lines of a file of requests, as people and programs make them: JSON lines, or a spreadsheet's table.

Every line is an entry or a `BadLine` that says which column and why; none swallows the next. A table may be
divided by commas, semicolons or tabs, begin with `sep=;` or a byte order mark, and be in UTF-8, UTF-16 or the
spreadsheets' own Windows-1252.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from deskterm.models.fiscal import SCIENCE

LONGEST = 2 * 1024 * 1024  # bytes of one line
AHEAD = 200  # lines of a table that one quoted cell may run over
DIVIDERS = ",;\t"
OPEN: list[str] = []  # no row has no cells
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SPOILED = {
    "science": re.compile(rf"{SCIENCE.pattern}$", re.IGNORECASE),
    "error": re.compile(r"#(?:[A-Z/0]+[!?]|N/?[DA]\b|#+$)", re.IGNORECASE),
    "formula": re.compile(r"=|[@+\-][A-Z]", re.IGNORECASE),
}
MARK = b"\xef\xbb\xbf"


class BadLine(ValueError):
    """A line that cannot be read; the code is a reason's (`reasons.bad-json`), `field` the column."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.field = field


Line = tuple[int, Mapping[str, Any] | BadLine]


def json_lines(stream: BinaryIO) -> Iterator[Line]:
    """One JSON object a line; blank lines are none."""
    for place, line in enumerate(_lines(stream), 1):
        if line.strip():
            yield place, _object(line)


def table(stream: BinaryIO, known: Iterable[str]) -> Iterator[Line]:
    """The rows of a table under its titles; one without a `known` title has none, and no row can be read."""
    csv.field_size_limit(LONGEST)
    lines = _Ahead(_texts(stream))
    head = lines.next()
    divider = ""
    if head and head[1].strip().lower().startswith("sep="):
        divider, head = head[1].strip()[4:5], lines.next()
    if head is None:
        return
    place, title = head
    divider = divider or max(DIVIDERS, key=title.count)
    names = [name.strip().lower() for name in next(csv.reader([title], delimiter=divider), [])]
    fault = _fault(names, frozenset(known))
    if fault is not None:
        yield place, fault
    while (found := lines.next()) is not None:
        place, line = found
        if not line.strip(divider + '\r\n\t "'):
            continue
        yield place, fault or _row(line, lines, names, divider)


def _fault(names: list[str], known: frozenset[str]) -> BadLine | None:
    """What is wrong with a table's titles."""
    if not known & set(names):
        return BadLine("no-titles")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    return BadLine("title-twice", twice) if twice else None


def _row(line: str, lines: _Ahead, names: list[str], divider: str) -> Mapping[str, Any] | BadLine:
    """The row that begins with a line; a cell in quotes may go on over the next ones."""
    more: list[str] = []
    cells = _cells([line], divider)
    for following in lines.peek(AHEAD) if cells == OPEN else ():
        more.append(following)
        if '"' in following and (cells := _cells([line, *more], divider)) != OPEN:
            break
    if cells is None or cells == OPEN:
        return BadLine("line-too-large" if len(line) > LONGEST else "bad-quotes")
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) != len(names):
        return BadLine("bad-csv")
    lines.skip(len(more))
    return dict(zip(names, cells, strict=True))


def _cells(lines: list[str], divider: str) -> list[str] | None:
    """One row's cells; OPEN where a quote is still open, None where one does not close as it should."""
    try:
        rows = list(csv.reader(lines, delimiter=divider, strict=True))
    except csv.Error as error:
        return OPEN if "unexpected end of data" in str(error) else None
    return rows[0] if len(rows) == 1 else None


def spoiled(text: str) -> str:
    """What a spreadsheet has made of a cell (`science`, `error`, `formula`); "" where it holds a value."""
    return next((fault for fault, pattern in SPOILED.items() if pattern.match(text.strip())), "")


class _Ahead:
    """Lines with their places, that can be looked at before they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._seen, self._place = lines, deque[str](), 0

    def next(self) -> tuple[int, str] | None:
        """The next line and its place, from 1."""
        line = self._seen.popleft() if self._seen else next(self._lines, None)
        self._place += 1
        return None if line is None else (self._place, line)

    def peek(self, many: int) -> Iterator[str]:
        """The lines to come, as far as `many`."""
        for at in range(many):
            if at == len(self._seen):
                line = next(self._lines, None)
                if line is None:
                    return
                self._seen.append(line)
            yield self._seen[at]

    def skip(self, many: int) -> None:
        """They have been read."""
        for _ in range(many):
            self.next()


def _texts(stream: BinaryIO) -> Iterator[str]:
    """The lines of a table as text, whatever wrote it."""
    begin = stream.read(2)
    rest = io.BufferedReader(_Joined(begin, stream))
    if begin in UTF_16:
        yield from io.TextIOWrapper(rest, encoding="utf-16", errors="replace", newline="")
        return
    for place, line in enumerate(_lines(rest)):
        yield _decoded(line.removeprefix(MARK) if not place else line)


class _Joined(io.RawIOBase):
    """What was read of a stream already, and then the rest."""

    def __init__(self, begin: bytes, stream: BinaryIO) -> None:
        self._begin, self._stream = begin, stream

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, at the beginning with what was read."""
        found = self._begin or self._stream.read(len(buffer))
        self._begin = found[len(buffer) :] if found is self._begin else b""
        found = found[: len(buffer)]
        buffer[: len(found)] = found
        return len(found)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _lines(stream: BinaryIO) -> Iterable[bytes]:
    """The lines of a file; of one that never ends only a part is read, and it is then a bad one."""
    while line := stream.readline(LONGEST + 1):
        yield line
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST + 1)


def _object(line: bytes) -> Mapping[str, Any] | BadLine:
    if len(line) > LONGEST:
        return BadLine("line-too-large")
    try:
        found = msgspec.json.decode(_decoded(line.removeprefix(MARK)).encode())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return BadLine("bad-json")
    return found if isinstance(found, dict) else BadLine("bad-json")
