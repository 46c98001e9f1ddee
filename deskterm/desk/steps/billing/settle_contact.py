"""A priced contact is settled: packs are drawn, charges kept, the work report frozen, decisions stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.billing import line_words, report_record
from deskterm.desk.steps.billing.pricing import Priced
from deskterm.desk.steps.packs import low_packs, reaching
from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.desk.steps.trust import joining
from deskterm.desk.steps.work import gate_answers
from deskterm.models.basics import wall_clock
from deskterm.models.records.evidence import Told
from deskterm.models.records.money import Agreed, Bill, Charge, Report
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.sections import Label
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import firm as firm_rows
from deskterm.storage.house import settings as setting_rows
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.money import charges as charge_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import report_steps as step_rows
from deskterm.storage.money import reports as report_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.work import gate_answers as gate_answer_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow

FACTORS = ("weight", "times", "factor")  # lines of a bill by which its time is multiplied


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
    """Book all that filing a contact means, in the caller's transaction; the report if one is due.

    Raises Refused where it costs and nobody has said yet whose a reply in its ticket is.
    """
    if case.found.bill.billable:
        joining.check(case.conn, case.ticket)
    number = _issue(case) if case.found.bill.report else None
    for charge in case.found.bill.settle:
        _book(case, charge, number)
    _keep_lines(case)
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
    op_id, rule = f"file:{group_id}:{case.part}:{pack_id}", case.found.bill.rule
    back = op_id.replace("file", "back", 1)
    reaching.bring_back(case.desk, case.conn, pack_id, charge.drawn, op_id=back, rule=rule)
    movement_rows.append(
        case.conn,
        op_id=op_id,
        pack_id=pack_id,
        at=at,
        kind="drawn",
        amount=-charge.drawn,
        by=case.desk.author,
        ticket_id=case.ticket.id,
        report=report,
        day=facts.day_of(min(item.started_at for item in case.stretches), case.service.tz),
        rule=rule,
    )


def _keep_lines(case: Case) -> None:
    """Keep how the charges came about, under the local day on which the contact began."""
    began = min(one.started_at for one in case.stretches)
    line_rows.insert(
        case.conn,
        case.found.bill.lines,
        group_id=case.group.id,
        part=case.part,
        ticket_id=case.ticket.id,
        customer_id=case.ticket.customer_id,
        day=facts.day_of(began, case.service.tz),
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
        *_factors(bill, at),
        *(
            Decision(
                do="pack" if charge.to.startswith("pack:") else "invoice",
                rule=_rule_of(case, charge.to) or bill.rule,
                at=at,
                point="settle",
                detail=msgspec.to_builtins(charge),
            )
            for charge in bill.settle
        ),
    )


def _factors(bill: Bill, at: int) -> Iterator[Decision]:
    """What multiplied the time of a bill, each by its rule once."""
    told = dict.fromkeys((one.rule, one.times) for one in bill.lines if one.what in FACTORS)
    for rule, times in told:
        if rule and rule != bill.rule:
            yield Decision(do="factor", rule=rule, at=at, point="price", detail={"times": str(times)})


def _rule_of(case: Case, to: str) -> str:
    """The rule by which an agreement brings the pack that is drawn on; "" of others, which a price names."""
    pack = next((one for one in case.found.packs if to == f"pack:{one.id}" and one.agreement_id), None)
    terms = case.service.pack(pack.kind) if pack else None
    return (terms.included.rule or terms.rule) if terms and terms.included else ""


def _clause(service: Service, rule: str) -> dict[str, str]:
    return {language: service.clause(rule, language) for language in service.languages}


def _price(bill: Bill, at: int) -> Decision:
    names = ("seconds", "billed_minutes", "units", "net_cents")
    detail = {name: getattr(bill, name) for name in names}
    further = {"excess": sum(part.excess for part in bill.settle), "vat_cents": bill.vat_cents}
    detail |= {name: value for name, value in further.items() if value}
    return Decision(do=bill.mode, rule=bill.rule, at=at, point="price", detail=detail)


def _issue(case: Case) -> str:
    bill, found, now = case.found.bill, case.found, case.desk.now()
    if case.ticket.customer_id is None:
        raise LookupError("a report needs a customer")
    number = report_rows.issue(
        case.conn,
        year=wall_clock.local(now, case.service.tz).year,
        customer_id=case.ticket.customer_id,
        ticket_id=case.ticket.id,
        group_id=case.group.id,
        part=case.part,
        issued_at=now,
        by=case.desk.author,
        seconds=bill.seconds,
        billed_minutes=bill.billed_minutes,
        net_cents=bill.net_cents,
        rule=bill.rule,
        balance_before=found.before,
        balance_after=found.after,
        frozen=_frozen(case, case.ticket.customer_id),
    )
    if firm_rows.present(case.conn).mails_reports:
        step_rows.let_leave(case.conn, number)
    return number


def _frozen(case: Case, customer_id: int) -> dict[str, Any]:
    """Everything that is printed on the report, as it is today."""
    service, group, found, now = case.service, case.group, case.found, case.desk.now()
    return {
        "issued_at": now,
        "by": case.desk.who,
        "provider": {
            "id": service.id,
            "name": service.name,
            "tz": service.tz,
            "terms": service.digest,
            "language": service.provider.language,
        },
        "firm": _firm(case),
        "people": _people(case),
        "devices": list(session_rows.devices(case.conn, group.id)),
        "customer": _customer(case.desk, case.conn, customer_id, now),
        "ticket": _ticket(case.ticket),
        "sessions": [msgspec.to_builtins(item) for item in case.stretches],
        "bill": msgspec.to_builtins(found.bill),
        "settle": [_charge(case.conn, item) for item in found.bill.settle],
        "topped_up": [_sold(service, one) for one in _topped_up(case, customer_id)],
        "clause": _clause(service, found.bill.rule),
        "clauses": {part.rule: _clause(service, part.rule) for part in found.bill.parts},
        "names": line_words.names(service, found.bill.lines),
        "vat": str(service.provider.vat),
        "unit": found.unit,
        "before": found.before,
        "after": found.after,
        "follows": list(report_rows.of_group(case.conn, group.id)),
        "charged_before": {"minutes": group.billed_minutes or 0, "net_cents": group.net_cents or 0},
        "reason": _word(service, service.reasons, group.reason),
        "outcome": _word(service, service.outcomes, group.outcome),
        "note": group.note,
        "answers": [msgspec.to_builtins(item) for item in _told(case) if item.fact != "tool"],
        "notices": _notices(case),
        "tools": _tools(case),
        "agreed": msgspec.to_builtins(case.agreed),
    }


def _topped_up(case: Case, customer_id: int) -> Iterator[Proposal]:
    return low_packs.after(case.desk, case.conn, customer_id, case.found.bill.settle)


def _sold(service: Service, one: Proposal) -> dict[str, Any]:
    """A pack that the desk sells by itself upon this contact."""
    terms = service.pack(one.kind)
    names = {told: terms.said(told) for told in service.languages} if terms else {}
    return {"names": names, **msgspec.to_builtins(one)}


def _told(case: Case) -> Sequence[Told]:
    """What the customer told at the gates of this contact: consent, backup, the mail of request."""
    return gate_answer_rows.of_sessions(case.conn, [item.id for item in case.stretches])


def _tools(case: Case) -> list[dict[str, str]]:
    """The remote access tools that were used in this contact, in the words of its terms (M17)."""
    used = gate_answers.tools_of(case.conn, case.service, case.stretches)
    rules = {one.id: one.rule for one in case.service.tools}
    return [{**_word(case.service, case.service.tools, name), "rule": rules.get(name, "")} for name in used]


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
    return [{**_word(case.service, case.service.notices, name), "rule": rule} for name, rule in names.items()]


def _customer(desk: Desk, conn: Connection, customer_id: int, now: int) -> dict[str, Any]:
    card = customer_rows.card(conn, customer_id, facts.day_of(now, desk.service.tz))
    names = ("id", "code", "name", "address", "postcode", "town", "province", "vat", "tax_code", "language")
    return {name: getattr(card, name) for name in names}


def _firm(case: Case) -> dict[str, str]:
    """The firm as its papers name it today: by the name of the terms where it has said no other."""
    one = firm_rows.present(case.conn)
    told = {name: getattr(one, name) for name in firm_rows.TEXTS}
    return told | {"name": one.name or case.service.name}


def _people(case: Case) -> dict[str, str]:
    """The names in full of who worked, and of who files."""
    names = {case.desk.who, *(one.technician for one in case.stretches)}
    return {one.name: one.full_name for one in setting_rows.technicians(case.conn) if one.name in names}


def _ticket(ticket: Ticket) -> dict[str, Any]:
    names = ("code", "subject", "topic", "received_at", "contact_name", "contact_phone", "confirmed")
    return {name: getattr(ticket, name) for name in names}


def _charge(conn: Connection, charge: Charge) -> dict[str, Any]:
    """A charge as it is printed: a pack with its kind, its last day and what is left in it."""
    printed: dict[str, Any] = msgspec.to_builtins(charge)
    if charge.to.startswith("pack:"):
        pack = pack_rows.get(conn, int(charge.to.removeprefix("pack:")))
        if pack:
            left = pack.left - charge.drawn
            printed |= {"kind": pack.kind, "unit": pack.unit, "expires_on": pack.expires_on, "left": left}
    return printed


def _word(service: Service, words: Sequence[Label], id: str) -> dict[str, str]:
    """A word of the service's own as it read on the day, in each of its languages."""
    label = next((item for item in words if item.id == id), None)
    return {"id": id, **{one: label.said(one) if label else id for one in service.languages}}
