"""What the rules at `call`, `remote` and `close` want to know, and whether it has been told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.gate_answers import ASKED, NO, SPOKEN, YES, Answer, Answers
from deskterm.locale import has, language, t
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.rules import RuleAction, actions
from deskterm.models.terms.facts import FACTS, FIXED, Facts, given
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows


class Question(Record, frozen=True, kw_only=True):
    """What the terms still want to know: the answer decides something, by `rule`.

    `blocks`: no session without the right answer. `choices`: what can be answered; () where the fact has a
    deed of its own (a telephone number, a mail of request).
    """

    fact: str
    rule: str
    clause: str
    words: str
    blocks: bool
    choices: tuple[str, ...] = ()
    spoken: bool = False


class Gate(Record, frozen=True, kw_only=True):
    """A ticket before a gate, with all that is known there."""

    ticket: Ticket
    service: Service
    at: int
    known: dict[str, object]
    told: dict[str, Answer]
    fresh: dict[str, Answer]  # of what was told, what is told now
    device: str = ""
    mail: Message | None = None


def asked(gate: Gate, point: Point) -> tuple[Question, ...]:
    """As `questions`, of a gate that stands already."""
    found = [_question(gate, point, fact) for fact in _wanted(gate, point) if fact not in gate.told]
    session = tuple(question for question in found if question is not None)
    here = {question.fact for question in session}
    return session + tuple(
        _elsewhere(gate, action)
        for action in actions(gate.service, point, gate.known, gate.at)
        if (name := str(action.detail.get("ask") or "")) and name not in {*here, *ASKED, *gate.told}
    )


def before(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    *,
    kind: str,
    inbound: bool = True,
    device: str = "",
    told: Answers | None = None,
    earlier: Answers | None = None,
    at: int | None = None,
) -> Gate:
    """A ticket before a gate: its facts, what the desk remembers of the device, and what was told now.

    `earlier`: what was told before in the same contact and still counts. `at`: when it stood there (default:
    now). Raises Refused for an answer that is none.
    """
    service, at = desk.service_of(ticket.terms_id), desk.now() if at is None else at
    fresh = gate_answers.checked(told or {})
    told = {**(earlier or {}), **fresh}
    known = facts.of_ticket(desk, conn, ticket, at=at)
    known |= {"inbound": inbound, "session": kind, "ticket": _is_open(ticket, at)}
    if inbound:
        known |= _code(service, known, told)
    known["by_voice"] = _by_voice(conn, service, ticket, at)
    mail = authorisation(conn, ticket, at) if _asks(service, "remote", "request_mail") else None
    known["request_mail"] = mail is not None
    device = clean(device).strip()
    known |= _device(conn, ticket, device)
    known |= {fact: gate_answers.value(fact, one.value) for fact, one in told.items() if fact != "code"}
    return Gate(
        ticket=ticket,
        service=service,
        at=at,
        known=known,
        told=told,
        fresh=fresh,
        device=device,
        mail=mail,
    )


def said(gate: Gate, *points: Point) -> tuple[Decision, ...]:
    """What the terms decide at these points, with all that is known."""
    found: tuple[Decision, ...] = ()
    for point in points:
        decided = actions(gate.service, point, gate.known, gate.at)
        found += changes.decided(decided, at=gate.at, point=point)
    return tuple(_with_answer(gate, decision) for decision in found)


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
        raise _closed(gate, block.rule, ask, words(gate.service, ask))
    for point in points:
        for question in asked(gate, point):
            if question.blocks and question.choices and is_word(question.fact):
                raise _closed(gate, question.rule, question.fact, question.words)


def is_word(fact: str) -> bool:
    """Whether a fact is a word of several, not a yes or a no."""
    return FACTS[fact].kind == "word"


def _closed(gate: Gate, rule: str, ask: str, asked: str) -> Refused:
    clause = gate.service.clause(rule, language())
    return Refused("gate_closed", rule=rule, code=gate.ticket.code, ask=ask, asked=asked, clause=clause)


def keep(desk: Desk, conn: Connection, gate: Gate, session: Session) -> None:
    """Keep what was told for a session that begins, and what it says of the device."""
    point = "remote" if session.kind == "remote" else "call"
    gate_answers.keep(desk, conn, gate.ticket, gate.fresh, session_id=session.id, point=point, at=gate.at)
    if point != "remote":
        return
    if gate.mail is not None:
        gate_answers.keep_mail(desk, conn, gate.ticket, gate.mail, session_id=session.id, at=gate.at)
    _remember(conn, gate)


def authorisation(conn: Connection, ticket: Ticket, at: int) -> Message | None:
    """The mail by which the customer had asked for this work at an instant (I6).

    A message that came by another way is none (A16).
    """
    if not ticket.confirmed:
        return None
    thread = message_rows.of_ticket(conn, ticket.id)
    mail = next((one for one in thread if _is_request_mail(one) and one.received_at <= at), None)
    if mail is None and ticket.parent_id is not None:
        return authorisation(conn, ticket_rows.by_id(conn, ticket.parent_id), at)
    return mail


def wants_mail(conn: Connection, service: Service, ticket: Ticket, at: int) -> bool:
    """Whether the terms want a mail that authorises remote work, and none has come (I6)."""
    return _asks(service, "remote", "request_mail") and authorisation(conn, ticket, at) is None


def words(service: Service, fact: str) -> str:
    """The question in the service's own words, or the desk's."""
    found = next((one for one in service.questions if one.fact == fact), None)
    if found is not None:
        return found.it if language() == "it" else found.en
    key = f"gates.ask.{fact}"
    return t(key) if has(key) else t("gates.terms")


def _is_open(ticket: Ticket, at: int) -> bool:
    """Whether the ticket was open at an instant: now, or before it was answered or closed."""
    return ticket.state in OPEN_STATES or at < max(ticket.answered_at or 0, ticket.closed_at or 0)


def _is_request_mail(message: Message) -> bool:
    """A mail of the customer's own: one that joined a request unvouched for is none (S7)."""
    if message.direction != "in" or message.kind not in ("mail", "pec"):
        return False
    return message.trust == "verified" or (message.trust != "doubtful" and message.outcome != "merged")


def _by_voice(conn: Connection, service: Service, ticket: Ticket, at: int) -> bool:
    """Whether the customer has asked by voice alone until an instant: nothing of theirs is written (I5)."""
    if ticket.kind != "phone" or ticket.parent_id is not None:
        return False
    thread = message_rows.of_ticket(conn, ticket.id)
    came = [
        one for one in thread if one.direction == "in" and one.received_at <= at and one.trust != "doubtful"
    ]
    ways = [service.channel(one.channel or "email") for one in came]
    return all(way is not None and way.kind == "phone" for way in ways)


def _code(service: Service, known: Facts, told: dict[str, Answer]) -> dict[str, object]:
    """The support code counts at the telephone only when the caller says it (O11). Raises Refused."""
    if "code" not in told:
        return {"code": ""}
    said_code = told["code"].value
    if said_code == YES or said_code.casefold() == str(known.get("code") or "").casefold() != "":
        return {"code": known.get("code")}
    asking = (one.rule for one in service.questions if (one.at, one.fact) == ("call", "code") and one.rule)
    ruled = (rule.id for rule in service.rules if (rule.at, rule.ask) == ("call", "code"))
    rule = next(asking, next(ruled, ""))
    raise Refused("wrong_code", rule=rule, clause=service.clause(rule, language()), ask="code")


def _device(conn: Connection, ticket: Ticket, name: str) -> dict[str, object]:
    """What the desk remembers of a device; one that it has never seen is accessed for the first time (M7)."""
    found = profile_rows.device(conn, ticket.customer_id, name) if name and ticket.customer_id else None
    known: dict[str, object] = {"first_access": found is None or found.first_access_at is None}
    if found is not None and found.backup_unit is not None:
        known["backup_unit"] = found.backup_unit
    return known


def _remember(conn: Connection, gate: Gate) -> None:
    """Note the first access to a device, and whether it has a backup unit (M7, M15)."""
    if not gate.device or gate.ticket.customer_id is None:
        return
    profile_rows.put_device(
        conn,
        gate.ticket.customer_id,
        gate.device,
        first_access_at=gate.at,
        backup_unit=bool(gate.known["backup_unit"]) if "backup_unit" in gate.known else None,
    )


def _wanted(gate: Gate, point: Point) -> list[str]:
    """The facts that may be asked at a point: the service's questions first, then those of its rules."""
    listed = [one.fact for one in gate.service.questions if one.at == point]
    ruled = [c.fact for rule in gate.service.rules if rule.at == point for c in rule.when]
    remembered = {"backup_unit"} & gate.known.keys()
    if gate.device and not given(gate.known, "first_access"):
        remembered.add("first_access")
    return [fact for fact in dict.fromkeys([*listed, *ruled]) if fact in ASKED and fact not in remembered]


def _question(gate: Gate, point: Point, fact: str) -> Question | None:
    """The question about a fact, if its answer changes what the terms say."""
    said_by = [actions(gate.service, point, {**gate.known, fact: one}, gate.at) for one in _trials(fact)]
    differing = [one for found in said_by for one in found if any(one not in other for other in said_by)]
    if not differing:
        return None
    blocks = [one for one in differing if one.do == "block" and _is_about(one, fact)]
    own = next((one for one in gate.service.questions if one.fact == fact and one.at == point), None)
    rule = (own.rule if own else "") or (blocks or differing)[0].rule
    return Question(
        fact=fact,
        rule=rule,
        clause=gate.service.clause(rule, language()),
        words=words(gate.service, fact),
        blocks=bool(blocks),
        choices=gate_answers.choices(fact),
        spoken=fact in SPOKEN,
    )


def _is_about(block: RuleAction, fact: str) -> bool:
    """Whether a block hangs on this very answer; one that depends on a word hangs on the word too."""
    return block.detail.get("ask") in (fact, None) or FACTS[fact].kind == "word"


def _trials(fact: str) -> tuple[object, ...]:
    if FACTS[fact].kind == "flag":
        return (True, False)
    return ("", *FIXED.get(fact, ("x",)))


def _elsewhere(gate: Gate, action: RuleAction) -> Question:
    """A question whose answer is not given at the gate."""
    fact = str(action.detail["ask"])
    return Question(
        fact=fact,
        rule=action.rule,
        clause=gate.service.clause(action.rule, language()),
        words=words(gate.service, fact),
        blocks=action.do == "block",
    )


def _with_answer(gate: Gate, decision: Decision) -> Decision:
    """A decision with the answer it rests on: a no that was told is more than a question left open."""
    ask = str(decision.detail.get("ask") or "")
    if ask not in ASKED or ask not in gate.known or given(gate.known, ask):
        return decision
    return structs.replace(decision, detail={**decision.detail, "told": NO})


def _asks(service: Service, point: Point, fact: str) -> bool:
    return any(c.fact == fact for rule in service.rules if rule.at == point for c in rule.when)
