"""The queue: what is next, why, how late; and what rests, what is done, what became no ticket."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Input

from deskterm.actions import Action, bindings
from deskterm.locale import t
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.post.deeds import Post
from deskterm.screens.post.files import FilesThere
from deskterm.screens.queue import preview
from deskterm.screens.queue.counts import Counts
from deskterm.screens.queue.preview import Preview
from deskterm.screens.queue.searching import Searching, SearchLine
from deskterm.screens.queue.sources import VIEWS, FoundSource, PostSource, Source, TicketSource
from deskterm.screens.queue.view_tabs import ViewTabs
from deskterm.screens.queue.zooming import Zooming
from deskterm.screens.ticket.in_front import Pointing
from deskterm.screens.ticket.resting import Resting
from deskterm.screens.ticket.taking import GivingBack, HandingOver, Taking
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen

MINUTE = 60


class QueueScreen(DeskScreen):
    """The queue's five views and the preview of the row under the cursor."""

    NAME = "queue"
    CSS_PATH = "queue.tcss"
    AUTO_FOCUS = "WindowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("queue"),
        Binding("escape", "end_zoom", show=False),
        Binding("escape", "end_search", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._view = "queue"
        self.searching = Searching(self)
        self._minute = -1
        self.counts, self.post = Counts(self, self.searching, self._source), Post(self)
        self.has(Taking(self), GivingBack(self), HandingOver(self), Resting(self), Pointing(self))
        self.zooming = Zooming(self)
        self.has(self.searching, self.counts, self.post, self.post.letters, self.zooming, FilesThere(self))

    def body(self) -> ComposeResult:
        """Views, search, list, preview."""
        yield ViewTabs(id="views")
        yield SearchLine(value=self.searching.text, placeholder=t("queue.search.hint"), id="search")
        with Container(id="both"):
            yield WindowList(self._source(), self.counts.columns(), empty=self.counts.empty())
            yield Preview(id="preview")

    def load(self) -> None:
        """The rows on screen anew, from a source without old pages; the figures."""
        self.searching.show_line()
        rows = self.query_one(WindowList)
        rows.source = self._source()
        rows.reload()
        self.counts.read()

    def on_tick(self, now: int) -> None:
        """Ages and due times change with the minute."""
        if now // MINUTE == self._minute:
            return
        began, self._minute = self._minute < 0, now // MINUTE
        if not began:
            self.load()

    # Views and search

    def _source(self) -> Source:
        """A search looks at every ticket, in the post at every message."""
        if self._view == "post":
            return PostSource(self.desk, self.searching.text)
        if self.searching.text:
            return FoundSource(self.desk, self.searching.text)
        return TicketSource(self.desk, self._view)

    def view(self, place: str) -> None:
        """Show one of the five views, from the top; the same one again changes nothing but ends a search."""
        if place not in VIEWS or (place == self._view and not self.narrowed):
            return
        self._view = place
        self.zooming.action_end_zoom()
        self.searching.forget()
        self._show_rows()
        self.query_one(WindowList).focus()
        self.keys_changed()

    def _show_rows(self) -> None:
        rows = self.query_one(WindowList)
        rows.columns = self.counts.columns()
        rows.change_source(self._source(), empty=self.counts.empty())
        self.searching.show_line()
        self.counts.say()
        self.counts.read()

    @property
    def place(self) -> str:
        """The view that is shown."""
        return self._view

    @property
    def narrowed(self) -> bool:
        """Whether a search stands there, and not the view."""
        return bool(self.searching.text)

    def footer(self) -> str:
        """Each view has the keys that count for what it lists."""
        if self.zooming.on:
            return "zoomed"
        if self._view == "post" and (message := self.message()) is not None and message.direction == "out":
            return "letters_waiting" if message.state == "outbox" else "letters"
        return self.NAME if self._view == "queue" else self._view

    def label(self, action: Action) -> str:
        """What rests is taken up again; from the whole page the key of the preview leads to the list."""
        if action.id == "queue.zoom" and self.zooming.on:
            return t("queue.zoom.end")
        rests = action.id == "ticket.park" and self._view == "waiting"
        return t("call.resume") if rests else action.label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc ends a search where there is one, and before it a preview that is the whole page."""
        del parameters
        if action == "end_zoom":
            return self.zooming.on
        return action != "end_search" or self.searching.open

    @on(Input.Submitted, "#search")
    def _searched(self) -> None:
        self.searching.action_to_list()

    @on(Input.Changed, "#search")
    def _narrow(self, event: Input.Changed) -> None:
        if self.searching.narrows(event.value):
            self._show_rows()

    def action_request(self) -> None:
        """A request that came by voice, chat or portal is typed in."""
        self.shell.open("request", then=lambda code: self.show_ticket(code) if code else None)

    # What is said above the list

    def on_resize(self, event: events.Resize) -> None:
        """Say as much as fits."""
        del event
        self.counts.say()

    # The row under the cursor

    def show_ticket(self, code: str) -> None:
        """Open a ticket."""
        self.shell.open("ticket", code)

    @on(WindowList.Highlighted)
    def look_again(self, event: WindowList.Highlighted | None = None) -> None:
        """Read what the preview shows: of the row that an event names, else of the one under the cursor."""
        record = self._record() if event is None else event.row.record if event.row else None
        if self._view == "post":  # a letter of ours has other keys than what came
            self.keys_changed()
        if record is None:
            self.query_one(Preview).show(None)
            return
        read = preview.of_message if isinstance(record, Message) else preview.of_ticket
        tell = lambda look: self.query_one(Preview).show(look)  # noqa: E731
        whole = self.zooming.on
        self.ask(read, self.desk, record, whole=whole, done=tell, failed=lambda _: None, latest="look")

    @on(WindowList.Opened)
    def _open(self, event: WindowList.Opened) -> None:
        if event.row and isinstance(event.row.record, Message):
            self.post.read(event.row.record)
        elif event.row:
            self.show_ticket(str(event.row.key))

    def _record(self) -> Any:
        row = self.query_one(WindowList).row
        return row.record if row else None

    def front(self) -> Ticket | None:
        """The ticket under the cursor."""
        record = self._record()
        return record if isinstance(record, Ticket) else None

    def message(self) -> Message | None:
        """The message under the cursor, in the post."""
        record = self._record()
        return record if isinstance(record, Message) else None
