"""The line that narrows the queue's list while one types."""

from __future__ import annotations

from typing import ClassVar, Protocol, TypeVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part

W = TypeVar("W", bound=Widget)


class SearchLine(Input):
    """What is typed narrows the list at once; Enter goes to the list, Esc shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.to_list", show=False),
    ]


class Searched(Host, Protocol):
    """A screen with a list and a line that searches it."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Searching(Part[Searched]):
    """What is searched, and the line in which it is typed."""

    def __init__(self, screen: Searched) -> None:
        super().__init__(screen)
        self.text = ""

    @property
    def open(self) -> bool:
        """Whether there is a search, or one is about to type it."""
        return bool(self.text) or self._line.has_focus

    @property
    def _line(self) -> SearchLine:
        return self.screen.query_one("#search", SearchLine)

    def show_line(self) -> None:
        """The line is seen while it is of use."""
        self._line.display = self.open

    def forget(self) -> None:
        """Nothing is searched any more."""
        self.text = ""
        self._line.value = ""

    def narrows(self, typed: str) -> bool:
        """Whether what is typed now asks for other rows; then it is what is searched."""
        changed, self.text = typed.strip() != self.text, typed.strip()
        return changed

    def action_search(self) -> None:
        """Type to narrow the list."""
        self._line.display = True
        self._line.focus()

    def action_end_search(self) -> None:
        """All rows again."""
        self._line.value = ""
        self.action_to_list()

    def action_to_list(self) -> None:
        """Back to the list; what was typed goes on narrowing it."""
        self.screen.query_one("WindowList", WindowList).focus()
        self._line.display = bool(self.text)
