"""Columns and rows of a list, as data; and how much of them fits a width."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rich.cells import cell_len, set_cell_size

from deskterm.widgets.text.plain import plain

GAP = 1
FLEX_MIN = 16
Cell = str | tuple[str, str]


def blank(_record: Any) -> Cell:
    """What stands in a column of a list whose rows are made by hand."""
    return ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list, declared once: its title, its room, and what stands in it of a record.

    `width` in cells; a `flex` column takes what is left. Where there is too little room for that, the
    columns with the highest `drop` go first; 0 never goes.
    """

    title: str
    width: int = 0
    align: str = "left"
    drop: int = 0
    flex: bool = False
    cell: Callable[[Any], Cell] = blank


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: who it is (`key`), what it shows, and the record behind it.

    A cell is a text or (text, style); styles are "", "dim", "bold", "accent", "warn", "late", "good".
    """

    key: Hashable
    cells: tuple[Cell, ...]
    record: Any = None


def row_of(columns: Sequence[ListColumn], key: Hashable, shown: Any, record: Any = None) -> Row:
    """A line of a list by its columns; each cell is told `shown`, by default the record behind the row."""
    cells = tuple(column.cell(shown) for column in columns)
    return Row(key, cells, shown if record is None else record)


class Source(Protocol):
    """Where rows come from; called on other threads, never on the interface's.

    A source may also offer `position(key)`, where a row is now, and `forget()`, called before rows that
    may have changed are read anew.
    """

    def count(self) -> int:
        """How many rows there are."""

    def page(self, start: int, size: int) -> Sequence[Row]:
        """Rows from position `start` on, at most `size`."""


class Rows:
    """A source over rows that are already in memory, for short lists."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(rows)

    def count(self) -> int:
        """How many."""
        return len(self._rows)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """A slice."""
        return self._rows[start : start + size]

    def position(self, key: Hashable) -> int | None:
        """Where the row with this key is."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)


@lru_cache(64)
def layout(columns: tuple[ListColumn, ...], width: int) -> tuple[tuple[int, int], ...]:
    """(index, cells) of the columns that fit in `width` cells, in order."""
    kept = list(range(len(columns)))
    while True:
        fixed = sum(columns[i].width for i in kept if not columns[i].flex) + GAP * (len(kept) - 1)
        flexes = [i for i in kept if columns[i].flex]
        left = width - fixed
        need = FLEX_MIN * len(flexes)
        droppable = [i for i in kept if columns[i].drop]
        if left >= need or not droppable:
            break
        kept.remove(max(droppable, key=lambda i: columns[i].drop))
    share = max(1, left // len(flexes)) if flexes else 0
    return tuple((i, share if columns[i].flex else columns[i].width) for i in kept)


def fit(text: str, width: int, align: str = "left") -> str:
    """`text` in exactly `width` cells, cut with an ellipsis where it is too long."""
    text = plain(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return text[: width - 1] + "…" if text.isascii() else set_cell_size(text, width - 1) + "…"
    if align == "right":
        return " " * (width - length) + text
    return text + " " * (width - length)


def drawn_row(columns: tuple[ListColumn, ...], cells: tuple[Cell, ...], width: int) -> str:
    """A row as plain text in `width` cells, as the list would draw it."""
    parts = []
    for index, room in layout(columns, width):
        cell = cells[index] if index < len(cells) else ""
        parts.append(fit(cell if isinstance(cell, str) else cell[0], room, columns[index].align))
    return (" " * GAP).join(parts)
