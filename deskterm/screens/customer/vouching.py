"""A reply on a ticket that nobody vouches for: before work on it costs anything one says whose it is (S7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from deskterm.desk.errors import DeskError
from deskterm.desk.tickets import replies
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message
from deskterm.screens.shared import words
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.part import Host, Part

Then = Callable[[], None]
SAID = {True: "ticket.said.reply_confirmed", False: "ticket.said.reply_taken_out"}


class Vouching(Part[Host]):
    """Whose the replies on a ticket are, one after the other."""

    def ask_whose(self, error: DeskError, again: Then) -> None:
        """Ask about the newest that waits, as the refusal names its ticket; then `again` what was refused."""
        code = str(error.values["code"])
        self.ask(replies.waiting, self.desk, code, done=partial(self._show, code, again))

    def _show(self, code: str, again: Then, found: tuple[Message, ...]) -> None:
        if not found:  # a colleague has said it meanwhile
            again()
            return
        one = found[-1]
        lines = (line.strip() for line in one.body.splitlines())
        text = t(
            "call.whose.text",
            who=one.from_address or one.from_name,
            at=words.stamp(one.received_at, self.desk.service.tz),
            why=words.reason(one.doubt),
            words=next(filter(None, lines), one.subject),
        )
        options = [(True, t("call.whose.theirs")), (False, t("call.whose.not_theirs"))]
        box = Choose(t("call.whose.title", code=short(code)), options, text, value=False)
        self.show(box, partial(self._said, code, one, again))

    def _said(self, code: str, one: Message, again: Then, theirs: bool | None) -> None:
        if theirs is None:
            return

        def done(_: object) -> None:
            self.shell.say(t(SAID[theirs], code=short(code)))
            again()

        self.do(replies.confirm if theirs else replies.take_out, self.desk, one.id, done=done)
