"""The keys that move a list's cursor."""

from __future__ import annotations

from textual.geometry import Size


class Moving:
    """Moves of a cursor over `count` rows; a list mixes it in and gives `move_to`."""

    count: int | None = None
    cursor = 0
    header = 0
    size: Size

    def move_to(self, to: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        raise NotImplementedError

    @property
    def _window(self) -> int:
        return max(1, self.size.height - self.header)

    def action_down(self) -> None:
        """One row on."""
        self.move_to(self.cursor + 1)

    def action_up(self) -> None:
        """One row back."""
        self.move_to(self.cursor - 1)

    def action_page_down(self) -> None:
        """A window on."""
        self.move_to(self.cursor + self._window)

    def action_page_up(self) -> None:
        """A window back."""
        self.move_to(self.cursor - self._window)

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to((self.count or 1) - 1)
