"""A gate as the technician sees it: what is asked, what was told, what the terms make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill, shorten

from msgspec import Struct
from textual.content import Content

from deskterm.desk.agenda import callbacks, caller
from deskterm.desk.billing import estimates
from deskterm.desk.billing.estimates import Cost
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.customers import cards
from deskterm.desk.errors import DeskError
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates import gate as gate_steps
from deskterm.desk.steps.gates.gate import Question
from deskterm.desk.steps.work.gate_answers import ASKED, Answer
from deskterm.locale import has, language, t
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service
from deskterm.widgets.text.shown import styled
from deskterm.widgets.text.signs import BARS, WARNS
from deskterm.widgets.work import refusal

NO = "no"
LINE = 15  # cells for the name of a line that is typed
INDENT = 9  # cells before the words of a question


class Passage(Struct, frozen=True, kw_only=True):
    """A session that wants to begin: on which ticket, of which kind, past which gates."""

    code: str
    kind: str = "call"
    inbound: bool = True
    points: tuple[Point, ...] = ("call",)
    who: str = ""  # whom one speaks to, where it is not whom the ticket names

    @property
    def closes(self) -> bool:
        """Whether the work is over, and it is about filing it (M9)."""
        return self.points == ("close",)


class GateLook(Struct, frozen=True, kw_only=True):
    """What the terms still want to know and what they say so far."""

    ticket: Ticket
    open: tuple[Question, ...]
    said: tuple[Decision, ...]
    price: str = ""  # what the work behind the gate costs, and by which rule
    called: tuple[str, str] = ("", "")  # name and number of who is called, where we call
    talking: tuple[str, ...] = ()  # colleagues who work with this customer at this moment
    tool: str = ""  # by which remote access tool it is done, in the service's words (M17)

    @property
    def blocked(self) -> bool:
        """Whether nothing may begin yet: the terms say no, or a word on which a no hangs is not said (I7)."""
        return any(one.do == "block" for one in self.said) or bool(self.missing)

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions without whose answer nothing begins, though the terms do not say no yet."""
        return tuple(one for one in self.open if one.must)


def passage(
    service: Service, code: str, *, kind: str, inbound: bool, runs: bool = False, who: str = ""
) -> Passage:
    """The gates before a session: the call's when a contact begins, that of remote or on-site work."""
    points: tuple[Point, ...] = ("call",) if not runs and service.spoken(kind) else ()
    gate = service.gate(kind)
    points += (gate,) if gate else ()
    return Passage(code=code, kind=kind, inbound=inbound, points=points, who=who)


def closing(session: Session) -> Passage:
    """The gate at the end of a session (M9)."""
    return Passage(
        code=session.ticket,
        kind=session.kind,
        inbound=session.inbound,
        points=("close",),
        who=session.caller_name,
    )


@at_one_moment
def look(desk: Desk, way: Passage, told: Mapping[str, Answer], device: str = "") -> GateLook:
    """Ask the terms. Raises Refused for an answer that is none."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, way.code)
        gate = gate_steps.before(
            desk, conn, ticket, kind=way.kind, inbound=way.inbound, device=device, told=told
        )
        found = tuple(one for point in way.points for one in gate_steps.asked(gate, point))
        said = gate_steps.said(gate, *way.points)
        price = "" if way.closes else estimates.told(_costs(gate, way.kind), gate.known)
        called = ("", "") if way.inbound else callbacks.called(desk, ticket)
        return GateLook(
            ticket=ticket,
            open=found,
            said=said,
            price=price,
            called=called,
            talking=_talking(desk, ticket),
            tool=_tool(gate) if "remote" in way.points else "",
        )


def _tool(gate: gate_steps.Gate) -> str:
    return gate.service.label(gate.service.tools, gate_steps.tool_of(gate), language())


def _talking(desk: Desk, ticket: Ticket) -> tuple[str, ...]:
    if ticket.customer_id is None:
        return ()
    return tuple(one.technician for one in caller.talking(desk, cards.code_of(desk, ticket.customer_id)))


def _costs(gate: gate_steps.Gate, kind: str) -> tuple[Cost, ...]:
    """What the work costs that would begin, beside the call in whose contact it stands."""
    kinds = dict.fromkeys(one for one in ("call", kind) if one in {kind, *gate.service.timer.together})
    found = (estimates.of_kind(gate.service, gate.known, one, gate.at) for one in kinds)
    return tuple(cost for cost in found if cost is not None)


def answerable(questions: Sequence[Question]) -> list[Question]:
    """The questions that are answered at the gate itself; the others have a deed of their own."""
    return [one for one in questions if one.fact in ASKED or one.names or one.typed]


def line_name(question: Question) -> str:
    """What the line is called in which an answer is typed."""
    return shorten(question.words, LINE, placeholder="…") if question.typed else t("checklist.code")


def about_device(questions: Sequence[Question]) -> bool:
    """Whether it matters which device is accessed: for what is known of it, or for the access log."""
    return any(one.fact in ("first_access", "backup_unit", "target") for one in questions)


def following(question: Question, value: str) -> str:
    """The answer after this one, round and round."""
    choices = question.choices
    return choices[(choices.index(value) + 1) % len(choices)] if value in choices else choices[0]


# In words


def row(
    number: int,
    question: Question,
    answer: Answer | None,
    decides: str,
    width: int,
    *,
    short: bool,
    moot: bool = False,
) -> Content:
    """`1 sì  Il cliente acconsente (M6)`; the colour says whether it blocks, warns, or is settled.

    `short`: on one line, however little of the question that leaves. `moot`: the other answers have made it
    idle; it keeps its number, so that no digit ever means another question.
    """
    value = answer.value if answer else ""
    signs = {"block": "✗", "warn": "!", "remind": "!"}
    sign = signs.get(decides, "")
    word = f"{sign} {value_word(question, value)}".strip() if value else sign or "·"
    style = {"block": BARS, "warn": WARNS, "remind": WARNS}
    tone = style.get(decides, "bold $text-success" if value else "")
    key = (f"{number} ", "bold $text-accent") if number else ("  ", "")
    room, rule = max(20, width - INDENT), _by(question.rule)
    if moot:
        asked = shorten(question.words, room - len(rule), placeholder="…") + rule
        return styled(key, (f"{t('checklist.moot'):<7}{asked}", "$text-muted"))
    if short:
        asked = f"{shorten(question.words, room - len(rule), placeholder='…')}{rule}"
    else:
        asked = fill(f"{question.words}{rule}", room, subsequent_indent=" " * INDENT)
    return styled(key, (f"{word:<6} ", tone), asked, lines=True)


def digits(of: Sequence[object]) -> str:
    """The digits that stand before these: `1-6`."""
    return f"1-{min(9, len(of))}" if len(of) > 1 else "1"


def alone(question: Question, width: int) -> Content:
    """The only question, and under it its answers by their numbers."""
    asked = fill(question.words + _by(question.rule), max(20, width))
    made = styled(asked, "\n\n", lines=True)
    for number, value in enumerate(question.choices, start=1):
        made = made + styled((f"{number} ", "bold $text-accent"), f"{value_word(question, value)}   ")
    return made


def price(found: GateLook, reckoned: Content | None = None) -> Content:
    """The last moment before money: what it comes to as `reckoned`, else what its kind of work costs.

    Beside it by which tool the work is done.
    """
    if reckoned is not None:
        return reckoned
    tool = (t("checklist.tool", tool=found.tool), "$text-muted") if found.tool else ""
    if not found.price:
        return styled(tool)
    between = " · " if found.tool else ""
    return styled(tool, between, (f"{t('checklist.price')} ", "$text-muted"), (found.price, "bold"))


def value_word(question: Question, value: str) -> str:
    """An answer in a word."""
    if value in question.names:
        return question.names[value]
    return t(f"gates.answer.{value}") if has(f"gates.answer.{value}") else value


def verdict(service: Service, found: GateLook, head: str) -> Content:
    """What the terms say of the answers: what blocks; else `head`, and what they only warn of."""
    blocks = [one for one in found.said if one.do == "block"]
    others = [one for one in found.said if one.do in ("warn", "remind")]
    if blocks:
        return _said(service, blocks[0], t("checklist.blocked"), BARS)
    if found.missing:
        word, rule = t("checklist.blocked"), found.missing[0].rule
        asked = found.missing[0].clause or found.missing[0].words
        return styled((f"{word}{_by(rule)} ", BARS), asked)
    made = styled((head, "bold $text-success"))
    for one in others[:2]:
        made = made + Content("\n") + _said(service, one, t("checklist.warned"), WARNS)
    return made


def _said(service: Service, decision: Decision, word: str, style: str) -> Content:
    clause = service.clause(decision.rule, language())
    return styled((f"{word}{_by(decision.rule)} ", style), clause)


def wrong(error: DeskError) -> str:
    """Why an answer is none, and under it the clause that asks for it."""
    clause = str(error.values.get("clause") or "")
    return "\n".join(part for part in (refusal(error), clause) if part)


def _by(rule: str) -> str:
    """The number of a rule in brackets; nothing of what no rule asks."""
    return f" ({rule})" if rule else ""
