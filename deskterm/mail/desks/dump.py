"""A dump of MySQL or MariaDB (mysqldump, phpMyAdmin) read as data: its tables and rows, nothing is run.

Read as bytes, a statement at a time. Strings are bytes until a reader says what they are (`text`); files that
stand in a column may be put aside (`aside`), so that a dump with all its attachments fits into little memory.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from deskterm.models.basics.text import clean

Value = bytes | None
Row = dict[str, Value]
CHUNK = 1 << 20
STATEMENT_BYTES = 256 << 20  # mysqldump's own limit is 64 MB
_PART = re.compile(
    rb"'(?:[^'\\]++|\\.|'')*+'|\"(?:[^\"\\]++|\\.|\"\")*+\"|`[^`]*+`"
    rb"|/\*.*?\*/|(?:--|#)[^\n]*+\n|;",
    re.DOTALL,
)
_OPENS = re.compile(rb"['\"`;#]|/\*|--(?=[ \t\r\n])")
_NAME = re.compile(rb"`([^`]+)`|(\w+)")
_TABLE = re.compile(rb"\s*CREATE TABLE(?: IF NOT EXISTS)? (?:`([^`]+)`|(\w+))\s*\(", re.IGNORECASE)
_COLUMN = re.compile(rb"^\s*`([^`]+)`\s", re.MULTILINE)
_INSERT = re.compile(
    rb"\s*INSERT (?:IGNORE )?INTO (?:`([^`]+)`|(\w+))\s*(\([^)]*\))?\s*VALUES\s*", re.IGNORECASE
)
_VALUE = re.compile(
    rb"\s*(?:_[a-z0-9]+\s*)?(?:(?P<quoted>'(?:[^'\\]++|\\.|'')*+')|0x(?P<hex>[0-9a-fA-F]*)"
    rb"|[xX]'(?P<hexed>[0-9a-fA-F]*)'|(?P<bare>[^,()'\s]+))\s*(?P<end>[,)])",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a"}


class NoDump(ValueError):
    """The file is no dump, or one that is damaged; `code` names the sentence, `brought.fault.<code>`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class DumpTables:
    """Tables by their names without the prefix that an installation gives all of them (`ost_ticket`)."""

    def __init__(self, names: Collection[str]) -> None:
        self._names, self._prefix = names, ""
        self._known = False

    def has(self, table: str) -> bool:
        """Whether it is one of them; the first that is says the prefix."""
        if not self._known:
            found = max((one for one in self._names if _ends(table, one)), key=len, default="")
            self._known, self._prefix = bool(found), table.removesuffix(found)
        return self._known and table.startswith(self._prefix) and self.name(table) in self._names

    def name(self, table: str) -> str:
        """A table's own name."""
        return table.removeprefix(self._prefix)


def _ends(table: str, name: str) -> bool:
    return table == name or table.endswith(f"_{name}")


def rows(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, Row]]:
    """Every row of the wanted tables with its table, in the order of the file. Raises NoDump, OSError."""
    columns: dict[str, list[str]] = {}
    with _opened(path) as stream:
        for statement in _statements(stream):
            if found := _TABLE.match(statement):
                columns[_word(found)] = [name.decode() for name in _COLUMN.findall(statement)]
            elif (found := _INSERT.match(statement)) and wanted(table := _word(found)):
                own = [a or b for a, b in _NAME.findall(found[3])] if found[3] else []
                names = [name.decode() for name in own] or columns.get(table, [])
                for values in _values(statement, found.end()):
                    if len(values) != len(names):
                        raise NoDump("columns", table=table, values=len(values), columns=len(names))
                    yield table, dict(zip(names, values, strict=True))


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _word(found: re.Match[bytes]) -> str:
    return (found[1] or found[2]).decode("utf-8", "replace")


def _statements(stream: BinaryIO) -> Iterator[bytes]:
    """Whole statements without the comments between them. Raises NoDump where the last is cut off."""
    rest, ended, some = b"", False, False
    parts: list[bytes] = []  # of the statement under way
    while True:
        at = 0
        while (found := _next(rest, at, ended)) is not None:
            comment = found[0].startswith((b"/*", b"--", b"#"))
            parts.append(rest[at : found.start() if comment or found[0] == b";" else found.end()])
            at = found.end()
            if found[0] == b";":
                some = True
                yield b"".join(parts)
                parts = []
        rest = rest[at:]
        if ended:
            break
        if sum(len(part) for part in parts) + len(rest) > STATEMENT_BYTES:
            raise NoDump("long", limit=STATEMENT_BYTES >> 20)
        block = stream.read(max(CHUNK, len(rest)))
        rest, ended = rest + (block or b"\n"), not block
    if last := b"".join((*parts, rest)).strip():
        raise NoDump("cut", end=_end(last)) if some else NoDump("no_sql")


def _end(text: bytes) -> str:
    return clean(text[-40:].decode("utf-8", "replace")).strip()


def _next(rest: bytes, at: int, ended: bool) -> re.Match[bytes] | None:
    """The next string, comment or end; None where more must be read to know."""
    opens = _OPENS.search(rest, at)
    found = _PART.match(rest, opens.start()) if opens else None
    # a quote at the end of what was read may be the first of two, which are one within a string
    sure = found is not None and (ended or found.end() < len(rest) or found[0] == b";")
    return found if sure else None


def _values(statement: bytes, at: int) -> Iterator[list[Value]]:
    """The rows of an INSERT, each in its parentheses."""
    while at < len(statement):
        opens = statement.find(b"(", at)
        if opens < 0:
            return
        at, values, end = opens + 1, [], b","
        while end == b",":
            found = _VALUE.match(statement, at)
            if found is None:
                raise NoDump("row", text=_end(statement[at : at + 40]))
            values.append(_value(found))
            at, end = found.end(), found["end"]
        yield values


def _value(found: re.Match[bytes]) -> Value:
    if (quoted := found["quoted"]) is not None:
        body = quoted[1:-1]
        if b"\\" in body or b"''" in body:
            return _ESCAPE.sub(lambda one: b"'" if one[1] is None else _ESCAPED.get(one[1], one[1]), body)
        return body
    digits = found["hex"] if found["hex"] is not None else found["hexed"]
    if digits is not None:
        return bytes.fromhex(digits.decode())
    bare = found["bare"]
    return None if bare.upper() in (b"NULL", b"DEFAULT") else bare


def text(row: Row, column: str) -> str:
    """A column as it was written; "" for none."""
    return (row.get(column) or b"").decode("utf-8", "replace")


def number(row: Row, column: str) -> int:
    """A column that holds a number; 0 for what is none."""
    word = (row.get(column) or b"").strip()
    return int(word) if re.fullmatch(rb"-?\d{1,18}", word) else 0
