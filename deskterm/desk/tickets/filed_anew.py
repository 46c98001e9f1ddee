"""Work that was filed wrongly is filed anew as it really was, and what was wrong is void: one deed."""

from __future__ import annotations

from deskterm.desk import leads
from deskterm.desk.billing import filing
from deskterm.desk.billing.filing import Filed
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.billing import voids
from deskterm.desk.steps.gates import admission
from deskterm.desk.steps.work.contacts import the_group
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.desk.tickets import tickets
from deskterm.models.basics.faults import likely
from deskterm.models.records.base import Record
from deskterm.storage.database import Connection
from deskterm.storage.money import voided as voided_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class Anew(Record, frozen=True, kw_only=True):
    """How work is filed anew; what is empty is as it was filed. `answers`: at its gates and its close."""

    minutes: int | None = None
    kind: str = ""
    customer: str = ""
    outcome: str = ""
    reason: str = ""
    note: str = ""
    price: str = ""
    answers: Answers | None = None
    device: str = ""


def correct(desk: Desk, group_id: int, *, why: str, anew: Anew) -> Filed:
    """Void a contact and file its work anew, otherwise: in one deed, or refused together.

    What is not said is as it was filed. Raises Refused as `void` and as filing does.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "void")
        done = voids.void(desk, conn, group_id, voids.reason(why))
        target = done.anew or group_id
        if anew.kind:
            _work_of(desk, conn, target, anew)
        if anew.minutes is not None:
            _last(desk, conn, target, 60 * anew.minutes)
        if anew.customer:
            tickets.set_customer(desk, done.ticket, anew.customer)
        return filing.file(
            desk,
            target,
            outcome=anew.outcome,
            reason=anew.reason,
            note=anew.note,
            price=anew.price,
            answers=anew.answers,
        )


def _work_of(desk: Desk, conn: Connection, group_id: int, anew: Anew) -> None:
    """The work was of another kind than was filed: it passes the gate of that kind as if it began then."""
    _, stretches = the_group(conn, group_id)
    ticket = ticket_rows.by_id(conn, stretches[-1].ticket_id)
    kinds = desk.service_of(ticket.terms_id).session_kinds
    if anew.kind not in kinds:
        like = likely(anew.kind, kinds)
        raise Refused("session_kind", like=like, kind=anew.kind, choices=", ".join(kinds))
    for one in stretches:
        if one.kind == anew.kind:
            continue
        gate, found = admission.afterwards(
            desk,
            conn,
            ticket,
            group_id=group_id,
            kind=anew.kind,
            inbound=one.inbound,
            at=one.started_at,
            answers=anew.answers,
            device=anew.device,
        )
        voided_rows.set_kind(conn, one.id, anew.kind)
        admission.let_in(desk, conn, gate, session_rows.get(conn, one.id), found)


def _last(desk: Desk, conn: Connection, group_id: int, seconds: int) -> None:
    """The contact lasted so long: its last stretch ends accordingly. Raises Refused where that cannot be."""
    _, stretches = the_group(conn, group_id)
    last = stretches[-1]
    had = sum((one.ended_at or one.started_at) - one.started_at for one in stretches)
    ended = (last.ended_at or last.started_at) + seconds - had
    if ended <= last.started_at:
        raise Refused("bad_end")
    if ended > desk.now():
        raise Refused("end_in_future")
    session_rows.end(conn, last.id, ended, to_confirm=False)
