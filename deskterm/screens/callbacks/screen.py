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
from deskterm.screens.callbacks.trying import Trying
from deskterm.screens.callbacks.words import Waiting
from deskterm.screens.ring.starting import Starting
from deskterm.screens.shared import day_strip
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
        self._out = 0  # the call that was out when the list was read last
        self._starting = Starting(self)
        self.has(self._starting, Trying(self))

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
        due = sum(one.out is None and callbacks.next_call(self.desk, one.callback) <= now for one in found)
        self.headline(f"{tn('calling.due', due)} · {tn('calling.waiting', len(found))}")
        refill(self.query_one(WindowList), [callbacks_words.row(self.desk, one, now) for one in found])
        if not found:
            self.query_one("#about", Static).update("")
        self._look_at_the_call(found)

    def _look_at_the_call(self, found: Sequence[Waiting]) -> None:
        """The cursor goes to who is being called by this technician, once for each call."""
        out = found[0].mine(self.desk.who) if found else None
        if out is not None and out.id != self._out:
            self.query_one(WindowList).find(found[0].callback.id)
        self._out = out.id if out is not None else 0

    def footer(self) -> str:
        """Where nobody waits there is nobody to call."""
        return self.NAME if self.query_one(WindowList).count else "nobody"

    def label(self, action: Action) -> str:
        """Enter calls, or opens the ticket of who is to be written to."""
        row = self.query_one(WindowList).row if action.id == "list.open" else None
        if row is None or not isinstance(row.record, Waiting):
            return super().label(action)
        if row.record.mine(self.desk.who) is not None:
            return t("calling.to_call")
        return t("calling.to_letter" if row.record.callback.state == "write" else "calling.call_now")

    # The one under the cursor

    @on(WindowList.Highlighted)
    def _look(self, message: WindowList.Highlighted) -> None:
        record = message.row.record if message.row else None
        told = callbacks_words.about(self.desk, record) if isinstance(record, Waiting) else Content("")
        self.query_one("#about", Static).update(told)

    def waiting(self) -> Waiting | None:
        """The one under the cursor; where nobody waits, it says so."""
        row = self.query_one(WindowList).row
        if row is None or not isinstance(row.record, Waiting):
            self.shell.say(t("calling.nobody"))
            return None
        return row.record

    def _waiting(self) -> Callback | None:
        row = self.waiting()
        return row.callback if row is not None else None

    # Deeds

    @on(WindowList.Opened)
    def _call(self) -> None:
        """Call, or back to the call that is out; who is not to be called any more is written to."""
        row = self.waiting()
        if row is None:
            return
        found, out = row.callback, row.mine(self.desk.who)
        if out is not None:
            self.shell.open("call", out.group_id)
        elif found.state == "write":
            self.shell.open("ticket", found.ticket)
        else:
            self._starting.begin(found.ticket, inbound=False)

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
