"""What is read of a ticket: its messages, what was decided, its history; one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from deskterm.locale import t
from deskterm.screens.shared.reader import Piece, Reading
from deskterm.screens.ticket import dossier
from deskterm.screens.ticket.dossier import Dossier
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.shown import styled

PANES: dict[str, Callable[[Any, Dossier], list[Piece]]] = {
    "thread": dossier.thread,
    "why": dossier.decisions,
    "history": dossier.events,
}
W = TypeVar("W", bound=Widget)


class Reads(Host, Protocol):
    """A screen on which a ticket is read."""

    read: Dossier | None

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Panes(Part[Reads]):
    """Which of them is shown, and the line that names them."""

    def __init__(self, screen: Reads) -> None:
        super().__init__(screen)
        self._pane = "thread"

    @property
    def turned(self) -> bool:
        """Whether anything but the messages is shown."""
        return self._pane != "thread"

    def begin(self) -> None:
        """The messages again, for another ticket."""
        self._pane = "thread"

    def show_read(self, *, from_top: bool, to_last: bool = False) -> None:
        """Show what was read, from its beginning or where one is; `to_last`: at what was said last."""
        if self.screen.read is None:
            return
        self.screen.query_one("#panes", Static).update(self._panes(self.screen.read))
        pieces = PANES[self._pane](self.desk, self.screen.read)
        self.screen.query_one("Reading", Reading).read(pieces, from_top=from_top, to_last=to_last)

    def _panes(self, read: Dossier) -> Content:
        counts = {"thread": len(read.thread), "why": len(read.why), "history": len(read.history)}
        keys = {"thread": "", "why": "d ", "history": "o "}
        parts: list[Any] = []
        for name, n in counts.items():
            style = "bold $text-accent underline" if name == self._pane else ""
            parts += [(keys[name], "$text-muted"), (f"{t(f'ticket.pane.{name}')} {n}", style), "  "]
        if read.files:
            parts += [("l ", "$text-muted"), f"{t('ticket.pane.files')} {len(read.files)}"]
        return styled(*parts)

    def action_later(self) -> None:
        """To the next message."""
        self._go(1)

    def action_earlier(self) -> None:
        """To the message before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        if not self.screen.query_one("Reading", Reading).to_head(by):
            self.shell.say(t("ticket.last_message" if by > 0 else "ticket.first_message"))

    def action_messages(self) -> None:
        """Back to the messages."""
        self._turn("thread")

    def action_why(self) -> None:
        """What the terms decided; again: the messages."""
        self._turn("why")

    def action_history(self) -> None:
        """Who did what; again: the messages."""
        self._turn("history")

    def _turn(self, pane: str) -> None:
        self._pane = "thread" if self._pane == pane else pane
        self.show_read(from_top=True)
