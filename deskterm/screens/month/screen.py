"""The month's bill, customer by customer: looked at, closed once; Enter shows a customer's work reports."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from deskterm.desk.billing import month_end, reports
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps.billing import to_invoice
from deskterm.locale import t
from deskterm.locale.moments import day
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Settlement
from deskterm.screens.backlog.screen import Lines
from deskterm.screens.customer.crediting import Crediting, Wanted
from deskterm.screens.month import words as month_words
from deskterm.screens.month.reports import printed
from deskterm.screens.shared.page import Page
from deskterm.widgets.dialogs.boxes import Confirm
from deskterm.widgets.keys import Keys
from deskterm.widgets.list.columns import Rows
from deskterm.widgets.list.window_list import WindowList
from deskterm.widgets.screen import DeskScreen
from deskterm.widgets.text.shown import shown


@at_one_moment
def _read(desk: Desk, month: str) -> InvoiceMonth:
    """The month that was asked for, or the one that waits to be closed."""
    return month_end.of_month(desk, month or month_end.first_shown(desk))


class SettleScreen(DeskScreen):
    """A month: who is invoiced what, and the key that closes it."""

    NAME = "settle"
    CSS_PATH = "settle.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines()
        self._wanted = ""
        self._month: InvoiceMonth | None = None
        self.has(Crediting(self))

    def credits_wanted(self) -> Wanted:
        """Everybody's of the month: a customer of whom nothing else is billed stands in no line."""
        return Wanted(month=self._wanted)

    def body(self) -> ComposeResult:
        """The customers, and under them the state of the month."""
        yield WindowList(self._lines, month_words.columns(), empty=t("settle.none"), id="list")
        yield Static(id="about")

    def load(self) -> None:
        """Read the month anew."""
        self.ask(_read, self.desk, self._wanted, done=self._show, latest="month", keys=Keys.TEXT)

    def _show(self, month: InvoiceMonth) -> None:
        if not self._loaded:
            return  # between two languages
        self._month, self._wanted = month, month.month
        self._lines.rows = Rows(
            [month_words.row(one, month.to_price, month.credits_open) for one in month.settlements]
        )
        self.query_one("#list", WindowList).reload()
        self.headline(month_words.figures(month), title=month_words.title(month.month))
        self.query_one("#about", Static).update(shown(month_words.state(month, self.desk.service.tz)))
        self.keys_changed()

    def footer(self) -> str:
        """A month that cannot be closed is only looked at."""
        month = self._month
        return self.NAME if month is not None and month.over and month.to_close else "month"

    def action_earlier(self) -> None:
        """The month before."""
        self._turn(-1)

    def action_later(self) -> None:
        """The month after."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        if self._month is not None:
            self._wanted = to_invoice.moved(self._wanted, by)
            self.load()

    def action_commit(self) -> None:
        """Close the month, after saying what that means."""
        month = self._month
        if month is None:
            return
        if not month.over:
            text = t(
                "errors.month_not_over",
                month=month_words.month_name(month.month),
                day=day(month.first_day_after),
            )
            self.shell.say(text, how="warning")
        elif not month.to_close:
            self.shell.say(t("settle.nothing_to_close"))
        else:
            title = t("settle.close.title", month=month_words.month_name(month.month))
            ask = Confirm(title, month_words.question(month))
            self.app.push_screen(ask, partial(self._close, month.month))

    def _close(self, month: str, yes: bool | None) -> None:
        if yes:
            self.do(month_end.close, self.desk, month, done=self._told)

    def _told(self, month: InvoiceMonth) -> None:
        closed = month_words.month_name(month.month)
        told = month_words.charged(month, month.net_cents, month.gross_cents)
        self.shell.say(t("settle.close.done", month=closed, charged=told))
        self._show(month)

    @on(WindowList.Opened, "#list")
    def _open(self, message: WindowList.Opened) -> None:
        if message.row is not None:
            self.shell.open("settled", message.row.record)


class SettledScreen(DeskScreen):
    """What stands on one customer's bill; Enter reads the work report as it was frozen."""

    NAME = "settle"
    CSS_PATH = "settle.tcss"
    ELSEWHERE = frozenset({"commit", "earlier", "later"})

    def __init__(self, found: Settlement) -> None:
        super().__init__()
        self._found, self._lines = found, Lines()
        self.has(Crediting(self))

    def credits_wanted(self) -> Wanted:
        """The customer's, of the month."""
        return Wanted(customer=self._found.customer.code, month=self._found.month)

    def body(self) -> ComposeResult:
        """The lines, and what they come to."""
        columns = month_words.line_columns(self.desk.service.tz)
        yield WindowList(self._lines, columns, empty=t("settle.none"), id="list")
        yield Static(id="about")

    def load(self) -> None:
        """The customer and the month, and what of it is granted or still to be decided."""
        self.headline(self._found.customer.name, title=month_words.title(self._found.month))
        self.ask(_read, self.desk, self._found.month, done=self._show, latest="month", keys=Keys.TEXT)

    def _show(self, month: InvoiceMonth) -> None:
        if not self._loaded:
            return  # between two languages
        number = self._found.customer.id
        self._found = next((one for one in month.settlements if one.customer.id == number), self._found)
        waiting = [one for one in month.credits_open if one.customer_id == number]
        rows = month_words.line_rows(self._found, self.desk.service.tz, waiting)
        self._lines.rows = Rows(rows)
        self.query_one("#list", WindowList).reload()
        self.query_one("#about", Static).update(shown(month_words.sums(self._found), lines=True))

    @on(WindowList.Opened, "#list")
    def _open(self, message: WindowList.Opened) -> None:
        line = message.row.record if message.row else None
        if line is None:
            return
        if isinstance(line, InvoiceLine) and line.report:
            self.ask(reports.printed, self.desk, line.report, done=partial(self._page, line.report))
        else:
            self.shell.open("ticket", line.ticket)

    def _page(self, number: str, frozen: dict[str, Any]) -> None:
        self.app.push_screen(Page(t("reports.page", number=number), printed(frozen)))
