"""What every part of a screen with a ticket in front may ask, and the smallest of these parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from deskterm.desk.tickets import drafts, tickets
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import words
from deskterm.screens.shared.begun import BegunText, NoteText
from deskterm.widgets.part import Host, Part


class HasTicket(Host, Protocol):
    """A screen with a ticket in front."""

    def front(self) -> Ticket | None:
        """The ticket that a key is about."""


class OpensTickets(HasTicket, Protocol):
    """One that goes on to a ticket: in its own place, or on a screen of the ticket's."""

    def show_ticket(self, code: str) -> None:
        """Go on to this ticket."""


T = TypeVar("T", bound=HasTicket)


class TicketPart(Part[T]):
    """What is done with the ticket in front."""

    def ticket(self) -> Ticket | None:
        """The ticket in front; where there is none, that is said."""
        found = self.screen.front()
        if found is None:
            self.shell.say(t("ticket.none_in_front"))
        return found

    def said(self, key: str) -> Callable[[Any], None]:
        """After a deed on a ticket: say what was done and that `u` takes it back."""

        def say(changed: Ticket) -> None:
            name = changed.customer or t("queue.unknown_customer")
            until = (
                words.moment(changed.until, self.desk.now(), self.desk.service.tz) if changed.until else ""
            )
            self.shell.say(
                t(
                    key,
                    code=short(changed.code),
                    customer=name,
                    who=changed.taken_by or "",
                    until=until,
                )
            )

        return say


class Pointing(TicketPart[HasTicket]):
    """To the code of the ticket, and to its triage."""

    def action_copy(self) -> None:
        """Copy the ticket's code."""
        if (ticket := self.ticket()) is not None:
            self.shell.copy_to_clipboard(ticket.code)
            self.shell.say(t("ticket.said.copied", code=short(ticket.code)))

    def action_triage(self) -> None:
        """To triage."""
        if (ticket := self.ticket()) is not None:
            self.shell.open("triage", ticket.code)


class Notes(TicketPart[HasTicket]):
    """What one leaves for colleagues."""

    def action_note(self) -> None:
        """Leave a note for colleagues; one that was begun goes on."""
        if (ticket := self.ticket()) is not None:
            begun = partial(self._write, ticket)
            self.ask(drafts.find, self.desk, "note", ticket.code, done=begun)

    def _write(self, ticket: Ticket, found: KeptDraft | None) -> None:
        begun = BegunText(self.screen, "note", ticket.code, begun="", found=found)

        def leave(text: str | None) -> None:
            if text:
                done = self.said("ticket.said.noted")
                self.do(begun.send, self.desk, tickets.note, ticket.code, text, done=done)

        title = t("ticket.note.title", code=short(ticket.code))
        self.show(NoteText(title, t("ticket.note.text"), begun), leave)
