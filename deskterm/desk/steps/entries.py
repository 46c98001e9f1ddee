"""The lines of a file of requests, as people and programs make them: JSON lines, or a spreadsheet's table.

Every line is an entry or a `BadLine` that says which column and why; none swallows the next. A table may be
divided by commas, semicolons or tabs, begin with `sep=;` or a byte order mark, be in UTF-8, UTF-16 or the
spreadsheets' own Windows-1252, and end its lines as any machine does. What is no text at all is told as such.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from typing import Any, BinaryIO

import msgspec

from deskterm.desk.steps.titles import plain
from deskterm.models.basics.fiscal import SCIENCE

LONGEST = 2 * 1024 * 1024  # bytes of one line
AHEAD = 200  # lines of a table that one quoted cell may run over
DIVIDERS = ",;\t"
USUAL = (*DIVIDERS, "|", ":", "^")  # what `sep=` may say
OPEN: list[str] = []  # no row has no cells
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SPOILED = {
    "science": re.compile(rf"{SCIENCE.pattern}$", re.IGNORECASE),
    "error": re.compile(r"#(?:[A-Z/0]+[!?]|N/?[DA]\b|#+$)", re.IGNORECASE),
    "formula": re.compile(r"=|[@+\-][A-Z]", re.IGNORECASE),
}
MARK = b"\xef\xbb\xbf"
BEGINNING = 1024  # bytes that show what a file is
BOOKS = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet")  # spreadsheets in a zip: .xlsx, .ods
FOREIGN = {
    "is-spreadsheet": (b"\xd0\xcf\x11\xe0", b"\x09\x08"),  # .xls
    "is-pdf": (b"%PDF",),
    "is-archive": (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
}


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


def foreign(stream: BinaryIO) -> str:
    """What a file is that is no text (`is-spreadsheet`, `is-pdf`…), by how it begins; "" for a text."""
    begin = stream.peek(BEGINNING)[:BEGINNING] if isinstance(stream, BufferedReader) else b""
    if begin.startswith(b"PK\x03\x04") and any(mark in begin for mark in BOOKS):
        return "is-spreadsheet"
    found = next((code for code, marks in FOREIGN.items() if begin.startswith(marks)), "")
    return found or ("is-binary" if b"\0\0" in begin and begin[:2] not in UTF_16 else "")


def table(stream: BinaryIO, meant: Mapping[str, str], *, strict: bool = False) -> Iterator[Line]:
    """The rows of a table under its titles; where none of them is `meant`, no row can be read.

    `meant`: the column of each plain title (`titles.meant`). A title that is not among them stays a column by
    its own name; in a `strict` table it is a fault of the line of titles, and no row is read.
    """
    if code := foreign(stream):
        yield 1, BadLine(code)
        return
    csv.field_size_limit(LONGEST)
    lines = _Ahead(_texts(stream))
    head = lines.next()
    divider = ""
    if head and head[1].strip().lower().startswith("sep="):
        divider, head = head[1].strip()[4:5], lines.next()
    if head is None:
        return
    place, title = head
    if divider not in USUAL:
        divider = max(DIVIDERS, key=title.count)
    written = _titles(title, divider)
    names = _named(written, meant, strict=strict)
    fault = _fault(written, names, meant, strict=strict)
    if fault is not None:
        yield place, fault
    while (found := lines.next()) is not None:
        place, line = found
        if not line.strip(divider + '\r\n\t "'):
            continue
        yield place, fault or _row(line, lines, names, divider)


def _titles(line: str, divider: str) -> list[str]:
    """The titles as they are written; empty ones at the end are none."""
    try:
        found = [title.strip().lower() for title in next(csv.reader([line], delimiter=divider), [])]
    except csv.Error:
        return []
    while found and not found[-1]:
        found.pop()
    return found


def _named(written: list[str], meant: Mapping[str, str], *, strict: bool) -> list[str]:
    """The column of each title. Of two that mean the same, the one that is so called means it."""
    names = [meant.get(plain(title), title) for title in written]
    if strict:
        return names
    return [
        title if names.count(name) > 1 and title != name else name
        for title, name in zip(written, names, strict=True)
    ]


def _fault(written: list[str], names: list[str], meant: Mapping[str, str], *, strict: bool) -> BadLine | None:
    """What is wrong with a table's titles."""
    if not set(names) & set(meant.values()):
        return BadLine("no-titles")
    if twice := next((name for name in names if name and names.count(name) > 1), ""):
        same = (title for title, name in zip(written, names, strict=True) if name == twice)
        return BadLine("title-twice", ", ".join(dict.fromkeys(same)))
    unknown = next((name for name in names if name not in meant.values()), None) if strict else None
    return None if unknown is None else BadLine("no-column", unknown)


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
    rest = BufferedReader(_Joined(begin, stream))
    if begin in UTF_16:
        yield from io.TextIOWrapper(rest, encoding="utf-16", errors="replace", newline="")
        return
    for place, line in enumerate(_table_lines(rest)):
        yield _decoded(line.removeprefix(MARK) if not place else line)


def _table_lines(stream: BufferedReader[_Joined]) -> Iterator[bytes]:
    """The lines of a table, wherever it was made: an old Mac's end with a carriage return alone."""
    text = io.TextIOWrapper(stream, encoding="latin-1", newline="")  # a sign for a byte
    while line := text.readline(LONGEST + 1):
        yield line.encode("latin-1")
        while len(line) > LONGEST and not line.endswith(("\n", "\r")):
            line = text.readline(LONGEST + 1)


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
