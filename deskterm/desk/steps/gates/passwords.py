"""A temporary password whose work is done goes out of the keyring (I7)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.storage.database import Connection
from deskterm.storage.work import access as access_rows


def done(desk: Desk, conn: Connection, ticket_id: int) -> None:
    """The work is done: whatever is kept for it may go (`tidy` takes it out of the keyring)."""
    found = access_rows.kept(conn, ticket_id)
    if found is not None:
        access_rows.end(conn, found.id, desk.now())
