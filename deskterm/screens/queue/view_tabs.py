"""The line of the queue's five views: how many each holds; a click goes there."""

from __future__ import annotations

from typing import cast

from textual import events
from textual.content import Content
from textual.widget import Widget

from deskterm.desk.queue.queue import QueueFigures
from deskterm.locale import t, tn
from deskterm.screens.queue.sources import VIEWS
from deskterm.widgets.text.shown import styled
from deskterm.widgets.work import Shell


class ViewTabs(Widget):
    """`1 Coda 12  2 In mano 1 …`, in as many words as fit."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._figures: QueueFigures | None = None
        self._view = ""
        self._ends: list[int] = []  # where each view's words end, the gap behind them included

    def show(self, figures: QueueFigures, view: str) -> None:
        """Show these numbers, and which view is open."""
        self._figures, self._view = figures, view
        self.refresh()

    def render(self) -> Content:
        """The widest wording that fits."""
        if self._figures is None:
            return Content("")
        width = self.content_size.width
        tabs = next((tabs for tabs in _wordings(self._figures, self._view) if _width(tabs) <= width), None)
        tabs = tabs or list(_wordings(self._figures, self._view))[-1]
        self._ends = [_width(tabs[: at + 1]) for at in range(len(tabs))]
        return Content("").join(tabs).truncate(width)

    def on_click(self, event: events.Click) -> None:
        """The view under the pointer."""
        x = event.x - self.styles.padding.left
        view = next((view for view, end in zip(VIEWS, self._ends, strict=False) if x < end), None)
        if view is not None:
            cast(Shell, self.app).go(view)


def _width(tabs: list[Content]) -> int:
    return sum(tab.cell_length for tab in tabs)


def _wordings(figures: QueueFigures, view: str) -> list[list[Content]]:
    """The five views with how many each holds, in more words first."""
    numbers = [str(count) for count in (figures.queued, figures.hand, figures.waiting, figures.done)]
    keys = ("queue.held", "queue.held_short")
    told = [", ".join([*aside(figures, key), *_at_rest(figures)]) for key in keys]
    kept = f"{figures.to_look_at}+{figures.at_rest}" if figures.at_rest else str(figures.to_look_at)
    ways = ((post, wide) for post in (told[0], told[1], kept) for wide in (" ", ""))
    return [_views(view, [*numbers, post], wide) for post, wide in ways]


def _views(view: str, told: list[str], wide: str) -> list[Content]:
    """Each view between two lines, the open one in brackets; `wide` is the room on either side of it."""
    tabs = []
    for at, (name, count) in enumerate(zip(VIEWS, told, strict=True), 1):
        style, edges = ("bold $text-accent", "[]") if name == view else ("", " │")
        following = VIEWS[at] if at < len(VIEWS) else ""
        end = "]" if name == view else "[" if following and following == view else "│" if following else ""
        begin = (edges[0] if at == 1 else wide, style)
        number = (f"{at} ", style or "$text-muted")
        tabs.append(
            styled(
                begin, number, (f"{t(f'queue.tab.{name}')} {count}{wide if following else ''}{end}", style)
            )
        )
    return tabs


def _at_rest(figures: QueueFigures) -> list[str]:
    """What stands in the post and wants nobody: letters that wait for their time, mails of machines."""
    timed = [tn("queue.timed", figures.timed)] if figures.timed else []
    return [*timed, *([tn("queue.ignored", figures.ignored)] if figures.ignored else [])]


def aside(figures: QueueFigures, strangers: str) -> list[str]:
    """Letters that did not leave; mails of strangers, what the terms hold back, what was turned away."""
    letters = [tn("queue.letters", figures.letters)] if figures.letters else []
    kept = [tn("queue.kept", figures.kept)] if figures.kept else []
    held = [tn(strangers, figures.held)] if figures.held or not kept else []
    return [*letters, *held, *kept, tn("queue.rejected", figures.rejected)]
