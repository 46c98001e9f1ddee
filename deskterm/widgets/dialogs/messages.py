"""What was said in the line above the keys, whole and with its times, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from deskterm.locale import t
from deskterm.locale.moments import time_of
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.status.line import STYLES
from deskterm.widgets.status.spoken import Word
from deskterm.widgets.text.scrolled import Scrolled
from deskterm.widgets.text.shown import shown, styled


class Messages(Dialog[None]):
    """A list to read; Esc, Enter or q close it, arrows scroll."""

    KEYS = "page"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "cancel", show=False)]
    DEFAULT_CSS = """
    Messages > Vertical { width: 78; }
    Messages Scrolled { height: auto; max-height: 16; }
    Messages.-low Scrolled { max-height: 10; }
    """

    def __init__(self, said: Sequence[Word], tz: str) -> None:
        super().__init__(t("widgets.messages.title"))
        self._said, self._tz = said, tz

    def body(self) -> ComposeResult:
        """Time, sign and words of each."""
        with Scrolled():
            yield Static(self._lines() if self._said else shown(t("widgets.messages.none")))

    def _lines(self) -> Content:
        made = Content("")
        for word in reversed(self._said):
            line = styled((f"{time_of(word.at, self._tz)} {word.sign or ' '} ", "$text-muted"))
            made += line + styled((word.text, STYLES[word.kind])) + Content("\n")
        return made
