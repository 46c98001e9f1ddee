"""Reading a window of a source, on a thread that may wait."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import nullcontext
from typing import NamedTuple

from deskterm.widgets.list.columns import Row, Source

PAGE = 64


class Loaded(NamedTuple):
    """An answer of the source: how many rows, the pages asked for, where the row with `key` is now."""

    total: int
    pages: dict[int, tuple[Row, ...]]
    cursor: int | None
    key: Hashable = None

    def find(self, key: Hashable, near: int = 0) -> int | None:
        """Where the row with this key stands among the rows that were read."""
        if key is None:
            return None
        for page, rows in sorted(self.pages.items(), key=lambda item: abs(item[0] * PAGE - near)):
            for at, row in enumerate(rows):
                if row.key == key:
                    return page * PAGE + at
        return None


def load(source: Source, pages: range, key: Hashable, cursor: int) -> Loaded:
    """Read count and pages anew, and find the cursor's row: where it was, around it, or by the source."""
    forget = getattr(source, "forget", None)
    if forget is not None:
        forget()
    desk = getattr(source, "desk", None)
    with desk.read() if desk is not None else nullcontext():  # the count is that of the rows
        return _loaded(source, pages, key, cursor)


def _loaded(source: Source, pages: range, key: Hashable, cursor: int) -> Loaded:
    count = source.count()
    read = {page: tuple(source.page(page * PAGE, PAGE)) for page in pages if page * PAGE < max(count, 1)}
    found = Loaded(count, read, None, key)
    at = found.find(key, cursor)
    position = getattr(source, "position", None)
    if at is None and key is not None and position is not None:
        at = position(key)
    return found._replace(cursor=at)
