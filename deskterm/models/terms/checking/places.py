"""Where each key and value of a service file stands: line and column, which `tomllib` does not tell.

A scan of a text that reads as TOML. Paths are those of the faults: `rule[3].do` is of the third rule, however
the file writes it (`[[rule]]`, a list of inline tables, dotted keys, headers below a list's last item).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}\n#]*")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_LAST = re.compile(r"(.*?)(?:\.[^.\[\]]*|\[\d+\])")


class Spot(NamedTuple):
    """A place in a text: line and column, both from 1, in characters."""

    line: int
    column: int


class Places:
    """The places of a text's keys and values, by path; of one that is no TOML as far as it goes."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._keys: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._at = 0
        self._scan()

    def __contains__(self, path: object) -> bool:
        """Whether the text writes this path at all."""
        return path in self._keys or path in self._values

    def of_key(self, path: str) -> Spot:
        """Where a key is written; where it is not, the nearest table or list around it."""
        return self._place(path, self._keys, self._values)

    def of_value(self, path: str) -> Spot:
        """Where a key's value or a list's item begins; where there is none, what is nearest around it."""
        return self._place(path, self._values, self._keys)

    def _place(self, path: str, first: dict[str, int], second: dict[str, int]) -> Spot:
        while path:
            found = first.get(path, second.get(path))
            if found is not None:
                return self._line_of(found)
            match = _LAST.fullmatch(path)
            path = match[1] if match else ""
        return Spot(1, 1)

    def _line_of(self, at: int) -> Spot:
        return Spot(self._text.count("\n", 0, at) + 1, at - (self._text.rfind("\n", 0, at) + 1) + 1)

    def _scan(self) -> None:
        table = ""
        while self._skip(_BLANK) < len(self._text):
            before = self._at
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            if self._at <= before:  # no TOML: what is left cannot be placed
                return

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _header(self) -> str:
        """`[a.b]` or `[[a.b]]`: the path of the table that it opens."""
        start, many = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        *way, last = self._key() or [""]
        table = ""
        for part in way:
            self._keys.setdefault(_join(table, part), start)
            table = self._into(_join(table, part))
        table = _join(table, last)
        if many:
            self._keys.setdefault(table, start)
            self._counts[table] = self._counts.get(table, 0) + 1
        table = self._into(table)
        self._keys.setdefault(table, start)
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end
        return table

    def _into(self, path: str) -> str:
        """A table's path; of a list of tables its last item."""
        return f"{path}[{self._counts[path]}]" if path in self._counts else path

    def _key(self) -> list[str]:
        """A key's parts, dotted or quoted; [] where no key stands."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            if (quoted := self._string()) is not None:
                parts.append(quoted)
            elif match := _BARE.match(self._text, self._at):
                self._at = match.end()
                parts.append(match[0])
            else:
                return parts
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _pair(self, table: str) -> None:
        """`key = value`, in a table or an inline one."""
        start = self._at
        for part in self._key():
            table = _join(table, part)
            self._keys.setdefault(table, start)
        if self._text.startswith("=", self._at):
            self._at += 1
            self._skip(_SPACE)
            self._value(table)

    def _value(self, path: str) -> None:
        self._values.setdefault(path, self._at)
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline(path)
        elif self._string() is None:
            self._skip(_PLAIN)

    def _list(self, path: str) -> None:
        self._at += 1
        count = 0
        while self._skip(_BLANK) < len(self._text) and self._text[self._at] != "]":
            count += 1
            before = self._at
            self._value(f"{path}[{count}]")
            self._after_item(before)
        self._at += 1

    def _inline(self, path: str) -> None:
        self._at += 1
        while self._skip(_BLANK) < len(self._text) and self._text[self._at] != "}":
            before = self._at
            self._pair(path)
            self._after_item(before)
        self._at += 1

    def _after_item(self, before: int) -> None:
        """Past the comma; past one character at least, so that no text keeps the scan in place."""
        self._skip(_BLANK)
        if self._text.startswith(",", self._at) or self._at == before:
            self._at += 1

    def _string(self) -> str | None:
        """The string that stands here, read; None where none does."""
        for pattern in _STRINGS:
            if match := pattern.match(self._text, self._at):
                self._at = match.end()
                width = 3 if len(match[0]) >= 6 and match[0][:3] in {'"""', "'''"} else 1
                inside = match[0][width:-width]
                return inside if match[0][0] == "'" else _ESCAPE.sub(_unescaped, inside)
        return None


def _unescaped(match: re.Match[str]) -> str:
    mark = match[1]
    if len(mark) == 1:
        return _ESCAPED.get(mark, mark)
    code = int(mark[1:], 16)
    return chr(code) if code < 0x110000 else ""


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
