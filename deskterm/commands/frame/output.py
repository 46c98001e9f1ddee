"""How a command answers: JSON for programs, aligned text for people, never a control character."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import TextIOWrapper
from typing import Any, NamedTuple

import msgspec

from deskterm.locale import t
from deskterm.models.basics.text import clean

Row = Mapping[str, Any]
LONGEST_LINE = 1 << 20
COLOURS = ("auto", "always", "never")
# Marks of ours, which no cleaned text can hold: between them a cell is in the colour of what is late.
LATE, PLAIN = "\ufdd0", "\ufdd1"
_chosen = ["auto"]


class NobodyReads(Exception):
    """Whoever read our answer has left (`deskterm queue | head`)."""


class Painted(str):
    """Lines whose parts have been cleaned already, with the marks of the colours in them."""

    def __add__(self, other: str) -> Painted:
        return Painted(f"{self}{clean(other, lines=True, limit=LONGEST_LINE)}")


class Column(NamedTuple):
    """One column of a table: its title, what stands in it, how it is aligned, and whether it gives way.

    `late` says of which rows the cell is in the colour of what is late; the cell's words say it too.
    """

    title: str
    cell: Callable[[Row], object]
    right: bool = False
    flexible: bool = False
    late: Callable[[Row], bool] | None = None


def write_json(facts: Mapping[str, Any] | None) -> None:
    """Write one JSON object, or `null`, and a line end."""
    _put(json_text(facts))


def json_text(facts: Mapping[str, Any] | None) -> str:
    """One JSON object, or `null`, on one line."""
    return msgspec.json.encode(facts, enc_hook=_plain).decode()


def _plain(value: Any) -> str | int:
    """A word or a number of a kind of its own (a day of the year, a duration of the terms) as a plain one."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"no JSON for {type(value)}")


def write_csv(rows: Iterable[Row]) -> None:
    """Write a list as a table for a spreadsheet."""
    from deskterm.documents import listing

    write_table(listing.lines(rows))


def write_table(lines: Iterable[str]) -> None:
    """Write the lines of a table in UTF-8, into a file with the mark that spreadsheets look for."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    mark = "" if sys.stdout.isatty() else "\ufeff"
    for line in lines:
        _put(mark + line, end="")
        mark = ""


def write(text: str) -> None:
    """Write lines for people, each cleaned for the terminal (S1)."""
    painted = isinstance(text, Painted)
    for line in text.split("\n"):
        _put(_coloured(line.rstrip()) if painted else clean(line, limit=LONGEST_LINE).rstrip())


def choose_colour(when: str) -> None:
    """Colour from here on: `always`, `never`, or `auto`: on a terminal that NO_COLOR does not speak against.

    The screens read NO_COLOR themselves, so that is set, or taken back, with it.
    """
    _chosen[:] = [when]
    if when == "never":
        os.environ["NO_COLOR"] = "1"
    if when == "always":
        os.environ.pop("NO_COLOR", None)


def in_colour() -> bool:
    """Whether what is written now may be in colour."""
    if _chosen[0] != "auto":
        return _chosen[0] == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _coloured(line: str) -> str:
    late, plain = ("\x1b[1;31m", "\x1b[0m") if in_colour() else ("", "")
    return line.replace(LATE, late).replace(PLAIN, plain)


def _put(line: str, end: str = "\n") -> None:
    try:
        sys.stdout.write(line + end)
    except BrokenPipeError:
        raise NobodyReads from None


def width() -> int:
    """How many cells a line may have: the terminal's, or 80."""
    return shutil.get_terminal_size((80, 24)).columns


LEAST = 8  # cells that a column keeps which gives way


def table(rows: Sequence[Row], columns: Sequence[Column], empty: str) -> str:
    """Rows under their titles, aligned; flexible columns give way, one after the other, until it fits."""
    if not rows:
        return empty
    cells = [[clean(str(column.cell(row) or "")) for column in columns] for row in rows]
    widths = [
        max(cell_width(column.title), *(cell_width(line[i]) for line in cells))
        for i, column in enumerate(columns)
    ]
    spare = width() - sum(widths) - 2 * (len(columns) - 1)
    for i, column in enumerate(columns):
        if column.flexible and spare < 0 and widths[i] > LEAST:
            given = min(-spare, widths[i] - LEAST)
            widths[i], spare = widths[i] - given, spare + given
    lines = [[column.title for column in columns], *cells]
    fitted = [
        [
            fit(text, size, right=column.right)
            for text, size, column in zip(line, widths, columns, strict=True)
        ]
        for line in lines
    ]
    for row, line in zip(rows, fitted[1:], strict=True):
        for i, column in enumerate(columns):
            if column.late is not None and column.late(row):
                line[i] = f"{LATE}{line[i].rstrip()}{PLAIN}{' ' * (len(line[i]) - len(line[i].rstrip()))}"
    return Painted("\n".join("  ".join(line) for line in fitted))


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
