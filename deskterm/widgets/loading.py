"""Reading a window of a source, on a thread that may wait."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from deskterm.widgets.columns import Row, Source

PAGE = 64


class Loaded(NamedTuple):
    """An answer of the source: how many rows, the pages asked for, where the cursor's row is now."""

    total: int
    pages: dict[int, tuple[Row, ...]]
    cursor: int | None


def load(source: Source, pages: range, key: Hashable, cursor: int) -> Loaded:
    """Read count and pages anew, and find the cursor's row: where it was, around it, or by the source."""
    forget = getattr(source, "forget", None)
    if forget is not None:
        forget()
    count = source.count()
    read = {page: tuple(source.page(page * PAGE, PAGE)) for page in pages if page * PAGE < max(count, 1)}
    if key is None:
        return Loaded(count, read, None)
    for page, rows in sorted(read.items(), key=lambda item: abs(item[0] * PAGE - cursor)):
        for at, row in enumerate(rows):
            if row.key == key:
                return Loaded(count, read, page * PAGE + at)
    position = getattr(source, "position", None)
    return Loaded(count, read, position(key) if position is not None else None)
