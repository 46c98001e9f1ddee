"""Records as the JSON of the contract: its field names, offsets in times, money in euro as text.

`customer` is the customer's code, as the commands take it; `customer_name` is for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from deskterm.commands.answers import file_lines
from deskterm.commands.frame.line import Line
from deskterm.desk.steps import due_words, promise_words
from deskterm.desk.steps.packs.movements import said
from deskterm.documents.cells import Number
from deskterm.locale import language
from deskterm.models.basics.money import in_euro
from deskterm.models.money.told import reckoned
from deskterm.models.records import promises
from deskterm.models.records.agenda import Appointment, Callback
from deskterm.models.records.customer import Customer
from deskterm.models.records.evidence import Access
from deskterm.models.records.mails import OnItsWay
from deskterm.models.records.money import Bill, Charge, Movement, Pack, Report
from deskterm.models.records.promises import Standing
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.records.work import Session

Facts = dict[str, Any]


def euro(cents: int | None) -> Number | None:
    """Cents as a text with two decimals."""
    return None if cents is None else Number(in_euro(cents))


def decision(line: Line, one: Decision, terms_id: int | None = None) -> Facts:
    """A decision with its clause in the language in force."""
    service = line.desk.service if terms_id is None else line.desk.service_of(terms_id)
    return {
        "rule": one.rule,
        "do": one.do,
        "clause": service.clause(one.rule, language()),
        "point": one.point,
        "at": line.stamp(one.at) if one.at else None,
        "detail": _detail(line, one.detail),
    }


def reasoned(line: Line, found: Decision, ticket: Ticket) -> Facts:
    """A decision about a ticket; behind a due time, how it was reckoned."""
    tz = line.desk.service_of(ticket.terms_id).tz
    how = {"how": due_words.told(found, ticket, tz), "first_term": due_words.first_term(found, tz)}
    standing = {found.standing: True} if found.standing else {}
    told = {name: words for name, words in how.items() if words}
    return decision(line, found, ticket.terms_id) | told | standing


def _detail(line: Line, found: Mapping[str, Any]) -> Facts:
    """What a decision came to, its instants and money written as everywhere else."""
    told: Facts = {}
    for name, value in found.items():
        if name.endswith("_cents"):
            told[name.removesuffix("_cents")] = euro(value)
        elif isinstance(value, Mapping):
            told[name] = _detail(line, value)
        else:
            told[name] = line.stamp(value) if name.endswith("_at") else value
    return told


def ticket(line: Line, one: Ticket, decisions: Iterable[Decision] = ()) -> Facts:
    """A ticket, whole."""
    return {
        "code": one.code,
        "state": one.state,
        **_whose(line, one),
        "channel": one.channel,
        "kind": one.kind,
        "line": one.line,
        "subject": one.subject,
        "topic": one.topic,
        "tier": one.tier,
        "lane": one.lane,
        "severity": one.severity,
        "received_at": line.stamp(one.received_at),
        "soft_due_at": line.stamp(one.soft_due_at),
        "due_at": line.stamp(one.due_at),
        "taken_by": one.taken_by,
        "taken_at": line.stamp(one.taken_at),
        "agreement_id": one.agreement_id,
        "agreement_why": one.agreement_why,
        "due_for": one.due_for,
        "promises": [promise(line, found) for found in promises.of(one)],
        "contacted_at": line.stamp(one.contacted_at),
        "answered_at": line.stamp(one.answered_at),
        "resolved_at": line.stamp(one.resolved_at),
        "closed_at": line.stamp(one.closed_at),
        "until": line.stamp(one.until),
        "wait_reason": one.wait_reason,
        "asked_at": line.stamp(one.asked_at),
        "scope": one.scope,
        "vague": one.vague,
        "blocking": one.blocking,
        "confirmed": one.confirmed,
        "unvouched": one.unvouched,
        "unsure": one.unsure,
        "unmade": one.unmade,
        "merged": one.merged,
        "contact": {"name": one.contact_name, "phone": one.contact_phone, "email": one.contact_email},
        "decisions": [reasoned(line, found, one) for found in decisions],
    }


def promise(line: Line, one: Standing) -> Facts:
    """One of the things that a ticket promises; `halted`: its clock waits for the customer."""
    said, late = one.promise, one.late_by(line.desk.now())
    return {
        "of": said.metric,
        "rule": said.rule,
        "soft_due_at": line.stamp(said.soft_due_at),
        "due_at": line.stamp(said.due_at),
        "kept_at": line.stamp(one.kept_at),
        "open": one.is_open,
        "late_seconds": late,
        "halted": one.asked_at is not None,
        "told": promise_words.told(one, line.desk.now(), line.desk.service.tz)[0],
    }


def message(line: Line, one: Message) -> Facts:
    """A message of a thread, or one that became no ticket."""
    return {
        "id": one.id,
        "direction": one.direction,
        "kind": one.kind,
        "from": {"name": one.from_name, "address": one.from_address},
        "senders": list(one.senders),
        "reply_to": one.reply_to or None,
        "subject": one.subject,
        "body": one.body,
        "received_at": line.stamp(one.received_at),
        "outcome": one.outcome,
        "rule": one.rule,
        "reason": one.reason,
        "state": one.state,
        "source": one.source,
        "trust": one.trust,
        "doubted": one.doubted,
        "unconfirmed": one.unconfirmed,
        "trust_reason": one.doubt if one.unconfirmed else one.trust_reason,
        "on_its_way": _on_its_way(line, one.way) if one.way else None,
        "attachments": [file_lines.facts(file) for file in one.attachments],
        "cut": file_lines.cut(one),
    }


def _on_its_way(line: Line, way: OnItsWay) -> Facts:
    """Why a letter of ours is where it is."""
    instants = {"not_before": line.stamp(way.not_before), "next_at": line.stamp(way.next_at)}
    return {**instants, "behind": way.behind, "answer": way.answer or None, "went": way.went or None}


def minutes(time: Decimal) -> int | float:
    """A time that is charged: a whole number where it is one."""
    return int(time) if time == int(time) else float(time)


def charge(one: Charge) -> Facts:
    """Where a part of a price goes."""
    told: Facts = {"to": one.to, "minutes": minutes(one.time), "units": one.units}
    told["net"] = euro(one.net_cents)
    told |= {"agreement": one.agreement} if one.agreement else {}
    return told | ({"vat": euro(one.vat_cents)} if one.vat_cents else {})


def bill(one: Bill | None) -> Facts:
    """What a contact costs; unknown while nobody has priced it."""
    return {
        "billable": one.billable if one else None,
        "billed_minutes": minutes(one.time) if one else None,
        "units": one.units if one else None,
        "net": euro(one.net_cents) if one else None,
        "mode": one.mode if one else None,
        "rule": one.rule if one else None,
        "settle": [charge(part) for part in one.settle] if one else [],
        "lines": [reckoned(part) for part in one.lines] if one else [],
        **({"parts": [bill(part) for part in one.parts]} if one and one.parts else {}),
    }


def session(line: Line, one: Session, priced: Bill | None = None, report: str | None = None) -> Facts:
    """A session, with the price of the contact that it is billed with."""
    ended = line.desk.now() if one.ended_at is None else one.ended_at
    return {
        "id": one.id,
        "group": one.group_id,
        "ticket": one.ticket,
        "customer": line.code_of(one.customer_id),
        "technician": one.technician,
        "kind": one.kind,
        "inbound": one.inbound,
        "state": one.state,
        "started_at": line.stamp(one.started_at),
        "ended_at": line.stamp(one.ended_at),
        "seconds": max(0, ended - one.started_at),
        "to_confirm": one.to_confirm,
        "unsure": one.unsure,
        **bill(priced),
        "clause": line.terms_of(one.ticket).clause(priced.rule, language()) if priced and priced.rule else "",
        "contact_seconds": priced.seconds if priced else None,
        "report": report,
        **_ended(one),
    }


def _ended(one: Session | Report) -> Facts:
    return {"reason": one.reason, "outcome": one.outcome, "note": one.note}


def _whose(line: Line, one: Ticket | Pack | Report | Callback | Appointment) -> Facts:
    return {"customer": line.code_of(one.customer_id), "customer_name": one.customer}


def pack(line: Line, one: Pack) -> Facts:
    """A pack; amounts in its own unit."""
    return {
        "id": one.id,
        **_whose(line, one),
        "kind": one.kind,
        "unit": one.unit,
        "size": one.brought,
        "left": one.left,
        "reserved": one.reserved,
        "sold_at": line.stamp(one.sold_at),
        "starts_at": one.starts_on or None,
        "expires_at": one.expires_on or None,
        "limit": one.credit,
        "net": euro(one.net_cents),
        **({"agreement": one.agreement} if one.agreement else {}),
    }


def movement(line: Line, one: Movement) -> Facts:
    """One line of a pack's ledger."""
    return {
        "id": one.id,
        "at": line.stamp(one.at),
        "kind": one.kind,
        "amount": one.amount,
        "left": one.left,
        "ticket": one.ticket or None,
        "report": one.report or None,
        "by": one.by,
        "note": said(one.note),
        "day": one.day or None,
        "rule": one.rule or None,
        "other": one.other_id,
        "of": one.of,
        "void": one.void,
    }


def report(line: Line, one: Report) -> Facts:
    """A work report, as it was frozen."""
    return {
        "number": one.number,
        **_whose(line, one),
        "ticket": one.ticket,
        "issued_at": line.stamp(one.issued_at),
        "by": one.by,
        "sessions": [_stretch(line, stretch) for stretch in one.sessions],
        "seconds": one.seconds,
        "billed_minutes": minutes(one.time),
        "net": euro(one.net_cents),
        "rule": one.rule,
        "clause": line.terms_of(one.ticket).clause(one.rule, language()),
        "settle": [charge(part) for part in one.settle],
        "before": one.before,
        "after": one.after,
        **_ended(one),
        "void": one.void is not None,
        "void_at": line.stamp(one.void.at) if one.void else None,
        "void_by": one.void.by if one.void else None,
        "void_why": one.void.why if one.void else None,
    }


def _stretch(line: Line, one: Session) -> Facts:
    return {
        "id": one.id,
        "kind": one.kind,
        "technician": one.technician,
        "started_at": line.stamp(one.started_at),
        "ended_at": line.stamp(one.ended_at),
        "seconds": (one.ended_at or one.started_at) - one.started_at,
    }


def callback(line: Line, one: Callback) -> Facts:
    """A customer to be called back."""
    return {
        "id": one.id,
        "ticket": one.ticket,
        "subject": one.subject,
        **_whose(line, one),
        "unsure": one.unsure,
        "contact": {"name": one.contact_name, "phone": one.contact_phone},
        "window": {"from": one.window_from or None, "to": one.window_to or None},
        "due_at": line.stamp(one.due_at),
        "attempts": one.attempts,
        "state": one.state,
        "rule": one.rule,
        "made_at": line.stamp(one.made_at),
        "ended_at": line.stamp(one.ended_at),
    }


def appointment(line: Line, one: Appointment) -> Facts:
    """An agreed session."""
    return {
        "id": one.id,
        "ticket": one.ticket,
        "subject": one.subject,
        **_whose(line, one),
        "unsure": one.unsure,
        "kind": one.kind,
        "starts_at": line.stamp(one.starts_at),
        "ends_at": line.stamp(one.ends_at),
        "technician": one.technician,
        "paid": one.paid,
        "note": one.note,
        "rule": one.rule,
        "state": one.state,
        "why": one.why,
        "uid": one.uid,
        "sequence": one.sequence,
    }


def access(line: Line, one: Access) -> Facts:
    """A line of the access log."""
    return {
        "at": line.stamp(one.at),
        "deed": one.deed,
        "session": one.session_id,
        "ticket": one.ticket,
        "customer_name": one.customer,
        "device": one.device,
        "target": one.target,
        "account": one.account,
        "expires_at": line.stamp(one.expires_at),
        "by": one.by,
    }


def customer(one: Customer) -> Facts:
    """A customer's card."""
    return {
        "code": one.code,
        "name": one.name,
        "address": one.address,
        "postcode": one.postcode,
        "town": one.town,
        "province": one.province,
        "vat": one.vat,
        "tax_code": one.tax_code,
        "sdi": one.sdi,
        "pec": one.pec,
        "support_code": one.support_code,
        "notes": one.notes,
        "language": one.language,
        "plan": one.plan,
        "contract_from": one.contract_from or None,
        "contract_until": one.contract_until or None,
        "rate": euro(one.rate_cents),
        "fee": euro(one.fee_cents),
        "fee_base": euro(one.fee_base_cents),
        "contacts": [
            {"name": person.name, "email": person.email, "phone": person.phone, "role": person.role}
            for person in one.contacts
        ],
    }
