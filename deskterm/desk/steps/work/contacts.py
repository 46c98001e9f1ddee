"""The contact of a session, by the open connection."""

from __future__ import annotations

from deskterm.desk.errors import NotFound
from deskterm.models.records.work import Session
from deskterm.storage.database import Connection
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow


def the_group(conn: Connection, group_id: int) -> tuple[GroupRow, tuple[Session, ...]]:
    """The row and the stretches of a contact. Raises NotFound."""
    row = session_rows.group(conn, group_id)
    stretches = session_rows.of_group(conn, group_id)
    if row is None or not stretches:
        raise NotFound("no_contact", group=group_id)
    return row, stretches
