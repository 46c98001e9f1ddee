"""Columns and rows of a list, as data; and how much of them fits a width."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from rich.cells import cell_len, set_cell_size

from deskterm.widgets.text.plain import plain
from deskterm.widgets.text.signs import SIGNS

GAP = 1
FLEX_MIN = 16
SAYS = "!?✓✗"  # a text that ends with one of these has its sign already
FLEX_ENOUGH = 36  # cells of the text that takes what is left, before others take more than their usual room
FLEX_SPARE = 48  # and before a column that says little is shown at all
Cell = str | tuple[str, str]


def blank(_record: Any) -> Cell:
    """What stands in a column of a list whose rows are made by hand."""
    return ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list, declared once: its title, its room, and what stands in it of a record.

    `width` in cells, less where nothing in it is so long; a `flex` column takes what is left. Where there is
    too little room for that, the columns with the highest `drop` go first; 0 never goes. A `whole` one is
    never cut; a `spare` one is there only where the flex columns have all the room they want.
    """

    title: str
    width: int = 0
    align: str = "left"
    drop: int = 0
    flex: bool = False
    whole: bool = False
    spare: bool = False
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


def longest(columns: Sequence[ListColumn], rows: Iterable[Sequence[Cell]]) -> tuple[int, ...]:
    """How many cells the longest text of each column takes in these rows, its title included."""
    found = [cell_len(column.title) for column in columns]
    for cells in rows:
        for at, cell in enumerate(cells[: len(found)]):
            text, tone = (cell, "") if isinstance(cell, str) else cell
            if text:
                wide = len(text) if text.isascii() else cell_len(text)
                found[at] = max(found[at], wide + (len(sign) + 1 if (sign := _sign(text, tone)) else 0))
    return tuple(found)


@lru_cache(64)
def layout(
    columns: tuple[ListColumn, ...], width: int, long: tuple[int, ...] = ()
) -> tuple[tuple[int, int], ...]:
    """(index, cells) of the columns that fit in `width` cells, in order; `long`: what `longest` found."""
    usual = [_usual(column, long[i] if long else column.width) for i, column in enumerate(columns)]
    kept = list(range(len(columns)))
    flexes = [i for i in kept if columns[i].flex]
    wanted = sum(min(long[i], FLEX_SPARE) if long else FLEX_MIN for i in flexes)

    def left() -> int:
        return width - sum(usual[i] for i in kept if not columns[i].flex) - GAP * (len(kept) - 1)

    for spare in [i for i in kept if columns[i].spare]:
        if left() < wanted:
            kept.remove(spare)
    while left() < FLEX_MIN * len([i for i in kept if columns[i].flex]):
        droppable = [i for i in kept if columns[i].drop]
        if not droppable:
            break
        kept.remove(max(droppable, key=lambda i: columns[i].drop))
    flexes = [i for i in kept if columns[i].flex]
    room = left()
    if long and flexes:
        more = room - sum(max(FLEX_MIN, min(long[i], FLEX_ENOUGH)) for i in flexes)
        for i in (one for one in kept if not columns[one].flex and long[one] > usual[one]):
            grown = max(0, min(more, long[i] - usual[i]))
            usual[i], more, room = usual[i] + grown, more - grown, room - grown
    share = max(1, room // len(flexes)) if flexes else 0
    return tuple((i, share if columns[i].flex else usual[i]) for i in kept)


def _usual(column: ListColumn, long: int) -> int:
    return long if column.whole else min(column.width, long)


def _sign(text: str, tone: str) -> str:
    """The sign that stands behind a text of this tone."""
    said = text.rstrip()
    return "" if not said or said[-1] in SAYS else SIGNS.get(tone, "")


def draw(cell: Cell, width: int, align: str = "left") -> str:
    """A cell in exactly `width` cells; the sign of its tone stands behind it, and is never cut."""
    text, tone = (cell, "") if isinstance(cell, str) else cell
    sign = _sign(text, tone)
    if not sign or width < len(sign) + 2:
        return fit(text, width, align)
    told = fit(text, width - len(sign) - 1).rstrip()
    return fit(f"{told} {sign}", width, align)


def fit(text: str, width: int, align: str = "left") -> str:
    """`text` in exactly `width` cells, cut with an ellipsis where it is too long."""
    text = plain(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return text[: width - 1] + "…" if text.isascii() else set_cell_size(text, width - 1) + "…"
    if align == "right":
        return " " * (width - length) + text
    return text + " " * (width - length)


def drawn_row(
    columns: tuple[ListColumn, ...], cells: tuple[Cell, ...], width: int, long: tuple[int, ...] = ()
) -> str:
    """A row as plain text in `width` cells, as the list would draw it."""
    parts = []
    for index, room in layout(columns, width, long):
        parts.append(draw(cells[index] if index < len(cells) else "", room, columns[index].align))
    return (" " * GAP).join(parts)
