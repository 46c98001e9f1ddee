"""The pre-invoice (prefattura): a month's bill as a table for the house's own program, or a spreadsheet.

A line for every work report, every credit and every correction of a closed month, each of one VAT rate: what
stands under several has a line for each. Then one for each rate of the customer, where there are several, and
one for the total with VAT. Money and minutes are numbers, in the spelling of the language in force.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deskterm.desk.customers import details
from deskterm.documents.cells import cell, decimal, separator
from deskterm.locale import kept, t
from deskterm.locale.figures import dated
from deskterm.locale.measures import figure
from deskterm.models.basics.currencies import currency
from deskterm.models.basics.fiscal import of_customer, sdi_for
from deskterm.models.basics.money import in_euro
from deskterm.models.money.invoice import (
    InvoiceCorrection,
    InvoiceCredit,
    InvoiceLine,
    InvoiceMonth,
    Settlement,
    VatPart,
)
from deskterm.models.money.vat import VatShare

COLUMNS = (
    "month sort code customer vat tax_code sdi report date ticket about earlier minutes units net rate tax"
    " gross closed verify currency filed technician quantity price per address postcode town province pec"
).split()
PLACE = ("address", "postcode", "town", "province", "pec")


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
        "currency": currency(),
        "sdi": cell(sdi_for(customer.sdi, customer.vat)),
        **{name: cell(getattr(customer, name)) for name in PLACE},
        "closed": "" if found.at is None else _day(found.at, tz),
    }
    parts = parts_of(found)
    usual = found.vat_parts[0].rate if found.vat_parts else found.vat_rate  # the provider's comes first
    for line in found.lines:
        for row in _line(line, tz, usual):
            yield shared | {"sort": t("settle.csv.line")} | row
    for one in found.credits:
        yield shared | {"sort": t("settle.csv.credit"), "rate": decimal(usual)} | _credit(one, tz)
    for void in found.corrections:
        for row in _correction(void, tz, usual):
            yield shared | {"sort": t("settle.csv.correction")} | row
    for part in parts if len(parts) > 1 else ():
        yield shared | {"sort": t("settle.csv.of_rate")} | _part(part)
    yield shared | {
        "sort": t("settle.csv.total"),
        "rate": decimal(parts[0].rate) if len(parts) == 1 else "",
        "minutes": figure(found.time),
        "units": found.units,
        "net": _euro(found.net_cents),
        "tax": _euro(found.vat_cents),
        "gross": _euro(found.gross_cents),
        "verify": cell("; ".join(map(details.unverified, of_customer(customer)))),
    }


def parts_of(found: Settlement) -> list[VatPart]:
    """What stands under each rate; a rate under which nothing stands is none."""
    whole = VatPart(rate=found.vat_rate, net_cents=found.net_cents, vat_cents=found.vat_cents)
    parts = [part for part in found.vat_parts if part.net_cents or part.vat_cents]
    return parts or [found.vat_parts[0] if found.vat_parts else whole]


def _part(part: VatPart) -> dict[str, object]:
    """The sums of one rate."""
    return {
        "rate": decimal(part.rate),
        "net": _euro(part.net_cents),
        "tax": _euro(part.vat_cents),
        "gross": _euro(part.net_cents + part.vat_cents),
    }


def _line(line: InvoiceLine, tz: str, usual: str) -> Iterator[dict[str, object]]:
    """A work report: a line for each rate, the time and the units beside the first."""
    for place, (rate, net) in enumerate(by_rate(line, usual).items()):
        yield {
            "report": cell(line.report),
            "date": line.worked_on or _day(line.at, tz),
            "filed": _day(line.at, tz),
            "technician": cell(", ".join(line.technicians)),
            **({} if place else _priced(line)),
            "ticket": cell(line.ticket),
            "about": cell(line.subject),
            "earlier": t("settle.csv.earlier_month") if line.earlier else "",
            "minutes": "" if place else figure(line.time),
            "units": "" if place else line.units,
            "net": _euro(net),
            "rate": decimal(rate),
        }


def _priced(line: InvoiceLine) -> dict[str, object]:
    """The quantity and the price of a line that is one of both: minutes at that of an hour, as it says."""
    if line.priced is None:
        return {}
    per = t("settle.csv.hour") if line.priced.hourly else ""
    return {"quantity": figure(line.priced.count), "price": _euro(line.priced.cents), "per": per}


def by_rate(line: InvoiceLine | InvoiceCorrection, usual: str) -> dict[str, int]:
    """What of a line stands under which rate."""
    shares: dict[str, int] = {}
    for share in line.vat or (VatShare(rate="", net_cents=line.net_cents),):
        shares[share.rate or usual] = shares.get(share.rate or usual, 0) + share.net_cents
    return {rate: net for rate, net in shares.items() if net} or dict(list(shares.items())[:1])


def _correction(one: InvoiceCorrection, tz: str, usual: str) -> Iterator[dict[str, object]]:
    """What a closed month held and is void: a line for each rate under which it was billed."""
    month = dated(date.fromisoformat(f"{one.month}-01"), "month_spelled")
    about = t("settle.csv.corrected", month=month, reason=one.reason, subject=one.subject)
    for rate, net in by_rate(one, usual).items():
        yield {
            "report": cell(one.report),
            "date": _day(one.at, tz),
            "ticket": cell(one.ticket),
            "about": cell(about),
            "net": _euro(-net),
            "rate": decimal(rate),
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
