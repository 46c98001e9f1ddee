"""A request that is sent again in other words joins the older ticket with one key (I18)."""

from __future__ import annotations

from functools import partial

from deskterm.desk.tickets import merge
from deskterm.locale import t
from deskterm.models.records.ticket import Ticket
from deskterm.screens.ticket.in_front import OpensTickets, TicketPart
from deskterm.widgets.dialogs.boxes import Confirm


class Merging(TicketPart[OpensTickets]):
    """The ticket in front may be another one over again."""

    def action_merge(self) -> None:
        """Put it into the older ticket that it seems to be about, once somebody says so."""
        if (ticket := self.ticket()) is not None:
            self.ask(merge.likely, self.desk, ticket.code, done=partial(self._confirm_merge, ticket))

    def _confirm_merge(self, ticket: Ticket, older: Ticket | None) -> None:
        if older is None:
            self.shell.say(t("ticket.merge.none", code=ticket.code))
            return
        title = t("ticket.merge.title", code=ticket.code, into=older.code)
        box = Confirm(title, t("ticket.merge.text", subject=older.subject or t("queue.no_subject")))
        self.show(box, lambda yes: self._merge(ticket, older) if yes else None)

    def _merge(self, ticket: Ticket, older: Ticket) -> None:
        self.do(merge.merge, self.desk, ticket.code, older.code, done=partial(self._merged, ticket))

    def _merged(self, gone: Ticket, kept: Ticket) -> None:
        self.shell.say(t("ticket.said.merged", code=gone.code, into=kept.code))
        self.screen.show_ticket(kept.code)
