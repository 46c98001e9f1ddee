"""What the month's bill says: a customer's row, a report's row, the state of the month, the question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from deskterm.desk.billing import month_end
from deskterm.desk.billing.credits import worth
from deskterm.desk.customers import details
from deskterm.locale import kept, t, tn
from deskterm.locale.figures import dated, money, number
from deskterm.locale.measures import figure, priced
from deskterm.locale.moments import day, day_of, moment
from deskterm.models.basics.fiscal import of_customer
from deskterm.models.basics.ticket_numbers import short
from deskterm.models.money.invoice import (
    InvoiceCorrection,
    InvoiceCredit,
    InvoiceLine,
    InvoiceMonth,
    OpenCredit,
    Settlement,
)
from deskterm.models.records.money import ToPrice
from deskterm.screens.shared.words import whose
from deskterm.widgets.list.columns import ListColumn, Row, row_of

Line = InvoiceLine | InvoiceCredit | InvoiceCorrection | OpenCredit  # of a customer's bill


class Shown(NamedTuple):
    """A customer's month as its row is told; `waits`: something of it still lacks its price.

    `credit`: something that the terms credit is still to be granted or refused.
    """

    month: Settlement
    waits: bool
    credit: bool


def columns() -> tuple[ListColumn, ...]:
    """The columns of the customers."""
    return (
        ListColumn(t("settle.col.customer"), flex=True, cell=lambda one: one.month.customer.name),
        ListColumn(t("settle.col.reports"), 5, "right", drop=3, cell=lambda one: str(len(one.month.lines))),
        ListColumn(t("settle.col.minutes"), 7, "right", drop=2, cell=lambda one: figure(one.month.time)),
        ListColumn(t("settle.col.net"), 11, "right", cell=lambda one: money(one.month.net_cents)),
        ListColumn(
            t("settle.col.vat"), 10, "right", drop=1, cell=lambda one: (money(one.month.vat_cents), "dim")
        ),
        ListColumn(
            t("settle.col.gross"), 12, "right", cell=lambda one: (money(one.month.gross_cents), "bold")
        ),
        ListColumn(t("settle.col.state"), 10, drop=4, cell=_sign),
    )


def row(found: Settlement, waiting: Iterable[ToPrice] = (), credits: Iterable[OpenCredit] = ()) -> Row:
    """A customer's month; `waiting` and `credits`: what it leaves out until it is agreed, or granted."""
    waits, credit = (any(one.customer_id == found.customer.id for one in left) for left in (waiting, credits))
    return row_of(columns(), found.customer.id, Shown(found, waits, credit), found)


def _sign(one: Shown) -> tuple[str, str]:
    found = one.month
    if one.waits:
        return t("settle.state.to_price"), "warn"
    if one.credit:
        return t("settle.state.credit"), "warn"
    if found.at is not None:
        return t("settle.state.closed"), "good"
    earlier = [line.earlier for line in found.lines] + [credit.earlier for credit in found.credits]
    return (t("settle.state.earlier"), "dim") if any(earlier) else ("", "")


def line_columns(tz: str) -> tuple[ListColumn, ...]:
    """The columns of a customer's work reports, and of what is credited."""
    return (
        ListColumn(t("settle.col.report"), 10, cell=_number),
        ListColumn(t("settle.col.date"), 9, drop=2, cell=lambda line: _day(line, tz)),
        ListColumn(t("settle.col.ticket"), 8, drop=3, cell=lambda line: (short(line.ticket), "dim")),
        ListColumn(t("settle.col.about"), flex=True, cell=_about),
        ListColumn(
            t("settle.col.minutes"),
            7,
            "right",
            drop=1,
            cell=_minutes,
        ),
        ListColumn(t("settle.col.net"), 11, "right", cell=_net),
        ListColumn("", 9, drop=4, cell=_before),
    )


def _day(line: Line, tz: str) -> str:
    return "" if isinstance(line, OpenCredit) else day_of(line.at, tz)


def _before(line: Line) -> tuple[str, str]:
    """Whether it is left over from an earlier month; of a correction the month in which it was billed."""
    if isinstance(line, InvoiceCorrection):
        return month_name(line.month), "dim"
    is_earlier = not isinstance(line, OpenCredit) and line.earlier
    return t("settle.before") if is_earlier else "", "dim"


def _number(line: Line) -> tuple[str, str]:
    if isinstance(line, OpenCredit):
        return t("settle.state.credit"), "warn"
    if isinstance(line, InvoiceCredit):
        return t("settle.credit"), "good"
    return line.report or "—", "good" if isinstance(line, InvoiceCorrection) else "accent"


def _about(line: Line) -> str:
    if isinstance(line, OpenCredit):
        return t(
            "credits.waits",
            net=worth(line.net_cents, line.wants),
            rule=line.rule,
            of=t(f"promise.of.{line.metric}"),
        )
    if isinstance(line, InvoiceCredit):
        return t("settle.credit_about", of=t(f"promise.of.{line.metric}"), subject=line.subject)
    if isinstance(line, InvoiceCorrection):
        return t("settle.correction_about", reason=line.reason, subject=line.subject)
    return line.subject


def _minutes(line: Line) -> str:
    if not isinstance(line, InvoiceLine):
        return ""
    return figure(line.time) if line.time else str(line.units or "")


def _net(line: Line) -> str:
    if isinstance(line, OpenCredit):
        return ""
    return money(line.net_cents if isinstance(line, InvoiceLine) else -line.net_cents)


def line_rows(found: Settlement, tz: str, waiting: Iterable[OpenCredit] = ()) -> list[Row]:
    """The lines of a customer's bill: what was worked, what is credited, what somebody has still to grant."""
    columns = line_columns(tz)
    worked = [row_of(columns, line.charge_id, line) for line in found.lines]
    credited = (*found.credits, *found.corrections, *waiting)
    return worked + [row_of(columns, -number, one) for number, one in enumerate(credited, start=1)]


def month_name(month: str) -> str:
    """A month as people write it: `mar 2026`."""
    return dated(date.fromisoformat(f"{month}-01"), "month")


def title(month: str) -> str:
    """`Fine mese · mar 2026`."""
    return t("settle.title", month=month_name(month))


def figures(month: InvoiceMonth) -> str:
    """How many customers, and what they come to."""
    net = charged(month, month.net_cents, month.gross_cents)
    return f"{tn('settle.customers', len(month.settlements))} · {net}"


def charged(month: InvoiceMonth, net_cents: int, gross_cents: int) -> str:
    """What a month comes to, as its prices are: before VAT, or with the VAT that stands inside them."""
    if month.vat_inside:
        return priced(net_cents, gross_cents - net_cents)
    return t("settle.money", net=money(net_cents))


def state(month: InvoiceMonth, tz: str) -> str:
    """Whether the month is closed, by whom, from when it can be; and what is in no month yet."""
    parts = []
    if month.settlements:  # beside what the line above says
        key, cents = ("net", month.net_cents) if month.vat_inside else ("gross", month.gross_cents)
        parts.append(t(f"settle.about.{key}", **{key: money(cents)}))
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
    if month.packs_sold:
        parts.append(tn("settle.about.packs_sold", len(month.packs_sold)))
    if month.credits_open:
        parts.append(tn("settle.about.credits_open", len(month.credits_open)))
    return " · ".join(parts)


def question(month: InvoiceMonth) -> str:
    """What closing the month means."""
    customers = tn("settle.customers", len(month.to_close))
    net = sum(one.net_cents for one in month.to_close)
    gross = sum(one.gross_cents for one in month.to_close)
    key = "settle.close.text_inside" if month.vat_inside else "settle.close.text"
    asked = t(key, customers=customers, net=money(net), gross=money(gross))
    told = [asked] + ([tn("settle.unfiled", month.unfiled)] if month.unfiled else [])
    if month.to_price:
        told.append(month_end.told_of_prices(month, lambda one: f"{short(one.ticket)} {whose(one)}"))
    told += month_end.told_beside(month)
    if month.credits_open:
        told.append(month_end.told_of_credits(month))
    doubts = ((one.customer.code, wrong) for one in month.to_close for wrong in of_customer(one.customer))
    told += [f"{code}: {details.unverified(wrong)}" for code, wrong in doubts]
    return "\n".join(told)


def sums(found: Settlement) -> str:
    """A customer's reports and credits, net, VAT and gross; under them the clauses of what is credited."""
    told = tn("settle.reports", len(found.lines))
    if found.credits:
        told = f"{told} · {tn('settle.credits', len(found.credits))}"
    if found.corrections:
        told = f"{told} · {tn('settle.corrections', len(found.corrections))}"
    clauses = {one.rule: kept(one.clause) for one in found.credits}
    said = [t("settle.credit_clause", rule=rule, clause=clause) for rule, clause in clauses.items()]
    return "\n".join([f"{told} · {_sums(found)}", *said])


def _sums(found: Settlement) -> str:
    return t(
        "settle.sums",
        net=money(found.net_cents),
        rate=percent(found.vat_rate),
        vat=money(found.vat_cents),
        gross=money(found.gross_cents),
    )


def percent(rate: str) -> str:
    """`22`, `5,5`; of several, each."""
    return " + ".join(number(Decimal(one)) for one in rate.split())
