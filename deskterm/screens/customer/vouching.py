"""A reply on a ticket that nobody vouches for: before work on it costs anything one says whose it is (S7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from textwrap import shorten

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.tickets import replies
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message
from deskterm.screens.shared import words
from deskterm.widgets.dialogs.boxes import Choose
from deskterm.widgets.part import Host, Part

Then = Callable[[], None]
WHO = 40  # characters of an address that are named


def named(one: Message) -> str:
    """Whose a message says it is, by the address, which nobody can make up as easily as the name."""
    if one.senders:
        return words.whom(one)
    return shorten(one.from_address or one.from_name, WHO, placeholder="…")


def listed(desk: Desk, found: Iterable[Message]) -> list[tuple[Message, str, str]]:
    """Messages to choose from: who wrote each, its first words, when; a sign where it is to be confirmed."""
    return [
        (one, f"{'? ' if one.unconfirmed else ''}{named(one)}: {begins(one)}", _when(desk, one))
        for one in found
    ]


def begins(one: Message) -> str:
    """The first words of a message."""
    return shorten(one.body, 60, placeholder=" …") or one.subject


def _when(desk: Desk, one: Message) -> str:
    return words.stamp(one.received_at, desk.service.tz)


def confirmed(code: str, one: Message) -> str:
    """What was said of a reply, or of what says to be a server's report, that is confirmed."""
    key = "ticket.said.report_confirmed" if one.is_report else "ticket.said.reply_confirmed"
    return t(key, code=short(code), who=named(one))


def taken_out(code: str, one: Message) -> str:
    """That a reply is no part of its ticket any more."""
    return t("ticket.said.reply_taken_out", code=short(code), who=named(one))


class Vouching(Part[Host]):
    """Whose the replies on a ticket are, one after the other."""

    def ask_whose(self, error: DeskError, again: Then) -> None:
        """Ask about the one that waits, of several first which; then `again` what was refused.

        The refusal names the ticket.
        """
        code = str(error.values["code"])
        self.ask(replies.waiting, self.desk, code, done=partial(self._show, code, again))

    def _show(self, code: str, again: Then, found: tuple[Message, ...]) -> None:
        if not found:  # a colleague has said it meanwhile
            again()
        elif len(found) == 1:
            self._ask(code, again, found[0])
        else:
            text = t("call.whose.which", n=len(found))
            box = Choose(t("call.whose.title", code=short(code)), listed(self.desk, found), text)
            self.show(box, lambda one: self._ask(code, again, one) if one else None)

    def _ask(self, code: str, again: Then, one: Message) -> None:
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
            self.shell.say((confirmed if theirs else taken_out)(code, one))
            again()

        self.do(replies.confirm if theirs else replies.take_out, self.desk, one.id, done=done)
