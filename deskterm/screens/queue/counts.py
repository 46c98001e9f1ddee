"""What is said above the list: how many wait, how late; and where nothing waits, why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeVar

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.queue import elsewhere, queue
from deskterm.locale import t, tn
from deskterm.screens.customer import traits
from deskterm.screens.queue import mailboxes
from deskterm.screens.queue.searching import Searching
from deskterm.screens.queue.sources import Source, columns
from deskterm.screens.queue.view_tabs import ViewTabs, aside
from deskterm.widgets.list.columns import ListColumn
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.part import Host, Part
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import BARS, WARNS, signed, warned

W = TypeVar("W", bound=Widget)


class Counted(Host, Protocol):
    """The queue's screen."""

    @property
    def size(self) -> Size:
        """How much room there is."""

    @property
    def is_mounted(self) -> bool:
        """Whether it stands."""

    @property
    def place(self) -> str:
        """The view that is shown."""

    def headline(self, figures: Content | str = "", *, title: str | None = None) -> None:
        """Put figures beside the title."""

    def query_one(self, selector: str, expect_type: type[W]) -> W:
        """One of its widgets."""


class Counts(Part[Counted]):
    """The figures of the queue, asked and said."""

    def __init__(self, screen: Counted, searching: Searching, source: Callable[[], Source]) -> None:
        super().__init__(screen)
        self._searching, self._source = searching, source
        self._figures: queue.QueueFigures | None = None
        self._nothing_waits = t("queue.empty.queue")
        self._mailboxes: tuple[str, ...] = ()
        self._introduced = False

    def read(self) -> None:
        """Ask for them; and while one searches, for how many were found."""
        self.ask(queue.figures, self.desk, done=self._read, latest="figures")
        if self._searching.text:
            self.ask(self._source().count, done=self._found, latest="found")

    def say(self) -> None:
        """What is known of them, as much as fits."""
        screen = self.screen
        if self._figures is None or not screen.is_mounted:
            return
        if not self._searching.text:
            season, _ = traits.season(self.desk.service, self.desk.now())
            screen.headline(_headline(self._figures, screen.size.width, season), title=self._title())
        screen.query_one("#views", ViewTabs).show(self._figures, screen.place)

    def columns(self) -> tuple[ListColumn, ...]:
        """Those of the view, the numbers as wide as so many rows want them."""
        if self._searching.text and self.screen.place != "post":
            return columns("found", self.desk)
        return columns(self.screen.place, self.desk, self._figures.queued if self._figures else 0)

    def empty(self) -> str:
        """What is said where the list is empty."""
        place = self.screen.place
        if self._searching.text:
            return t("queue.empty.search")
        if place == "queue":
            return self._nothing_waits
        told = t(f"queue.empty.{place}")
        return "\n".join((told, *self._mailboxes)) if place == "post" else told

    def _read(self, figures: queue.QueueFigures) -> None:
        self._figures = figures
        if not figures.queued or not self._introduced or self.screen.place == "post":
            self.ask(_around, self.desk, done=self._know_around, latest="around")
        rows, wide = self._list, self.columns()
        if rows.columns != wide:
            rows.columns = wide
            rows.reload()
        self.say()

    def _know_around(self, around: Around) -> None:
        """What waits elsewhere; the first time, who works here where nobody has said so yet."""
        self._nothing_waits, self._mailboxes = _why_empty(around, self.desk.who), around.mailboxes
        self._list.say_empty(self.empty())
        if around.newcomer and not self._introduced and self._figures and self._figures.queued:
            self.shell.say(_introduction(around, self.desk.who))
        self._introduced = True

    def _found(self, n: int) -> None:
        if searched := self._searching.text:
            told = styled(tn("queue.found", n), " · ", (searched, "bold"))
            title = self._title() if self.screen.place == "post" else t("queue.view.found")
            self.screen.headline(told, title=title)

    @property
    def _list(self) -> WindowList:
        return self.screen.query_one("WindowList", WindowList)

    def _title(self) -> str:
        return t(f"queue.view.{self.screen.place}")


class Around(NamedTuple):
    """What is told where the queue is empty, and to whom it is new."""

    found: elsewhere.Elsewhere
    newcomer: str
    mailboxes: tuple[str, ...]


@at_one_moment
def _around(desk: Desk) -> Around:
    return Around(elsewhere.look(desk), elsewhere.newcomer(desk), mailboxes.told(desk))


def _why_empty(around: Around, who: str) -> str:
    """Why nobody waits, and the key that leads to what waits elsewhere."""
    lacks = [t(f"queue.empty.lacks.{name}") for name in around.found.lacks]
    places = [tn(f"queue.empty.place.{name}", n) for name, n in around.found.places]
    told = [t("queue.empty.queue"), *lacks, *places, *around.mailboxes]
    return "\n".join([*told, "", _introduction(around, who)] if around.newcomer else told)


def _introduction(around: Around, who: str) -> str:
    return t(f"queue.newcomer.{around.newcomer}", who=who)


def _headline(figures: queue.QueueFigures, width: int, season: str) -> Content:
    """Waiting, at risk, late; the season that runs; on a wide screen also the strangers and the rejected.

    Where a season's word needs the room beside the firm's name, what there is none of is not counted.
    """
    parts: list[Any] = [(tn("queue.waiting", figures.queued), "")]
    risk, late = "warn" if figures.at_risk else "", "late" if figures.breached else ""
    short = season and width < 100
    if risk or not short:
        parts.append((signed(tn("queue.at_risk", figures.at_risk), risk), WARNS if risk else ""))
    if late or not short:
        parts.append((signed(tn("queue.late", figures.breached), late), BARS if late else ""))
    if width >= 100:
        parts += [(told, "") for told in aside(figures, "queue.held")]
    elif width < 72:
        parts = parts[1:]
    if season:
        parts.insert(1, warned(season))
    return _with_dots(parts)


def _with_dots(parts: list[Any]) -> Content:
    made: list[Any] = []
    for part in parts:
        made += [" · ", part] if made else [part]
    return styled(*made)
