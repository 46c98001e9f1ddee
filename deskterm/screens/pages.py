"""A page to read: what the terms say, a work report as it was frozen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from deskterm.widgets.dialogs import Dialog


class Page(Dialog[None]):
    """Text in a box; Esc, Enter or q close it, arrows scroll."""

    KEYS = "page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "cancel", show=False),
        Binding("j,down", "page('scroll_down')", show=False),
        Binding("k,up", "page('scroll_up')", show=False),
        Binding("space,pagedown", "page('scroll_page_down')", show=False),
        Binding("pageup", "page('scroll_page_up')", show=False),
    ]
    DEFAULT_CSS = """
    Page > Vertical { width: 76; }
    Page VerticalScroll { height: auto; max-height: 16; }
    """

    def __init__(self, title: str, text: Content) -> None:
        super().__init__(title)
        self._page = text

    def body(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(can_focus=False):
            yield Static(self._page)

    def action_page(self, way: str) -> None:
        """Scroll."""
        getattr(self.query_one(VerticalScroll), f"action_{way}")()
