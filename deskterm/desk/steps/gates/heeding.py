"""Where the terms let nobody in: which clause, what is missing, and so which way there is."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.gates import unsaid
from deskterm.desk.steps.gates.gate import Gate, asked, words
from deskterm.locale import language, t
from deskterm.models.records.ticket import Decision
from deskterm.models.terms.facts import given
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.sections import Point
from deskterm.storage.database import Connection


def heed(desk: Desk, conn: Connection, gate: Gate, found: Sequence[Decision], *points: Point) -> None:
    """Refuse where the terms block, naming the clause and what is missing.

    A word on which a block hangs must be said: whoever does not say what is accessed passes no gate (I7).
    """
    code = gate.ticket.code
    block = next((decision for decision in found if decision.do == "block"), None)
    if block is not None:
        ask = str(block.detail.get("ask") or "")
        if ask == "phone":
            raise Refused("call_blocked", rule=block.rule, code=code)
        ask = ask or _lacking(gate, block.rule, points)
        raise _closed(desk, conn, gate, rule=block.rule, ask=ask, asked=words(gate.service, ask))
    for point in points:
        for question in asked(gate, point):
            if question.must:
                asked_of = {"rule": question.rule, "ask": question.fact, "asked": question.words}
                raise _closed(desk, conn, gate, **asked_of)


def takes(own: FactTerms) -> str:
    """What a fact takes, and who alone may say it."""
    only = f"; {t('facts.only', who=own_facts.speakers(own))}" if own.by else ""
    return own_facts.takes(own) + only


def _lacking(gate: Gate, rule_id: str, points: Sequence[Point]) -> str:
    """The fact for want of which a rule blocks that names none itself; "" where it is not one alone."""
    lacked = {
        one.fact
        for rule in gate.service.rules
        if rule.id == rule_id and rule.at in points and rule.do == "block"
        for one in rule.when
        if one.op == "!" and not given(gate.known, one.fact)
    }
    return lacked.pop() if len(lacked) == 1 else ""


def _closed(desk: Desk, conn: Connection, gate: Gate, *, rule: str, ask: str, asked: str) -> Refused:
    clause, own = gate.service.clause(rule, language()), gate.service.own_facts.get(ask)
    told = {"ask": ask, "asked": asked, "clause": clause, "known": takes(own) if own else "", "said_by": ""}
    if own is not None and own.of != "session":
        told["said_by"] = unsaid.command(desk, conn, gate.ticket, own, gate.device)
    return Refused("gate_closed", rule=rule, code=gate.ticket.code, **told)
