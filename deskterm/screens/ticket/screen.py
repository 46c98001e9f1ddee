"""A ticket: its thread, what was decided and why, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from deskterm.actions import Action, bindings
from deskterm.desk.errors import DeskError
from deskterm.locale import t
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.customer import Contact
from deskterm.models.records.states import WAITING_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.screens.customer.agreement import Agreements
from deskterm.screens.customer.crediting import Crediting, Wanted
from deskterm.screens.shared import words
from deskterm.screens.shared.reader import Reading
from deskterm.screens.ticket import dossier
from deskterm.screens.ticket.appointments import Appointments
from deskterm.screens.ticket.closing import Closing, Reopening
from deskterm.screens.ticket.dossier import Dossier
from deskterm.screens.ticket.files import ThreadFiles
from deskterm.screens.ticket.in_front import Declared, Notes, Pointing, WhichAgreement
from deskterm.screens.ticket.letters import Letters, Similar
from deskterm.screens.ticket.merging import Merging, MovingMessages
from deskterm.screens.ticket.panes import Panes
from deskterm.screens.ticket.project import Projects
from deskterm.screens.ticket.requests_and_callbacks import AskingForFiles, PromisingCalls
from deskterm.screens.ticket.resting import Resting
from deskterm.screens.ticket.taking import GivingBack, HandingOver, Taking
from deskterm.screens.ticket.whose import Contacting, Senders, Whose
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.work import refusal


class TicketScreen(DeskScreen):
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
        self.panes, self.pointing = Panes(self), Pointing(self)
        self.letters, self.files = Letters(self), ThreadFiles(self)
        whose = Whose(self)
        self.has(Taking(self), GivingBack(self), HandingOver(self), Resting(self))
        self.has(self.panes, self.pointing, whose, Contacting(self), Senders(self, whose))
        self.has(Notes(self), self.files)
        self.has(self.letters, AskingForFiles(self, self.letters), PromisingCalls(self), Appointments(self))
        self.has(
            Projects(self),
            Declared(self),
            WhichAgreement(self),
            Merging(self),
            MovingMessages(self),
            Closing(self),
            Reopening(self),
        )
        self.has(Crediting(self), Similar(self, self.letters))
        self.has(Agreements(self, self.customer_in_front, self.person_in_front))

    def body(self) -> ComposeResult:
        """Head, what can be read, the reading."""
        yield Static(id="head")
        yield Static(id="panes")
        yield Reading()

    def title_text(self) -> str:
        """The ticket's code."""
        return short(self.code)

    def load(self) -> None:
        """Everything about the ticket anew; the reader's place stays."""
        self.ask(dossier.dossier, self.desk, self.code, done=self._show, failed=self._gone, latest="dossier")

    def _gone(self, error: DeskError) -> None:
        self.shell.say(refusal(error), how="error")
        if self.read is None:
            self.dismiss(None)

    def _show(self, read: Dossier) -> None:
        before = self.read
        other = before is None or before.ticket.code != read.ticket.code
        longer = not other and before is not None and len(read.thread) > len(before.thread)
        self.read = read
        service = self.desk.service_of(read.ticket.terms_id)
        self.headline(dossier.state_line(self.desk, read), title=words.named(service, read.ticket.code))
        self._show_head(read)
        self.panes.show_read(from_top=other, to_last=longer and not self.panes.turned)
        self.keys_changed()

    def _show_head(self, read: Dossier) -> None:
        self.query_one("#head", Static).update(dossier.head(self.desk, read, self.size.width - 2))

    def on_resize(self) -> None:
        """What fits in a line of the head changes."""
        if self.read is not None:
            self._show_head(self.read)

    def on_tick(self, now: int) -> None:
        """Due times change with the minute."""
        if self.read is not None and now % 60 == 0:
            self._show_head(self.read)

    def credits_wanted(self) -> Wanted:
        """This ticket's."""
        return Wanted(ticket=self.code)

    def front(self) -> Ticket | None:
        """This ticket."""
        return self.read.ticket if self.read else None

    def show_ticket(self, code: str) -> None:
        """Show another ticket in this place; over a dialog that lies on this one, which stays as it is."""
        if self.app.screen is not self:
            self.shell.open("ticket", code)
            return
        self.code = code
        self.panes.begin()
        self.load()

    def footer(self) -> str:
        """The keys that count for where the ticket is: over, taken back, at rest, of a sender unconfirmed."""
        ticket = self.front()
        if ticket is None:
            return self.NAME
        if ticket.state == "closed":
            return "unmade" if ticket.unmade else "ended"
        if ticket.state in WAITING_STATES:
            return "resting"
        if not ticket.confirmed:
            return "unsure"
        return "unvouched" if ticket.unvouched else self.NAME

    def label(self, action: Action) -> str:
        """What rests is taken up again; a reply is confirmed where the sender is."""
        if action.id == "ticket.confirm_sender" and self.footer() == "unvouched":
            return t("ticket.reply_true")
        rests = action.id == "ticket.park" and self.footer() == "resting"
        return t("call.resume") if rests else action.label

    # What is read

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back to the messages only from the other panes."""
        del parameters
        return self.panes.turned if action == "messages" else True

    # What its parts ask

    @property
    def thread(self) -> Sequence[Message]:
        """Its messages."""
        return self.read.thread if self.read else ()

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

    def action_split(self) -> None:
        """One topic per ticket: triage shows where to cut."""
        self.pointing.action_triage()
