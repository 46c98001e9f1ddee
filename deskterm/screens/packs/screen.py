"""The packs: who is running out first; and a pack's ledger, which reads like a bank statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.packs import packs
from deskterm.desk.packs.packs import PackLine
from deskterm.desk.steps.packs.movements import said
from deskterm.locale import t, tn
from deskterm.locale.measures import amount
from deskterm.locale.moments import day
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.records.money import Movement, Pack
from deskterm.screens.packs import words as packs_words
from deskterm.screens.packs.adjusting import Adjusting
from deskterm.screens.packs.sales import Sales
from deskterm.widgets.keys import Keys
from deskterm.widgets.list.columns import Row
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import shown


class PackSource:
    """Packs as the desk sorts them, those whose customer has what is searched."""

    def __init__(self, desk: Desk, search: str = "") -> None:
        self.desk, self._search = desk, search.casefold().split()
        self.lines: tuple[PackLine, ...] = ()

    def count(self) -> int:
        """Reads them anew."""
        found = packs.packs(self.desk)
        self.lines = tuple(
            line for line in found if all(word in line.pack.customer.casefold() for word in self._search)
        )
        return len(self.lines)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """A slice of what was read last."""
        return [packs_words.row(self.desk.service, line) for line in self.lines[start : start + size]]

    def position(self, key: object) -> int | None:
        """Where a pack stands."""
        return next((at for at, line in enumerate(self.lines) if line.pack.id == key), None)


class LedgerSource:
    """A pack's movements, oldest first."""

    def __init__(self, desk: Desk, pack: Pack) -> None:
        self.desk, self._pack = desk, pack
        self._lines: tuple[Movement, ...] = ()

    def count(self) -> int:
        """Reads them anew."""
        self._lines = packs.ledger(self.desk, self._pack.id)
        return len(self._lines)

    def page(self, start: int, size: int) -> Sequence[Row]:
        """A slice of what was read last."""
        service, unit = self.desk.service, self._pack.unit
        shown = self._lines[start : start + size]
        return [packs_words.ledger_row(service, line, unit) for line in shown]

    def position(self, key: object) -> int | None:
        """Where a movement stands."""
        return next((at for at, line in enumerate(self._lines) if line.id == key), None)


class Search(Input):
    """What is typed narrows the list; Enter and the arrows go to it, Esc shows all again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.end_search", show=False),
        Binding("down,enter", "screen.to_list", show=False),
    ]


class PacksScreen(DeskScreen):
    """Every pack, low and expiring ones first."""

    NAME = "packs"
    CSS_PATH = "packs.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._search = ""
        self.has(Adjusting(self), Sales(self))

    def body(self) -> ComposeResult:
        """Search, list, the pack under the cursor in a sentence."""
        yield Search(value=self._search, placeholder=t("packs.search"), id="search", classes=self._opened())
        source = PackSource(self.desk, self._search)
        yield WindowList(source, packs_words.columns(self.desk.service), empty=self._empty(), id="list")
        yield Static(id="about")

    def on_mount(self) -> None:
        """The list has the keyboard."""
        super().on_mount()
        self.query_one("#list", WindowList).focus()

    @property
    def place(self) -> str:
        """One of the desk's places."""
        return self.NAME

    def load(self) -> None:
        """Read the packs anew."""
        self.query_one("#list", WindowList).reload()
        self.ask(packs.packs, self.desk, done=self._figures, latest="figures")

    def _figures(self, lines: Sequence[PackLine]) -> None:
        low = sum(line.low and not line.expired and line.pack.left > 0 for line in lines)
        used = sum(line.used_up and not line.expired for line in lines)
        parts = [tn("packs.count", len(lines)), tn("packs.count_low", low), tn("packs.count_used", used)]
        self.headline(" · ".join(parts))

    def _empty(self) -> str:
        if self._search:
            return t("packs.nothing")
        return t("packs.empty" if self.desk.service.packs else "packs.no_kinds")

    def _opened(self) -> str:
        return "-open" if self._search else ""

    @on(WindowList.Highlighted, "#list")
    def _about(self, message: WindowList.Highlighted) -> None:
        line = message.row.record if message.row else None
        said = packs_words.about(self.desk.service, line, self.desk.now()) if line else ""
        self.query_one("#about", Static).update(shown(said))

    @on(WindowList.Opened, "#list")
    def _open(self, message: WindowList.Opened) -> None:
        if message.row is not None:
            self.shell.open("ledger", message.row.record.pack.id)

    def pack(self) -> Pack | None:
        """The one under the cursor."""
        row = self.query_one("#list", WindowList).row
        return row.record.pack if row else None

    # Search

    def action_search(self) -> None:
        """Narrow the list by customer."""
        search = self.query_one("#search", Search)
        search.add_class("-open")
        search.focus()

    @on(Input.Changed, "#search")
    def _narrow(self, event: Input.Changed) -> None:
        if event.value == self._search:
            return
        self._search = event.value
        source = PackSource(self.desk, self._search)
        self.query_one("#list", WindowList).change_source(source, empty=self._empty())

    def action_to_list(self) -> None:
        """From the search to what it found."""
        self.query_one("#list", WindowList).focus()

    def action_end_search(self) -> None:
        """Show all packs again."""
        search = self.query_one("#search", Search)
        search.value = ""
        search.remove_class("-open")
        self.action_to_list()

    def select(self, pack: Pack) -> None:
        """The cursor goes to a pack."""
        self.query_one("#list", WindowList).find(pack.id)


@at_one_moment
def _statement(desk: Desk, number: int) -> tuple[Pack, int | None]:
    """A pack, and the last of its movements."""
    lines = packs.ledger(desk, number)
    return packs.get(desk, number), lines[-1].id if lines else None


class LedgerScreen(DeskScreen):
    """A pack's movements, oldest first, with the balance after each."""

    NAME = "packs"
    CSS_PATH = "packs.tcss"
    ELSEWHERE = frozenset({"sell", "search"})

    def __init__(self, pack_id: int) -> None:
        super().__init__()
        self._number = pack_id
        self._pack: Pack | None = None
        self.has(Adjusting(self))

    def body(self) -> ComposeResult:
        """The statement; it starts at its end, where the balance is."""
        yield Static(id="about")

    def load(self) -> None:
        """The pack, then its movements."""
        self.ask(_statement, self.desk, self._number, done=self._show, latest="pack", keys=Keys.TEXT)

    async def _show(self, statement: tuple[Pack, int | None]) -> None:
        pack, newest = statement
        self._pack = pack
        if not self._loaded:
            return  # between two languages
        key = "packs.left" if pack.expires_on else "packs.left_open"
        left = t(key, left=amount(pack.left, pack.unit), day=day(pack.expires_on))
        self.headline(f"{left} · {pack.customer}", title=t("packs.ledger"))
        listed = self.query(WindowList)
        if listed:
            listed.first(WindowList).reload()
            return
        source = LedgerSource(self.desk, pack)
        made = WindowList(
            source, packs_words.ledger_columns(self.desk.service), empty=t("packs.no_movements"), id="list"
        )
        await self.mount(made, before="#about")
        made.focus()
        made.find(newest)

    @on(WindowList.Highlighted, "#list")
    def _about(self, message: WindowList.Highlighted) -> None:
        movement = message.row.record if message.row else None
        parts = (
            [movement.rule, said(movement.note), short(movement.ticket or ""), movement.report, movement.by]
            if movement
            else []
        )
        self.query_one("#about", Static).update(shown(" · ".join(part for part in parts if part)))

    @on(WindowList.Opened, "#list")
    def _open(self, message: WindowList.Opened) -> None:
        movement = message.row.record if message.row else None
        if movement and movement.ticket:
            self.shell.open("ticket", movement.ticket)
        else:
            self.shell.say(t("packs.no_ticket"))

    def pack(self) -> Pack | None:
        """This one."""
        return self._pack
