"""A session with what its contact costs, or would cost: as programs read it, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from deskterm.commands.answers import json, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import filing
from deskterm.desk.billing.filing import Filed
from deskterm.desk.calls import contacts
from deskterm.desk.calls.contacts import ContactGroup
from deskterm.desk.packs import pack_words, packs, topping_up
from deskterm.desk.steps.billing import line_words
from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.locale import t
from deskterm.models.records.money import Bill
from deskterm.models.records.work import Session


def facts_of(line: Line, one: Session, contact: ContactGroup) -> dict[str, Any]:
    """A session with what its contact cost, or would cost if it were filed now.

    `awaited`: what must be said before that can be told.
    """
    ahead = None if contact.bill else filing.preview(line.desk, contact.id)
    bill = ahead.whole if ahead else contact.bill
    report = contact.reports[-1] if contact.reports else None
    return json.session(line, one, bill, report) | {"awaited": list(ahead.awaited) if ahead else []}


def show(line: Line, session: Session, told: str) -> None:
    """Answer with a session and what it costs."""
    contact = contacts.group(line.desk, session.group_id)
    facts = facts_of(line, session, contact)
    bill = contact.bill or filing.preview(line.desk, contact.id).whole
    line.answer(facts, lambda: f"{told}\n{_words(line, session, facts, bill)}")


def _words(line: Line, session: Session, facts: dict[str, Any], bill: Bill) -> str:
    if facts["awaited"]:
        awaited = t("call.cost.awaited", names=", ".join(facts["awaited"]))
        said = wording.session(facts | {"mode": None}, partial(_unit, line))
        return f"{said}\n{output.wrap(awaited[:1].upper() + awaited[1:] + '.', '')}"
    return wording.session(facts, partial(_unit, line), _how(line, session, bill))


def _how(line: Line, session: Session, bill: Bill | None) -> tuple[str, ...]:
    """How an amount came about, line by line."""
    if bill is None or not line_words.is_reckoned(bill.lines):
        return ()
    return line_words.said(bill.lines, line_words.names(line.terms_of(session.ticket), bill.lines))


def _unit(line: Line, pack: str) -> str:
    """The unit of a pack by its number; "" of what is no pack."""
    return packs.get(line.desk, int(pack)).unit if pack else ""


def show_filed(line: Line, filed: Filed, first: str = "", more: Mapping[str, Any] | None = None) -> None:
    """A contact that was filed or priced just now; `first` and `more`: what is told of it besides."""
    number = filed.report.number if filed.report else None
    facts = json.session(line, filed.session, filed.bill, number)
    facts |= {"unit": filed.unit, "before": filed.packs_before, "after": filed.packs_after}
    facts["topped_up"] = [_sold(one) for one in filed.topped_up]
    told = t("commands.call.filed_report", report=number) if number else t("commands.call.filed")
    how = _how(line, filed.session, filed.bill)
    sold = [pack_words.topped_up(one, pack_words.name_of(line.desk.service, one)) for one in filed.topped_up]
    asked = topping_up.proposed_after(line.desk, filed.bill.settle)
    facts["to_propose"] = [_sold(one) for one in asked]
    sold += [pack_words.to_propose(one, pack_words.name_of(line.desk.service, one)) for one in asked]
    facts |= more or {}
    told = f"{first}\n{told}" if first else told
    line.answer(facts, lambda: "\n".join((told, wording.session(facts, partial(_unit, line), how), *sold)))


def _sold(one: Proposal) -> dict[str, Any]:
    """A pack that was sold upon a contact, or that is to be proposed."""
    facts = {"kind": one.kind, "unit": one.unit, "size": one.size}
    return facts | {"net": json.euro(one.net_cents), "rule": one.rule}
