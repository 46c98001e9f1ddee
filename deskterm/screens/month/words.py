"""What the month's bill says: a customer's row, a report's row, the state of the month, the question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from deskterm.desk.customers import typed
from deskterm.locale import t, tn
from deskterm.locale.figures import dated, money, number
from deskterm.locale.moments import day, day_of, moment
from deskterm.models.basics.fiscal import of_customer
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Settlement
from deskterm.models.records.endings import ToPrice
from deskterm.widgets.list.columns import ListColumn, Row


def columns() -> tuple[ListColumn, ...]:
    """The columns of the customers."""
    return (
        ListColumn(t("settle.col.customer"), flex=True),
        ListColumn(t("settle.col.reports"), 5, "right", drop=3),
        ListColumn(t("settle.col.minutes"), 7, "right", drop=2),
        ListColumn(t("settle.col.net"), 11, "right"),
        ListColumn(t("settle.col.vat"), 10, "right", drop=1),
        ListColumn(t("settle.col.gross"), 12, "right"),
        ListColumn(t("settle.col.state"), 10, drop=4),
    )


def row(found: Settlement, waiting: Iterable[ToPrice] = ()) -> Row:
    """A customer's month; `waiting`: what the month leaves out until its price is agreed."""
    cells = (
        found.customer.name,
        str(len(found.lines)),
        str(found.minutes),
        money(found.net_cents),
        (money(found.vat_cents), "dim"),
        (money(found.gross_cents), "bold"),
        _sign(found, waits=any(one.customer_id == found.customer.id for one in waiting)),
    )
    return Row(found.customer.id, cells, found)


def _sign(found: Settlement, *, waits: bool) -> tuple[str, str]:
    if waits:
        return t("settle.state.to_price"), "warn"
    if found.at is not None:
        return t("settle.state.closed"), "good"
    return (t("settle.state.earlier"), "dim") if any(line.earlier for line in found.lines) else ("", "")


def line_columns() -> tuple[ListColumn, ...]:
    """The columns of a customer's work reports."""
    return (
        ListColumn(t("settle.col.report"), 10),
        ListColumn(t("settle.col.date"), 9, drop=2),
        ListColumn(t("settle.col.ticket"), 8, drop=3),
        ListColumn(t("settle.col.about"), flex=True),
        ListColumn(t("settle.col.minutes"), 7, "right", drop=1),
        ListColumn(t("settle.col.net"), 11, "right"),
        ListColumn("", 9, drop=4),
    )


def line_row(line: InvoiceLine, tz: str) -> Row:
    """One line of a customer's bill."""
    cells = (
        (line.report or "—", "accent"),
        day_of(line.at, tz),
        (line.ticket, "dim"),
        line.subject,
        str(line.minutes or line.units or ""),
        money(line.net_cents),
        (t("settle.before"), "dim") if line.earlier else "",
    )
    return Row(line.charge_id, cells, line)


def month_name(month: str) -> str:
    """A month as people write it: `mar 2026`."""
    return dated(date.fromisoformat(f"{month}-01"), "month")


def title(month: str) -> str:
    """`Fine mese · mar 2026`."""
    return t("settle.title", month=month_name(month))


def figures(month: InvoiceMonth) -> str:
    """How many customers, and what they come to."""
    net = t("settle.money", net=money(month.net_cents))
    return f"{tn('settle.customers', len(month.settlements))} · {net}"


def state(month: InvoiceMonth, tz: str) -> str:
    """Whether the month is closed, by whom, from when it can be; and what is in no month yet."""
    parts = [t("settle.about.gross", gross=money(month.gross_cents))] if month.settlements else []
    if not month.over:
        parts.append(t("settle.about.not_over", day=day(month.first_day_after)))
    elif month.to_close:
        parts.append(t("settle.about.to_close"))
    elif month.settlements:
        last = max(month.settlements, key=lambda one: one.at or 0)
        parts.append(t("settle.about.closed", when=moment(last.at or 0, tz), who=last.by))
    if month.unfiled:
        parts.append(tn("settle.about.unfiled", month.unfiled))
    if month.to_price:
        parts.append(tn("settle.about.to_price", len(month.to_price)))
    return " · ".join(parts)


def question(month: InvoiceMonth) -> str:
    """What closing the month means."""
    customers = tn("settle.customers", len(month.to_close))
    net = sum(one.net_cents for one in month.to_close)
    gross = sum(one.gross_cents for one in month.to_close)
    asked = t("settle.close.text", customers=customers, net=money(net), gross=money(gross))
    told = [asked] + ([tn("settle.unfiled", month.unfiled)] if month.unfiled else [])
    if month.to_price:
        waiting = ", ".join(f"{one.ticket} {one.customer}" for one in month.to_price)
        told.append(tn("settle.to_price", len(month.to_price), contacts=waiting))
    doubts = ((one.customer.code, wrong) for one in month.to_close for wrong in of_customer(one.customer))
    told += [f"{code}: {typed.unverified(wrong)}" for code, wrong in doubts]
    return "\n".join(told)


def sums(found: Settlement) -> str:
    """A customer's reports, net, VAT and gross."""
    told = tn("settle.reports", len(found.lines))
    return f"{told} · " + t(
        "settle.sums",
        net=money(found.net_cents),
        rate=percent(found.vat_rate),
        vat=money(found.vat_cents),
        gross=money(found.gross_cents),
    )


def percent(rate: str) -> str:
    """`22`, `5,5`."""
    return number(Decimal(rate))
