"""The gates before remote work and before a call: what the terms still want to know, and what they say.

An answer says who of the customer gave it and how; it is kept for the session, and no password is ever part
of it. What the terms make of the answers is theirs: a block refuses, a warning or a reminder is kept.
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates.gate import Gate, Question, asked, before, said
from deskterm.desk.steps.tickets import first_contact, taking_back
from deskterm.desk.steps.tickets.taking_back import REFUSAL, REFUSED
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.gate_answers import NO, Answer, Answers
from deskterm.locale import language
from deskterm.models.basics.text import clean
from deskterm.models.records.evidence import Told
from deskterm.models.records.ticket import Decision
from deskterm.models.terms.sections import Point
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import gate_answers as gate_answer_rows
from deskterm.storage.work import sessions as session_rows


def questions(
    desk: Desk,
    code: str,
    point: Point = "remote",
    *,
    kind: str = "remote",
    inbound: bool = True,
    device: str = "",
    told: Answers | None = None,
) -> tuple[Question, ...]:
    """What the terms at `point` still want to know, in the order of the file, after what was `told`.

    A question is asked only where its answer changes what the terms say.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        gate = before(desk, conn, ticket, kind=kind, inbound=inbound, device=device, told=told)
    return asked(gate, point)


def open_at_close(desk: Desk, group_id: int) -> tuple[Question, ...]:
    """What the terms still want to know at the close of a stopped contact, and nobody has told (M9)."""
    with desk.read() as conn:
        stretches = session_rows.of_group(conn, group_id)
        last = stretches[-1]
        service = desk.service_of(ticket_rows.by_id(conn, last.ticket_id).terms_id)
        told = gate_answers.of_contact(conn, service, stretches)
        found = questions(desk, last.ticket, "close", kind=last.kind, inbound=last.inbound)
    wanted = gate_answers.at_close(service)
    return tuple(one for one in found if one.fact in wanted and not told.get(one.fact))


def refused(desk: Desk, code: str, *, who: str, how: str = "phone", words: str = "") -> Decision:
    """The customer does not agree to this session (M10): noted with who and how; nothing begins."""
    no = {"consent": Answer(value=NO, who=who, how=how, words=words)}
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        gate = before(desk, conn, ticket, kind="remote", told=no)
        running = session_rows.running(conn, desk.who)
        session = running.id if running and running.ticket_id == ticket.id else None
        gate_answers.keep(desk, conn, ticket, no, session_id=session, point="remote")
        rule = _refusal_rule(gate)
        detail = {"who": clean(who), "how": how}
        since = decision_rows.newest(conn)
        found = Decision(do="not_authorised", rule=rule, at=gate.at, point="remote", detail=detail)
        changes.keep(desk, conn, (found,), ticket=ticket, session_id=session)
        told = first_contact.keep(desk, conn, ticket, "refusal")
        after = {**detail, "session": session, **changes.with_deed(conn, ticket, since)}
        was = taking_back.differing(ticket, told)
        desk.record(conn, REFUSED, ticket_id=ticket.id, target=ticket.code, before=was, after=after)
        return found


def _refusal_rule(gate: Gate) -> str:
    """The rule by which a customer may refuse: that of the outcome, else the one that asks for consent."""
    outcome = next((one.rule for one in gate.service.outcomes if one.id == REFUSAL), "")
    asks = (one.rule for one in said(gate, "remote") if one.detail.get("ask") == "consent")
    return outcome or next(asks, "")


def stands_refused(desk: Desk, group_id: int) -> bool:
    """Whether the customer did not agree to a session of this contact, and nobody has taken that back."""
    with desk.read() as conn:
        stretches = [one.id for one in session_rows.of_group(conn, group_id)]
        found = gate_answer_rows.of_sessions(conn, stretches)
    return any(one.fact == "consent" and one.value == NO for one in found)


def tool_of(desk: Desk, session_id: int) -> str:
    """The remote access tool of a session in the words of its terms; "" where none was used (M17)."""
    with desk.read() as conn:
        session = session_rows.get(conn, session_id)
        service = desk.service_of(ticket_rows.by_id(conn, session.ticket_id).terms_id)
        used = gate_answers.tools_of(conn, service, [session])
    return ", ".join(service.label(service.tools, one, language()) for one in used)


def evidence(desk: Desk, code: str) -> tuple[Told, ...]:
    """Everything that was told at the gates of a ticket, in order: the evidence of its sessions."""
    with desk.read() as conn:
        return gate_answer_rows.of_ticket(conn, changes.the_ticket(conn, code).id)
