"""Month end: what goes to the invoice, per customer, and the closing of the month (D28, R8).

The invoice's number, its sending and its archive stay with the house's own program: the desk says what must
be on it, and that no charge is on two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import msgspec

from deskterm.desk import leads
from deskterm.desk.billing import credits
from deskterm.desk.calls import contacts
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.billing import agreed, corrections
from deskterm.desk.steps.billing.fees import fee_due
from deskterm.desk.steps.billing.to_invoice import bounds, closes_at, month_of
from deskterm.desk.steps.facts import day_of
from deskterm.locale import LANGUAGES, figures, t, tn
from deskterm.models.basics.wall_clock import local
from deskterm.models.money import invoice, vat
from deskterm.models.money.invoice import (
    InvoiceCredit,
    InvoiceLine,
    InvoiceMonth,
    OpenCredit,
    Payer,
    Settlement,
)
from deskterm.models.records.agreements import last_day
from deskterm.models.records.money import ToPrice
from deskterm.models.records.ticket import Decision
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection, Row
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import settlements as settlement_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.work import sessions as session_rows


def of_month(desk: Desk, month: str) -> InvoiceMonth:
    """What the month comes to, `2026-03`. Raises Refused for what is no month."""
    with desk.read() as conn:
        return _month(desk, conn, month)


def close(desk: Desk, month: str) -> InvoiceMonth:
    """Close a month: every customer's charges are held by one settlement, which is frozen.

    Closed again it says what stands. Raises Refused while the month is not over.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "settle")
        found = _month(desk, conn, month)
        if not found.over:
            raise Refused(
                "month_not_over", month=month, day=figures.day(date.fromisoformat(found.first_day_after))
            )
        if not found.to_close:
            return found
        rows = {
            row["charge_id"]: row for row in settlement_rows.open_charges(conn, month, closes_at(desk, month))
        }
        terms = {row["ticket_id"]: row["terms_id"] for row in settlement_rows.open_credits(conn, month)}
        numbers = [_settle(desk, conn, one, rows, terms) for one in found.to_close]
        closed = _month(desk, conn, month)
        net = sum(one.net_cents for one in found.to_close)
        desk.record(conn, "month_settled", target=month, after={"settlements": numbers, "net_cents": net})
        return closed


def told_of_prices(found: InvoiceMonth, named: Callable[[ToPrice], str]) -> str:
    """The contacts whose price is still to be agreed, each as `named`, with what of it is charged already."""
    told = (
        t("settle.charged_already", contact=named(one), net=figures.money(one.charged_cents))
        if one.charged_cents
        else named(one)
        for one in found.to_price
    )
    return tn("settle.to_price", len(found.to_price), contacts=", ".join(told))


def told_of_packs(found: InvoiceMonth) -> str:
    """The packs that were sold in a month, and that are to be invoiced."""
    packs = ", ".join(f"{one.customer} {figures.money(one.net_cents)}" for one in found.packs_sold)
    return tn("settle.packs_sold", len(found.packs_sold), packs=packs)


def told_beside(found: InvoiceMonth) -> list[str]:
    """What is to be invoiced beside the month's charges: packs that were sold, the fees of agreements."""
    packs = [told_of_packs(found)] if found.packs_sold else []
    return [*packs, *([tn("settle.fees_beside", found.fees)] if found.fees else [])]


def told_of_credits(found: InvoiceMonth) -> str:
    """The credits that nobody has granted or refused: for whom, for which promise, how much.

    Those that nobody can reckon come by themselves, with what must be said first.
    """
    told = []
    for key in ("settle.credits_open", "settle.credits_unknown"):
        ones = [one for one in found.credits_open if bool(one.wants) == (key == "settle.credits_unknown")]
        of = ", ".join(map(_open_credit, ones))
        lists = " · deskterm credit list ".join(dict.fromkeys(one.month for one in ones))
        told += [tn(key, len(ones), credits=of, month=lists)] if ones else []
    return "\n".join(told)


def _open_credit(one: OpenCredit) -> str:
    of = f"({t(f'promise.of.{one.metric}')}, {one.ticket})"
    if one.wants:
        return f"{one.customer} {of}: {t('settle.credit_wants', wants=one.wants, command=one.command)}"
    return f"{one.customer} {figures.money(one.net_cents)} {of}"


def first_shown(desk: Desk) -> str:
    """The month that waits to be closed: the one before this, or this one when that holds nothing open."""
    start, _ = bounds(month_of(desk.now(), desk.service.tz), desk.service.tz)
    last = month_of(start - 1, desk.service.tz)
    with desk.read() as conn:
        waits = (
            settlement_rows.open_charges(conn, last, start)
            or settlement_rows.open_credits(conn, last)
            or settlement_rows.open_corrections(conn, last, start)
        )
    return last if waits else month_of(desk.now(), desk.service.tz)


def _month(desk: Desk, conn: Connection, month: str) -> InvoiceMonth:
    start, end = bounds(month, desk.service.tz)
    found = [*settlement_rows.of_period(conn, month), *_open(desk, conn, month)]
    waiting = {one.group_id for one in contacts.unfiled(desk, everyone=True) if one.started_at < end}
    return InvoiceMonth(
        month=month,
        over=desk.now() >= end,
        first_day_after=local(end, desk.service.tz).date().isoformat(),
        settlements=tuple(sorted(found, key=lambda one: (one.customer.name.casefold(), one.customer.code))),
        unfiled=len(waiting),
        to_price=agreed.waiting(conn, end),
        packs_sold=pack_rows.sold_between(conn, start, end),
        fees=_fees(desk, conn, month),
        credits_open=tuple(_proposed(desk, one) for one in credits.undecided(desk, month)),
    )


def _fees(desk: Desk, conn: Connection, month: str) -> int:
    """How many agreements that ran in a month have a fee, agreed or usual: the desk bills none of them."""
    running = agreement_rows.running(conn, f"{month}-01", last_day(f"{month}-01", 1))
    return sum(bool(fee_due(desk.service, one)) for one in running)


def _proposed(desk: Desk, line: credits.CreditLine) -> OpenCredit:
    return OpenCredit(
        ticket=line.broken.ticket,
        customer_id=line.broken.customer_id,
        customer=line.customer_name,
        metric=line.broken.metric,
        net_cents=line.cents,
        rule=line.rule,
        month=month_of(line.broken.due_at, desk.service.tz),
        wants=line.wants,
        command=line.command,
    )


def _open(desk: Desk, conn: Connection, month: str) -> Iterable[Settlement]:
    """What each customer would be settled for; VAT is the rate of the terms in force."""
    start, end = bounds(month, desk.service.tz)
    lines: dict[int, list[InvoiceLine]] = {}
    credited: dict[int, list[InvoiceCredit]] = {}
    for row in settlement_rows.open_charges(conn, month, end):
        lines.setdefault(row["customer_id"], []).append(_line(desk, conn, row, start))
    for row in settlement_rows.open_credits(conn, month):
        credited.setdefault(row["customer_id"], []).append(_credit(desk, row, month))
    corrected = corrections.waiting(desk, conn, month, end)
    for one in lines.keys() | credited.keys() | corrected.keys():
        own = lines.get(one, ()), desk.service.provider.vat, credited.get(one, ())
        off = corrected.get(one, ())
        yield invoice.settlement(month, _payer(conn, one), *own, corrections=off)


def _credit(desk: Desk, row: Row, month: str) -> InvoiceCredit:
    service = desk.service_of(row["terms_id"])
    return InvoiceCredit(
        **{name: row[name] for name in ("ticket_id", "since", "metric", "subject", "at", "rule")},
        ticket=row["code"],
        net_cents=row["cents"],
        clause={
            one: service.clause(row["rule"], one) for one in dict.fromkeys((*LANGUAGES, *service.languages))
        },
        earlier=row["month"] < month,
    )


def _line(desk: Desk, conn: Connection, row: Row, start: int) -> InvoiceLine:
    kept = line_rows.of_filing(conn, row["group_id"], row["part"])
    stretches = session_rows.of_group(conn, row["group_id"])
    shares = vat.shares(kept, row["net_cents"])
    plain = all(not one.rate for one in shares)
    names = "charge_id report ticket subject at minutes units net_cents rule excess".split()
    return InvoiceLine(
        **{name: row[name] for name in names},
        earlier=row["at"] < start,
        vat=() if plain else shares,
        worked_on=day_of(min(one.started_at for one in stretches), desk.service.tz) if stretches else "",
        technicians=_called(conn, [one.technician for one in stretches]),
        priced=invoice.unit_price(kept, row["net_cents"]),
    )


def _called(conn: Connection, names: Iterable[str]) -> tuple[str, ...]:
    """Who worked, by their names in full where those are known."""
    known = {one.name: one.full_name for one in setting_rows.technicians(conn)}
    return tuple(dict.fromkeys(known.get(name) or name for name in names))


def _payer(conn: Connection, customer_id: int) -> Payer:
    card = customer_rows.card(conn, customer_id, "")
    names = Payer.__struct_fields__
    return Payer(**{name: getattr(card, name) for name in names})


def _settle(
    desk: Desk, conn: Connection, open_: Settlement, rows: Mapping[int, Row], terms: Mapping[int, int]
) -> int:
    """Freeze one customer's month, and keep for each charge and each credit by which rule it got there.

    `terms`: those of the tickets for which something is credited.
    """
    found = msgspec.structs.replace(open_, at=desk.now(), by=desk.who)
    service = desk.service
    provider = {"id": service.id, "name": service.name, "tz": service.tz, "terms": service.digest}
    number = settlement_rows.insert(conn, found, provider=provider)
    for line in found.lines:
        row = rows[line.charge_id]
        detail = {"settlement": number, "month": found.month, "net_cents": line.net_cents}
        decision = Decision(do="settled", rule=line.rule, at=desk.now(), point="settle", detail=detail)
        decision_rows.insert(
            conn,
            decision,
            terms_id=row["terms_id"],
            ticket_id=row["ticket_id"],
            report=line.report or None,
        )
    for one in found.credits:
        detail = {"settlement": number, "month": found.month, "net_cents": -one.net_cents}
        decision = Decision(do="credit_settled", rule=one.rule, at=desk.now(), point="settle", detail=detail)
        decision_rows.insert(conn, decision, terms_id=terms[one.ticket_id], ticket_id=one.ticket_id)
    corrections.settled(desk, conn, number, found)
    return number
