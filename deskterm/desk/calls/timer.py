"""The timer: start, switch, pause, stop. A session's row is written when it starts, so that nothing is lost.

What a contact costs and its filing is in `filing`, what stands in `contacts`; both are offered from here.
"""

from __future__ import annotations

from deskterm.desk.calls import telling
from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.customer_of import spelled
from deskterm.desk.steps.gates import access_log
from deskterm.desk.steps.gates import gate as gate_steps
from deskterm.desk.steps.gates.admission import again, let_in, passed, points
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.work import clocks
from deskterm.desk.steps.work.contact_groups import goes_on, group_for, resting, said_anew, segment
from deskterm.desk.steps.work.contacts import uncounted
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.locale import has, works
from deskterm.models.basics.faults import likely
from deskterm.models.money.billing import aside
from deskterm.models.money.price import Segment, chargeable, marks
from deskterm.models.records.base import Record
from deskterm.models.records.customer import Customer
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class Running(Record, frozen=True, kw_only=True):
    """The call under way: `seconds` of its contact so far, and the marks at which it begins to cost.

    `earlier` are the contact's seconds before this stretch: a clock shows `earlier` + now - started_at.
    """

    session: Session
    customer: Customer | None
    seconds: int
    earlier: int
    marks: tuple[tuple[int, str], ...]  # (seconds of the contact, soon | fixed | money)
    to_confirm: bool = False  # the clocks disagree; stopping it will ask (R21)


def warnings(desk: Desk, code: str, *, inbound: bool = True, kind: str = "call") -> tuple[Decision, ...]:
    """What the terms say before a session on this ticket starts; a block among it would refuse the start."""
    with desk.read() as conn:
        gate = gate_steps.before(desk, conn, changes.the_ticket(conn, code), kind=kind, inbound=inbound)
        return gate_steps.said(gate, *points(gate.service, kind))


def start(
    desk: Desk,
    code: str,
    *,
    kind: str = "call",
    inbound: bool = True,
    answers: Answers | None = None,
    device: str = "",
    park: str = "",
    caller: tuple[str, str] = ("", ""),
) -> Session:
    """Start the timer on a ticket. Refused while another session of this technician runs, or by the terms.

    `answers`: what was told at the gate (`gates.questions` says what is wanted); `device`: what is accessed.
    `park` is why a session that runs is paused for this one; refused, it goes on. `caller`: name and number
    of who rang, where it is not whom the ticket names. A contact of the ticket that they have paused
    goes on: one request, one contact (`went_on` says so). A call that is promised stays so until it is
    known how this one went: when it is filed, or noted as an attempt in vain (`callbacks.attempt`).
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.stands(ticket)
        _check_kind(desk.service_of(ticket.terms_id), kind)
        if park and session_rows.running(conn, desk.who):
            _pause(desk, conn, park)
        _check_free(conn, desk.who)
        ticket, told = telling.with_it(desk, ticket.id, answers)
        gate = gate_steps.before(desk, conn, ticket, kind=kind, inbound=inbound, device=device, told=told)
        found = passed(desk, conn, gate, kind)
        rests = resting(conn, ticket, desk.who)
        number = rests or group_for(conn, gate.service, ticket, Segment(kind, gate.at, gate.at))
        session_rows.set_paused(conn, number, False)
        session = _begin(
            desk, conn, ticket, group_id=number, kind=kind, inbound=inbound, at=gate.at, caller=caller
        )
        let_in(desk, conn, gate, session, found)
        _record(desk, conn, "session_started" if rests is None else "session_resumed", session)
        first_contact.keep(desk, conn, ticket_rows.by_id(conn, ticket.id), session.kind)
        return session


def went_on(desk: Desk, session: Session) -> int | None:
    """The seconds of the paused contact with which a session went on; None where it began one of its own."""
    with desk.read() as conn:
        done = event_rows.of_ticket(conn, session.ticket_id)
        if not any(one.deed == "session_resumed" and one.target == _target(session) for one in done):
            return None
        before = (one for one in session_rows.of_group(conn, session.group_id) if one.id < session.id)
        return sum((one.ended_at or one.started_at) - one.started_at for one in before)


def running(desk: Desk) -> Running | None:
    """This technician's running session, as it stands now; also one that a crash left behind."""
    with desk.read() as conn:
        session = session_rows.running(conn, desk.who)
        if session is None:
            return None
        ticket = ticket_rows.by_id(conn, session.ticket_id)
        service = desk.service_of(ticket.terms_id)
        now = clocks.read(desk, session, session_rows.mark_of(conn, session.id), service)
        stretches = [segment(other, now.at) for other in session_rows.of_group(conn, session.group_id)]
        began = min(stretch.started_at for stretch in stretches)
        known = facts.of_ticket(desk, conn, ticket, at=began) | {"session": session.kind}
        known["burnt"] = units.spoken_for(
            service, ticket, units.of_ticket(conn, ticket, but=(session.group_id,))
        )
        seconds = chargeable(stretches)
        return Running(
            session=session,
            customer=_card(desk, conn, ticket),
            seconds=seconds,
            earlier=max(0, seconds - (now.at - session.started_at)),
            marks=marks(service, known, began, aside(service, stretches, known, session.kind)),
            to_confirm=now.to_confirm,
        )


def switch(desk: Desk, kind: str = "remote", *, answers: Answers | None = None, device: str = "") -> Session:
    """Turn the running call into another kind, in the same contact and the same second (D18).

    What was told at the gate earlier in this contact still counts, within the gap of one contact.
    """
    with desk.write() as conn:
        session = _the_running(conn, desk.who)
        ticket = ticket_rows.by_id(conn, session.ticket_id)
        service = desk.service_of(ticket.terms_id)
        _check_switch(service, session, kind)
        ticket, told = telling.with_it(desk, ticket.id, answers)
        gate = again(desk, conn, ticket, session, kind=kind, answers=told, device=device)
        found = passed(desk, conn, gate, kind, contact_runs=True)
        ended = _end(desk, conn, session)
        at = ended.ended_at or ended.started_at
        following = _begin(
            desk,
            conn,
            ticket,
            group_id=session.group_id,
            kind=kind,
            inbound=session.inbound,
            at=at,
            caller=(session.caller_name, session.caller_phone),
        )
        let_in(desk, conn, gate, following, (*_switched(service, kind, at), *found))
        _record(desk, conn, "session_switched", following, before=session)
        return following


def pause(desk: Desk, why: str = "") -> Session:
    """Halt the contact: the pause is not billed (A6). `resume` goes on with it."""
    with desk.write() as conn:
        return _pause(desk, conn, why)


def resume(desk: Desk, group_id: int, *, answers: Answers | None = None, device: str = "") -> Session:
    """Go on with a contact that was paused or stopped, in the kind it had last, however long ago it was.

    Remote work that rested longer than the gap of one contact passes the gate anew (M6). What was filed
    longer ago than that gap, or for another customer, is over: a contact of its own begins (A6).
    """
    with desk.write() as conn:
        stretches = session_rows.of_group(conn, group_id)
        if not stretches:
            raise NotFound("no_contact", group=group_id)
        _check_free(conn, desk.who)
        last = stretches[-1]
        if not last.counts:
            raise uncounted(last)
        ticket = ticket_rows.by_id(conn, last.ticket_id)
        if not goes_on(conn, desk.service_of(ticket.terms_id), ticket, stretches, desk.now()):
            return start(
                desk,
                ticket.code,
                kind=last.kind,
                inbound=last.inbound,
                answers=answers,
                device=device,
                caller=(last.caller_name, last.caller_phone),
            )
        ticket, told = telling.with_it(desk, ticket.id, answers)
        gate = again(desk, conn, ticket, last, kind=last.kind, answers=told, device=device)
        found = passed(desk, conn, gate, last.kind, contact_runs=True)
        session = _begin(
            desk,
            conn,
            ticket,
            group_id=group_id,
            kind=last.kind,
            inbound=last.inbound,
            at=gate.at,
            caller=(last.caller_name, last.caller_phone),
        )
        session_rows.set_paused(conn, group_id, False)
        let_in(desk, conn, gate, session, found)
        _record(desk, conn, "session_resumed", session)
        return session


def stop(desk: Desk, *, technician: str = "") -> Session:
    """End the running session; it waits to be filed.

    Somebody else's, forgotten, is ended by naming the `technician`: its time is then to be confirmed.
    """
    with desk.write() as conn:
        who = technician or desk.who
        if technician and session_rows.running(conn, who) is None:
            desk.expect_technician(conn, who)
        session = _end(desk, conn, _the_running(conn, who))
        if session.technician != desk.who:
            end = session.ended_at or session.started_at
            session = session_rows.end(conn, session.id, end, to_confirm=True)
        _record(desk, conn, "session_stopped", session)
        return session


def _pause(desk: Desk, conn: Connection, why: str) -> Session:
    session = _end(desk, conn, _the_running(conn, desk.who))
    session_rows.set_paused(conn, session.group_id, True)
    _record(desk, conn, "session_paused", session, why=why)
    return session


def _switched(service: Service, kind: str, at: int) -> tuple[Decision, ...]:
    """The rule behind a change on the fly (D18)."""
    rule = service.timer.switch_rule
    return (Decision(do="switch", rule=rule, at=at, point="call", detail={"to": kind}),) if rule else ()


def _check_kind(service: Service, kind: str) -> None:
    if kind not in service.session_kinds:
        known = service.session_kinds
        raise Refused("session_kind", like=likely(kind, known), kind=kind, choices=", ".join(known))


def _word(kind: str) -> str:
    return works.on_screen(kind) if has(f"widgets.kind.{kind}") else kind


def _check_switch(service: Service, session: Session, kind: str) -> None:
    others = service.turns(session.kind)
    if kind not in others:
        now, asked = (works.own_word(word) or _word(word) for word in (session.kind, kind))
        if not others:
            raise Refused("switch_none", rule=service.timer.switch_rule, now=now)
        raise Refused("switch_kind", now=now, kind=asked, choices=", ".join(others))


def _check_free(conn: Connection, who: str) -> None:
    session = session_rows.running(conn, who)
    if session:
        raise Refused("call_running", code=session.ticket, customer=session.customer)


def _the_running(conn: Connection, who: str) -> Session:
    session = session_rows.running(conn, who)
    if session is None:
        raise Refused("no_call_running")
    return session


def _begin(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    *,
    group_id: int,
    kind: str,
    inbound: bool,
    at: int,
    caller: tuple[str, str],
) -> Session:
    said_anew(conn, group_id)
    name, phone = caller
    return session_rows.insert(
        conn,
        group_id=group_id,
        ticket_id=ticket.id,
        technician=desk.who,
        kind=kind,
        inbound=inbound,
        started_at=at,
        mark=clocks.mark(desk),
        caller=(name, spelled(conn, ticket.customer_id, phone, ticket.contact_phone)),
    )


def _end(desk: Desk, conn: Connection, session: Session) -> Session:
    service = desk.service_of(ticket_rows.by_id(conn, session.ticket_id).terms_id)
    now = clocks.read(desk, session, session_rows.mark_of(conn, session.id), service)
    doubtful = now.to_confirm or _is_behind(conn, session)
    ended = session_rows.end(conn, session.id, now.at, to_confirm=doubtful)
    access_log.closed(desk, conn, ended)
    return ended


def _is_behind(conn: Connection, session: Session) -> bool:
    """Whether it began before an earlier stretch of the same hands ended: a clock was set back."""
    others = (one for one in session_rows.of_group(conn, session.group_id) if one.id < session.id)
    return any(
        one.technician == session.technician and (one.ended_at or 0) > session.started_at for one in others
    )


def _card(desk: Desk, conn: Connection, ticket: Ticket) -> Customer | None:
    if ticket.customer_id is None:
        return None
    return customer_rows.card(conn, ticket.customer_id, facts.day_of(desk.now(), desk.service.tz))


def _record(
    desk: Desk, conn: Connection, deed: str, session: Session, *, before: Session | None = None, why: str = ""
) -> None:
    after: dict[str, object] = {"kind": session.kind, "group": session.group_id, "state": session.state}
    after |= {"started_at": session.started_at, "ended_at": session.ended_at}
    if why:
        after["why"] = why
    if session.to_confirm:
        after["to_confirm"] = True
    if session.caller_name:
        after["caller"] = session.caller_name
    old = {"session": before.id, "kind": before.kind, "ended_at": before.ended_at} if before else {}
    desk.record(conn, deed, ticket_id=session.ticket_id, target=_target(session), before=old, after=after)


def _target(session: Session) -> str:
    return f"session:{session.id}"
