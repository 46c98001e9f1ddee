"""A clock that was started or stopped too late: when it should have been, with the evidence there is."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.customers.search import same_number
from deskterm.desk.errors import Refused
from deskterm.desk.steps.gates import access_log
from deskterm.desk.steps.work import clocks
from deskterm.desk.steps.work.clocks import ClockReading
from deskterm.models.records.base import Record
from deskterm.models.records.desk import Event
from deskterm.models.records.work import Session
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import rings as ring_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

LOOKED_AT = 50  # events of the technician
DAY = 86_400
NOTICED = 10  # seconds between a ring and its clock that nobody need be told of
RANG = 3600  # how long before its clock a call may have rung, in seconds


class Evidence(Record, frozen=True, kw_only=True):
    """What the desk knows of a call's real times: when its ticket was taken, the last deed at this desk.

    `moved`: the clock on the wall was set while it runs. `rang_at`: when it rang at this technician.
    """

    taken_at: int | None
    last_at: int | None
    last_deed: str = ""
    moved: bool = False
    rang_at: int | None = None


def evidence(desk: Desk, group_id: int = 0) -> Evidence:
    """For the running session, or for a contact that waits to be filed. Raises Refused where neither is."""
    with desk.read() as conn:
        if (first := _first(conn, group_id)) is not None:
            taken_at = ticket_rows.by_id(conn, first.ticket_id).taken_at
            found = _before_end(desk, conn, session_rows.of_group(conn, group_id)[-1])
            return Evidence(
                taken_at=taken_at if taken_at is not None and taken_at < first.started_at else None,
                last_at=found.at if found is not None else None,
                last_deed=found.deed if found is not None else "",
                rang_at=_rang(desk, conn, first),
            )
        session = _running(desk, conn)
        ticket = ticket_rows.by_id(conn, session.ticket_id)
        taken = ticket.taken_at
        last = _before_end(desk, conn, session)
        return Evidence(
            taken_at=taken if taken is not None and taken < session.started_at else None,
            last_at=last.at if last is not None else None,
            last_deed=last.deed if last is not None else "",
            moved=_reading(desk, conn, session).moved,
            rang_at=_rang(desk, conn, session),
        )


def rang_before(desk: Desk) -> int | None:
    """When the running call rang, where its clock began later and nobody has said when it began."""
    with desk.read() as conn:
        session = session_rows.running(conn, desk.who)
        rang = _rang(desk, conn, session) if session is not None else None
        if session is None or rang is None or session.started_at - rang < NOTICED:
            return None
        target, told = f"session:{session.id}", event_rows.of_ticket(conn, session.ticket_id)
        said = any((one.deed, one.target) == ("session_began_earlier", target) for one in told)
        return None if said else rang


def answered(desk: Desk, session: Session, at: int) -> Session:
    """A call that has just begun was answered at `at`: its time counts from then, over no work of theirs.

    What goes on with a contact in pause counts from now.
    """
    with desk.write() as conn:
        end = session_rows.last_end(conn, session.technician, at - DAY, but=session.id)
        at = max(at, end or 0)
        if at >= session.started_at or len(session_rows.of_group(conn, session.group_id)) > 1:
            return session
        moved = session_rows.begin_earlier(conn, session.id, at)
        _record(desk, conn, "session_began_earlier", session, moved)
        return moved


def _rang(desk: Desk, conn: Connection, session: Session) -> int | None:
    """When a call that came in rang before its clock: from its number, else from one of its customer's."""
    if not session.inbound:
        return None
    start = session.started_at
    ticket = ticket_rows.by_id(conn, session.ticket_id)
    number = session.caller_phone or ticket.contact_phone
    rows = (one for one in ring_rows.after(conn, desk.who, 0) if same_number(one.phone, number))
    times = [one.at for one in rows]
    if ticket.customer_id is not None:
        (code,) = customer_rows.codes(conn, [ticket.customer_id])
        told = (one for one in event_rows.last_by(conn, desk.who, LOOKED_AT) if one.deed == "rang")
        times += [one.at for one in told if one.target == code]
    return max((at for at in times if start - RANG < at < start), default=None)


def began(desk: Desk, at: int, group_id: int = 0) -> Session:
    """The running session, or a contact that waits to be filed, began at `at` already.

    Raises Refused after its start, or over other work. Where the clock on the wall was set while it runs,
    `at` is that clock's time as it stands now, and may be later.
    """
    with desk.write() as conn:
        first = _first(conn, group_id)
        session = first or _running(desk, conn)
        if first is None and _reading(desk, conn, session).moved:
            return _began_by_new_clock(desk, conn, session, at)
        other = session_rows.overlapping(conn, session.ticket_id, session.technician, at, session.started_at)
        if at > session.started_at or (other is not None and other.id != session.id):
            raise Refused("bad_begin", code=session.ticket)
        moved = session_rows.begin_earlier(conn, session.id, at)
        if moved.ended_at is not None and _is_long(desk, conn, moved, moved.ended_at):
            moved = session_rows.end(conn, moved.id, moved.ended_at, to_confirm=True)
        _record(desk, conn, "session_began_earlier", session, moved)
        return moved


def _began_by_new_clock(desk: Desk, conn: Connection, session: Session, at: int) -> Session:
    over = session_rows.overlapping(conn, session.ticket_id, session.technician, at, desk.now())
    if at > desk.now() or (over is not None and over.id != session.id):
        raise Refused("bad_begin", code=session.ticket)
    moved = session_rows.set_begin(conn, session.id, at)
    _record(desk, conn, "session_began_earlier", session, moved)
    return moved


def ended(desk: Desk, at: int, group_id: int = 0) -> Session:
    """The running session, or a contact that waits to be filed, ended at `at` already.

    It waits to be filed; a doubt about its begin stays, as where the clock on the wall was set while it ran.
    Of such a one `at` is that clock's time as it stands now. What is longer than the terms believe is still
    to be confirmed. Raises Refused outside its time.
    """
    with desk.write() as conn:
        if _first(conn, group_id) is not None:
            return _ended_before(desk, conn, session_rows.of_group(conn, group_id)[-1], at)
        session = _running(desk, conn)
        now = _reading(desk, conn, session)
        end = now.at - (desk.now() - at) if now.moved else at
        if not session.started_at <= end <= max(now.at, session.started_at):
            raise Refused("bad_end")
        doubtful = now.moved or _is_long(desk, conn, session, end)
        stopped = session_rows.end(conn, session.id, end, to_confirm=doubtful)
        access_log.closed(desk, conn, stopped)
        _record(desk, conn, "session_ended_earlier", session, stopped, showed=at)
        return stopped


def _ended_before(desk: Desk, conn: Connection, last: Session, at: int) -> Session:
    if not last.started_at <= at <= (last.ended_at or last.started_at):
        raise Refused("bad_end")
    shortened = session_rows.end(conn, last.id, at, to_confirm=last.to_confirm)
    _record(desk, conn, "session_ended_earlier", last, shortened, showed=at)
    return shortened


def _first(conn: Connection, group_id: int) -> Session | None:
    """The first stretch of a contact that stands and waits to be filed; None for any other."""
    stretches = session_rows.of_group(conn, group_id) if group_id else ()
    if not stretches or stretches[-1].state != "stopped":
        return None
    return next(one for one in stretches if not one.over)


def _before_end(desk: Desk, conn: Connection, last: Session) -> Event | None:
    """The last thing that its technician did while a stretch ran, beside beginning it and its corrections."""
    end = desk.now() if last.ended_at is None else last.ended_at
    found = (
        event
        for event in event_rows.last_by(conn, last.technician, LOOKED_AT)
        if last.started_at < event.at < end
        and not event.deed.startswith("session_")
        and (event.deed, event.ticket_id) != ("taken", last.ticket_id)
    )
    return next(found, None)


def _running(desk: Desk, conn: Connection) -> Session:
    session = session_rows.running(conn, desk.who)
    if session is None:
        raise Refused("no_call_running")
    return session


def _reading(desk: Desk, conn: Connection, session: Session) -> ClockReading:
    """Where the clocks stand of a session that runs."""
    service = desk.service_of(ticket_rows.by_id(conn, session.ticket_id).terms_id)
    return clocks.read(desk, session, session_rows.mark_of(conn, session.id), service)


def _is_long(desk: Desk, conn: Connection, session: Session, end: int) -> bool:
    """Whether a stretch that ends then is longer than its terms believe without a question."""
    service = desk.service_of(ticket_rows.by_id(conn, session.ticket_id).terms_id)
    return clocks.is_long(service, session.started_at, end)


def _record(
    desk: Desk, conn: Connection, deed: str, was: Session, session: Session, *, showed: int | None = None
) -> None:
    """`showed`: the time that somebody read off the clock on the wall."""
    before = {"started_at": was.started_at, "ended_at": was.ended_at}
    after = {"started_at": session.started_at, "ended_at": session.ended_at, "group": session.group_id}
    after |= {} if showed is None else {"showed": showed}
    desk.record(
        conn, deed, ticket_id=session.ticket_id, target=f"session:{session.id}", before=before, after=after
    )
