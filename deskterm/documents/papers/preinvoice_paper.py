"""The pre-invoice of a month as a paper: a page for each customer, with all that the invoice must say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from deskterm.documents import preinvoice
from deskterm.documents.papers import heads
from deskterm.documents.papers.paper import (
    Block,
    FirmPaper,
    Letterhead,
    NewPage,
    PaperTable,
    PaperTitle,
    Paragraphs,
    Sides,
)
from deskterm.documents.papers.report_paper import percent
from deskterm.documents.papers.sheet import SheetColumn, SheetRow
from deskterm.locale import figures, kept, language, moments, t
from deskterm.locale.measures import figure
from deskterm.models.basics.fiscal import sdi_for
from deskterm.models.money.invoice import InvoiceLine, InvoiceMonth, Settlement


def paper(month: InvoiceMonth, head: Letterhead, tz: str) -> FirmPaper:
    """The month in the language in force; `head`: the firm."""
    title = t("paper.invoice.title", month=_month(month.month))
    blocks: list[Block] = []
    for one in month.settlements:
        blocks += [NewPage()] if blocks else []
        blocks += _blocks(one, head, title, tz)
    if not blocks:
        blocks = [
            head,
            PaperTitle(text=title),
            Paragraphs(title="", paragraphs=(t("paper.invoice.nothing"),)),
        ]
    return FirmPaper(language=language(), title=title, blocks=tuple(blocks))


def _month(text: str) -> str:
    return figures.dated(date.fromisoformat(f"{text}-01"), "month_spelled")


def _blocks(found: Settlement, head: Letterhead, title: str, tz: str) -> Iterator[Block]:
    customer = found.customer
    told = [
        t("paper.invoice.sdi", code=sdi_for(customer.sdi, customer.vat)),
        t("paper.firm.pec", value=customer.pec) if customer.pec else "",
        t("paper.invoice.rates", rates=", ".join(percent(one.rate) for one in preinvoice.parts_of(found))),
        t("paper.invoice.closed", day=moments.day_of(found.at, tz), who=found.by)
        if found.at is not None
        else t("paper.invoice.open"),
    ]
    yield head
    yield PaperTitle(text=title, under=t("paper.invoice.no_invoice"))
    yield Sides(
        left=(t("paper.customer"), heads.whose(structs.asdict(customer))),
        right=(t("paper.invoice.how"), tuple(told)),
    )
    yield PaperTable(
        title=t("paper.report.amounts", currency=figures.unit()),
        columns=_columns(),
        rows=(*_rows(found, tz), *_totals(found)),
    )


def _columns() -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(t("paper.col.day"), 11),
        SheetColumn(t("paper.col.what"), 42),
        SheetColumn(t("paper.col.quantity"), 12, right=True),
        SheetColumn(t("paper.col.price"), 16, right=True),
        SheetColumn(t("paper.col.rate"), 8, right=True),
        SheetColumn(t("paper.col.amount"), 14, right=True),
    )


def _rows(found: Settlement, tz: str) -> Iterator[SheetRow]:
    usual = found.vat_parts[0].rate if found.vat_parts else found.vat_rate
    for line in found.lines:
        yield from _line(line, usual, tz)
    for one in found.credits:
        of = t(f"promise.of.{one.metric}").capitalize()
        about = t("settle.csv.credited", of=of, rule=one.rule, clause=kept(one.clause), subject=one.subject)
        yield _row(moments.day_of(one.at, tz), f"{one.ticket} · {about}", usual, -one.net_cents)
    for void in found.corrections:
        about = t("settle.csv.corrected", month=_month(void.month), reason=void.reason, subject=void.subject)
        for rate, net in preinvoice.by_rate(void, usual).items():
            yield _row(moments.day_of(void.at, tz), f"{void.report or void.ticket} · {about}", rate, -net)


def _line(line: InvoiceLine, usual: str, tz: str) -> Iterator[SheetRow]:
    """A charge: a row for each rate; one quantity at one price where it is that, else its amount."""
    day = moments.day(line.worked_on) if line.worked_on else moments.day_of(line.at, tz)
    parts = (line.report, line.ticket, line.subject, ", ".join(line.technicians))
    about = " · ".join(part for part in parts if part)
    if line.earlier:
        about = f"{about} ({t('settle.csv.earlier_month')})"
    for rate, net in preinvoice.by_rate(line, usual).items():
        if line.priced is None or net != line.net_cents:
            yield _row(day, about, rate, net)
            continue
        count, price = figure(line.priced.count), figures.money(line.priced.cents)
        hourly = line.priced.hourly
        quantity = t("reports.minutes", n=count) if hourly else count
        told = t("paper.an_hour", price=price) if hourly else price
        yield SheetRow((day, about, quantity, told, percent(rate), figures.money(net)))


def _row(day: str, about: str, rate: str, net: int) -> SheetRow:
    return SheetRow((day, about, "1", figures.money(net), percent(rate), figures.money(net)))


def _totals(found: Settlement) -> Iterator[SheetRow]:
    yield SheetRow(("", t("paper.net"), "", "", "", figures.money(found.net_cents)), bold=True)
    for one in preinvoice.parts_of(found):
        on = t("paper.vat_on", net=figures.money(one.net_cents))
        yield SheetRow(("", on, "", "", percent(one.rate), figures.money(one.vat_cents)))
    yield SheetRow(("", t("paper.gross"), "", "", "", figures.money(found.gross_cents)), bold=True)
