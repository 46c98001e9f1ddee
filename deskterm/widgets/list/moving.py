"""The keys that move a list's cursor: none is lost, not even one typed before the first row is there."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size


class Moving:
    """Moves of a cursor over `count` rows; a list mixes it in and gives `move_to`."""

    count: int | None = None
    cursor = 0
    header = 0
    size: Size
    stale = False  # other rows were asked for and are not here yet
    open_soon = False  # Enter came before the row under the cursor
    early: tuple[Callable[[], int], ...] = ()  # moves that came before their rows

    def move_to(self, to: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        raise NotImplementedError

    def catch_up(self) -> None:
        """The rows are here: make the moves that came before them, and keep an Enter that came last."""
        moves, opens = self.early, self.open_soon
        self.early = ()
        for to in moves:
            self.move_to(to())
        self.open_soon = opens

    def go(self, to: Callable[[], int]) -> None:
        """Move to the row that `to` names; where rows are on their way, when they are here."""
        if self.count is None or self.stale:
            self.early = (*self.early, to)
            self.open_soon = False
        else:
            self.move_to(to())

    @property
    def _window(self) -> int:
        return max(1, self.size.height - self.header)

    def action_down(self) -> None:
        """One row on."""
        self.go(lambda: self.cursor + 1)

    def action_up(self) -> None:
        """One row back."""
        self.go(lambda: self.cursor - 1)

    def action_page_down(self) -> None:
        """A window on."""
        self.go(lambda: self.cursor + self._window)

    def action_page_up(self) -> None:
        """A window back."""
        self.go(lambda: self.cursor - self._window)

    def action_first(self) -> None:
        """To the first row."""
        self.go(lambda: 0)

    def action_last(self) -> None:
        """To the last row."""
        self.go(lambda: (self.count or 1) - 1)
