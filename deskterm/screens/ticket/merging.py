"""What belongs together: a request that was sent again (I18), one message that is about another ticket."""

from __future__ import annotations

from functools import partial

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.tickets import merge, move
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.customer import vouching
from deskterm.screens.shared import words
from deskterm.screens.ticket.in_front import OpensTickets, TicketPart
from deskterm.widgets.dialogs.boxes import Choose, Confirm

NEW = "new"


@at_one_moment
def joinable(desk: Desk, code: str) -> tuple[Ticket | None, tuple[Ticket, ...]]:
    """The ticket that this one seems to be about, and every open one that it can be joined with."""
    return merge.likely(desk, code), move.others(desk, code)


class Merging(TicketPart[OpensTickets]):
    """The ticket in front may be another one over again."""

    def action_merge(self) -> None:
        """Join it with another open ticket of the customer, the one that it seems to be about at first."""
        if (ticket := self.ticket()) is not None:
            self.ask(joinable, self.desk, ticket.code, done=partial(self._with_which, ticket))

    def _with_which(self, ticket: Ticket, found: tuple[Ticket | None, tuple[Ticket, ...]]) -> None:
        likely, others = found
        if not others:
            self.shell.say(t("ticket.merge.none", code=short(ticket.code)))
        elif len(others) == 1 and likely is not None:
            self._confirm(ticket, likely)
        else:
            now, tz = self.desk.now(), self.desk.service.tz
            options = [(one, _named(one), words.moment(one.received_at, now, tz)) for one in others]
            title = t("ticket.merge.which_title", code=short(ticket.code))
            box = Choose(title, options, t("ticket.merge.which"), value=likely)
            self.show(box, lambda one: self._confirm(ticket, one) if one else None)

    def _confirm(self, ticket: Ticket, other: Ticket) -> None:
        """The older of the two keeps its place and takes the other's messages."""
        older, newer = sorted((ticket, other), key=lambda one: (one.received_at, one.id))
        title = t("ticket.merge.title", code=short(newer.code), into=short(older.code))
        box = Confirm(title, t("ticket.merge.text", subject=older.subject or t("queue.no_subject")))
        self.show(box, lambda yes: self._merge(newer, older) if yes else None)

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
        options = vouching.listed(self.desk, messages)
        box = Choose(t("ticket.move.title", code=short(ticket.code)), options, t("ticket.move.which"))
        self.show(box, lambda one: self._where(ticket, one, others) if one else None)

    def _where(self, ticket: Ticket, message: Message, others: tuple[Ticket, ...]) -> None:
        options = [(one.code, f"{short(one.code)} {one.subject}") for one in others]
        box = Choose(
            t("ticket.move.title", code=short(ticket.code)),
            [*options, (NEW, t("ticket.move.new"))],
            t("ticket.move.where", said=vouching.begins(message)),
        )
        self.show(box, lambda to: self._move(message, to) if to else None)

    def _move(self, message: Message, to: str) -> None:
        self.do(move.move, self.desk, message.id, to="" if to == NEW else to, done=self._moved)

    def _moved(self, target: Ticket) -> None:
        self.shell.say(t("ticket.said.moved", code=short(target.code)))


def _named(ticket: Ticket) -> str:
    return f"{short(ticket.code)} {ticket.subject or t('queue.no_subject')}"
