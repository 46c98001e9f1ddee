"""One of a few, all of them visible, each behind its digit: the digit takes it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from deskterm.locale import t
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.text.shown import plain, styled


class Numbered(Dialog[Any]):
    """`options` are (value, words), nine at most; arrows and Enter do as well, Esc gives None."""

    KEYS = "number"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", show=False),
        Binding("down,right", "move(1)", show=False),
        Binding("up,left", "move(-1)", show=False),
        *[Binding(str(digit), f"take({digit})", show=False) for digit in range(1, 10)],
    ]
    DEFAULT_CSS = """
    Numbered #numbered { height: auto; }
    """

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[Any, str]],
        text: str | Content = "",
        *,
        also: Mapping[str, Any] | None = None,
    ) -> None:
        """`also`: keys of the page beneath that go on from here, and what they choose."""
        super().__init__(title, text)
        self._also = dict(also or {})
        self._options = tuple(options)
        self._at = 0

    def body(self) -> ComposeResult:
        """The choices, each on its line."""
        yield Static(self._lines(), id="numbered")

    def _lines(self) -> Content:
        lines = []
        for at, (_, words) in enumerate(self._options):
            mark, style = ("▸", "bold") if at == self._at else (" ", "")
            lines.append(styled(f"{mark} ", (f"{at + 1}", "bold $text-accent"), (f" {plain(words)}", style)))
        return Content("\n").join(lines)

    def action_take(self, number: int) -> None:
        """The choice behind a digit."""
        if number <= len(self._options):
            self.dismiss(self._options[number - 1][0])
        else:
            self.say_below(t("widgets.dialog.no_such", number=number, last=len(self._options)))

    def action_move(self, by: int) -> None:
        """The next one, or the one before."""
        self._at = (self._at + by) % len(self._options)
        self.query_one("#numbered", Static).update(self._lines())

    def action_accept(self) -> None:
        """The one that is marked."""
        self.dismiss(self._options[self._at][0])

    def on_key(self, event: events.Key) -> None:
        """Letters mean nothing here, and go nowhere beneath; q leaves."""
        if event.key in self._also:
            event.stop()
            self.dismiss(self._also[event.key])
        elif event.key == "q":
            event.stop()
            self.dismiss(None)
        elif event.is_printable and not event.key.isdecimal():
            event.stop()
            self.say_what_it_waits_for()
