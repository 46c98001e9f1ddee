"""The work report (rapportino) as a paper, from what was frozen when it was issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from deskterm.desk.steps.billing import frozen_report, line_words
from deskterm.documents.papers import billed_rows
from deskterm.documents.papers.heads import letterhead, whose
from deskterm.documents.papers.paper import (
    Block,
    FirmPaper,
    PaperTable,
    PaperTitle,
    Paragraphs,
    Sides,
    Signing,
)
from deskterm.documents.papers.sheet import SheetColumn, SheetRow
from deskterm.locale import figures, kept, language, moments, t, works
from deskterm.locale.measures import amount, figure

Frozen = Mapping[str, Any]


class Since(Struct, frozen=True, kw_only=True):
    """What is said beside what was frozen: `stamp`, what it is by now; who `confirmed` it; packs `sold`."""

    stamp: str = ""
    confirmed: str = ""
    sold: tuple[str, ...] = ()


def paper(frozen: Frozen, logo: bytes = b"", since: Since = Since()) -> FirmPaper:  # noqa: B008  # frozen
    """The report in the language in force, with the firm's logo."""
    title = t("paper.report.title", number=frozen["number"])
    return FirmPaper(
        language=language(),
        title=f"{title} · {since.stamp}" if since.stamp else title,
        blocks=tuple(_blocks(frozen, title, logo, since)),
    )


def _blocks(frozen: Frozen, title: str, logo: bytes, since: Since) -> Iterator[Block]:
    tz, first = frozen["provider"]["tz"], frozen_report.first_language(frozen)
    firm = frozen.get("firm") or {"name": frozen["provider"]["name"]}
    yield letterhead(firm, logo)
    people = frozen.get("people") or {}
    issued = t(
        "paper.report.issued",
        when=moments.moment(frozen["issued_at"], tz),
        who=people.get(frozen["by"]) or frozen["by"],
    )
    yield PaperTitle(text=title, under=issued, stamp=since.stamp)
    yield Sides(
        left=(t("paper.customer"), whose(frozen["customer"])),
        right=(t("paper.request"), tuple(_request(frozen, tz))),
    )
    yield Paragraphs(title=t("paper.report.done"), paragraphs=tuple(_done(frozen, first)))
    yield _stretches(frozen, people, tz)
    yield from _money(frozen, first, since)
    if told := tuple(_evidence(frozen, first, tz)):
        yield Paragraphs(title=t("paper.report.evidence"), paragraphs=told)
    clauses = frozen.get("clauses") or {frozen["bill"]["rule"]: frozen["clause"]}
    words = tuple(f"{rule}: {kept(clause, first)}" for rule, clause in clauses.items() if kept(clause, first))
    if words:
        yield Paragraphs(title=t("paper.report.clauses"), paragraphs=words, small=True)
    if since.confirmed:
        yield Paragraphs(title=t("paper.report.confirmed"), paragraphs=(since.confirmed,))
    elif not since.stamp:
        yield Signing(places=(t("paper.sign.firm"), t("paper.sign.customer")))


def _request(frozen: Frozen, tz: str) -> Iterator[str]:
    ticket = frozen["ticket"]
    yield t("paper.request.ticket", code=ticket["code"])
    yield str(ticket["subject"])
    yield t("paper.request.received", when=moments.moment(ticket["received_at"], tz))
    who = ", ".join(part for part in (ticket["contact_name"], ticket["contact_phone"]) if part)
    yield t("paper.request.contact", who=who) if who else ""
    if frozen.get("devices"):
        yield t("paper.request.device", device=", ".join(frozen["devices"]))


def _done(frozen: Frozen, first: str) -> Iterator[str]:
    said = " · ".join(kept(frozen[name], first) for name in ("outcome", "reason") if frozen[name]["id"])
    yield str(frozen["note"]) or t("paper.report.no_note")
    if said:
        yield said
    if frozen.get("tools"):
        yield t("reports.tool", tool=", ".join(kept(one, first) for one in frozen["tools"]))


def _stretches(frozen: Frozen, people: Frozen, tz: str) -> PaperTable:
    columns = (
        SheetColumn(t("paper.col.day"), 14),
        SheetColumn(t("paper.col.hours"), 18),
        SheetColumn(t("paper.col.kind"), 28),
        SheetColumn(t("paper.col.technician"), 26),
        SheetColumn(t("paper.col.time"), 14, right=True),
    )
    rows = [
        SheetRow(
            (
                moments.day_of(one["started_at"], tz),
                f"{moments.time_of(one['started_at'], tz)}-{moments.time_of(one['ended_at'], tz)}",
                works.on_screen(one["kind"]),
                str(people.get(one["technician"]) or one["technician"]),
                moments.clock_text(one["ended_at"] - one["started_at"]),
            )
        )
        for one in frozen["sessions"]
    ]
    whole = sum(one["ended_at"] - one["started_at"] for one in frozen["sessions"])
    rows.append(SheetRow((t("paper.sum"), "", "", "", moments.clock_text(whole)), bold=True))
    return PaperTable(title=t("paper.report.sessions"), columns=columns, rows=tuple(rows))


def _money(frozen: Frozen, first: str, since: Since) -> Iterator[Block]:
    bill, usual = frozen["bill"], frozen["vat"]
    lines = line_words.frozen(bill.get("lines", ()))
    names = frozen.get("names", {})
    if counted := tuple(_counted(frozen, names, first)):
        yield Paragraphs(title=t("paper.report.counted"), paragraphs=counted)
    found = billed_rows.rows(lines, names, first, bill["net_cents"])
    rows = [bill_row(row, usual) for row in found]
    rows += totals(billed_rows.by_rate(lines, bill["net_cents"], usual))
    yield PaperTable(
        title=t("paper.report.amounts", currency=figures.unit()), columns=bill_columns(), rows=tuple(rows)
    )
    if told := (*_packs(frozen), *since.sold):
        yield Paragraphs(title=t("paper.report.packs"), paragraphs=told)


def bill_columns() -> tuple[SheetColumn, ...]:
    """The columns of what is charged."""
    return (
        SheetColumn(t("paper.col.what"), 46),
        SheetColumn(t("paper.col.quantity"), 14, right=True),
        SheetColumn(t("paper.col.price"), 16, right=True),
        SheetColumn(t("paper.col.rate"), 9, right=True),
        SheetColumn(t("paper.col.amount"), 15, right=True),
    )


def bill_row(row: billed_rows.BilledRow, usual: str) -> SheetRow:
    """What is charged, as its row."""
    rate = "" if row.free else percent(row.rate or usual)
    if not row.unit:
        return SheetRow((row.what, "1", figures.money(row.cents), rate, figures.money(row.cents)))
    quantity = t("reports.minutes", n=figure(row.count)) if row.unit == "minute" else figure(row.count)
    if row.free:
        return SheetRow((row.what, quantity, "", "", t("paper.from_pack")))
    price = figures.money(row.price)
    told = t("paper.an_hour", price=price) if row.unit == "minute" else price
    return SheetRow((row.what, quantity, told, rate, figures.money(row.cents)))


def totals(found: tuple[billed_rows.VatRow, ...]) -> list[SheetRow]:
    """Net, the VAT of each rate, and both together."""
    net = sum(one.net_cents for one in found)
    tax = sum(one.vat_cents for one in found)
    rows = [SheetRow((t("paper.net"), "", "", "", figures.money(net)), bold=True)]
    rows += [
        SheetRow(
            (
                t("paper.vat_on", net=figures.money(one.net_cents)),
                "",
                "",
                percent(one.rate),
                figures.money(one.vat_cents),
            )
        )
        for one in found
    ]
    return [*rows, SheetRow((t("paper.gross"), "", "", "", figures.money(net + tax)), bold=True)]


def percent(rate: str) -> str:
    """A rate as a paper has it: `22%`."""
    return t("paper.percent", rate=figure(Decimal(rate)))


def _counted(frozen: Frozen, names: line_words.Names, first: str) -> Iterator[str]:
    """The time as it was and as it is charged, and how the one became the other."""
    bill = frozen["bill"]
    for part in bill.get("parts") or (bill,):
        if part["mode"] == "extra":
            continue
        time = moments.clock_text(part["seconds"])
        billed = figure(frozen_report.time_of_part(part))
        yield t("paper.report.time", time=time, billed=billed, rule=part["rule"])
    steps = [
        line
        for line in line_words.frozen(bill.get("lines", ()))
        if not line.cents and line.what not in (*billed_rows.OF_PACKS, "work")
    ]
    yield from line_words.said(steps, names, first)
    if agreed := frozen.get("agreed"):
        day = moments.day(agreed["day"])
        yield t("reports.agreed", net=figures.money(agreed["net_cents"]), who=agreed["who"], day=day)
        yield str(agreed["note"])


def _packs(frozen: Frozen) -> Iterator[str]:
    for part in frozen["settle"]:
        if part["to"].startswith("pack:"):
            drawn = part["units"] or part["minutes"]
            key = "paper.from_pack_until" if part["expires_on"] else "paper.from_pack_open"
            day = moments.day(part["expires_on"]) if part["expires_on"] else ""
            yield t(key, amount=amount(drawn, part["unit"]), left=amount(part["left"], part["unit"]), day=day)
    if frozen["before"] is not None:
        before, after = (amount(frozen[name], frozen["unit"]) for name in ("before", "after"))
        yield t("paper.balance", before=before, after=after)


def _evidence(frozen: Frozen, first: str, tz: str) -> Iterator[str]:
    for one in frozen.get("answers", ()):
        if one["fact"] not in frozen_report.PRINTED:
            continue
        value, how = t(f"gates.answer.{one['value']}"), t(f"gates.way.{one['how']}")
        words = f"«{one['words']}»" if one["words"] and one["fact"] != "request_mail" else ""
        parts = (value, one["who"], how if one["who"] else "", moments.moment(one["at"], tz), words)
        fact = t(f"reports.told.{one['fact']}")
        yield f"{fact}: {' · '.join(part for part in parts if part)}"
    yield from (f"{kept(one, first)} ({one['rule']})" for one in frozen.get("notices", ()))
