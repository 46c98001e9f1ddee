"""The preview as the whole page, and back to the list."""

from __future__ import annotations

from typing import Protocol, TypeVar

from textual.widget import Widget

from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.scrolled import Scrolled

ZOOMED = "-zoomed"
W = TypeVar("W", bound=Widget)


class Zoomed(Host, Protocol):
    """A screen with a list and a preview of its row."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""

    def set_class(self, add: bool, *names: str) -> object:
        """Give it a class of the style, or take it."""

    def has_class(self, *names: str) -> bool:
        """Whether it has that class."""

    def look_again(self) -> None:
        """Read anew what the preview shows."""

    def keys_changed(self) -> None:
        """What can be done now has changed."""


class Zooming(Part[Zoomed]):
    """One key makes the preview the whole page, where it is scrolled, and the same key or Esc ends that."""

    @property
    def on(self) -> bool:
        """Whether the preview is the whole page."""
        return self.screen.has_class(ZOOMED)

    def action_zoom(self) -> None:
        """The preview as the whole page, or the list again."""
        self._turn(not self.on)

    def action_end_zoom(self) -> None:
        """The list again."""
        self._turn(False)

    def _turn(self, on: bool) -> None:
        if on == self.on:
            return
        self.screen.set_class(on, ZOOMED)
        page = self.screen.query_one("#page", Scrolled)
        page.can_focus = on
        page.scroll_home(animate=False)
        (page if on else self.screen.query_one("WindowList", WindowList)).focus()
        self.screen.look_again()
        self.screen.keys_changed()
