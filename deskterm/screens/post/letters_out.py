"""A letter of ours that did not leave, or waits: sent again, arrived, not sent at all, sent later."""

from __future__ import annotations

from datetime import time

from deskterm.desk import hearing
from deskterm.desk.context import Desk
from deskterm.locale import t
from deskterm.models.records.mails import Outgoing
from deskterm.models.records.ticket import Message
from deskterm.models.said.words import Unclear
from deskterm.screens.post.shows import ShowsPost
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.part import Part

OPENING = time(8)  # a day alone means its morning


class LettersOut(Part[ShowsPost]):
    """The letter under the cursor, in the post."""

    def _letter(self) -> Message | None:
        found = self.screen.message()
        if found is None or found.direction != "out":
            self.shell.say(t("queue.letters_only"))
            return None
        return found

    def action_send_again(self) -> None:
        """It goes once more, under its own number: who has it knows it for the same."""
        from deskterm.desk.letters import outbox

        if (letter := self._letter()) is not None:
            done = lambda one: self.shell.say(t("queue.letter.again", to=one.to) + _corrected(letter, one))  # noqa: E731
            self.do(outbox.send_again, self.desk, letter.id, done=done)

    def action_arrived(self) -> None:
        """The customer has it already."""
        from deskterm.desk.letters import outbox

        if (letter := self._letter()) is not None:
            done = lambda _: self.shell.say(t("queue.letter.arrived"))  # noqa: E731
            self.do(outbox.arrived, self.desk, letter.id, done=done)

    def action_send_later(self) -> None:
        """It goes, but not before a moment that is asked for."""
        if (letter := self._letter()) is not None:
            self._when(letter)

    def _when(self, letter: Message, value: str = "") -> None:
        box = Ask(t("queue.letter.when"), hint=t("queue.letter.hint"), value=value, proposed=True)
        self.show(box, lambda typed: self._later(letter, typed) if typed else None)

    def _later(self, letter: Message, typed: str) -> None:
        from deskterm.desk.letters import outbox

        try:
            at = hearing.to_come(self.desk, typed, at_day=OPENING)
        except Unclear as error:
            self.shell.say(hearing.sentence(error), how="error")
            self._when(letter, typed)
            return
        done = lambda one: self.shell.say(t("queue.letter.later") + _corrected(letter, one))  # noqa: E731
        self.do(outbox.later, self.desk, letter.id, at, done=done)

    def stop(self, letter: Message) -> None:
        """It is not to be sent; why is asked."""

        def stopped(why: str | None) -> None:
            if why:
                self.do(_not_at_all, self.desk, letter.id, why, done=self.shell.say)

        self.show(Ask(t("queue.letter.stop"), letter.subject), stopped)


def _corrected(was: Message, one: Outgoing) -> str:
    """That a letter goes to another address than it was written to, behind what is told of it."""
    return "" if was.from_address == one.to else " " + t("outbox.corrected", was=was.from_address, to=one.to)


def _not_at_all(desk: Desk, number: int, why: str) -> str:
    """What is said of a letter that is stopped: that it does not go, and where its ticket is by now."""
    from deskterm.desk.letters import outbox

    one = outbox.not_at_all(desk, number, why=why)
    key = "queue.letter.stopped_again" if one.went else "queue.letter.stopped"
    return " ".join(filter(None, (t(key), outbox.stands(desk, one))))
