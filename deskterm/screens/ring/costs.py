"""What each kind of work costs, on as many rows as there are: what finds no room is counted, never cut."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from textual.widgets import Static

from deskterm.locale import tn
from deskterm.widgets.text.shown import shown

SHARE = 6  # of the rows of the screen one in so many
LEAST = 4


class Costs(Static):
    """The prices of whoever calls, beneath what the call may be about."""

    each: tuple[str, ...] = ()
    _told: str | None = None

    def of(self, each: tuple[str, ...]) -> None:
        """Show these, or none."""
        self.each = each
        self._fit()

    def on_resize(self) -> None:
        """Other rows hold other words."""
        self._fit()

    def _fit(self) -> None:
        width = self.size.width or self.app.size.width - 2
        told = fitted(self.each, width, max(LEAST, self.app.size.height // SHARE))
        if told != self._told:
            self._told = told
            self.update(shown(told))


def fitted(each: Sequence[str], width: int, rows: int) -> str:
    """As many of the prices as find room on so many rows, and how many more there are."""
    for told in range(len(each), 0, -1):
        rest = len(each) - told
        text = ", ".join([*each[:told], *([tn("ring.costs_more", rest)] if rest else [])])
        if told == 1 or len(wrap(text, max(1, width))) <= rows:
            return text
    return ""
