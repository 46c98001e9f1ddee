"""A page to read: what the terms say, a work report as it was frozen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.text.scrolled import Scrolled


class Page(Dialog[None]):
    """Text in a box; Esc, Enter or q close it, arrows scroll."""

    KEYS = "page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "cancel", show=False),
    ]
    DEFAULT_CSS = """
    Page > Vertical { width: 76; }
    Page Scrolled { height: auto; max-height: 60vh; }
    """

    def __init__(self, title: str, text: Content) -> None:
        super().__init__(title)
        self._page = text

    def body(self) -> ComposeResult:
        """The text."""
        with Scrolled():
            yield Static(self._page)
