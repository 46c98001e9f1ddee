"""Which contact a stretch of work belongs to: what is billed as one has one contact group (A6)."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.money.price import Segment, contacts
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow


def segment(session: Session, now: int, kind: str | None = None) -> Segment:
    """A session as the price sees it; a running one lasts until `now`, and may be taken for another kind."""
    running = session.ended_at is None
    end = max(now, session.started_at) if session.ended_at is None else session.ended_at
    return Segment(kind if running and kind else session.kind, session.started_at, end)


def group_for(conn: Connection, service: Service, ticket: Ticket, stretch: Segment) -> int:
    """The group of a stretch: that of the work it touches within the merge gap, or a new one.

    A stretch that is entered between two contacts makes one of them, as far as they are not filed yet.
    What was cancelled or is void is touched by nothing, nor is what was filed for another customer.
    """
    touched: list[int] = []
    for session in session_rows.of_ticket(conn, ticket.id):
        other = segment(session, stretch.started_at)
        if not session.counts or of_another(session_rows.group(conn, session.group_id), ticket):
            continue
        if session.group_id not in touched and len(contacts(service, (other, stretch))) == 1:
            touched.append(session.group_id)
    if not touched:
        return session_rows.new_group(conn, ticket.id)
    return _joined(conn, touched)


def resting(conn: Connection, ticket: Ticket, who: str) -> int | None:
    """The contact of a ticket that this technician paused and has not filed; None where there is none."""
    for session in reversed(session_rows.of_ticket(conn, ticket.id)):
        row = session_rows.group(conn, session.group_id)
        mine = session.technician == who and not session.over
        if row is not None and row.paused and mine and not of_another(row, ticket):
            return row.id
    return None


def said_anew(conn: Connection, group_id: int) -> None:
    """Outcome and reason are those of what was filed: what goes on from there (A6) ends in its own way."""
    row = session_rows.group(conn, group_id)
    if row is not None and row.filings and all(one.over for one in session_rows.of_group(conn, group_id)):
        session_rows.write_draft(conn, group_id, reason="", outcome="", note=row.note)


def of_another(group: GroupRow | None, ticket: Ticket) -> bool:
    """Whether a contact was filed for somebody who is not the ticket's customer any more."""
    return group is not None and group.filings > 0 and group.customer_id != ticket.customer_id


def goes_on(
    conn: Connection, service: Service, ticket: Ticket, stretches: Sequence[Session], at: int
) -> bool:
    """Whether a contact can be gone on with: it rests unfiled, or was filed within the merge gap (A6)."""
    if of_another(session_rows.group(conn, stretches[-1].group_id), ticket):
        return False
    if any(not stretch.over for stretch in stretches):
        return True
    return any(
        len(contacts(service, (segment(other, at), Segment(stretches[-1].kind, at, at)))) == 1
        for other in stretches
    )


def split(conn: Connection, ticket: Ticket) -> None:
    """Begin a contact of its own with what is not filed yet of one that was filed for another customer."""
    for number in dict.fromkeys(session.group_id for session in session_rows.of_ticket(conn, ticket.id)):
        group = session_rows.group(conn, number)
        going = [one.id for one in session_rows.of_group(conn, number) if not one.over]
        if group is None or not going or not of_another(group, ticket):
            continue
        target = session_rows.new_group(conn, ticket.id)
        session_rows.regroup(conn, going, target)
        session_rows.set_paused(conn, target, group.paused)
        session_rows.set_paused(conn, number, False)


def _joined(conn: Connection, touched: list[int]) -> int:
    """Fold the unfiled groups among `touched` into one: the first that is filed, or else the first."""
    rows = [row for number in touched if (row := session_rows.group(conn, number))]
    target = next((row for row in rows if row.filings), rows[0])
    for row in rows:
        if row.id == target.id or row.filings:
            continue
        session_rows.move(conn, row.id, target.id)
        note = "\n".join(text for text in (target.note, row.note) if text)
        session_rows.write_draft(
            conn,
            target.id,
            reason=target.reason or row.reason,
            outcome=target.outcome or row.outcome,
            note=note,
        )
    return target.id
