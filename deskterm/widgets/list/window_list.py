"""A list that shows a window of a source, and feels the same with ten rows and with a million.

Rows come by pages from other threads; a cursor move repaints the two rows that changed; the cursor stands
on a row's key, so that it stays on the same ticket when others change the desk.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from textwrap import wrap
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from deskterm.actions import LIST, bindings
from deskterm.widgets.keys import Keys
from deskterm.widgets.list.columns import GAP, ListColumn, Row, Rows, Source, draw, fit
from deskterm.widgets.list.loading import PAGE, Loaded, load
from deskterm.widgets.list.moving import Moving
from deskterm.widgets.list.rooms import Rooms
from deskterm.widgets.work import Work, once

REST = 0.04  # seconds without a move after which the cursor rests
KEPT_PAGES = 24
EMPTY = -10  # the first line of what an empty list says; the next ones below it
STYLES = ("dim", "bold", "accent", "warn", "late", "good")


PARTS = ("header", "cursor", *STYLES)


class WindowList(Moving, Work, ScrollView, can_focus=True, inherit_bindings=False):
    """The virtual list; see `Column`, `Row` and `Source`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"window-list--{name}" for name in PARTS}
    DEFAULT_CSS = """
    WindowList {
        height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        background: $background; color: $foreground;
        & > .window-list--header { color: $text-muted; text-style: underline; }
        & > .window-list--cursor { background: $panel; }
        &:focus > .window-list--cursor { background: $block-cursor-blurred-background; }
        & > .window-list--dim { color: $text-muted; }
        & > .window-list--bold { text-style: bold; }
        & > .window-list--accent { color: $text-accent; }
        & > .window-list--warn { color: $text-warning; }
        & > .window-list--late { color: $text-error; text-style: bold; }
        & > .window-list--good { color: $text-success; }
        &:ansi { background: ansi_default; color: ansi_default; }
        &:nocolor > .window-list--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LIST)]

    class Highlighted(Message):
        """The cursor stands on another row; None where the list is empty."""

        def __init__(self, list: WindowList, row: Row | None) -> None:
            super().__init__()
            self.list, self.row = list, row

        @property
        def control(self) -> WindowList:
            """The list."""
            return self.list

    class Opened(Highlighted):
        """Enter, or a click on the row under the cursor."""

    def __init__(
        self,
        source: Source,
        columns: Sequence[ListColumn],
        *,
        empty: str = "",
        header: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.source = source
        self.columns = tuple(columns)
        self.empty = empty
        self.header = int(header)
        self._key: Hashable = None
        self._pages: dict[int, tuple[Row, ...]] = {}
        self._wanted: set[int] = set()
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._rich: dict[str, Style] = {}
        self._rooms = Rooms()
        self._said: Hashable = Loaded
        self.stale = False  # other rows were asked for and are not here yet
        self._timer: Timer | None = None

    # What others ask of the list

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None while it is on its way or where there is none."""
        return None if self.stale else self._row(self.cursor)

    @property
    def cursor_region(self) -> Region:
        """Where the row under the cursor stands on the terminal."""
        x, y, width, height = self.region
        at = self.header + self.cursor - self.scroll_offset.y
        return Region(x, y + max(0, min(at, height - 1)), width, 1 if self.count and height else 0)

    def reload(self) -> None:
        """Read the rows on screen again; what stands stays until the new ones are there."""
        first, last = self._span()
        self._read(range(first, last + 1))

    def change_source(self, source: Source, *, empty: str | None = None) -> None:
        """Show other rows, from the top."""
        self.source = source
        self.empty = self.empty if empty is None else empty
        self.cursor, self._key = 0, None
        self._wanted.clear()
        self._rooms.forget()
        self._said = Loaded
        self._scroll_now(0)
        self.stale = True
        self._read(range(2))

    def _read(self, pages: range) -> None:
        """Rows in memory at once: a key typed right behind must meet them. All others on another thread."""
        if isinstance(self.source, Rows):
            self._show(load(self.source, pages, self._key, self.cursor))
        else:
            given = self.source, pages, self._key, self.cursor
            with self.shell.typing.asking(self.count is None or self.stale):
                self.ask(load, *given, done=self._show, latest="rows")

    def say_empty(self, empty: str) -> None:
        """Say this from now on where there are no rows."""
        if empty != self.empty:
            self.empty = empty
            self._strips.clear()
            self.refresh()

    def find(self, key: Hashable) -> None:
        """Put the cursor on the row with this key, when the source can tell where it is."""
        self._key = key
        self.reload()

    # Rows and pages

    def on_mount(self) -> None:
        """Ask for the first rows."""
        self.reload()

    def _row(self, index: int) -> Row | None:
        page = self._pages.get(index // PAGE)
        at = index % PAGE
        return page[at] if page is not None and at < len(page) else None

    def _span(self) -> tuple[int, int]:
        top = self.scroll_offset.y
        return top // PAGE, (top + max(self.size.height, 24)) // PAGE

    def _show(self, loaded: Loaded) -> None:
        self._wanted.clear()
        self.stale = False
        self._pages = loaded.pages
        self._rooms.measure(self.columns, (row for page in loaded.pages.values() for row in page))
        self._strips.clear()
        self.count = loaded.total
        at = loaded.cursor if loaded.key == self._key else loaded.find(self._key)
        if at is not None:  # one that has moved since it asked stays on its new row
            self.cursor = at
        self.cursor = max(0, min(self.cursor, loaded.total - 1))
        self._resize()
        self._keep_in_view()
        self._tell()
        self.refresh()

    def _want(self, page: int) -> None:
        if page in self._wanted or self.count is None:
            return
        self._wanted.add(page)
        keys = Keys.MOVE if page == self.cursor // PAGE else Keys.GO_ON
        self.ask(self._fetch, page, self.source, done=self._arrived, keys=keys)

    def _fetch(self, page: int, source: Source) -> tuple[int, Source, tuple[Row, ...]]:
        if page not in self._wanted or not self._near(page):
            return page, source, ()
        return page, source, tuple(source.page(page * PAGE, PAGE))

    def _near(self, page: int) -> bool:
        first, last = self._span()
        return first - 2 <= page <= last + 2 or page == self.cursor // PAGE

    def _arrived(self, answer: tuple[int, Source, tuple[Row, ...]]) -> None:
        page, source, rows = answer
        if source is not self.source or page not in self._wanted:
            return
        self._wanted.discard(page)
        if not rows:
            self.refresh()
            return
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.pop(max(self._pages, key=lambda kept: abs(kept - page)))
        for index in range(page * PAGE, (page + 1) * PAGE):
            self._strips.pop((index, False), None)
            self._strips.pop((index, True), None)
        if self._rooms.measure(self.columns, rows):
            self._strips.clear()
        self.refresh()
        self._tell()

    # Drawing

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _resize(self) -> None:
        self.virtual_size = Size(self._width, (self.count or 0) + self.header)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._strips.clear()
        self._resize()
        self._keep_in_view()

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        self._strips.clear()
        self._rich.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of `crop`, straight from the rows: there is no border to draw around them."""
        width = self._width
        lines = [self._line(y) for y in crop.line_range]
        if crop.column_span == (0, width):
            return lines
        return [line.crop(*crop.column_span) for line in lines]

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        return self._line(y)

    def _line(self, y: int) -> Strip:
        if y < self.header:
            return self._cached(-1, False)
        index = self.scroll_offset.y + y - self.header
        if self.count == 0:
            return self._cached(EMPTY - index, False)
        if self.count is None or index >= self.count:
            return self._cached(-2, False)
        if index // PAGE not in self._pages:
            self._want(index // PAGE)
            return self._cached(-4, index == self.cursor)
        return self._cached(index, index == self.cursor)

    def _cached(self, index: int, cursor: bool) -> Strip:
        strip = self._strips.get((index, cursor))
        if strip is None:
            if len(self._strips) > 2_000:
                self._strips.clear()
            strip = self._strips[index, cursor] = self._draw(index, cursor)
        return strip

    def _draw(self, index: int, cursor: bool) -> Strip:
        width = self._width
        base = self._style("cursor" if cursor else "")
        if index == -1:
            parts = self._cells(tuple(c.title for c in self.columns), self._style("header"), "  ")
        elif index <= EMPTY:
            parts = [Segment(fit(f"  {self._said_when_empty(EMPTY - index)}", width), self._style("dim"))]
        elif index == -4:
            parts = [Segment(fit("▌ …" if cursor else "  …", width), base + self._style("dim"))]
        elif index < 0 or (row := self._row(index)) is None:
            parts = [Segment(" " * width, base)]
        else:
            parts = self._cells(row.cells, base, "▌ " if cursor else "  ")
        strip = Strip(parts).adjust_cell_length(width, base)
        for filter in self.get_line_filters():
            strip = strip.apply_filter(filter, self.background_colors[1])
        return strip

    def _said_when_empty(self, line: int) -> str:
        """One line of what an empty list says, at its width."""
        room = max(20, self._width - 3)
        told = [part for text in self.empty.split("\n") for part in wrap(text, room) or [""]]
        return told[line] if line < len(told) else ""

    def _cells(self, cells: tuple[Any, ...], base: Style, sign: str) -> list[Segment]:
        parts = [Segment(sign, base + self._style("accent") if sign != "  " else base)]
        gap = Segment(" " * GAP, base)
        for index, width in self._rooms.layout(self.columns, self._width - 2):
            cell = cells[index] if index < len(cells) else ""
            style = cell[1] if isinstance(cell, tuple) else ""
            drawn = draw(cell, width, self.columns[index].align)
            parts += (Segment(drawn, base + self._style(style) if style else base), gap)
        return parts[:-1]

    def _style(self, name: str) -> Style:
        style = self._rich.get(name)
        if style is None:
            if not name:
                style = self.rich_style
            elif name in ("header", "cursor"):
                style = self.get_component_rich_style(f"window-list--{name}")
            else:
                style = self.get_component_rich_style(f"window-list--{name}")
                style = Style(color=style.color, bold=style.bold, underline=style.underline, dim=style.dim)
            self._rich[name] = style
        return style

    # Moving

    def move_to(self, to: int) -> None:
        """Put the cursor on a row; two lines are painted, unless the window moves."""
        if not self.count:
            return
        to = max(0, min(to, self.count - 1))
        if to == self.cursor:
            return
        before, self.cursor = self.cursor, to
        row = self.row
        self._key = row.key if row else None
        if not self._keep_in_view():
            self.refresh_line(before + self.header)
            self.refresh_line(to + self.header)
        self._tell_soon()

    def _keep_in_view(self) -> bool:
        height = max(1, self.size.height - self.header)
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - height + 1), self.cursor)
        if wanted == top:
            return False
        self._scroll_now(wanted)
        return True

    def _scroll_now(self, top: int) -> None:
        """The first rows bring the scrollbar with them; a scroll put off would meet other rows by then."""
        self.scroll_to(y=top, animate=False, force=True, immediate=bool(self.size.height))

    @property
    def telling(self) -> bool:
        """Whether the cursor's new row has not been told yet."""
        return self._timer is not None

    def moves(self, key: str) -> bool:
        """Whether a key only moves the cursor."""
        found = self._bindings.key_to_bindings.get(key, ())
        return any(hasattr(Moving, f"action_{one.action}") for one in found)

    def _tell_soon(self) -> None:
        # The move is painted first; what follows from it waits until the cursor rests.
        if self._timer is None:
            self._timer = once(self, REST, self._rested)
        else:
            self._timer.reset()

    def _rested(self) -> None:
        self._timer = None
        self._tell()

    def _tell(self) -> None:
        row = self.row
        key = row.key if row else None
        if row is not None:
            self._key = key
        if (row is None and self.count) or self._said == (key, row):
            return
        self._said = (key, row)
        self.post_message(self.Highlighted(self, row))

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.count == 0 and self.empty:
            self.shell.say(self.empty)
        row = self.row
        if row is not None and self.screen.is_current:
            self.post_message(self.Opened(self, row))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the row under the cursor it opens."""
        index = self.scroll_offset.y + event.y - self.header
        if event.y < self.header or self.count is None or index >= self.count:
            return
        if index == self.cursor:
            self.action_open()
        else:
            self.move_to(index)
