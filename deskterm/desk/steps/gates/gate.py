"""What the rules at `call`, `remote`, `onsite` and `close` want to know, and whether it has been told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused, near
from deskterm.desk.steps import changes, facts, own_facts
from deskterm.desk.steps.gates import unsaid
from deskterm.desk.steps.gates.unsaid import Unsaid
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.gate_answers import NO, SPOKEN, YES, Answer, Answers
from deskterm.locale import has, language, t
from deskterm.models.basics.text import clean
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.rules import RuleAction, actions
from deskterm.models.terms.facts import FACTS, FIXED, Facts, given
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.sections import Point
from deskterm.models.terms.service import Service
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class Question(Record, frozen=True, kw_only=True):
    """What the terms still want to know: the answer decides something, by `rule`.

    `blocks`: no session without the right answer; `must`: without any. `choices`: what can be answered, with
    the terms' own words for them (`names`); () where it is typed, or the fact has a deed of its own (a
    telephone number, a mail of request). `typed`: it is answered here in words or figures, like `hint`.
    """

    fact: str
    rule: str
    clause: str
    words: str
    blocks: bool
    choices: tuple[str, ...] = ()
    spoken: bool = False
    must: bool = False
    names: dict[str, str] = {}  # noqa: RUF012  # msgspec gives each record its own
    typed: bool = False
    hint: str = ""


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
    barred: frozenset[str] = frozenset()  # facts of the terms' own that others are to say
    unsaid: tuple[Unsaid, ...] = ()  # what must be said of the ticket, its customer, their agreement


def asked(gate: Gate, point: Point) -> tuple[Question, ...]:
    """As `questions`, of a gate that stands already."""
    found = [_question(gate, point, fact) for fact in _wanted(gate, point) if fact not in gate.told]
    session = tuple(question for question in found if question is not None)
    session += _which_tool(gate, point, session)
    here = {*(question.fact for question in session), *gate_answers.of_gates(gate.service), *gate.told}
    return session + tuple(
        _elsewhere(gate, action)
        for action in actions(gate.service, point, gate.known, gate.at)
        if (name := str(action.detail.get("ask") or "")) and name not in here
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
    fresh = _with_tool(service, gate_answers.checked(desk, conn, service, told or {}))
    told = {**(earlier or {}), **fresh}
    known = facts.of_ticket(desk, conn, ticket, at=at)
    known |= {"inbound": inbound, "session": kind, "ticket": _is_open(ticket, at)}
    if inbound:
        known |= _code(service, known, told)
    if kind == "remote":
        known["tool"] = gate_answers.only_tool(service)
    known["by_voice"] = _by_voice(conn, service, ticket, at)
    mail = authorisation(conn, ticket, at) if _asks(service, "remote", "request_mail") else None
    known["request_mail"] = mail is not None
    device = clean(device).strip()
    known |= _device(conn, service, ticket, device)
    known |= {
        fact: gate_answers.value(service, fact, one.value) for fact, one in told.items() if fact != "code"
    }
    return Gate(
        ticket=ticket,
        service=service,
        at=at,
        known=known,
        told=told,
        fresh=fresh,
        device=device,
        mail=mail,
        barred=frozenset(one.id for one in own_facts.barred(desk, conn, service.facts)),
        unsaid=unsaid.of_ticket(desk, conn, ticket, known),
    )


def said(gate: Gate, *points: Point) -> tuple[Decision, ...]:
    """What the terms decide at these points, with all that is known."""
    found: tuple[Decision, ...] = ()
    for point in points:
        decided = actions(gate.service, point, gate.known, gate.at)
        found += changes.decided(decided, at=gate.at, point=point)
    return tuple(_with_answer(gate, decision) for decision in found)


def keep(desk: Desk, conn: Connection, gate: Gate, session: Session) -> None:
    """Keep what was told for a session that begins, and what it says of the device."""
    if gate.device:
        session_rows.put_device(conn, session.id, gate.device)
    point: Point = gate.service.gate(session.kind) or "call"
    gate_answers.keep(desk, conn, gate.ticket, gate.fresh, session_id=session.id, point=point, at=gate.at)
    _remember_own(conn, gate)
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
        return found.said(language())
    if own := service.own_facts.get(fact):
        return own_facts.name(own)
    key = f"gates.ask.{fact}"
    return t(key) if has(key) else t("gates.terms")


def _is_open(ticket: Ticket, at: int) -> bool:
    """Whether the ticket was open at an instant: now, or before it was answered or closed."""
    return ticket.state in OPEN_STATES or at < max(ticket.answered_at or 0, ticket.closed_at or 0)


def _is_request_mail(message: Message) -> bool:
    """A mail of the customer's own: one that joined a request unvouched for is none (S7)."""
    if message.direction != "in" or message.kind not in ("mail", "pec"):
        return False
    return not message.doubted


def _by_voice(conn: Connection, service: Service, ticket: Ticket, at: int) -> bool:
    """Whether the customer has asked by voice alone until an instant: nothing of theirs is written (I5)."""
    if ticket.kind != "phone" or ticket.parent_id is not None:
        return False
    thread = message_rows.of_ticket(conn, ticket.id)
    came = [one for one in thread if one.is_customers and one.received_at <= at and not one.doubted]
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


def _device(conn: Connection, service: Service, ticket: Ticket, name: str) -> dict[str, object]:
    """What the desk remembers of a device; one that it has never seen is accessed for the first time (M7)."""
    found = profile_rows.device(conn, ticket.customer_id, name) if name and ticket.customer_id else None
    known: dict[str, object] = {"first_access": found is None or found.first_access_at is None}
    if found is not None and found.backup_unit is not None:
        known["backup_unit"] = found.backup_unit
    kept = found.facts if found is not None else {}
    return known | {one.id: one.read(kept[one.id]) for one in service.own("device") if kept.get(one.id)}


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


def _remember_own(conn: Connection, gate: Gate) -> None:
    """Note what was told of the device, among the terms' own facts."""
    told = {one.id: gate.fresh[one.id].value for one in gate.service.own("device") if one.id in gate.fresh}
    if told and gate.device and gate.ticket.customer_id is not None:
        profile_rows.put_device_facts(conn, gate.ticket.customer_id, gate.device, told)


def _wanted(gate: Gate, point: Point) -> list[str]:
    """The facts that may be asked at a point: the service's questions first, then those of its rules."""
    listed = [one.fact for one in gate.service.questions if one.at == point]
    ruled = [c.fact for rule in gate.service.rules if rule.at == point for c in rule.when]
    remembered = {"backup_unit"} & gate.known.keys()
    if gate.device and not given(gate.known, "first_access"):
        remembered.add("first_access")
    own = [one.id for one in gate.service.own("session") if one.at == point or one.id in ruled]
    own += [one.fact.id for one in gate.unsaid if one.fact.at == point or one.fact.id in ruled]
    if gate.device:
        own += [one.id for one in gate.service.own("device") if point == "remote" or one.must]
        remembered |= {one.id for one in gate.service.own("device")} & gate.known.keys()
    can_be = gate_answers.ASKED
    found = dict.fromkeys([*(one for one in [*listed, *ruled] if one in can_be), *own])
    return [fact for fact in found if fact not in remembered and not _others(gate, fact)]


def _others(gate: Gate, fact: str) -> bool:
    """Whether a fact is for others to say, and may stay open: a needed one is asked with who tells it."""
    return fact in gate.barred and not gate.service.own_facts[fact].needed


def _question(gate: Gate, point: Point, fact: str) -> Question | None:
    """The question about a fact, if its answer changes what they say; a declared one always is."""
    if declared := gate.service.own_facts.get(fact):
        here = declared.of == "device" or declared.at == point
        return _of_own(gate, declared) if here or _decides(gate, point, declared) else None
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
        must=bool(blocks) and bool(gate_answers.choices(fact)) and FACTS[fact].kind == "word",
    )


def _decides(gate: Gate, point: Point, own: FactTerms) -> bool:
    """Whether the answer to a declared fact changes what the rules at a point say that is not its own."""
    trials = [None, *(own.read(choice) for choice in own.choices)]
    said_by = [actions(gate.service, point, {**gate.known, own.id: one}, gate.at) for one in trials]
    return not own.choices or any(one != said_by[0] for one in said_by)


def _of_own(gate: Gate, own: FactTerms) -> Question:
    """The question about a fact that the terms declare, in their words."""
    return Question(
        fact=own.id,
        rule=own.rule,
        clause=gate.service.clause(own.rule, language()),
        words=own_facts.name(own),
        blocks=own.must,
        must=own.must,
        choices=own.choices,
        names={choice: own_facts.told(own, choice) for choice in own.choices},
        typed=not own.choices,
        hint=t("facts.only", who=own_facts.speakers(own)) if own.id in gate.barred else own_facts.hint(own),
    )


def _which_tool(gate: Gate, point: Point, found: Sequence[Question]) -> tuple[Question, ...]:
    """Which remote access tool is used, where the terms name several and nobody has said (M17)."""
    tools = gate.service.tools
    if point != "remote" or len(tools) < 2 or "tool" in {*gate.told, *(one.fact for one in found)}:
        return ()
    rule = tools[0].rule
    return (
        Question(
            fact="tool",
            rule=rule,
            clause=gate.service.clause(rule, language()),
            words=words(gate.service, "tool"),
            blocks=False,
            choices=tuple(one.id for one in tools),
            names={one.id: gate.service.label(tools, one.id, language()) for one in tools},
        ),
    )


def _with_tool(service: Service, told: dict[str, Answer]) -> dict[str, Answer]:
    """What was told, the tool by its id however it was named; the only one there is needs no telling.

    Raises Refused for one that the terms do not name.
    """
    named = told.get("tool")
    if named is None:
        return told
    word = named.value.casefold()
    for one in service.tools:
        if word in (one.id.casefold(), *map(str.casefold, one.every)):
            return told | {"tool": structs.replace(named, value=one.id)}
    known = ", ".join(one.id for one in service.tools)
    raise Refused("gate_value", like=near(named.value, service.tools), fact="tool", known=known)


def tool_of(gate: Gate) -> str:
    """The id of the remote access tool that is used: the one that was told, or the only one; "" for none."""
    if "tool" in gate.told:
        return gate.told["tool"].value
    return gate_answers.only_tool(gate.service)


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
    if ask not in gate_answers.ASKED or ask not in gate.known or given(gate.known, ask):
        return decision
    return structs.replace(decision, detail={**decision.detail, "told": NO})


def _asks(service: Service, point: Point, fact: str) -> bool:
    return any(c.fact == fact for rule in service.rules if rule.at == point for c in rule.when)
