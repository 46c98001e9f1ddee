"""`deskterm call void`, `deskterm report void`: what was filed wrongly is taken back, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deskterm.commands.answers import json
from deskterm.commands.calls.gate import answers_of, gate_options
from deskterm.commands.calls.session_costs import show_filed
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import NUMBER, OUTCOME, REASON, TEXT, WORK, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.billing import void_words, voiding
from deskterm.desk.calls import contacts
from deskterm.desk.errors import NotFound
from deskterm.desk.tickets import filed_anew
from deskterm.desk.tickets.filed_anew import Anew
from deskterm.locale import measures, moments, t
from deskterm.models.basics.text import clean
from deskterm.models.records.money import Voiding


@command("call.void", rows=True, trial=True)
@argument("filed", type=Text("filed"), nargs=-1, required=True)
@option("--why", type=TEXT, required=True)
@option("--for-good", is_flag=True)
def call_void(line: Line, *, filed: tuple[str, ...], why: str, for_good: bool) -> None:
    """Void what was filed of contacts, or of whole tickets."""
    numbers = [number for word in filed for number in _contacts(line, clean(word).strip())]
    _answer(line, voiding.void(line.desk, numbers, why=why, anew=not for_good))


@command("report.void", rows=True, trial=True)
@argument("number", type=Text("number"))
@option("--why", type=TEXT, required=True)
@option("--for-good", is_flag=True)
def report_void(line: Line, *, number: str, why: str, for_good: bool) -> None:
    """Void a work report with its contact."""
    group = voiding.of_report(line.desk, number)
    _answer(line, voiding.void(line.desk, [group], why=why, anew=not for_good))


@command("call.correct", trial=True)
@argument("contact", type=NUMBER)
@option("--why", type=TEXT, required=True)
@option("--minutes", type=NUMBER)
@option("--kind", type=WORK, default="")
@option("--customer", type=Text("customer"), default="")
@option("--outcome", type=OUTCOME, default="")
@option("--reason", type=REASON, default="")
@option("--note", type=TEXT, default="")
@option("--price", type=Text("rule"), default="")
@gate_options
def call_correct(
    line: Line, *, contact: int, why: str, customer: str, answers: tuple[str, ...], **told: Any
) -> None:
    """Void a contact and file it anew, otherwise."""
    whose = the_customer(line, customer).code if customer else ""
    anew = Anew(customer=whose, answers=answers_of(answers), **told)
    filed = filed_anew.correct(line.desk, contact, why=why, anew=anew)
    more = {"void": False, "of": contact, "reason": why}
    show_filed(line, filed, t("voids.corrected", group=contact, anew=filed.session.group_id), more)


def _contacts(line: Line, word: str) -> Sequence[int]:
    """The contact of this number; of a ticket's all that are filed."""
    if not word.isascii() or not word.isdigit():
        return voiding.of_ticket(line.desk, word)
    if int(word) >= 1 << 63:
        raise NotFound("no_contact", group=word)
    return (int(word),)


def _answer(line: Line, done: Iterable[Voiding]) -> None:
    found = tuple(done)
    rows = [facts(line, one) for one in found]
    line.answer_each(rows, lambda _: "\n".join(told for one in found for told in _told(one)))


def facts(line: Line, one: Voiding) -> dict[str, Any]:
    """The contact that is void, with what came back, who took it back and why."""
    contact = contacts.group(line.desk, one.group_id)
    report = one.reports[-1] if one.reports else None
    more: dict[str, Any] = {"void": True, "of": one.group_id, "reason": one.void.why if one.void else None}
    more |= {"by": one.void.by if one.void else None, "reports": list(one.reports), "anew": one.anew}
    more |= {"back": [_back(part) for part in one.back], "no_longer": json.euro(one.open_cents)}
    more["credited"] = [
        {"month": part.month, "settlement": part.settlement, "net": json.euro(part.net_cents)}
        for part in one.credited
    ]
    return json.session(line, contact.sessions[-1], contact.bill, report) | more


def _back(part: Any) -> Mapping[str, Any]:
    return {
        "pack": part.pack_id,
        "kind": part.kind,
        "unit": part.unit,
        "amount": part.units,
        "expires_at": part.expires_on or None,
        "over": part.over,
    }


def _told(one: Voiding) -> list[str]:
    why = one.void.why if one.void else ""
    head = {"code": one.ticket, "group": one.group_id, "time": moments.clock_text(one.seconds), "why": why}
    first = t("voids.done", customer=one.customer, **head) if one.customer else t("voids.done_alone", **head)
    last = t("voids.gone") if one.anew is None else t("voids.anew", group=one.anew)
    return [first, *(f"  {told}" for told in void_words.said(one, measures.euro)), f"  {last}"]
