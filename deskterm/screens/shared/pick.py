"""One of a few words as a row of numbered chips: its digit or the arrows choose, and no other key does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from deskterm.locale import t
from deskterm.widgets.text.shown import plain, styled
from deskterm.widgets.text.signs import WARNS

Option = tuple[str, str]  # (value, word)


class Pick(Widget, can_focus=True):
    """A choice; `value` is "" until somebody has chosen. `wraps`: on as many lines as show all of it."""

    DEFAULT_CSS = """
    Pick { height: 1; }
    Pick.-wraps { height: auto; }
    Pick:focus { background: $panel; }
    Pick:ansi { background: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down", "step(1)", show=False),
        Binding("left,up", "step(-1)", show=False),
    ]

    class Changed(Message):
        """Another word was chosen."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

        @property
        def control(self) -> Pick:
            """The choice."""
            return self.pick

    def __init__(self, label: str, *, id: str | None = None, wide: int = 7, wraps: bool = False) -> None:
        super().__init__(id=id, classes="-wraps" if wraps else None)
        self._label, self._wide, self._wraps = label, wide, wraps
        self.options: tuple[Option, ...] = ()
        self.value = ""
        self.needed = False
        self.after: Callable[[], None] | None = None  # a digit has chosen: where the keyboard goes next
        self.writes: Callable[[str], None] | None = None  # where what is no choice is written
        self.again: Callable[[str], None] | None = None  # a digit has named what was chosen already

    def offer(self, options: Sequence[Option], *, value: str, needed: bool) -> None:
        """Show these words, this one chosen; `needed` marks a choice that is still to be made."""
        now = (tuple(options), value, needed)
        if now != (self.options, self.value, self.needed):
            self.options, self.value, self.needed = now
            self.refresh(layout=self._wraps)

    def choose(self, value: str) -> None:
        """Choose, and say so."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """The next word, or the one before."""
        if not self.options:
            return
        values = [value for value, _ in self.options]
        at = values.index(self.value) + by if self.value in values else (0 if by > 0 else -1)
        self.choose(values[at % len(values)])

    def on_key(self, event: events.Key) -> None:
        """A digit chooses what it stands before, or says that it stands before nothing.

        What is written goes on where it belongs; other keys go on.
        """
        written = event.character if event.is_printable and not event.key.isdecimal() else None
        if self.writes is not None and written and event.key not in self.screen.active_bindings:
            event.stop()
            event.prevent_default()
            self.writes(written)
            return
        if not (event.key.isdecimal() and self.options):
            return
        event.stop()
        event.prevent_default()
        number, last = int(event.key), min(len(self.options), 9)
        if 0 < number <= last:
            self._number(self.options[number - 1][0])
        else:
            cast(Any, self.app).say(t("call.no_such", number=number, last=last), how="warning")

    def _number(self, value: str) -> None:
        if value == self.value and self.again is not None:
            self.again(value)
        self.choose(value)
        if self.after is not None:
            self.after()

    def render(self) -> Content:
        """`Esito   [1 Risolto] 2 Da seguire`, or `Esito   ‹ 1 Risolto › 1/6` where there is less room."""
        room = self.content_size.width - self._wide - 2
        rows = self._rows(room)
        if len(rows) > 1 and not self._wraps:
            rows = [self._one(room)]
        return self._head() + Content("\n" + " " * (self._wide + 2)).join(rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips take."""
        del container, viewport
        return max(1, len(self._rows(width - self._wide - 2))) if self._wraps else 1

    def _head(self) -> Content:
        mark = "!" if self.needed and not self.value else " "
        style = "bold $text-accent" if self.has_focus else "$text-muted"
        return styled((f"{self._label:<{self._wide}}", style), (mark, WARNS), " ")

    def _rows(self, room: int) -> list[Content]:
        """The chips, line by line; a chosen one is in brackets, as wide as before."""
        rows: list[Content] = []
        for number, (value, word) in enumerate(self.options, start=1):
            chip = self._chip(number, word, chosen=value == self.value)
            if rows and rows[-1].cell_length + chip.cell_length <= room:
                rows[-1] = rows[-1] + chip
            else:
                rows.append(chip.truncate(max(1, room), ellipsis=True))
        return rows

    def _chip(self, number: int, word: str, *, chosen: bool) -> Content:
        digit = str(number) if number < 10 else "·"
        if chosen:
            return styled((f"[{digit} {plain(word)}]", "bold"), " ")
        return styled(" ", (digit, "bold $text-accent"), f" {plain(word)}  ")

    def _one(self, room: int) -> Content:
        values = [value for value, _ in self.options]
        if self.value not in values:
            return styled((t("call.pick", n=len(values)), "$text-muted")).truncate(room, ellipsis=True)
        at = values.index(self.value)
        word = styled("‹ ", (self.options[at][1], "bold"), " ›", (f"  {at + 1}/{len(values)}", "$text-muted"))
        return word.truncate(room, ellipsis=True)

    def on_focus(self) -> None:
        """Show where the keyboard is."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that it has gone."""
        self.refresh()
