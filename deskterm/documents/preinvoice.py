"""The pre-invoice (prefattura): a month's bill as a table for the house's own program, or a spreadsheet.

A line for every work report and every credit, then one for the customer's total with VAT; money and minutes
are numbers, in the spelling of the language in force.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deskterm.desk.customers import details
from deskterm.documents.cells import cell, decimal, separator
from deskterm.locale import kept, t
from deskterm.locale.measures import figure
from deskterm.models.basics.fiscal import of_customer, sdi_for
from deskterm.models.basics.money import in_euro
from deskterm.models.money.invoice import InvoiceCredit, InvoiceLine, InvoiceMonth, Settlement

COLUMNS = (
    "month sort code customer vat tax_code sdi report date ticket about earlier minutes units net rate tax"
    " gross closed verify"
).split()


def text(month: InvoiceMonth, tz: str) -> str:
    """The table: with semicolons and decimal commas in Italian, as spreadsheets there expect; else commas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator())
    writer.writerow([t(f"settle.csv.{name}") for name in COLUMNS])
    for found in month.settlements:
        for row in _rows(found, tz):
            writer.writerow([row.get(name, "") for name in COLUMNS])
    return stream.getvalue()


def save(month: InvoiceMonth, tz: str, path: Path) -> None:
    """Write the table into a new file, readable by its owner only; no half file stays.

    Raises FileExistsError, or OSError where it cannot be written.
    """
    content = text(month, tz).encode("utf-8-sig")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def _rows(found: Settlement, tz: str) -> Iterator[dict[str, object]]:
    customer = found.customer
    shared = {
        "month": found.month,
        "code": cell(customer.code),
        "customer": cell(customer.name),
        "vat": cell(customer.vat),
        "tax_code": cell(customer.tax_code),
        "sdi": cell(sdi_for(customer.sdi, customer.vat)),
        "rate": decimal(found.vat_rate),
        "closed": "" if found.at is None else _day(found.at, tz),
    }
    for line in found.lines:
        yield shared | {"sort": t("settle.csv.line")} | _line(line, tz)
    for one in found.credits:
        yield shared | {"sort": t("settle.csv.credit")} | _credit(one, tz)
    yield shared | {
        "sort": t("settle.csv.total"),
        "minutes": figure(found.time),
        "units": found.units,
        "net": _euro(found.net_cents),
        "tax": _euro(found.vat_cents),
        "gross": _euro(found.gross_cents),
        "verify": cell("; ".join(map(details.unverified, of_customer(customer)))),
    }


def _line(line: InvoiceLine, tz: str) -> dict[str, object]:
    return {
        "report": cell(line.report),
        "date": _day(line.at, tz),
        "ticket": cell(line.ticket),
        "about": cell(line.subject),
        "earlier": t("settle.csv.earlier_month") if line.earlier else "",
        "minutes": figure(line.time),
        "units": line.units,
        "net": _euro(line.net_cents),
    }


def _credit(one: InvoiceCredit, tz: str) -> dict[str, object]:
    clause = kept(one.clause)
    of = t(f"promise.of.{one.metric}").capitalize()
    about = t("settle.csv.credited", of=of, rule=one.rule, clause=clause, subject=one.subject)
    return {
        "date": _day(one.at, tz),
        "ticket": cell(one.ticket),
        "about": cell(about),
        "earlier": t("settle.csv.earlier_month") if one.earlier else "",
        "net": _euro(-one.net_cents),
    }


def _euro(cents: int) -> str:
    return decimal(in_euro(cents))


def _day(at: int, tz: str) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(tz)).date().isoformat()
