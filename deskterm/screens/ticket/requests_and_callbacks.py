"""What a technician asks of a customer or promises: a file that is needed, a call at an hour that suits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from deskterm.desk import hearing
from deskterm.desk.agenda import callbacks, slots
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.tickets import uploads
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.agenda import Callback
from deskterm.models.records.ticket import Ticket
from deskterm.screens.shared import heard, words
from deskterm.screens.shared.begun import BegunText
from deskterm.screens.shared.form import Field, Form, Unreadable
from deskterm.screens.ticket.appointments import typed_moment
from deskterm.screens.ticket.in_front import HasTicket, TicketPart
from deskterm.screens.ticket.letters import Letters
from deskterm.widgets.dialogs.boxes import Ask
from deskterm.widgets.work import OnFailed, refusal

OF_THE_MOMENT = ("callback_in_past", "callback_closed")  # the refusals that are about when
Hours = tuple[str, str]
Wish = tuple[Hours, int | None, bool]  # the hours, the moment, whether the next free one is meant


def take_in(desk: Desk, code: str, typed: str) -> Ticket:
    """Keep the customer's file that lies at a path. Raises Refused where it cannot be read."""
    path = Path(typed).expanduser()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused("file_unreadable", path=str(path), detail=error.strerror or "") from None
    return uploads.receive(desk, code, name=path.name, content=content)


class AskingForFiles(TicketPart[HasTicket]):
    """A file that is needed: asked for by letter, taken in when it comes."""

    def __init__(self, screen: HasTicket, letters: Letters) -> None:
        super().__init__(screen)
        self._letters = letters

    def action_file_wanted(self) -> None:
        """Ask for a file; where one is waited for: take it in (O10)."""
        if (ticket := self.ticket()) is None:
            return
        if ticket.state == "waiting" and ticket.wait_reason == uploads.FILE:
            box = Ask(t("promised.file_title", code=short(ticket.code)), t("promised.file_path"))
            self.show(box, lambda path: self._arrived(ticket, path) if path else None)
            return
        written = partial(self._letters.write, "file", ticket, send=self._ask_file)
        self.ask(uploads.request_text, self.desk, ticket.code, done=written)

    def _ask_file(self, ticket: Ticket, text: str, draft: BegunText) -> None:
        done = self._letters.sent("promised.file_asked")
        self.do(draft.send, self.desk, uploads.ask, ticket.code, text=text, done=done)

    def _arrived(self, ticket: Ticket, path: str) -> None:
        done = self.said("promised.file_in")
        self.do(take_in, self.desk, ticket.code, path, done=done)


class PromisingCalls(TicketPart[HasTicket]):
    """A call at an hour that suits the customer."""

    def action_call_back(self) -> None:
        """Promise to call the customer back, in the hours that suit them."""
        if (ticket := self.ticket()) is not None:
            self.ask(slots.next_slot, self.desk, ticket.code, done=partial(self._when, ticket))

    def _when(self, ticket: Ticket, free: int | None) -> None:
        """The hours that suit the customer, and the first moment that nothing else is promised for."""
        offered = "" if free is None else typed_moment(free, self.desk.now(), self.desk.service.tz)
        fields = (
            Field("from", t("request.field.reachable_from"), "", "08:30", faults=("callback_apart",)),
            Field("to", t("request.field.reachable_to"), "", "17:00"),
            Field("when", t("agenda.when"), offered, t("agenda.when_hint"), True, OF_THE_MOMENT),
        )
        title = t("promised.call_title", code=short(ticket.code))
        form = Form(title, fields, partial(self._read, offered, free), t("promised.call_text"))
        self.fill_in(form, lambda wish, refused: self._promise(ticket, wish, refused))

    def _read(self, offered: str, free: int | None, given: Mapping[str, str]) -> Wish:
        """The hours typed, and the moment; the one that was offered may have passed or be outside of them."""
        try:
            said = callbacks.hours_said(self.desk, given["from"], given["to"])
        except Refused as error:
            raise Unreadable("from" if given["from"] else "to", refusal(error)) from None
        hours = said.first, said.last
        if given["when"] in (offered, ""):
            return hours, said.start if any(hours) or said.start or not given["when"] else free, True
        with heard.field("when"):
            return hours, hearing.this_minute_on(self.desk, given["when"]), False

    def _promise(self, ticket: Ticket, wish: Wish, refused: OnFailed) -> None:
        hours, due_at, beside = wish
        self.do(
            callbacks.add,
            self.desk,
            ticket.code,
            window_from=hours[0],
            window_to=hours[1],
            due_at=due_at,
            beside=beside,
            done=self._promised,
            failed=refused,
        )

    def _promised(self, made: Callback) -> None:
        when = words.moment(made.due_at, self.desk.now(), self.desk.service.tz)
        self.shell.say(t("promised.call", code=short(made.ticket), when=when))
