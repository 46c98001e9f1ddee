"""A clock that was started or stopped too late: when it should have been, with the evidence there is."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.gates import access_log
from deskterm.models.records.base import Record
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows


class Evidence(Record, frozen=True, kw_only=True):
    """What the desk knows of a call's real times: when its ticket was taken, the last deed at this desk."""

    taken_at: int | None
    last_at: int | None
    last_deed: str = ""


def evidence(desk: Desk) -> Evidence:
    """For the running session. Raises Refused where none runs."""
    with desk.read() as conn:
        session = _running(desk, conn)
        ticket = ticket_rows.by_id(conn, session.ticket_id)
        taken = ticket.taken_at
        last = next(iter(event_rows.last_by(conn, desk.who, 1)), None)
        known = last is not None and last.at > session.started_at
        return Evidence(
            taken_at=taken if taken is not None and taken < session.started_at else None,
            last_at=last.at if last is not None and known else None,
            last_deed=last.deed if last is not None and known else "",
        )


def began(desk: Desk, at: int) -> Session:
    """The running session began at `at` already. Raises Refused after its start, or over other work."""
    with desk.write() as conn:
        session = _running(desk, conn)
        other = session_rows.overlapping(conn, session.ticket_id, desk.who, at, session.started_at)
        if at > session.started_at or (other is not None and other.id != session.id):
            raise Refused("bad_begin", code=session.ticket)
        moved = session_rows.begin_earlier(conn, session.id, at)
        _record(desk, conn, "session_began_earlier", session, moved)
        return moved


def ended(desk: Desk, at: int) -> Session:
    """The running session ended at `at` already; it waits to be filed. Raises Refused outside its time."""
    with desk.write() as conn:
        session = _running(desk, conn)
        if not session.started_at <= at <= max(desk.now(), session.started_at):
            raise Refused("bad_end")
        stopped = session_rows.end(conn, session.id, at, to_confirm=False)
        access_log.closed(desk, conn, stopped)
        _record(desk, conn, "session_ended_earlier", session, stopped)
        return stopped


def _running(desk: Desk, conn: Connection) -> Session:
    session = session_rows.running(conn, desk.who)
    if session is None:
        raise Refused("no_call_running")
    return session


def _record(desk: Desk, conn: Connection, deed: str, was: Session, session: Session) -> None:
    before = {"started_at": was.started_at, "ended_at": was.ended_at}
    after = {"started_at": session.started_at, "ended_at": session.ended_at, "group": session.group_id}
    desk.record(
        conn, deed, ticket_id=session.ticket_id, target=f"session:{session.id}", before=before, after=after
    )
