"""Callbacks: whom to call now, when they answer, how often it was tried, and what then."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from deskterm.actions import Action
from deskterm.desk.agenda import callbacks
from deskterm.locale import t, tn
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Callback
from deskterm.screens.callbacks import words as callbacks_words
from deskterm.screens.callbacks.words import Waiting
from deskterm.screens.ring.starting import Starting
from deskterm.screens.shared import day_strip, words
from deskterm.screens.shared.day_strip import DayPlan
from deskterm.widgets.list.columns import Rows
from deskterm.widgets.list.refilled import refill
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import styled

MINUTE = 60


class CallbacksScreen(DeskScreen):
    """Enter calls; a letter says how the attempt ended."""

    NAME = "callbacks"
    CSS_PATH = "callbacks.tcss"
    AUTO_FOCUS = "WindowList"

    def __init__(self) -> None:
        super().__init__()
        self._minute = -1
        self._starting = Starting(self)
        self.has(self._starting)

    def body(self) -> ComposeResult:
        """The day as a strip; the list; what is known of the one under the cursor."""
        yield Static(id="strip")
        yield WindowList(Rows([]), callbacks_words.columns(self.desk), empty=t("calling.nobody"))
        yield Static(id="about")

    def load(self) -> None:
        """Who waits, anew."""
        self.ask(callbacks_words.waiting, self.desk, done=self._show, latest="waiting")
        self.ask(day_strip.day, self.desk, self.desk.now(), done=self._show_day, latest="day")

    def on_tick(self, now: int) -> None:
        """Somebody else may be due with the new minute."""
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self.load()

    def _show_day(self, found: DayPlan) -> None:
        if self._loaded:
            drawn = day_strip.drawn(found, self.size.width - 2)
            legend = styled("\n", (day_strip.legend(found), "$text-muted"), lines=True)
            self.query_one("#strip", Static).update(drawn + legend)

    def _show(self, found: Sequence[Waiting]) -> None:
        if not self._loaded:
            return  # between two languages
        now = self.desk.now()
        due = sum(callbacks.next_call(self.desk, one.callback) <= now for one in found)
        self.headline(f"{tn('calling.due', due)} · {tn('calling.waiting', len(found))}")
        refill(self.query_one(WindowList), [callbacks_words.row(self.desk, one, now) for one in found])
        if not found:
            self.query_one("#about", Static).update("")

    def footer(self) -> str:
        """Where nobody waits there is nobody to call."""
        return self.NAME if self.query_one(WindowList).count else "nobody"

    def label(self, action: Action) -> str:
        """Enter calls, or opens the ticket of who is to be written to."""
        row = self.query_one(WindowList).row if action.id == "list.open" else None
        if row is None or not isinstance(row.record, Waiting):
            return super().label(action)
        return t("calling.to_letter" if row.record.callback.state == "write" else "calling.call_now")

    # The one under the cursor

    @on(WindowList.Highlighted)
    def _look(self, message: WindowList.Highlighted) -> None:
        record = message.row.record if message.row else None
        told = callbacks_words.about(self.desk, record) if isinstance(record, Waiting) else Content("")
        self.query_one("#about", Static).update(told)

    def _waiting(self) -> Callback | None:
        row = self.query_one(WindowList).row
        if row is None or not isinstance(row.record, Waiting):
            self.shell.say(t("calling.nobody"))
            return None
        return row.record.callback

    # Deeds

    @on(WindowList.Opened)
    def _call(self) -> None:
        """Call; who is not to be called any more is written to."""
        found = self._waiting()
        if found is None:
            return
        if found.state == "write":
            self.shell.open("ticket", found.ticket)
        else:
            self._starting.begin(found.ticket, inbound=False)

    def action_no_answer(self) -> None:
        """Nobody answered."""
        self._tried("no_answer")

    def action_busy(self) -> None:
        """The line was busy."""
        self._tried("busy")

    def action_unreachable(self) -> None:
        """The number could not be reached."""
        self._tried("unreachable")

    def action_written(self) -> None:
        """The customer was answered in writing (T11)."""
        self._tried("written")

    def action_drop(self) -> None:
        """Nobody need call any more."""
        if (found := self._waiting()) is not None:
            self.do(callbacks.drop, self.desk, found.id, done=self._dropped)

    def _dropped(self, after: Callback) -> None:
        self.shell.say(t("calling.dropped", customer=after.customer or short(after.ticket)))

    def action_ticket(self) -> None:
        """To the ticket."""
        if (found := self._waiting()) is not None:
            self.shell.open("ticket", found.ticket)

    def _tried(self, outcome: str) -> None:
        if (found := self._waiting()) is not None:
            self.do(callbacks_words.note_attempt, self.desk, found.id, outcome, done=self._say_next)

    def _say_next(self, tried: tuple[Callback, str]) -> None:
        """What follows from the attempt, and why it did not count."""
        after, why = tried
        now, tz = self.desk.now(), self.desk.service.tz
        if why:
            when = words.moment(after.due_at, now, tz)
            self.shell.say(t(f"calling.said_not_counted.{why}", when=when), how="warning")
        elif after.ended_at is not None:
            self.shell.say(t("calling.ended", customer=after.customer))
        elif after.state == "write":
            self.shell.say(t("calling.now_write", customer=after.customer), how="warning")
        else:
            self.shell.say(t("calling.again", when=words.moment(after.due_at, now, tz)))
