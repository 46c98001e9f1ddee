"""Past work: entered afterwards, past the same gates as if it began then (M6, I6, D24)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates import access_log, admission
from deskterm.desk.steps.packs import movements
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.work import clocks
from deskterm.desk.steps.work.contact_groups import group_for
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.models.basics.faults import likely
from deskterm.models.money.price import Segment
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class PastWork(Record, frozen=True, kw_only=True):
    """A stretch of work that is over; `answers`: told at the gates then, `device`: accessed.

    `confirmed`: whoever enters it says that it really was so long.
    """

    kind: str
    started_at: int
    ended_at: int
    inbound: bool = True
    answers: Answers | None = None
    device: str = ""
    confirmed: bool = False


def entered(desk: Desk, conn: Connection, code: str, work: PastWork) -> Session:
    """Enter a stretch of past work. Raises Refused where the terms would have let nobody in."""
    ticket = changes.the_ticket(conn, code)
    changes.stands(ticket)
    _check(desk, conn, ticket, work)
    service = desk.service_of(ticket.terms_id)
    number = group_for(conn, service, ticket, Segment(work.kind, work.started_at, work.ended_at))
    gate, found = admission.afterwards(
        desk,
        conn,
        ticket,
        group_id=number,
        kind=work.kind,
        inbound=work.inbound,
        at=work.started_at,
        answers=work.answers,
        device=work.device,
    )
    session = session_rows.insert(
        conn,
        group_id=number,
        ticket_id=ticket.id,
        technician=desk.who,
        kind=work.kind,
        inbound=work.inbound,
        started_at=work.started_at,
        ended_at=work.ended_at,
        to_confirm=clocks.is_long(service, work.started_at, work.ended_at) and not work.confirmed,
    )
    if ticket.customer_id is not None:
        movements.reopen(desk, conn, ticket.customer_id, work.started_at)
    admission.let_in(desk, conn, gate, session, found)
    access_log.closed(desk, conn, session)
    # What is entered afterwards was a contact when it began (M4).
    first_contact.keep(desk, conn, ticket_rows.by_id(conn, ticket.id), session.kind, at=session.started_at)
    return session


def _check(desk: Desk, conn: Connection, ticket: Ticket, work: PastWork) -> None:
    kinds = desk.service_of(ticket.terms_id).session_kinds
    if work.kind not in kinds:
        like = likely(work.kind, kinds)
        raise Refused("session_kind", like=like, kind=work.kind, choices=", ".join(kinds))
    if work.ended_at <= work.started_at:
        raise Refused("bad_end")
    if work.ended_at > desk.now():
        raise Refused("end_in_future")
    twice = session_rows.overlapping(conn, ticket.id, desk.who, work.started_at, work.ended_at)
    if twice:
        raise Refused("entered_already", code=ticket.code, session=twice.id)
