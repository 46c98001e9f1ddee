"""A short list that is read anew: whoever works down it stays where they are."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.widgets.list.columns import Row, Rows
from deskterm.widgets.list.window_list import WindowList


def refill(listed: WindowList, rows: Sequence[Row]) -> None:
    """Show these rows: the cursor stays on its row, and in its place where that row is gone."""
    at, key = listed.cursor, listed.row.key if listed.row else None
    keys = [row.key for row in rows]
    listed.change_source(Rows(rows))
    if keys and key is not None:
        listed.find(key if key in keys else keys[min(at, len(keys) - 1)])
