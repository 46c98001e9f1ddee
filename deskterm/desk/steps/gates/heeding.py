"""Where the terms let nobody in: which clause, what is missing, and so which way there is."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.errors import Refused
from deskterm.desk.steps import own_facts
from deskterm.desk.steps.gates.gate import Gate, asked, words
from deskterm.locale import language
from deskterm.models.records.ticket import Decision
from deskterm.models.terms.facts import given
from deskterm.models.terms.sections import Point


def heed(gate: Gate, found: Sequence[Decision], *points: Point) -> None:
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
        raise _closed(gate, block.rule, ask, words(gate.service, ask))
    for point in points:
        for question in asked(gate, point):
            if question.must:
                raise _closed(gate, question.rule, question.fact, question.words)


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


def _closed(gate: Gate, rule: str, ask: str, asked: str) -> Refused:
    clause, own = gate.service.clause(rule, language()), gate.service.own_facts.get(ask)
    told = {"ask": ask, "asked": asked, "clause": clause, "known": own_facts.takes(own) if own else ""}
    told["of"] = own.of if own else ""
    return Refused("gate_closed", rule=rule, code=gate.ticket.code, **told)
