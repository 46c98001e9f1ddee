"""The message on the triage screen: a cursor on a sentence, a line where each part begins, signs at hints."""

from __future__ import annotations

from bisect import bisect_right
from typing import ClassVar, NamedTuple

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from deskterm.screens.shared.wrapping import wrap
from deskterm.screens.triage.cuts import Cutting
from deskterm.widgets.text.shown import plain
from deskterm.widgets.work import Work

GUTTER = 2


class MessageLine(NamedTuple):
    """A line of the window: a stretch of the text, or (`part` >= 0) the line above a part."""

    start: int
    end: int
    part: int = -1


class Parting(Work, ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a `Cutting`; moving it posts `Moved`, the screen does the rest."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "parting--cursor",
        "parting--part",
        "parting--hint",
        "parting--quote",
    }
    DEFAULT_CSS = """
    Parting {
        height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        background: $background; color: $foreground;
        & > .parting--cursor { background: $block-cursor-blurred-background; }
        & > .parting--part { color: $text-accent; text-style: bold; }
        & > .parting--hint { color: $text-accent; text-style: bold; }
        & > .parting--quote { color: $text-muted; }
        &:ansi { background: ansi_default; color: ansi_default; }
        &:nocolor > .parting--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown,space", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end,G", "move(100000)", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.cutting = Cutting("")
        self.names: tuple[str, ...] = ("",)
        self._text = ""
        self._wrapped: list[tuple[int, int]] = []
        self._lines: list[MessageLine] = []
        self._width = 0

    # What the screen asks for

    def show(self, cutting: Cutting) -> None:
        """Show another message."""
        self.cutting = cutting
        self._text = plain(cutting.text, lines=True)
        self._width = 0
        self._wrap()

    def name_parts(self, names: tuple[str, ...]) -> None:
        """The words above the parts; called after every change of the marks."""
        self.names = names
        self._arrange()

    # Lines

    def on_resize(self) -> None:
        """Wrap anew for another width."""
        self._wrap()

    def _wrap(self) -> None:
        width = max(8, self.content_size.width - 1 - GUTTER)
        if width == self._width:
            return
        self._width = width
        self.ask(wrap, self._text, width, done=self._wrapped_now, latest="wrap")

    def _wrapped_now(self, wrapped: list[tuple[int, int]]) -> None:
        self._wrapped = wrapped
        self._arrange()

    def _arrange(self) -> None:
        """Put the line above each part where the part begins."""
        lines: list[MessageLine] = []
        marks = list(self.cutting.marks)
        if marks or self.names[0]:
            lines.append(MessageLine(0, 0, 0))
        part = 0
        for start, end in self._wrapped:
            begin = start
            while part < len(marks) and marks[part] < max(end, start + 1):
                if self._text[begin : marks[part]].strip():
                    lines.append(MessageLine(begin, marks[part]))
                begin, part = marks[part], part + 1
                lines.append(MessageLine(begin, begin, part))
            lines.append(MessageLine(begin, end))
        self._lines = lines
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        self._keep_in_view()
        self.refresh()

    def _row_of(self, offset: int) -> int:
        """The line that shows an offset."""
        row = bisect_right(self._lines, offset, key=lambda line: line.start) - 1
        while row > 0 and self._lines[row].part < 0 and self._lines[row].start > offset:
            row -= 1
        return max(0, row)

    def _keep_in_view(self) -> None:
        start, end = self.cutting.cursor
        first, last = self._row_of(start), self._row_of(max(start, end - 1))
        height = max(1, self.size.height)
        top = self.scroll_offset.y
        lowest = min(last + 1, first + height - 1)
        wanted = min(max(top, lowest - height + 1), max(0, first - 1))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width, base = self.scrollable_content_region.width, self.rich_style
        row = self.scroll_offset.y + y
        if row >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[row]
        if line.part >= 0:
            return self._heading(line.part, width, base)
        return Strip([*self._gutter(line, base), *self._words(line, base)]).adjust_cell_length(width, base)

    def _heading(self, part: int, width: int, base: Style) -> Strip:
        name = self.names[part] if part < len(self.names) else ""
        text = f"── {part + 1} · {plain(name)} " if name else f"── {part + 1} "
        if len(text) < width:
            text += "─" * width
        return Strip([Segment(set_cell_size(text, width), base + self._named("part"))])

    def _gutter(self, line: MessageLine, base: Style) -> list[Segment]:
        hinted = any(line.start <= offset < line.end for offset in self.cutting.hints)
        start, end = self.cutting.cursor
        under = line.start < end and start < line.end
        sign = "?" if hinted else "▌" if under else " "
        return [Segment(sign, base + self._named("hint") if sign != " " else base), Segment(" ", base)]

    def _words(self, line: MessageLine, base: Style) -> list[Segment]:
        text = self._text[line.start : line.end].rstrip("\n")
        base = base + self._named("quote") if text.lstrip().startswith(">") else base
        start, end = self.cutting.cursor
        a = max(0, min(len(text), start - line.start))
        b = max(a, min(len(text), end - line.start))
        under = base + self._named("cursor")
        return [Segment(text[:a], base), Segment(text[a:b], under), Segment(text[b:], base)]

    def _named(self, name: str) -> Style:
        style = self.get_component_rich_style(f"parting--{name}")
        if name == "cursor":
            return Style(bgcolor=style.bgcolor, reverse=style.reverse)
        return Style(color=style.color, bold=style.bold)

    # Moving

    def action_move(self, by: int) -> None:
        """Move by sentences."""
        if self.cutting.move(by):
            self.moved()

    def moved(self) -> None:
        """The cursor stands elsewhere: show it and say so."""
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on the sentence under the pointer."""
        row = self.scroll_offset.y + event.y
        if row < len(self._lines):
            line = self._lines[row]
            text = self._text[line.start : line.end]
            at = len(set_cell_size(text, max(0, event.x - GUTTER)).rstrip())
            self.cutting.move_to(min(line.start + at, max(line.start, line.end - 1)))
            self.moved()
