"""How much room each column of a list takes, by the longest texts that it has shown so far."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.widgets.list.columns import ListColumn, Row, layout, longest


class Rooms:
    """Kept by a list; a column grows with what comes, and never shrinks while one moves in the list."""

    def __init__(self) -> None:
        self._titles: tuple[str, ...] = ()
        self._long: tuple[int, ...] = ()

    def forget(self) -> None:
        """Other rows are shown from now on."""
        self._titles, self._long = (), ()

    def measure(self, columns: tuple[ListColumn, ...], rows: Iterable[Row]) -> bool:
        """Take these rows in; whether a column wants more room than before."""
        titles, found = _titles(columns), longest(columns, (row.cells for row in rows))
        if titles == self._titles:
            found = tuple(map(max, found, self._long))
        changed = found != self._long
        self._titles, self._long = titles, found
        return changed

    def layout(self, columns: tuple[ListColumn, ...], width: int) -> tuple[tuple[int, int], ...]:
        """(index, cells) of the columns that fit in `width` cells."""
        return layout(columns, width, self._long if _titles(columns) == self._titles else ())


def _titles(columns: tuple[ListColumn, ...]) -> tuple[str, ...]:
    return tuple(column.title for column in columns)
