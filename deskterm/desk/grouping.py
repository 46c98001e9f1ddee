"""Which contact a stretch of work belongs to: what is billed as one has one contact group (A6)."""

from __future__ import annotations

from deskterm.models.price import Segment, contacts
from deskterm.models.records import Session, Ticket
from deskterm.models.terms import Service
from deskterm.storage import sessions
from deskterm.storage.database import Connection


def segment(session: Session, now: int, kind: str | None = None) -> Segment:
    """A session as the price sees it; a running one lasts until `now`, and may be taken for another kind."""
    running = session.ended_at is None
    end = max(now, session.started_at) if session.ended_at is None else session.ended_at
    return Segment(kind if running and kind else session.kind, session.started_at, end)


def group_for(conn: Connection, service: Service, ticket: Ticket, stretch: Segment) -> int:
    """The group of a stretch: that of the work it touches within the merge gap, or a new one.

    A stretch that is entered between two contacts makes one of them, as far as they are not filed yet.
    What was cancelled is touched by nothing.
    """
    touched: list[int] = []
    for session in sessions.of_ticket(conn, ticket.id):
        other = segment(session, stretch.started_at)
        if session.state == "cancelled":
            continue
        if session.group_id not in touched and len(contacts(service, (other, stretch))) == 1:
            touched.append(session.group_id)
    if not touched:
        return sessions.new_group(conn, ticket.id)
    return _joined(conn, touched)


def _joined(conn: Connection, touched: list[int]) -> int:
    """Fold the unfiled groups among `touched` into one: the first that is filed, or else the first."""
    rows = [row for number in touched if (row := sessions.group(conn, number))]
    target = next((row for row in rows if row.filings), rows[0])
    for row in rows:
        if row.id == target.id or row.filings:
            continue
        sessions.move(conn, row.id, target.id)
        note = "\n".join(text for text in (target.note, row.note) if text)
        sessions.write_draft(
            conn,
            target.id,
            reason=target.reason or row.reason,
            outcome=target.outcome or row.outcome,
            note=note,
        )
    return target.id
