"""The end of the shift: one line for each loose end, one key to go and do it; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from deskterm.actions import Action
from deskterm.desk.agenda import loose_ends
from deskterm.desk.agenda.loose_ends import LooseEnd
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.errors import NotFound
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.desk.tickets import tickets
from deskterm.desk.tickets.drafts import REQUEST
from deskterm.locale import t
from deskterm.models.records.ticket import Ticket
from deskterm.screens.agenda import words as agenda_words
from deskterm.screens.backlog.letters_due import LettersToWrite
from deskterm.screens.ticket.taking import GivingBack, HandingOver
from deskterm.widgets.list.columns import Rows
from deskterm.widgets.list.refilled import refill
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen

Held = dict[str, Ticket]


@at_one_moment
def read(desk: Desk) -> tuple[tuple[LooseEnd, ...], Held]:
    """What is loose, and the tickets that are in hand."""
    found = loose_ends.listing(desk)
    held: Held = {}
    for one in found:
        if one.what == "hand":
            try:
                held[one.ticket] = tickets.get(desk, one.ticket)
            except NotFound:
                continue
    return found, held


class ShiftScreen(DeskScreen):
    """Enter does what a line asks for; i and h let a ticket go; q leaves the program."""

    NAME = "shift"
    CSS_PATH = "agenda.tcss"
    AUTO_FOCUS = "WindowList"

    def __init__(self) -> None:
        super().__init__()
        self._held: Held = {}
        self._letters = LettersToWrite(self)
        self.has(self._letters, GivingBack(self), HandingOver(self))

    def body(self) -> ComposeResult:
        """The loose ends, and what the keys do."""
        yield WindowList(Rows([]), agenda_words.loose_columns(self.desk), empty=t("agenda.nothing_loose"))
        yield Static(t("agenda.shift_how"), id="about", markup=False)

    def load(self) -> None:
        """What is loose now."""
        self.ask(read, self.desk, done=self._show, latest="loose")

    def _show(self, answer: tuple[Sequence[LooseEnd], Held]) -> None:
        if not self._loaded:
            return  # between two languages
        found, self._held = [*self._drafts(), *answer[0]], answer[1]
        self.headline(agenda_words.summary(found))
        refill(self.query_one(WindowList), agenda_words.loose_rows(self.desk, found))

    def _drafts(self) -> list[LooseEnd]:
        """What was begun on the screens beneath and is kept nowhere else."""
        now = self.desk.now()
        return [
            LooseEnd(
                what="draft",
                number=-1 - number,
                ticket=str(getattr(screen, "code", "")),
                subject=screen.title_text(),
                customer="",
                at=now,
            )
            for number, screen in enumerate(self.shell.drafts())
        ]

    def front(self) -> Ticket | None:
        """The ticket in hand under the cursor."""
        one = self._under()
        return self._held.get(one.ticket) if one is not None and one.what == "hand" else None

    def label(self, action: Action) -> str:
        """Enter is named by what it does with the line."""
        one = self._under() if action.id == "list.open" else None
        return super().label(action) if one is None else t(f"agenda.enter.{one.what}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a ticket in hand is let go."""
        if action in ("give_back", "hand_over"):
            return self.front() is not None
        return super().check_action(action, parameters)

    def _under(self) -> LooseEnd | None:
        listed = self.query(WindowList)
        row = listed.first().row if listed else None
        return row.record if row is not None and isinstance(row.record, LooseEnd) else None

    @on(WindowList.Opened)
    def _do(self) -> None:
        one = self._under()
        if one is None:
            return
        if one.what in ("running", "session"):
            self.shell.open("call", one.number)
        elif one.what == "letter":
            self._letters.write(_letter(one))
        elif one.what in ("call", "write"):
            self.shell.open("callbacks")
        elif one.kind == REQUEST:
            self.shell.open("request", one.about)
        elif one.kind == "pack":
            self._letters.write(_of_message(one))
        elif one.ticket:
            self.shell.open("ticket", one.ticket)
        else:
            self.app.pop_screen()


def _of_message(one: LooseEnd) -> ToWrite:
    """The letter about a request that became no ticket, as the backlog knows it."""
    number = int(one.about.rpartition(":")[2])
    return ToWrite(what="pack", number=number, ticket="", customer=one.customer, subject="", since=one.at)


def _letter(one: LooseEnd) -> ToWrite:
    """A letter to hand over as the backlog knows it."""
    return ToWrite(
        what="hand",
        number=one.number,
        ticket=one.ticket,
        customer=one.customer,
        subject=one.subject,
        since=one.at,
        kind=one.kind,
    )
