"""The queue: what is next, why, how late; and what rests, what is done, what became no ticket."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Input

from deskterm.actions import Action, bindings
from deskterm.desk.context import Desk
from deskterm.desk.queue import elsewhere, queue
from deskterm.locale import t, tn
from deskterm.models.records.records import Message, Ticket
from deskterm.screens.customer import profile
from deskterm.screens.post.deeds import PostDeeds
from deskterm.screens.queue import preview
from deskterm.screens.queue.preview import Look, Preview
from deskterm.screens.queue.sources import VIEWS, PostSource, TicketSource, columns
from deskterm.screens.queue.view_tabs import ViewTabs, aside
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.text.shown import styled

MINUTE = 60


class SearchLine(Input):
    """What is typed narrows the list at once; Enter goes to the list, Esc shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.to_list", show=False),
    ]


class QueueScreen(PostDeeds):
    """The queue's five views and the preview of the row under the cursor."""

    NAME = "queue"
    CSS_PATH = "queue.tcss"
    AUTO_FOCUS = "WindowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("queue"),
        Binding("escape", "end_search", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._view = "queue"
        self._search = ""
        self._figures: queue.Figures | None = None
        self._minute = -1
        self._nothing_waits = t("queue.empty.queue")
        self._introduced = False

    def body(self) -> ComposeResult:
        """Views, search, list, preview."""
        yield ViewTabs(id="views")
        yield SearchLine(value=self._search, placeholder=t("queue.search.hint"), id="search")
        with Container(id="both"):
            yield WindowList(self._source(), columns(self._view, self.desk), empty=self._empty())
            yield Preview(id="preview")

    def load(self) -> None:
        """The rows on screen anew, from a source without old pages; the figures."""
        self.query_one("#search").display = bool(self._search) or self.query_one("#search").has_focus
        rows = self.query_one(WindowList)
        rows.source = self._source()
        rows.reload()
        self._ask_figures()

    def _ask_figures(self) -> None:
        self.ask(queue.figures, self.desk, done=self._figure, latest="figures")
        if self._search:
            self.ask(self._source().count, done=self._found, latest="found")

    def on_tick(self, now: int) -> None:
        """Ages and due times change with the minute."""
        if now // MINUTE == self._minute:
            return
        began, self._minute = self._minute < 0, now // MINUTE
        if not began:
            self.load()

    # Views and search

    @property
    def in_post(self) -> bool:
        """Whether the list shows messages that became no ticket."""
        return self._view == "post"

    def _source(self) -> TicketSource | PostSource:
        if self.in_post:
            return PostSource(self.desk, self._search)
        return TicketSource(self.desk, self._view, self._search)

    def _empty(self) -> str:
        if self._search:
            return t("queue.empty.search")
        return self._nothing_waits if self._view == "queue" else t(f"queue.empty.{self._view}")

    def view(self, place: str) -> None:
        """Show one of the five views, from the top; the same one again changes nothing."""
        if place == self._view or place not in VIEWS:
            return
        self._view = place
        self._search = ""
        self.query_one("#search", Input).value = ""
        self._show_rows()
        self.query_one(WindowList).focus()
        self.keys_changed()

    def _show_rows(self) -> None:
        rows = self.query_one(WindowList)
        rows.columns = columns(self._view, self.desk, self._figures.queued if self._figures else 0)
        rows.change_source(self._source(), empty=self._empty())
        self.query_one("#search").display = bool(self._search) or self.query_one("#search").has_focus
        self._say_figures()
        self._ask_figures()

    @property
    def place(self) -> str:
        """The view that is shown."""
        return self._view

    def footer(self) -> str:
        """Each view has the keys that count for what it lists."""
        return self.NAME if self._view == "queue" else self._view

    def label(self, action: Action) -> str:
        """What rests is taken up again."""
        rests = action.id == "ticket.park" and self._view == "waiting"
        return t("call.resume") if rests else action.label

    def action_search(self) -> None:
        """Type to narrow the list."""
        line = self.query_one("#search")
        line.display = True
        line.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc ends a search where there is one."""
        del parameters
        return action != "end_search" or bool(self._search) or self.query_one("#search").has_focus

    def action_end_search(self) -> None:
        """All rows again."""
        self.query_one("#search", Input).value = ""
        self.action_to_list()

    @on(Input.Submitted, "#search")
    def action_to_list(self) -> None:
        """Back to the list; what was typed goes on narrowing it."""
        self.query_one(WindowList).focus()
        self.query_one("#search").display = bool(self._search)

    @on(Input.Changed, "#search")
    def _narrow(self, event: Input.Changed) -> None:
        if event.value.strip() != self._search:
            self._search = event.value.strip()
            self._show_rows()

    def action_request(self) -> None:
        """A request that came by voice, chat or portal is typed in."""
        self.shell.open("request", then=lambda code: self.show_ticket(code) if code else None)

    # What is said above the list

    def _figure(self, figures: queue.Figures) -> None:
        self._figures = figures
        if not figures.queued or not self._introduced:
            self.ask(_around, self.desk, done=self._know_around, latest="around")
        rows = self.query_one(WindowList)
        wide = columns(self._view, self.desk, figures.queued)
        if rows.columns != wide:
            rows.columns = wide
            rows.reload()
        self._say_figures()

    def _know_around(self, around: Around) -> None:
        """What waits elsewhere; the first time, who works here where nobody has said so yet."""
        self._nothing_waits = _why_empty(around, self.desk.who)
        self.query_one(WindowList).say_empty(self._empty())
        if around.newcomer and not self._introduced and self._figures and self._figures.queued:
            self.shell.say(_introduction(around, self.desk.who))
        self._introduced = True

    def _found(self, n: int) -> None:
        if self._search:
            self.headline(styled(tn("queue.found", n), " · ", (self._search, "bold")), title=self._title())

    def _title(self) -> str:
        return t(f"queue.view.{self._view}")

    def on_resize(self, event: events.Resize) -> None:
        """Say as much as fits."""
        del event
        self._say_figures()

    def _say_figures(self) -> None:
        if self._figures is None or not self.is_mounted:
            return
        figures, width = self._figures, self.size.width
        if not self._search:
            season, _ = profile.season(self.desk.service, self.desk.now())
            self.headline(_headline(figures, width, season), title=self._title())
        self.query_one(ViewTabs).show(figures, self._view)

    # The row under the cursor

    @on(WindowList.Highlighted)
    def _look(self, event: WindowList.Highlighted) -> None:
        record = event.row.record if event.row else None
        if record is None:
            self.query_one(Preview).show(None)
            return
        read = preview.of_message if isinstance(record, Message) else preview.of_ticket
        self.ask(read, self.desk, record, done=self._show_look, failed=lambda _: None, latest="look")

    def _show_look(self, look: Look) -> None:
        self.query_one(Preview).show(look)

    @on(WindowList.Opened)
    def _open(self, event: WindowList.Opened) -> None:
        if event.row and isinstance(event.row.record, Message):
            self.read_message(event.row.record)
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


class Around(NamedTuple):
    """What is told where the queue is empty, and to whom it is new."""

    found: elsewhere.Elsewhere
    newcomer: str


def _around(desk: Desk) -> Around:
    return Around(elsewhere.look(desk), elsewhere.newcomer(desk))


def _why_empty(around: Around, who: str) -> str:
    """Why nobody waits, and the key that leads to what waits elsewhere."""
    lacks = [t(f"queue.empty.lacks.{name}") for name in around.found.lacks]
    places = [tn(f"queue.empty.place.{name}", n) for name, n in around.found.places]
    told = [t("queue.empty.queue"), *lacks, *places]
    return "\n".join([*told, "", _introduction(around, who)] if around.newcomer else told)


def _introduction(around: Around, who: str) -> str:
    return t(f"queue.newcomer.{around.newcomer}", who=who)


def _headline(figures: queue.Figures, width: int, season: str) -> Content:
    """Waiting, at risk, late; the season that runs; on a wide screen also the strangers and the rejected."""
    parts: list[Any] = [(tn("queue.waiting", figures.queued), "")]
    parts.append((tn("queue.at_risk", figures.at_risk), "$text-warning" if figures.at_risk else ""))
    parts.append((tn("queue.late", figures.breached), "bold $text-error" if figures.breached else ""))
    if width >= 100:
        parts += [(told, "") for told in aside(figures, "queue.held")]
    elif width < 72:
        parts = parts[1:]
    if season:
        parts.insert(1, (season, "bold $text-warning"))
    return _with_dots(parts)


def _with_dots(parts: list[Any]) -> Content:
    made: list[Any] = []
    for part in parts:
        made += [" · ", part] if made else [part]
    return styled(*made)
