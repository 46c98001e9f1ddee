"""The contact of a session, by the open connection."""

from __future__ import annotations

from deskterm.desk.errors import NotFound, Refused
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow


def uncounted(last: Session) -> Refused:
    """Why nothing goes on with a contact that was cancelled, or whose filing is void."""
    code = "void_already" if last.state == "void" else "cancelled_already"
    return Refused(code, code=last.ticket, group=last.group_id)


def the_group(conn: Connection, group_id: int) -> tuple[GroupRow, tuple[Session, ...]]:
    """The row and the stretches of a contact. Raises NotFound."""
    row = session_rows.group(conn, group_id)
    stretches = session_rows.of_group(conn, group_id)
    if row is None or not stretches:
        raise NotFound("no_contact", group=group_id)
    return row, stretches
