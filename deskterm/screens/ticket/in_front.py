"""What every part of a screen with a ticket in front may ask, and the smallest of these parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from deskterm.desk.steps.customer_facts import UnderAgreement
from deskterm.desk.tickets import drafts, ticket_agreement, ticket_facts, tickets
from deskterm.desk.tickets.drafts import KeptDraft
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import words
from deskterm.screens.shared.begun import BegunText, NoteText
from deskterm.screens.shared.form import Field, Form, Unreadable, WordsForm, own_fields, read_own
from deskterm.widgets.part import Host, Part
from deskterm.widgets.work import OnFailed


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


class Declared(TicketPart[HasTicket]):
    """The form of the facts that the terms declare of tickets and requests."""

    def action_facts(self) -> None:
        """Look at them, and say them."""
        if (ticket := self.ticket()) is None:
            return
        if not ticket_facts.declared(self.desk, ticket):
            self.shell.say(t("facts.none_declared"))
            return
        self.ask(ticket_facts.written, self.desk, ticket.code, done=partial(self._form, ticket))

    def _form(self, ticket: Ticket, known: Mapping[str, str]) -> None:
        of = ticket_facts.declared(self.desk, ticket)
        read = partial(read_own, self.desk, of)
        form = WordsForm(t("facts.of_ticket", code=short(ticket.code)), own_fields(of, known), read)
        self.fill_in(form, partial(self._say, ticket, known))

    def _say(
        self, ticket: Ticket, known: Mapping[str, str], given: Mapping[str, str], refused: OnFailed
    ) -> None:
        new = {name: value for name, value in given.items() if known.get(name, "") != value}
        if new:
            self.do(ticket_facts.set_facts, self.desk, ticket.code, new, done=self._said, failed=refused)

    def _said(self, _: object) -> None:
        self.shell.say(t("facts.said"))
        self.screen.load()


class WhichAgreement(TicketPart[HasTicket]):
    """Under which of the customer's agreements the ticket stands."""

    def action_which_agreement(self) -> None:
        """Choose another, with the reason."""
        if (ticket := self.ticket()) is not None:
            self.ask(ticket_agreement.standing, self.desk, ticket.code, done=partial(self._form, ticket))

    def _form(self, ticket: Ticket, found: UnderAgreement) -> None:
        if len(found.running) < 2 or found.holds is None:
            self.shell.say(t("ticket.which.none"))
            return
        named = {one.id: f"{one.id} {one.name or one.plan}".strip() for one in found.running}
        known, holds = ", ".join(named.values()), named[found.holds.id]
        fields = [
            Field("number", t("ticket.which.number"), str(found.holds.id), known, proposed=True),
            Field("why", t("ticket.which.why"), found.why, ""),
        ]
        title = t("ticket.which.title", code=short(ticket.code))
        text = t("ticket.which.text", known=known, holds=holds)
        self.fill_in(Form(title, fields, _the_choice, text), partial(self._choose, ticket))

    def _choose(self, ticket: Ticket, given: Mapping[str, str], refused: OnFailed) -> None:
        done = self.said("ticket.said.agreement")
        number, why = int(given["number"]), given["why"]
        self.do(ticket_agreement.choose, self.desk, ticket.code, number, why, done=done, failed=refused)


def _the_choice(values: Mapping[str, str]) -> Mapping[str, str]:
    """A number, and a reason. Raises Unreadable at the line that is none."""
    if not values["number"].strip().isdecimal():
        raise Unreadable("number", t("ticket.which.number"))
    if not values["why"].strip():
        raise Unreadable("why", t("ticket.which.why"))
    return values
