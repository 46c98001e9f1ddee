"""A call that was started by mistake: cancelled with a reason, billed to nobody, hidden from nobody.

Its time stays in the history of the ticket with the reason; what would have cost money is shown to the lead.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from deskterm.desk.calls.contacts import check_open
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.billing import pricing
from deskterm.desk.steps.gates import access_log
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.work import clocks
from deskterm.desk.steps.work.contacts import the_group
from deskterm.models.basics.text import clean
from deskterm.models.records.money import Bill, Cancelled
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import cancelled as cancelled_rows
from deskterm.storage.work import sessions as session_rows


class _Case(Struct, frozen=True, kw_only=True):
    """What is cancelled: the stretches of `ticket`, and what filing their contact would have charged."""

    desk: Desk
    conn: Connection
    ticket: Ticket
    stretches: tuple[Session, ...]
    bill: Bill
    why: str


def cancel(desk: Desk, group_id: int | None = None, *, why: str) -> Cancelled:
    """Cancel this technician's last work on a contact (default: the call that runs); nothing of it is billed.

    What it was switched from goes with it; other work of the contact stays. Refused once it is filed, and
    without a reason.
    """
    with desk.write() as conn:
        reason = clean(why).strip()
        if not reason:
            raise Refused("why_needed")
        number = _running(desk, conn) if group_id is None else group_id
        group, stretches = the_group(conn, number)
        check_open(stretches)
        mine = _last_run(stretches, desk.who)
        ticket = ticket_rows.by_id(conn, group.ticket_id)
        found = pricing.price(desk, conn, ticket, group, stretches, at=desk.now())
        ended = tuple(_end(desk, conn, one) for one in mine)
        whole = len(mine) == len(stretches)
        target = number if whole else session_rows.new_group(conn, ticket.id)
        session_rows.regroup(conn, [one.id for one in ended], target)
        case = _Case(desk=desk, conn=conn, ticket=ticket, stretches=ended, bill=found.bill, why=reason)
        return _close(case, target)


def _running(desk: Desk, conn: Connection) -> int:
    session = session_rows.running(conn, desk.who)
    if session is None:
        raise Refused("no_call_running")
    return session.group_id


def _last_run(stretches: Sequence[Session], who: str) -> tuple[Session, ...]:
    """The last work of `who` that is not over: a stretch, and those it was switched from without a pause."""
    own = [one for one in stretches if one.technician == who and not one.over]
    if not own:
        raise Refused("not_yours", who=stretches[-1].technician, code=stretches[-1].ticket)
    run = [own.pop()]
    while own and own[-1].ended_at == run[0].started_at:
        run.insert(0, own.pop())
    return tuple(run)


def _end(desk: Desk, conn: Connection, session: Session) -> Session:
    """A stretch with its end; nobody need confirm the times of what is not billed."""
    if session.ended_at is None:
        service = desk.service_of(ticket_rows.by_id(conn, session.ticket_id).terms_id)
        now = clocks.read(desk, session, session_rows.mark_of(conn, session.id), service)
        session = session_rows.end(conn, session.id, now.at, to_confirm=False)
        access_log.closed(desk, conn, session)
        return session
    return session_rows.end(conn, session.id, session.ended_at, to_confirm=False)


def _close(case: _Case, group_id: int) -> Cancelled:
    """Close the stretches for good, and say in the history what they were and why they count for nothing."""
    desk, conn, ticket, now = case.desk, case.conn, case.ticket, case.desk.now()
    seconds = sum((one.ended_at or one.started_at) - one.started_at for one in case.stretches)
    row, _ = the_group(conn, group_id)
    note = "\n".join(text for text in (case.why, row.note) if text)
    session_rows.write_draft(conn, group_id, reason="", outcome="", note=note)
    session_rows.file(
        conn,
        group_id,
        at=now,
        seconds=seconds,
        billable=False,
        billed_minutes=0,
        units=0,
        net_cents=0,
        mode=session_rows.CANCELLED,
        rule="",
    )
    cancelled_rows.insert(conn, group_id, at=now, by=desk.who, why=case.why, seconds=seconds, bill=case.bill)
    first = case.stretches[0]
    if not first.inbound:
        callback_steps.not_reached(desk, conn, ticket, since=first.started_at)
    first_contact.take_back(desk, conn, ticket_rows.by_id(conn, ticket.id), since=first.started_at)
    return _told(case, group_id)


def _told(case: _Case, group_id: int) -> Cancelled:
    """The event, and the contact as it is kept."""
    desk, conn, ticket = case.desk, case.conn, case.ticket
    done = cancelled_rows.get(conn, group_id)
    if done is None:
        raise LookupError(group_id)
    after = {"group": group_id, "sessions": [one.id for one in case.stretches], "seconds": done.seconds}
    after |= {"why": done.why, "billable": done.billable}
    desk.record(conn, "contact_cancelled", ticket_id=ticket.id, target=f"contact:{group_id}", after=after)
    return done
