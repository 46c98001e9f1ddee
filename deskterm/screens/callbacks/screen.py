"""Callbacks: whom to call now, when they answer, how often it was tried, and what then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from deskterm.desk.agenda import callbacks
from deskterm.desk.context import Desk
from deskterm.desk.steps.tickets import callbacks as tickets_callbacks
from deskterm.locale import has, language, t, tn
from deskterm.models.records.records import Attempt, Callback, Session
from deskterm.screens.ring.starting import Starting
from deskterm.screens.shared import words
from deskterm.widgets.list.columns import Cell, Column, Row, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.text.formats import quoted
from deskterm.widgets.text.shown import shown, styled

MINUTE = 60


class Waiting(Struct, frozen=True):
    """Who waits for a call, with what was tried so far."""

    callback: Callback
    tried: tuple[Attempt, ...]


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Everybody who waits, those due first in front."""
    return tuple(Waiting(one, callbacks.attempts(desk, one.id)) for one in callbacks.listing(desk))


def _try(desk: Desk, callback_id: int, outcome: str) -> tuple[Callback, str]:
    """Note an attempt; why it does not count."""
    after = callbacks.attempt(desk, callback_id, outcome)
    return after, callbacks.not_counted(desk, callbacks.attempts(desk, callback_id)[-1])


def columns() -> tuple[Column, ...]:
    """When, who, at which number, in which hours, how often tried, about what."""
    return (
        Column(t("calling.col.when"), 11),
        Column(t("calling.col.customer"), 18),
        Column(t("calling.col.phone"), 12),
        Column(t("calling.col.window"), 11, drop=2),
        Column(t("calling.col.tried"), 5, drop=3),
        Column(t("calling.col.subject"), flex=True, drop=1),
    )


class CallbacksScreen(Starting):
    """Enter calls; a letter says how the attempt ended."""

    NAME = "callbacks"
    CSS_PATH = "callbacks.tcss"
    AUTO_FOCUS = "WindowList"

    def __init__(self) -> None:
        super().__init__()
        self._minute = -1

    def body(self) -> ComposeResult:
        """The list; what is known of the one under the cursor."""
        yield WindowList(Rows([]), columns(), empty=t("calling.nobody"))
        yield Static(id="about")

    def load(self) -> None:
        """Who waits, anew."""
        self.ask(waiting, self.desk, done=self._show, latest="waiting")

    def on_tick(self, now: int) -> None:
        """Somebody else may be due with the new minute."""
        if now // MINUTE != self._minute:
            self._minute = now // MINUTE
            self.load()

    def _show(self, found: Sequence[Waiting]) -> None:
        if not self._loaded:
            return  # between two languages
        now = self.desk.now()
        due = sum(callbacks.next_call(self.desk, one.callback) <= now for one in found)
        self.headline(f"{tn('calling.due', due)} · {tn('calling.waiting', len(found))}")
        listed = self.query_one(WindowList)
        key = listed.row.key if listed.row else None
        listed.change_source(Rows([self._row(one, now) for one in found]))
        if key in [one.callback.id for one in found]:
            listed.find(key)
        if not found:
            self.query_one("#about", Static).update("")

    def _row(self, one: Waiting, now: int) -> Row:
        found, service = one.callback, self.desk.service
        terms = tickets_callbacks.terms_of(service)
        hours = f"{found.window_from}-{found.window_to}" if found.window_from or found.window_to else "—"
        cells: tuple[Cell, ...] = (
            self._when(found, now),
            found.customer or t("queue.unknown_customer"),
            found.contact_phone,
            (hours, "dim"),
            f"{found.attempts}/{terms.attempts}",
            f"{found.ticket} {found.subject}",
        )
        return Row(found.id, cells, one)

    def _when(self, found: Callback, now: int) -> Cell:
        if found.state == "write":
            return t("calling.write"), "late"
        following = callbacks.next_call(self.desk, found)
        if following <= now:
            return t("calling.now"), "accent"
        return words.moment(following, now, self.desk.service.tz), "dim"

    def footer(self) -> str:
        """Where nobody waits there is nobody to call."""
        return self.NAME if self.query_one(WindowList).count else "nobody"

    # The one under the cursor

    @on(WindowList.Highlighted)
    def _look(self, message: WindowList.Highlighted) -> None:
        record = message.row.record if message.row else None
        told = self._about(record) if isinstance(record, Waiting) else Content("")
        self.query_one("#about", Static).update(told)

    def _about(self, one: Waiting) -> Content:
        """Whom to ask for, what was tried, what comes next, by which rule."""
        found, service = one.callback, self.desk.service
        parts: list[Any] = [(found.customer, "bold"), f" · {found.contact_name} · {found.contact_phone}"]
        made = styled(*parts)
        tz, now = service.tz, self.desk.now()
        for tried in one.tried[-3:]:
            told = f"{words.moment(tried.at, now, tz)} · {self._result(tried.result)} · {tried.by}"
            why = callbacks.not_counted(self.desk, tried)
            told += f" · {t(f'calling.not_counted.{why}')}" if why else ""
            made = made + Content("\n") + shown(told)
        following = t("calling.then_write") if found.state == "write" else t("calling.how")
        rule = callbacks.rule_of(service, found)
        clause = service.clause(rule, language())
        tail = f" ({rule}) {quoted(clause)}" if clause else ""
        return made + Content("\n") + styled(following, (tail, "$text-muted"))

    def _result(self, result: str) -> str:
        own = callbacks.label(self.desk.service, result)
        key = f"calling.result.{result}"
        return own or (t(key) if has(key) else result)

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
            self.begin(found.ticket, inbound=False)

    def began(self, session: Session) -> None:
        """The call's screen lies over this one, and comes back to it."""
        self.shell.open("call", session.group_id)

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

    def action_ticket(self) -> None:
        """To the ticket."""
        if (found := self._waiting()) is not None:
            self.shell.open("ticket", found.ticket)

    def _tried(self, outcome: str) -> None:
        if (found := self._waiting()) is not None:
            self.do(_try, self.desk, found.id, outcome, done=self._say_next)

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
