"""A card whose text may be longer than its room: what is cut is marked."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static


class CardText(Static):
    """Lines under each other; where they do not fit, the last one that does ends in `…`, behind a word."""

    DEFAULT_CSS = "CardText { height: 100%; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._made: Callable[[int], Content] | None = None
        self._made_for = 0

    def tell(self, made: Callable[[int], Content]) -> None:
        """Show what is made for the room that there is, in cells; another width makes it anew."""
        self._made, self._made_for = made, self.content_size.width
        self.update(self._told())

    def on_resize(self) -> None:
        """Another width: its lines may stand otherwise."""
        if self._made is not None and self._made_for != self.content_size.width:
            self.tell(self._made)

    def _told(self) -> Content:
        return self._made(self._made_for) if self._made is not None else Content("")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines of the whole text: what is cut does not make its room smaller."""
        del container, viewport
        return _height(self.visual, width) if isinstance(self.visual, Content) and width > 0 else 0

    def render(self) -> Content:
        """The text, or as much of it as fits."""
        shown = self.visual
        width, height = self.content_size
        if not isinstance(shown, Content):
            return Content("")
        if width < 1 or height < 1:
            return shown
        return shown if _height(shown, width) <= height else _cut(shown, width, height)


def _cut(whole: Content, width: int, height: int) -> Content:
    """The longest beginning that fits with its mark."""
    low, high = 0, len(whole.plain)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _height(_marked(whole, middle), width) <= height
        low, high = (middle, high) if fits else (low, middle - 1)
    return _marked(whole, low)


def _marked(whole: Content, length: int) -> Content:
    """As many words as there are in so many characters; of a first one that is longer, its beginning."""
    if length < len(whole.plain) and not whole.plain[length].isspace():
        length = max(whole.plain.rfind(" ", 0, length), whole.plain.rfind("\n", 0, length), 0) or length
    return whole[:length].rstrip() + "…"


def _height(content: Content, width: int) -> int:
    return content.get_height({}, width)
