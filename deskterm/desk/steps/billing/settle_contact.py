"""A priced contact is settled: packs are drawn, charges kept, the work report frozen, decisions stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.billing import report_record
from deskterm.desk.steps.billing.pricing import Priced
from deskterm.locale import LANGUAGES
from deskterm.models.basics import wall_clock
from deskterm.models.records.endings import Agreed
from deskterm.models.records.evidence import Told
from deskterm.models.records.money import Bill, Charge, Report
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import charges as charge_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import reports as report_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.work import gate_answers as gate_answer_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow


class Case(Struct, frozen=True, kw_only=True):
    """A priced contact that is being filed; `part` counts its filings, `agreed` is its price set by hand."""

    desk: Desk
    conn: Connection
    ticket: Ticket
    group: GroupRow
    stretches: tuple[Session, ...]
    found: Priced
    agreed: Agreed | None = None

    @property
    def part(self) -> int:
        """The number of this filing."""
        return self.group.filings + 1

    @property
    def service(self) -> Service:
        """The terms under which the ticket came."""
        return self.desk.service_of(self.ticket.terms_id)


def settle(case: Case) -> Report | None:
    """Book all that filing a contact means, in the caller's transaction; the report if one is due."""
    number = _issue(case) if case.found.bill.report else None
    for charge in case.found.bill.settle:
        _book(case, charge, number)
    _close(case)
    last = case.stretches[-1].id
    changes.keep(case.desk, case.conn, _decided(case), ticket=case.ticket, session_id=last, report=number)
    row = report_rows.get(case.conn, number) if number else None
    return report_record.record(row) if row else None


def _book(case: Case, charge: Charge, report: str | None) -> None:
    """Keep a charge; one to a pack is a movement in its ledger too."""
    at, group_id = case.desk.now(), case.group.id
    charge_rows.insert(case.conn, charge, group_id=group_id, part=case.part, report=report, at=at)
    if not charge.to.startswith("pack:"):
        return
    pack_id = int(charge.to.removeprefix("pack:"))
    movement_rows.append(
        case.conn,
        op_id=f"file:{group_id}:{case.part}:{pack_id}",
        pack_id=pack_id,
        at=at,
        kind="drawn",
        amount=-(charge.units or charge.minutes),
        by=case.desk.who,
        ticket_id=case.ticket.id,
        report=report,
    )


def _close(case: Case) -> None:
    """Keep the contact's figures; minutes, units and cents are the sums of what was charged."""
    group, bill, whole = case.group, case.found.bill, case.found.whole
    session_rows.file(
        case.conn,
        group.id,
        at=case.desk.now(),
        seconds=whole.seconds,
        billable=bool(group.billable) or bill.billable,
        billed_minutes=(group.billed_minutes or 0) + bill.billed_minutes,
        units=(group.units or 0) + bill.units,
        net_cents=(group.net_cents or 0) + bill.net_cents,
        mode=whole.mode,
        rule=whole.rule,
    )


def _decided(case: Case) -> tuple[Decision, ...]:
    bill, at = case.found.bill, case.desk.now()
    return (
        *changes.decided(case.found.closing, at=at, point="close"),
        *(_price(part, at) for part in bill.parts or (bill,)),
        *(
            Decision(
                do="pack" if charge.to.startswith("pack:") else "invoice",
                rule=bill.rule,
                at=at,
                point="settle",
                detail=msgspec.to_builtins(charge),
            )
            for charge in bill.settle
        ),
    )


def _clause(service: Service, rule: str) -> dict[str, str]:
    return {language: service.clause(rule, language) for language in LANGUAGES}


def _price(bill: Bill, at: int) -> Decision:
    names = ("seconds", "billed_minutes", "units", "net_cents")
    detail = {name: getattr(bill, name) for name in names}
    return Decision(do=bill.mode, rule=bill.rule, at=at, point="price", detail=detail)


def _issue(case: Case) -> str:
    bill, found, now = case.found.bill, case.found, case.desk.now()
    if case.ticket.customer_id is None:
        raise LookupError("a report needs a customer")
    return report_rows.issue(
        case.conn,
        year=wall_clock.local(now, case.service.tz).year,
        customer_id=case.ticket.customer_id,
        ticket_id=case.ticket.id,
        group_id=case.group.id,
        part=case.part,
        issued_at=now,
        by=case.desk.who,
        seconds=bill.seconds,
        billed_minutes=bill.billed_minutes,
        net_cents=bill.net_cents,
        rule=bill.rule,
        balance_before=found.before,
        balance_after=found.after,
        frozen=_frozen(case, case.ticket.customer_id),
    )


def _frozen(case: Case, customer_id: int) -> dict[str, Any]:
    """Everything that is printed on the report, as it is today."""
    service, group, found, now = case.service, case.group, case.found, case.desk.now()
    return {
        "issued_at": now,
        "by": case.desk.who,
        "provider": {"id": service.id, "name": service.name, "tz": service.tz, "terms": service.digest},
        "customer": _customer(case.desk, case.conn, customer_id, now),
        "ticket": _ticket(case.ticket),
        "sessions": [msgspec.to_builtins(item) for item in case.stretches],
        "bill": msgspec.to_builtins(found.bill),
        "settle": [_charge(case.conn, item) for item in found.bill.settle],
        "clause": _clause(service, found.bill.rule),
        "clauses": {part.rule: _clause(service, part.rule) for part in found.bill.parts},
        "vat": str(service.provider.vat),
        "unit": found.unit,
        "before": found.before,
        "after": found.after,
        "follows": list(report_rows.of_group(case.conn, group.id)),
        "charged_before": {"minutes": group.billed_minutes or 0, "net_cents": group.net_cents or 0},
        "reason": _word(service.reasons, group.reason),
        "outcome": _word(service.outcomes, group.outcome),
        "note": group.note,
        "answers": [msgspec.to_builtins(item) for item in _told(case)],
        "notices": _notices(case),
        "agreed": msgspec.to_builtins(case.agreed),
    }


def _told(case: Case) -> Sequence[Told]:
    """What the customer told at the gates of this contact: consent, backup, the mail of request."""
    return gate_answer_rows.of_sessions(case.conn, [item.id for item in case.stretches])


def _notices(case: Case) -> list[dict[str, str]]:
    """What the terms want printed (M13, M15): not what nobody has said."""
    ids = [item.id for item in case.stretches]
    found = [*decision_rows.of_sessions(case.conn, ids), *_decided(case)]
    told = {item.fact: item.value for item in _told(case)}
    names: dict[str, str] = {}
    for one in found:
        notice, ask = one.detail.get("notice"), one.detail.get("ask")
        if notice and (not ask or "no" in (one.detail.get("told"), told.get(ask))):
            names.setdefault(str(notice), one.rule)
    return [{**_word(case.service.notices, name), "rule": rule} for name, rule in names.items()]


def _customer(desk: Desk, conn: Connection, customer_id: int, now: int) -> dict[str, Any]:
    card = customer_rows.card(conn, customer_id, facts.day_of(now, desk.service.tz))
    names = ("id", "code", "name", "town", "vat", "tax_code")
    return {name: getattr(card, name) for name in names}


def _ticket(ticket: Ticket) -> dict[str, Any]:
    names = ("code", "subject", "topic", "received_at", "contact_name", "contact_phone", "confirmed")
    return {name: getattr(ticket, name) for name in names}


def _charge(conn: Connection, charge: Charge) -> dict[str, Any]:
    """A charge as it is printed: a pack with its kind, its last day and what is left in it."""
    printed: dict[str, Any] = msgspec.to_builtins(charge)
    if charge.to.startswith("pack:"):
        pack = pack_rows.get(conn, int(charge.to.removeprefix("pack:")))
        if pack:
            left = pack.left - (charge.units or charge.minutes)
            printed |= {"kind": pack.kind, "unit": pack.unit, "expires_on": pack.expires_on, "left": left}
    return printed


def _word(words: Sequence[Any], id: str) -> dict[str, str]:
    """A word of the service's own as it read on the day, in both languages."""
    label = next((item for item in words if item.id == id), None)
    return {"id": id, "it": label.it if label else id, "en": label.en if label else id}
