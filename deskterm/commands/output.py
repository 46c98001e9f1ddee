"""How a command answers: JSON for programs, aligned text for people, never a control character."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from deskterm.locale import t
from deskterm.models.text import clean

Row = Mapping[str, Any]
LONGEST_LINE = 1 << 20


class NobodyReads(Exception):
    """Whoever read our answer has left (`deskterm queue | head`)."""


class Column(NamedTuple):
    """One column of a table: its title, what stands in it, how it is aligned, and whether it gives way."""

    title: str
    cell: Callable[[Row], object]
    right: bool = False
    flexible: bool = False


def write_json(facts: Mapping[str, Any] | None) -> None:
    """Write one JSON object, or `null`, and a line end."""
    _put(msgspec.json.encode(facts).decode())


def write(text: str) -> None:
    """Write lines for people, each cleaned for the terminal (S1)."""
    for line in text.split("\n"):
        _put(clean(line, limit=LONGEST_LINE).rstrip())


def _put(line: str) -> None:
    try:
        sys.stdout.write(line + "\n")
    except BrokenPipeError:
        raise NobodyReads from None


def width() -> int:
    """How many cells a line may have: the terminal's, or 80."""
    return shutil.get_terminal_size((80, 24)).columns


def table(rows: Sequence[Row], columns: Sequence[Column], empty: str) -> str:
    """Rows under their titles, aligned; the flexible column gives way so that the line fits."""
    if not rows:
        return empty
    cells = [[clean(str(column.cell(row) or "")) for column in columns] for row in rows]
    widths = [
        max(cell_width(column.title), *(cell_width(line[i]) for line in cells))
        for i, column in enumerate(columns)
    ]
    spare = width() - sum(widths) - 2 * (len(columns) - 1)
    for i, column in enumerate(columns):
        if column.flexible and spare < 0:
            widths[i] = max(widths[i] + spare, 8)
    lines = [[column.title for column in columns], *cells]
    return "\n".join(
        "  ".join(
            fit(text, size, right=column.right)
            for text, size, column in zip(line, widths, columns, strict=True)
        )
        for line in lines
    )


def nothing(what: str, **values: object) -> str:
    """What an empty list of `what` says: that it is empty, and what would fill it."""
    return wrap(t(f"commands.empty.{what}", **values), "")


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Named values, one a line, the values under each other; empty ones are left out."""
    shown = [(name, clean(str(value))) for name, value in pairs if value not in (None, "", ())]
    size = max((cell_width(name) for name, _ in shown), default=0)
    return "\n".join(f"{fit(name, size)}  {value}" for name, value in shown)


def wrap(text: str, start: str) -> str:
    """A sentence in lines that fit, the first behind `start`, the others under it."""
    from textwrap import wrap

    room = max(20, width() - cell_width(start))
    return "\n".join(
        f"{start if place == 0 else ' ' * cell_width(start)}{line}"
        for place, line in enumerate(wrap(text, room))
    )


def fit(text: str, size: int, *, right: bool = False) -> str:
    """`text` in exactly `size` cells, cut with `…` when it is longer."""
    if cell_width(text) > size:
        while cell_width(text) > size - 1:
            text = text[:-1]
        text += "…"
    room = " " * (size - cell_width(text))
    return room + text if right else text + room


def cell_width(text: str) -> int:
    """How many cells a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
