"""The backlog: four numbers, two weeks of arrivals, and what needs a hand, with what deals with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from deskterm.desk.lead.backlog import Backlog
from deskterm.desk.lead.letters_due import ToWrite
from deskterm.locale import t, tn
from deskterm.locale.figures import money
from deskterm.models.basics.currencies import currency
from deskterm.models.basics.money import in_units
from deskterm.screens.backlog import words as backlog_words
from deskterm.screens.backlog.letters_due import LettersToWrite
from deskterm.screens.backlog.words import BacklogSheet
from deskterm.screens.customer.agreement import Agreements
from deskterm.screens.customer.crediting import Crediting, Wanted
from deskterm.widgets.list.columns import Row, Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import plain, shown, styled
from deskterm.widgets.text.signs import BARS, WARNS, signed

DRAWN = {"EUR": "€", "GBP": "£", "USD": "$"}  # the signs that are drawn as large as figures
NUMBERS = ("waiting", "risk", "late", "invoice")


class Lines:
    """Rows that are replaced as a whole; the list asks for them on other threads."""

    def __init__(self) -> None:
        self.rows = Rows([])

    def count(self) -> int:
        """How many."""
        return self.rows.count()

    def page(self, start: int, size: int) -> Sequence[Row]:
        """A slice."""
        return self.rows.page(start, size)

    def position(self, key: object) -> int | None:
        """Where a line stands."""
        return self.rows.position(cast(str, key))


class BacklogScreen(DeskScreen):
    """What waits, what is late, what money waits, and what must be put in order."""

    NAME = "backlog"
    CSS_PATH = "backlog.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines()
        self._minute = -1
        self.letters, self.agreements = LettersToWrite(self), Agreements(self)
        self.has(self.letters, self.agreements, Crediting(self))

    def body(self) -> ComposeResult:
        """Numbers; plot and ages; who has how much; the list."""
        with Horizontal(id="numbers"):
            for name in NUMBERS:
                with Vertical(id=name, classes="number"):
                    yield Digits("")
                    yield Static("")
        yield Static(id="line")
        with Horizontal(id="middle"):
            yield Static(id="plot")
            yield Static(id="ages")
        yield Static(id="load")
        yield WindowList(self._lines, backlog_words.columns(), empty=t("backlog.all_well"), id="list")

    @property
    def place(self) -> str:
        """One of the desk's places."""
        return self.NAME

    def load(self) -> None:
        """Read the figures anew."""
        self.ask(backlog_words.read, self.desk, done=self._show, latest="figures")

    def on_tick(self, now: int) -> None:
        """Ages and lateness move on with the minute."""
        if now // 60 != self._minute:
            self._minute = now // 60
            self.load()

    def _show(self, read: BacklogSheet) -> None:
        if not self._loaded:
            return  # between two languages
        found = read.figures
        whole = int(in_units(found.to_invoice_cents))
        self._number("waiting", found.by_state["queued"], t("backlog.waiting"), "")
        self._number("risk", found.at_risk_count, t("backlog.risk"), "-warn")
        self._number("late", found.breached_count, tn("backlog.late", found.breached_count), "-late")
        sign = DRAWN.get(currency(), "")  # of another currency the line below says which
        self._number("invoice", whole, t("backlog.invoice", net=money(found.to_invoice_cents)), "", sign=sign)
        self._put("#line", self._narrow(found))
        self._put("#plot", backlog_words.plot(found.arrivals))
        self._put("#ages", backlog_words.ages(found, self.query_one("#ages").size.width or 30))
        self._put("#load", shown(backlog_words.load(found)))
        resting = found.open - found.by_state["queued"] - found.by_state["taken"]
        self.headline(f"{tn('backlog.open', found.open)}, {tn('backlog.resting', resting)}")
        self._lines.rows = Rows(backlog_words.rows(found, self.desk.service, read.today))
        self.query_one("#list", WindowList).reload()

    def _number(self, name: str, number: int, label: str, style: str, sign: str = "") -> None:
        box = self.query_one(f"#{name}", Vertical)
        box.query_one(Digits).update(plain(f"{number}{sign}"))
        box.query_one(Static).update(shown(label))
        if style:
            box.set_class(number > 0, style)

    def _narrow(self, found: Backlog) -> Content:
        risk, late = found.at_risk_count, found.breached_count
        return styled(
            (f"{found.by_state['queued']} {t('backlog.waiting')}", "bold"),
            " · ",
            (signed(f"{risk} {t('backlog.what.risk')}", "warn" if risk else ""), WARNS if risk else ""),
            " · ",
            (signed(f"{late} {tn('backlog.late', late)}", "late" if late else ""), BARS if late else ""),
            " · ",
            t("backlog.invoice_short", net=money(found.to_invoice_cents)),
        )

    def _put(self, where: str, content: Content) -> None:
        self.query_one(where, Static).update(content)

    @on(WindowList.Opened, "#list")
    def _deal(self, message: WindowList.Opened) -> None:
        if message.row is None:
            return
        door, key = cast(tuple[str, object], message.row.key)
        if isinstance(message.row.record, ToWrite):
            self.letters.write(message.row.record)
        elif door == "agreement":
            self.agreements.renew(str(key))
        elif door == "credit":
            self.shell.open("ticket", key)
        elif door in ("post", "queue"):
            self.shell.go(door)
        else:
            self.shell.open(door, key)

    def credits_wanted(self) -> Wanted:
        """Of the line under the cursor where it is a credit, else every one that waits."""
        row = self.query_one("#list", WindowList).row
        door, key = cast(tuple[str, object], row.key) if row is not None else ("", "")
        return Wanted(ticket=str(key) if door == "credit" else "")

    def action_reports(self) -> None:
        """The work reports."""
        self.shell.open("reports")

    def action_settle(self) -> None:
        """The month's bill."""
        self.shell.open("settle")
