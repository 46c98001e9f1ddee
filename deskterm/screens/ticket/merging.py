"""What belongs together: a request that was sent again (I18), one message that is about another ticket."""

from __future__ import annotations

from functools import partial

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.tickets import merge, move
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.shared import words
from deskterm.screens.ticket.in_front import OpensTickets, TicketPart
from deskterm.widgets.dialogs.boxes import Choose, Confirm

NEW = "new"


class Merging(TicketPart[OpensTickets]):
    """The ticket in front may be another one over again."""

    def action_merge(self) -> None:
        """Put it into the older ticket that it seems to be about, once somebody says so."""
        if (ticket := self.ticket()) is not None:
            self.ask(merge.likely, self.desk, ticket.code, done=partial(self._confirm_merge, ticket))

    def _confirm_merge(self, ticket: Ticket, older: Ticket | None) -> None:
        if older is None:
            self.shell.say(t("ticket.merge.none", code=short(ticket.code)))
            return
        title = t("ticket.merge.title", code=short(ticket.code), into=short(older.code))
        box = Confirm(title, t("ticket.merge.text", subject=older.subject or t("queue.no_subject")))
        self.show(box, lambda yes: self._merge(ticket, older) if yes else None)

    def _merge(self, ticket: Ticket, older: Ticket) -> None:
        self.do(merge.merge, self.desk, ticket.code, older.code, done=partial(self._merged, ticket))

    def _merged(self, gone: Ticket, kept: Ticket) -> None:
        self.shell.say(t("ticket.said.merged", code=short(gone.code), into=short(kept.code)))
        self.screen.show_ticket(kept.code)


@at_one_moment
def movable(desk: Desk, code: str) -> tuple[tuple[Message, ...], tuple[Ticket, ...]]:
    """The messages that can be moved, and the tickets to which they can go."""
    return move.movable(desk, code), move.others(desk, code)


class MovingMessages(TicketPart[OpensTickets]):
    """One message of the ticket in front is about another one, or about something new."""

    def action_move_message(self) -> None:
        """Which message goes where; `u` takes it back."""
        if (ticket := self.ticket()) is not None:
            self.ask(movable, self.desk, ticket.code, done=partial(self._which, ticket))

    def _which(self, ticket: Ticket, found: tuple[tuple[Message, ...], tuple[Ticket, ...]]) -> None:
        messages, others = found
        if not messages:
            self.shell.say(t("ticket.move.none", code=short(ticket.code)))
            return
        if len(messages) == 1:
            self._where(ticket, messages[0], others)
            return
        options = [(one, _said(one), words.stamp(one.received_at, self.desk.service.tz)) for one in messages]
        box = Choose(t("ticket.move.title", code=short(ticket.code)), options, t("ticket.move.which"))
        self.show(box, lambda one: self._where(ticket, one, others) if one else None)

    def _where(self, ticket: Ticket, message: Message, others: tuple[Ticket, ...]) -> None:
        options = [(one.code, f"{short(one.code)} {one.subject}") for one in others]
        box = Choose(
            t("ticket.move.title", code=short(ticket.code)),
            [*options, (NEW, t("ticket.move.new"))],
            t("ticket.move.where", said=_said(message)),
        )
        self.show(box, lambda to: self._move(message, to) if to else None)

    def _move(self, message: Message, to: str) -> None:
        self.do(move.move, self.desk, message.id, to="" if to == NEW else to, done=self._moved)

    def _moved(self, target: Ticket) -> None:
        self.shell.say(t("ticket.said.moved", code=short(target.code)))


def _said(message: Message) -> str:
    """How a message begins."""
    return " ".join(message.body.split())[:60] or message.subject
