"""What is told at a gate, on the command line: `--answer consent=yes:Anna:phone`, `--device "PC cassa"`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from deskterm.commands.frame import output
from deskterm.commands.frame.base import Deed, option
from deskterm.commands.frame.kinds import Text
from deskterm.commands.frame.line import Line
from deskterm.desk.errors import Refused
from deskterm.desk.steps.gates.gate import Question
from deskterm.desk.steps.work.gate_answers import ASKED, NO, SPOKEN, YES, Answer, choices
from deskterm.locale import t
from deskterm.models.basics.folding import folded

AFFIRMED = frozenset("yes y si s".split())
DENIED = frozenset("no n".split())
DEEDS = frozenset({"request_mail", "appointment"})  # facts that come about by a deed of their own


def gate_options(deed: Deed) -> Deed:
    """What is told at the gate, and which device is accessed."""
    return answer_option(option("--device", type=Text("name"), default="")(deed))


def answer_option(deed: Deed) -> Deed:
    """What is told, as often as there is something to tell."""
    return option("--answer", "answers", multiple=True, type=Text("answer"))(deed)


def answers_of(texts: tuple[str, ...]) -> dict[str, Answer]:
    """Read `FACT=VALUE[:WHO[:HOW[:WORDS]]]`, one for each fact."""
    return dict(_answer(text) for text in texts)


def _answer(text: str) -> tuple[str, Answer]:
    fact, sign, told = text.partition("=")
    if not sign or not fact.strip() or not told.strip():
        raise click.UsageError(t("errors.bad_answer", text=text))
    value, who, how, words = [*told.split(":", 3), "", "", ""][:4]
    value = value.strip()
    said = folded(value)
    value = YES if said in AFFIRMED else NO if said in DENIED else value
    return fact.strip(), Answer(value=value, who=who.strip(), how=how.strip() or "phone", words=words.strip())


@contextmanager
def says_how() -> Iterator[None]:
    """Where the terms let nobody in: the clause, and how the answer that is missing is given."""
    try:
        yield
    except Refused as refused:
        if refused.code not in ("gate_closed", "wrong_code"):
            raise
        told_of = ("ask", "known", "said_by", "code")
        how = _how(**{name: str(refused.values.get(name) or "") for name in told_of})
        lines = (str(refused), str(refused.values["clause"]), how)
        told = "\n".join(line for line in lines if line)
        raise Refused("gate_closed_line", rule=refused.rule, told=told) from None


def _how(*, ask: str, known: str, said_by: str, code: str) -> str:
    """How a fact is told with `--answer`, or by the deed of its own; "" where there is none to name."""
    if said_by:
        return t("commands.call.how_said", command=said_by, values=known)
    if known:
        return t("commands.call.how", fact=ask, values=known)
    if ask in DEEDS:
        return t(f"commands.call.how_{ask}", code=code)
    if ask not in ASKED:
        return ""
    values = "|".join(choices(ask)) or t("commands.metavar.code")
    if ask in SPOKEN:
        return t("commands.call.how_spoken", fact=ask)
    return t("commands.call.how", fact=ask, values=values)


def facts_of(one: Question) -> dict[str, Any]:
    """A question as programs read it."""
    return {
        "fact": one.fact,
        "rule": one.rule,
        "clause": one.clause,
        "question": one.words,
        "blocks": one.blocks,
        "choices": list(one.choices),
        "who_needed": one.spoken,
    }


def answer_questions(line: Line, found: tuple[Question, ...]) -> None:
    """Answer with what the terms want to know."""
    columns = [
        output.Column(t("commands.col.fact"), lambda row: row["fact"]),
        output.Column(t("commands.col.rule"), lambda row: row["rule"]),
        output.Column(t("commands.col.needed"), _needed),
        output.Column(t("commands.col.question"), lambda row: row["question"], flexible=True),
        output.Column(t("commands.col.choices"), lambda row: " ".join(row["choices"])),
    ]
    rows = (facts_of(one) for one in found)
    line.answer_each(rows, lambda all_: output.table(all_, columns, t("commands.call.nothing_asked")))


def _needed(row: Any) -> str:
    return t("commands.call.blocks") if row["blocks"] else ""
