"""What the month's bill says: a customer's row, a report's row, the state of the month, the question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from deskterm.desk.customers import details
from deskterm.locale import t, tn
from deskterm.locale.figures import dated, money, number
from deskterm.locale.moments import day, day_of, moment
from deskterm.models.basics.fiscal import of_customer
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Settlement
from deskterm.models.records.endings import ToPrice
from deskterm.widgets.list.columns import ListColumn, Row, row_of


class Shown(NamedTuple):
    """A customer's month as its row is told; `waits`: something of it still lacks its price."""

    month: Settlement
    waits: bool


def columns() -> tuple[ListColumn, ...]:
    """The columns of the customers."""
    return (
        ListColumn(t("settle.col.customer"), flex=True, cell=lambda one: one.month.customer.name),
        ListColumn(t("settle.col.reports"), 5, "right", drop=3, cell=lambda one: str(len(one.month.lines))),
        ListColumn(t("settle.col.minutes"), 7, "right", drop=2, cell=lambda one: str(one.month.minutes)),
        ListColumn(t("settle.col.net"), 11, "right", cell=lambda one: money(one.month.net_cents)),
        ListColumn(
            t("settle.col.vat"), 10, "right", drop=1, cell=lambda one: (money(one.month.vat_cents), "dim")
        ),
        ListColumn(
            t("settle.col.gross"), 12, "right", cell=lambda one: (money(one.month.gross_cents), "bold")
        ),
        ListColumn(t("settle.col.state"), 10, drop=4, cell=lambda one: _sign(one.month, waits=one.waits)),
    )


def row(found: Settlement, waiting: Iterable[ToPrice] = ()) -> Row:
    """A customer's month; `waiting`: what the month leaves out until its price is agreed."""
    waits = any(one.customer_id == found.customer.id for one in waiting)
    return row_of(columns(), found.customer.id, Shown(found, waits), found)


def _sign(found: Settlement, *, waits: bool) -> tuple[str, str]:
    if waits:
        return t("settle.state.to_price"), "warn"
    if found.at is not None:
        return t("settle.state.closed"), "good"
    return (t("settle.state.earlier"), "dim") if any(line.earlier for line in found.lines) else ("", "")


def line_columns(tz: str) -> tuple[ListColumn, ...]:
    """The columns of a customer's work reports."""
    return (
        ListColumn(t("settle.col.report"), 10, cell=lambda line: (line.report or "—", "accent")),
        ListColumn(t("settle.col.date"), 9, drop=2, cell=lambda line: day_of(line.at, tz)),
        ListColumn(t("settle.col.ticket"), 8, drop=3, cell=lambda line: (short(line.ticket), "dim")),
        ListColumn(t("settle.col.about"), flex=True, cell=lambda line: line.subject),
        ListColumn(
            t("settle.col.minutes"),
            7,
            "right",
            drop=1,
            cell=lambda line: str(line.minutes or line.units or ""),
        ),
        ListColumn(t("settle.col.net"), 11, "right", cell=lambda line: money(line.net_cents)),
        ListColumn("", 9, drop=4, cell=lambda line: (t("settle.before"), "dim") if line.earlier else ""),
    )


def line_row(line: InvoiceLine, tz: str) -> Row:
    """One line of a customer's bill."""
    return row_of(line_columns(tz), line.charge_id, line)


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
        waiting = ", ".join(f"{short(one.ticket)} {one.customer}" for one in month.to_price)
        told.append(tn("settle.to_price", len(month.to_price), contacts=waiting))
    doubts = ((one.customer.code, wrong) for one in month.to_close for wrong in of_customer(one.customer))
    told += [f"{code}: {details.unverified(wrong)}" for code, wrong in doubts]
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
