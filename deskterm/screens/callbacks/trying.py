"""How an attempt to call somebody back ended: one key each."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from deskterm.locale import t
from deskterm.locale.moments import clock_text
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Callback
from deskterm.screens.callbacks import words as callbacks_words
from deskterm.screens.callbacks.words import Waiting
from deskterm.screens.shared import words
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.part import Host, Part

SPOKEN = 120  # seconds after which it is asked whether really nobody answered


class Calling(Host, Protocol):
    """The list of who waits for a call."""

    def waiting(self) -> Waiting | None:
        """The one under the cursor."""


class Trying(Part[Calling]):
    """What a key says of the attempt; in vain, the call that is out ends with it."""

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

    def _tried(self, outcome: str) -> None:
        """Note it; of a call as long as a talk it is asked first: its time is charged to nobody."""
        row = self.screen.waiting()
        if row is None:
            return
        out, note = row.mine(self.desk.who), partial(self._note, row.callback.id, outcome)
        lasted = (out.ended_at or self.desk.now()) - out.started_at if out is not None else 0
        if outcome == "written" or lasted <= SPOKEN:
            note(True)
        else:
            who = row.callback.customer or short(row.callback.ticket)
            text = t("calling.out.lasted", customer=who, time=clock_text(lasted))
            self.show(Confirm(t("calling.out.lasted_title"), text), note)

    def _note(self, number: int, outcome: str, yes: bool | None) -> None:
        if yes:
            self.do(callbacks_words.note_attempt, self.desk, number, outcome, done=self._say_next)

    def _say_next(self, tried: tuple[Callback, str]) -> None:
        """What follows from the attempt, and why it did not count."""
        after, why = tried
        when = words.moment(after.due_at, self.desk.now(), self.desk.service.tz)
        if why:
            self.shell.say(t(f"calling.said_not_counted.{why}", when=when), how="warning")
        elif after.ended_at is not None:
            self.shell.say(t("calling.ended", customer=after.customer))
        elif after.state == "write":
            self.shell.say(t("calling.now_write", customer=after.customer), how="warning")
        else:
            self.shell.say(t("calling.again", when=when))
