"""A text to read in a window: any length, drawn line by line, moved with the keys of the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from deskterm.actions import LIST, bindings
from deskterm.screens.shared.wrapping import wrap
from deskterm.widgets.text.shown import plain
from deskterm.widgets.work import Work

STYLES = ("dim", "bold", "accent", "warn", "late", "good", "head", "rule")


class Piece(NamedTuple):
    """A paragraph or a line of what is read, all in one style."""

    text: str
    style: str = ""
    indent: int = 0


class Drawn(NamedTuple):
    """A line as it stands in the window."""

    text: str
    style: str
    indent: int


def draw(pieces: Sequence[Piece], width: int) -> list[Drawn]:
    """The lines of `pieces` in `width` cells; outside text is made harmless here."""
    drawn = []
    for piece in pieces:
        text = plain(piece.text, lines=True)
        for start, end in wrap(text, width - piece.indent):
            drawn.append(Drawn(text[start:end].rstrip("\n"), piece.style, piece.indent))
    return drawn


class Reading(Work, ScrollView, can_focus=True, inherit_bindings=False):
    """Pieces of text under each other; what stands stays until the new lines are ready."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"reading--{name}" for name in STYLES}
    DEFAULT_CSS = """
    Reading {
        height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; padding: 0 0 0 1;
        background: $background; color: $foreground;
        & > .reading--dim { color: $text-muted; }
        & > .reading--bold { text-style: bold; }
        & > .reading--accent { color: $text-accent; }
        & > .reading--warn { color: $text-warning; }
        & > .reading--late { color: $text-error; text-style: bold; }
        & > .reading--good { color: $text-success; }
        & > .reading--head { color: $text-accent; text-style: bold; }
        & > .reading--rule { color: $text-muted; text-style: italic; }
        &:ansi { background: ansi_default; color: ansi_default; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings(LIST) if binding.action != "open"
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pieces: tuple[Piece, ...] = ()
        self._drawn: list[Drawn] = []
        self._drawn_for = 0
        self._top: int | None = None
        self._to_last = False

    def read(self, pieces: Sequence[Piece], *, from_top: bool = True, to_last: bool = False) -> None:
        """Show other pieces, from the top or from where the window stands; `to_last`: at the last heading."""
        if tuple(pieces) == self.pieces:
            return
        self.pieces = tuple(pieces)
        self._top = 0 if from_top else None
        self._to_last = to_last
        self._lay()

    def on_resize(self) -> None:
        """Cut the lines anew for another width."""
        if self._drawn_for != self._room:
            self._lay()

    @property
    def _room(self) -> int:
        return max(8, self.content_size.width - 1)

    def _lay(self) -> None:
        width = self._room
        self.ask(draw, self.pieces, width, done=lambda drawn: self._show(drawn, width), latest="lines")

    def _show(self, drawn: list[Drawn], width: int) -> None:
        self._drawn, self._drawn_for = drawn, width
        self.virtual_size = Size(self.scrollable_content_region.width, len(drawn))
        top = self._heads[-1] if self._to_last and self._heads else self._top
        self._top, self._to_last = None, False
        if top is not None:
            self.scroll_to(y=top, animate=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width, base = self.scrollable_content_region.width, self.rich_style
        at = self.scroll_offset.y + y
        if at >= len(self._drawn):
            return Strip.blank(width, base)
        line = self._drawn[at]
        style = base + self._named(line.style) if line.style else base
        strip = Strip([Segment(" " * line.indent, base), Segment(line.text, style)])
        return strip.adjust_cell_length(width, base)

    def _named(self, name: str) -> Style:
        style = self.get_component_rich_style(f"reading--{name}")
        return Style(color=style.color, bold=style.bold, dim=style.dim, italic=style.italic)

    @property
    def _heads(self) -> list[int]:
        """The lines on which something begins."""
        return [at for at, line in enumerate(self._drawn) if line.style == "head"]

    def to_head(self, by: int) -> bool:
        """To the next heading (1) or the one before (-1); whether there is one."""
        here = self.scroll_offset.y
        found = [at for at in self._heads if (at > here if by > 0 else at < here)]
        if found:
            self.scroll_to(y=found[0] if by > 0 else found[-1], animate=False)
        return bool(found) and (by < 0 or here < self.max_scroll_y)

    def action_down(self) -> None:
        """A line on."""
        self.scroll_to(y=self.scroll_offset.y + 1, animate=False)

    def action_up(self) -> None:
        """A line back."""
        self.scroll_to(y=self.scroll_offset.y - 1, animate=False)

    def action_page_down(self) -> None:
        """A window on."""
        self.scroll_to(y=self.scroll_offset.y + max(1, self.size.height - 1), animate=False)

    def action_page_up(self) -> None:
        """A window back."""
        self.scroll_to(y=self.scroll_offset.y - max(1, self.size.height - 1), animate=False)

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_to(y=self.max_scroll_y, animate=False)
