"""A ticket: its thread, what was decided and why, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from deskterm.actions import Action, bindings
from deskterm.desk.errors import DeskError
from deskterm.desk.intake import recovery
from deskterm.desk.tickets import tickets
from deskterm.locale import t
from deskterm.models.records.records import Contact, Ticket
from deskterm.models.records.states import WAITING_STATES
from deskterm.screens.customer.agreement import AgreementDeeds
from deskterm.screens.shared.reader import Piece, Reading
from deskterm.screens.ticket import dossier, files
from deskterm.screens.ticket.appointments import AppointmentDeeds
from deskterm.screens.ticket.closing import ClosingDeeds
from deskterm.screens.ticket.dossier import Dossier
from deskterm.screens.ticket.merging import Joining
from deskterm.screens.ticket.project import ProjectDeeds
from deskterm.screens.ticket.requests_and_callbacks import PromiseDeeds
from deskterm.widgets.dialogs.boxes import Ask, Choose, Write
from deskterm.widgets.text.shown import styled
from deskterm.widgets.work import words as refusal

PANES: dict[str, Callable[[Any, Dossier], list[Piece]]] = {
    "thread": dossier.thread,
    "why": dossier.decisions,
    "history": dossier.events,
}


class TicketScreen(AppointmentDeeds, PromiseDeeds, ProjectDeeds, ClosingDeeds, AgreementDeeds, Joining):
    """One ticket, whole; F4 goes on to the next in the same place."""

    NAME = "ticket"
    CSS_PATH = "ticket.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("ticket"),
        Binding("escape", "messages", show=False),
    ]

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.read: Dossier | None = None
        self._pane = "thread"

    def body(self) -> ComposeResult:
        """Head, what can be read, the reading."""
        yield Static(id="head")
        yield Static(id="panes")
        yield Reading()

    def title_text(self) -> str:
        """The ticket's code."""
        return self.code

    def load(self) -> None:
        """Everything about the ticket anew; the reader's place stays."""
        self.ask(dossier.dossier, self.desk, self.code, done=self._show, failed=self._gone, latest="dossier")

    def _gone(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how="warning")
        if self.read is None:
            self.dismiss(None)

    def _show(self, read: Dossier) -> None:
        other = self.read is None or self.read.ticket.code != read.ticket.code
        self.read = read
        self.headline(dossier.state_line(self.desk, read), title=read.ticket.code)
        self._show_head(read)
        self._show_pane(from_top=other)
        self.keys_changed()

    def _show_head(self, read: Dossier) -> None:
        self.query_one("#head", Static).update(dossier.head(self.desk, read, self.size.width - 2))

    def on_resize(self) -> None:
        """What fits in a line of the head changes."""
        if self.read is not None:
            self._show_head(self.read)

    def _show_pane(self, *, from_top: bool) -> None:
        if self.read is None:
            return
        self.query_one("#panes", Static).update(self._panes(self.read))
        pieces = PANES[self._pane](self.desk, self.read)
        self.query_one(Reading).read(pieces, from_top=from_top)

    def _panes(self, read: Dossier) -> Content:
        counts = {"thread": len(read.thread), "why": len(read.why), "history": len(read.history)}
        keys = {"thread": "", "why": "d ", "history": "o "}
        parts: list[Any] = []
        for name, n in counts.items():
            style = "bold $text-accent underline" if name == self._pane else ""
            parts += [(keys[name], "$text-muted"), (f"{t(f'ticket.pane.{name}')} {n}", style), "  "]
        if read.files:
            parts += [("l ", "$text-muted"), f"{t('ticket.pane.files')} {len(read.files)}"]
        return styled(*parts)

    def on_tick(self, now: int) -> None:
        """Due times change with the minute."""
        if self.read is not None and now % 60 == 0:
            self._show_head(self.read)

    def front(self) -> Ticket | None:
        """This ticket."""
        return self.read.ticket if self.read else None

    def show_ticket(self, code: str) -> None:
        """Show another ticket in this place."""
        self.code = code
        self._pane = "thread"
        self.load()

    def footer(self) -> str:
        """The keys that count for where the ticket is: over, at rest, of a sender nobody has confirmed."""
        ticket = self.front()
        if ticket is None:
            return self.NAME
        if ticket.state == "closed":
            return "ended"
        if ticket.state in WAITING_STATES:
            return "resting"
        return self.NAME if ticket.confirmed else "unsure"

    def label(self, action: Action) -> str:
        """What rests is taken up again."""
        rests = action.id == "ticket.park" and self.footer() == "resting"
        return t("call.resume") if rests else action.label

    # What is read

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back to the messages only from the other panes."""
        del parameters
        return self._pane != "thread" if action == "messages" else True

    def action_messages(self) -> None:
        """Back to the messages."""
        self._turn("thread")

    def action_why(self) -> None:
        """What the terms decided; again: the messages."""
        self._turn("why")

    def action_history(self) -> None:
        """Who did what; again: the messages."""
        self._turn("history")

    def _turn(self, pane: str) -> None:
        self._pane = "thread" if self._pane == pane else pane
        self._show_pane(from_top=True)

    # Notes

    def action_note(self) -> None:
        """Leave a note for colleagues."""
        if (ticket := self._ticket()) is None:
            return

        def leave(text: str | None) -> None:
            if text:
                self.do(tickets.note, self.desk, ticket.code, text, done=self.said("ticket.said.noted"))

        self.app.push_screen(Write(t("ticket.note.title", code=ticket.code), t("ticket.note.text")), leave)

    def customer_in_front(self) -> str:
        """Whose ticket it is."""
        return self.read.card.customer.code if self.read and self.read.card else ""

    def person_in_front(self) -> Contact | None:
        """With whom one speaks about it."""
        ticket = self.front()
        if ticket is None or not ticket.contact_name:
            return None
        people = self.read.card.customer.contacts if self.read and self.read.card else ()
        return next((one for one in people if one.name == ticket.contact_name), None)

    def action_reopen(self) -> None:
        """Open the ticket again, in these hands."""
        if (ticket := self._ticket()) is not None:
            self.do(tickets.reopen, self.desk, ticket.code, done=self.said("ticket.said.reopened"))

    def action_confirm_sender(self) -> None:
        """The sender is who they say: contract and pack count from now (S7)."""
        if (ticket := self._ticket()) is None:
            return
        if ticket.confirmed:
            self.shell.say(t("ticket.confirmed_already"))
        elif ticket.customer_id is None:
            self.action_identify()
        else:
            done = self.said("ticket.said.confirmed")
            self.do(recovery.confirm_sender, self.desk, ticket.code, done=done)

    def action_split(self) -> None:
        """One topic per ticket: triage shows where to cut."""
        self.action_triage()

    # Files

    def action_attachments(self) -> None:
        """List the attachments; the one chosen is saved."""
        found = self.read.files if self.read else ()
        if not found:
            self.shell.say(t("ticket.files.none"))
            return
        options: list[tuple[Any, ...]] = [((one.id,), one.name, dossier.size(one.size)) for one in found]
        if len(found) > 1:
            options.append((tuple(one.id for one in found), t("ticket.files.all")))
        self.app.push_screen(Choose(t("ticket.files.title", code=self.code), options), self._where)

    def _where(self, chosen: tuple[int, ...] | None) -> None:
        if chosen is None:
            return
        box = Ask(t("ticket.files.where"), value=str(files.default_folder()))
        self.app.push_screen(box, lambda typed: self._save(chosen, typed) if typed else None)

    def _save(self, chosen: tuple[int, ...], typed: str) -> None:
        def saved(answer: files.Saved) -> None:
            key = "ticket.files.failed" if answer.failed else "ticket.files.saved"
            told = t(key, where=answer.where, why=answer.failed)
            self.shell.say(told, how="error" if answer.failed else "information")

        self.ask(files.save_all, self.desk, chosen, Path(typed).expanduser(), done=saved)
