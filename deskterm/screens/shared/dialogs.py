"""Dialogs that belong to the queue and the ticket: which customer, a message read whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from deskterm.locale import t
from deskterm.models.records.customer import Customer
from deskterm.screens.shared.reader import Piece, Reading
from deskterm.widgets.dialogs.boxes import Dialog
from deskterm.widgets.keys import Keys
from deskterm.widgets.list.columns import ListColumn, Rows, row_of
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.work import Work

FOUND = (
    ListColumn("", 5, cell=lambda one: (one.code, "dim")),
    ListColumn("", flex=True, cell=lambda one: one.name),
    ListColumn("", 18, drop=1, cell=lambda one: (one.town, "dim")),
)


class FindCustomer(Work, Dialog[str | None]):
    """Whose is it? The likely ones first; typing finds others by name, code, number, address, VAT."""

    KEYS = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, likely: Sequence[Customer] = ()) -> None:
        super().__init__(title, text)
        self._likely = tuple(likely)

    def body(self) -> ComposeResult:
        """What is typed, and who fits it."""
        yield Input(placeholder=t("ticket.find.hint"))
        found = WindowList(
            self._rows(self._likely),
            FOUND,
            empty=t("ticket.find.type"),
            header=False,
        )
        found.can_focus = False
        yield found

    def _rows(self, found: Sequence[Customer]) -> Rows:
        return Rows([row_of(FOUND, one.code, one) for one in found])

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        from deskterm.desk.customers import search

        if event.value.strip():
            self.ask(
                search.find,
                self.desk,
                event.value,
                near=True,
                done=self._found,
                latest="find",
                keys=Keys.TEXT,
            )
        else:
            self._found(self._likely)

    def _found(self, found: Sequence[Customer]) -> None:
        typed = self.query_one(Input).value.strip()
        empty = t("ticket.find.nobody") if typed else t("ticket.find.type")
        self.query_one(WindowList).change_source(self._rows(found), empty=empty)

    @on(WindowList.Opened)
    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Take the customer under the cursor."""
        row = self.query_one(WindowList).row
        if row is not None:
            self.dismiss(str(row.key))
        else:
            self.say_nothing()

    def action_move(self, by: int) -> None:
        """Move among the customers while the keyboard stays with the typing."""
        found = self.query_one(WindowList)
        if not found.count:
            self.say_nothing()
        elif by > 0:
            found.action_down()
        else:
            found.action_up()


class ReadWhole(Dialog[Any]):
    """A message from its first word to its last."""

    KEYS = "page"
    DEFAULT_CSS = """
    ReadWhole > Vertical { width: 94%; height: 90%; }
    ReadWhole Reading { background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "cancel", show=False)]

    def __init__(self, title: str, text: str, pieces: Sequence[Piece]) -> None:
        super().__init__(title, text)
        self._pieces = tuple(pieces)

    def body(self) -> ComposeResult:
        """The message."""
        yield Reading()

    def on_mount(self) -> None:
        """Begin at the beginning."""
        self.query_one(Reading).read(self._pieces)


class WrittenMeanwhile(ReadWhole):
    """What a colleague has written while a letter was open: only a key of its own sends the second one."""

    KEYS = "meanwhile"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "send", show=False),
        Binding("enter,q", "cancel", show=False),
    ]

    def action_send(self) -> None:
        """Send it all the same."""
        self.dismiss(True)
