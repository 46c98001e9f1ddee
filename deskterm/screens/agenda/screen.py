"""The agenda: appointments and callbacks in order of time, the day of the one in front as a strip."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from deskterm.actions import Action
from deskterm.desk.agenda.planned import AgendaLine
from deskterm.locale import t, tn
from deskterm.screens.agenda import words as agenda_words
from deskterm.screens.agenda.words import Agenda
from deskterm.screens.shared import day_strip
from deskterm.screens.shared.day_strip import DayPlan
from deskterm.widgets.list.columns import Rows
from deskterm.widgets.list.refilled import refill
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import styled

MINUTE = 60  # seconds


class AgendaScreen(DeskScreen):
    """What is promised from today on; Enter opens the ticket."""

    NAME = "agenda"
    CSS_PATH = "agenda.tcss"
    AUTO_FOCUS = "WindowList"

    def __init__(self) -> None:
        super().__init__()
        self._mine, self._minute = False, -1
        self._day: DayPlan | None = None

    def body(self) -> ComposeResult:
        """The day as a strip; the promises; what the one under the cursor is about."""
        yield Static(id="strip")
        yield WindowList(Rows([]), agenda_words.columns(self.desk), empty=t("agenda.none"))
        yield Static(id="about")

    def load(self) -> None:
        """What is promised, anew."""
        row = self.query_one(WindowList).row
        at = row.record.at if row is not None and isinstance(row.record, AgendaLine) else self.desk.now()
        who = self.desk.who if self._mine else ""
        self.ask(agenda_words.read, self.desk, at, who, done=self._show, latest="agenda")

    def on_tick(self, now: int) -> None:
        """The strip moves on with the minute."""
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self.load()

    def on_resize(self) -> None:
        """The strip takes the width there is."""
        self._draw()

    def _show(self, read: Agenda) -> None:
        if not self._loaded:
            return  # between two languages
        whose = t("agenda.mine") if self._mine else t("agenda.everybody")
        self.headline(f"{tn('agenda.promised', len(read.found))} · {whose}")
        refill(self.query_one(WindowList), agenda_words.rows(self.desk, read.found))
        self._show_day(read.day)

    def _show_day(self, found: DayPlan) -> None:
        self._day = found
        self._draw()

    def _draw(self) -> None:
        if self._day is None or not self._loaded:
            return
        strip = self.query_one("#strip", Static)
        drawn = day_strip.drawn(self._day, self.size.width - 2)
        strip.update(drawn + styled("\n", (day_strip.legend(self._day), "$text-muted"), lines=True))

    def label(self, action: Action) -> str:
        """Mine alone, or everybody's again."""
        mine = action.id == "agenda.whose" and self._mine
        return t("agenda.show_all") if mine else super().label(action)

    @on(WindowList.Highlighted)
    def _look(self, message: WindowList.Highlighted) -> None:
        record = message.row.record if message.row else None
        about = agenda_words.about(self.desk, record) if isinstance(record, AgendaLine) else ""
        self.query_one("#about", Static).update(about)
        if isinstance(record, AgendaLine):
            at = max(record.at, self.desk.now()) if record.late else record.at
            self.ask(day_strip.day, self.desk, at, done=self._show_day, latest="day")

    @on(WindowList.Opened)
    def _open(self, message: WindowList.Opened) -> None:
        if message.row is not None and isinstance(message.row.record, AgendaLine):
            self.shell.open("ticket", message.row.record.ticket)

    def action_whose(self) -> None:
        """My appointments alone, or everybody's."""
        self._mine = not self._mine
        self.keys_changed()
        self.load()
