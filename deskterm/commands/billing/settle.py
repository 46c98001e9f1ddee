"""`deskterm settle`: month end, what goes to the invoice, per customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import structs

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.billing import report_papers
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import MonthKind, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import month_end
from deskterm.desk.customers import details
from deskterm.desk.errors import DeskTrouble, Refused
from deskterm.desk.upkeep import firm as firm_deeds
from deskterm.exits import say
from deskterm.locale import figures, kept, measures, t, tn
from deskterm.models.basics.currencies import currency
from deskterm.models.basics.fiscal import of_customer
from deskterm.models.money import invoice
from deskterm.models.money.invoice import InvoiceMonth
from deskterm.models.records.money import ToPrice

WHERE = ("address", "postcode", "town", "province", "vat", "tax_code", "sdi", "pec")


@command("settle", trial=True, reads=lambda given: not given["commit"])
@argument("month", type=MonthKind())
@option("--commit", is_flag=True)
@option("--csv", "table", type=Text("path"))
@option("--pdf", "file", type=Text("file"))
def settle(line: Line, *, month: str, commit: bool, table: str | None, file: str | None) -> None:
    """Month end: what goes to the invoice."""
    path = Path(table).expanduser() if table and table != "-" else None
    for wanted in (path, Path(file).expanduser() if file and file != "-" else None):
        if wanted is not None and (wanted.exists() or wanted.is_symlink()):
            raise Refused("csv_stands", path=str(wanted))
    found = (month_end.close if commit else month_end.of_month)(line.desk, month)
    if path is not None and not line.dry_run:
        _save(line, found, path)
    if file and not line.dry_run:
        _print(line, found, file)
    if found.to_price:
        say(month_end.told_of_prices(found, _waiting))
    for told in month_end.told_beside(found):
        say(told)
    if found.credits_open:
        say(month_end.told_of_credits(found))
    if table == "-":
        from deskterm.documents import preinvoice

        output.write_table([preinvoice.text(found, line.desk.service.tz)])
        return
    rows = [_facts(line, one) for one in found.settlements]
    if file == "-":
        return
    written = [str(one) for one in (path, file) if one and not line.dry_run]
    line.answer_each(
        rows, lambda shown: "\n".join(_words(found, shown, written, tried=commit and line.dry_run))
    )


def _waiting(one: ToPrice) -> str:
    """A contact that waits for its price, where a month is told."""
    whose = marks.whose({"customer_name": one.customer, "unsure": one.unsure})
    return f"{one.ticket} {whose} ({one.group_id})"


def _save(line: Line, found: InvoiceMonth, path: Path) -> None:
    from deskterm.documents import preinvoice

    try:
        preinvoice.save(found, line.desk.service.tz, path)
    except FileExistsError:
        raise Refused("csv_stands", path=str(path)) from None
    except OSError as error:
        detail = error.strerror or str(error)
        raise DeskTrouble(
            "csv_failed", path=str(path), detail=detail, month=wording.month(found.month)
        ) from None


def _print(line: Line, found: InvoiceMonth, file: str) -> None:
    """The pre-invoice as a PDF, under the firm's head."""
    from deskterm.documents.papers import heads, paper, preinvoice_paper

    firm = firm_deeds.named(line.desk, firm_deeds.present(line.desk))
    head = heads.letterhead(structs.asdict(firm), firm_deeds.logo(line.desk, firm.logo))
    report_papers.write(file, paper.pdf(preinvoice_paper.paper(found, head, line.desk.service.tz)))


def _facts(line: Line, one: invoice.Settlement) -> dict[str, Any]:
    return {
        "month": one.month,
        "customer": one.customer.code,
        "customer_name": one.customer.name,
        **{name: getattr(one.customer, name) for name in WHERE},
        "unverified": {wrong.field: details.said(wrong) for wrong in of_customer(one.customer)},
        "reports": [_report(line, part) for part in one.lines],
        "credits": [_credit(line, part) for part in one.credits],
        "corrections": [_correction(line, part) for part in one.corrections],
        "minutes": json.minutes(one.time),
        "units": one.units,
        "net": json.euro(one.net_cents),
        "vat_rate": one.vat_rate,
        "vat_parts": [
            {"rate": part.rate, "net": json.euro(part.net_cents), "vat": json.euro(part.vat_cents)}
            for part in one.vat_parts
        ],
        "vat": json.euro(one.vat_cents),
        "gross": json.euro(one.gross_cents),
        "currency": currency(),
        "closed": one.at is not None,
        "at": line.stamp(one.at),
        "by": one.by or None,
    }


def _report(line: Line, part: invoice.InvoiceLine) -> dict[str, Any]:
    return {
        "number": part.report or None,
        "ticket": part.ticket,
        "at": line.stamp(part.at),
        "worked_on": part.worked_on or None,
        "technicians": list(part.technicians),
        "minutes": json.minutes(part.time),
        "units": part.units,
        "quantity": json.minutes(part.priced.count) if part.priced else None,
        "price": json.euro(part.priced.cents) if part.priced else None,
        "hourly": part.priced.hourly if part.priced else None,
        "net": json.euro(part.net_cents),
        "rule": part.rule,
        "earlier": part.earlier,
    }


def _credit(line: Line, part: invoice.InvoiceCredit) -> dict[str, Any]:
    """What lowers the bill; `net` is what is taken off."""
    return {
        "ticket": part.ticket,
        "of": part.metric,
        "at": line.stamp(part.at),
        "net": json.euro(part.net_cents),
        "rule": part.rule,
        "clause": kept(part.clause),
        "earlier": part.earlier,
    }


def _correction(line: Line, part: invoice.InvoiceCorrection) -> dict[str, Any]:
    """What a closed month held and is void since; `net` is what is taken off."""
    return {
        "number": part.report or None,
        "ticket": part.ticket,
        "of": part.month,
        "settlement": part.settlement,
        "at": line.stamp(part.at),
        "by": part.by,
        "reason": part.reason,
        "minutes": json.minutes(part.time),
        "units": part.units,
        "net": json.euro(part.net_cents),
        "rule": part.rule,
    }


def _words(
    found: InvoiceMonth, rows: list[Mapping[str, Any]], written: list[str], *, tried: bool
) -> Iterator[str]:
    would = t("settle.would_close", month=wording.month(found.month))
    title = would if tried and rows else _title(found, rows)
    yield f"{title} {t('settle.amounts_in', currency=figures.unit())}" if rows else title
    if rows:
        yield ""
        yield output.table([*rows, _total(found)], _columns(), "")
        yield from _notes(rows)
    if found.unfiled:
        yield "\n" + output.wrap(tn("settle.unfiled", found.unfiled), "")
    for path in written:
        yield f"\n{t('settle.written', path=path)}"


def _title(found: InvoiceMonth, rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return t("settle.nothing", month=wording.month(found.month))
    if not found.over:
        return t("settle.not_over", month=wording.month(found.month), day=wording.day(found.first_day_after))
    if found.to_close:
        return t("settle.to_close", month=wording.month(found.month))
    last = max(rows, key=lambda row: row["at"])
    return t(
        "settle.closed", month=wording.month(found.month), when=wording.moment(last["at"]), who=last["by"]
    )


def _columns() -> list[output.Column]:
    return [
        output.Column(t("commands.col.code"), lambda row: row["customer"]),
        output.Column(t("commands.col.customer"), lambda row: row["customer_name"], flexible=True),
        output.Column(t("settle.col.reports"), lambda row: len(row["reports"]) or "", right=True),
        output.Column(t("commands.col.minutes"), lambda row: measures.figure(row["minutes"]), right=True),
        output.Column(t("settle.col.net"), lambda row: wording.money(row["net"]), right=True),
        output.Column(t("settle.col.vat"), lambda row: wording.money(row["vat"]), right=True),
        output.Column(t("settle.col.gross"), lambda row: wording.money(row["gross"]), right=True),
    ]


def _total(found: InvoiceMonth) -> dict[str, Any]:
    return {
        "customer": "",
        "customer_name": t("settle.total"),
        "reports": [line for one in found.settlements for line in one.lines],
        "minutes": json.minutes(sum((one.time for one in found.settlements), Decimal(0))),
        "net": json.euro(found.net_cents),
        "vat": json.euro(found.vat_cents),
        "gross": json.euro(found.gross_cents),
    }


def _notes(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """What must be seen of single lines: left over from earlier months; numbers that fail their check."""
    found = [part for row in rows for part in row["reports"] if part["earlier"]]
    if found:
        told = ", ".join(part["number"] or part["ticket"] for part in found)
        yield "\n" + output.wrap(told, f"{t('settle.note.earlier')} ")
    for row in rows:
        if row["credits"]:
            told = ", ".join(map(_credited, row["credits"]))
            yield "\n" + output.wrap(told, f"{t('settle.credited', customer=row['customer_name'])} ")
            for rule, clause in {one["rule"]: one["clause"] for one in row["credits"]}.items():
                yield output.wrap(clause, f"  {rule}: ")
        if row["corrections"]:
            told = ", ".join(map(_corrected, row["corrections"]))
            yield "\n" + output.wrap(told, f"{t('settle.corrected', customer=row['customer_name'])} ")
        for field, detail in row["unverified"].items():
            told = t(f"fiscal.unverified.{field}", detail=detail)
            yield "\n" + output.wrap(told, f"{row['customer']}: ")


def _credited(one: Mapping[str, Any]) -> str:
    of, net = t(f"promise.of.{one['of']}"), wording.euro(f"-{one['net']}")
    return t("settle.credit_line", ticket=one["ticket"], net=net, rule=one["rule"], of=of)


def _corrected(one: Mapping[str, Any]) -> str:
    told = {
        "report": one["number"] or one["ticket"],
        "reason": one["reason"],
        "month": wording.month(one["of"]),
    }
    return t("settle.correction_line", net=wording.euro(f"-{one['net']}"), **told)
