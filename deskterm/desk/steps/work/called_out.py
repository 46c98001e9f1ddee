"""The call that is out: begun to a customer, not filed yet. Whether they were reached, its filing says."""

from __future__ import annotations

from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.work import sessions as session_rows


def on_ticket(conn: Connection, ticket_id: int) -> Session | None:
    """The call out to a ticket's customer: the one that runs, else one that was stopped to be filed.

    What rests in pause is none: somebody was spoken to.
    """
    found = [one for one in session_rows.of_ticket(conn, ticket_id) if _is_out(conn, one)]
    return next((one for one in found if one.state == "running"), found[-1] if found else None)


def _is_out(conn: Connection, one: Session) -> bool:
    if one.inbound or one.kind != "call" or one.state not in ("running", "stopped"):
        return False
    group = session_rows.group(conn, one.group_id)
    last = session_rows.of_group(conn, one.group_id)[-1]
    return group is not None and not group.paused and last.id == one.id
