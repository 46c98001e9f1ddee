"""The gateway for what must not be kept: the files of tickets that ended long ago."""

from __future__ import annotations

from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text


def with_files(conn: Connection, closed_before: int, limit: int) -> tuple[int, ...]:
    """The tickets closed before an instant that still hold files."""
    rows = conn.execute(
        "SELECT DISTINCT ticket.id FROM attachment JOIN message ON message.id = attachment.message_id"
        " JOIN ticket ON ticket.id = message.ticket_id"
        " WHERE ticket.state = 'closed' AND ticket.closed_at < ? ORDER BY ticket.id LIMIT ?",
        (closed_before, limit),
    ).fetchall()
    return tuple(row["id"] for row in rows)


def drop_files(conn: Connection, ticket_id: int) -> int:
    """Delete a ticket's files, and the raw mails that carry them; what was written stays. Returns how many.

    A file that another ticket holds as well stays for that one.
    """
    mine = "SELECT id FROM message WHERE ticket_id = ?"
    rows = conn.execute(
        f"SELECT message_id, digest FROM attachment WHERE message_id IN ({mine})",  # noqa: S608
        (ticket_id,),
    ).fetchall()
    for row in rows:
        conn.execute("DELETE FROM raw WHERE message_id = ?", (row["message_id"],))
    conn.execute(f"DELETE FROM attachment WHERE message_id IN ({mine})", (ticket_id,))  # noqa: S608
    for row in rows:
        conn.execute(
            "DELETE FROM file WHERE digest = ? AND NOT EXISTS"
            " (SELECT 1 FROM attachment WHERE attachment.digest = file.digest)",
            (row["digest"],),
        )
    full_text.forget(conn)  # of their names
    return len(rows)
