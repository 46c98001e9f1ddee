"""The gateway to `brought`: what came from another desk, by the key that it has there."""

from __future__ import annotations

from msgspec import Struct

from deskterm.storage.database import Connection


class BroughtKey(Struct, frozen=True):
    """Our number of a thing; of a ticket the state that it had there last, and the one that it got here."""

    own_id: int
    number: str
    state: str
    given: str


def get(conn: Connection, whence: str, kind: str, foreign_id: str) -> BroughtKey | None:
    """What became of a thing of another desk; None where it was never brought in."""
    row = conn.execute(
        "SELECT own_id, number, state, given FROM brought WHERE whence = ? AND kind = ? AND foreign_id = ?",
        (whence, kind, foreign_id),
    ).fetchone()
    return BroughtKey(row["own_id"], row["number"], row["state"], row["given"]) if row else None


def is_brought(conn: Connection, kind: str, own_id: int) -> bool:
    """Whether what is ours under this number stands in another desk's export too."""
    row = conn.execute("SELECT 1 FROM brought WHERE kind = ? AND own_id = ? LIMIT 1", (kind, own_id))
    return row.fetchone() is not None


def keep(
    conn: Connection,
    whence: str,
    kind: str,
    foreign_id: str,
    own_id: int,
    *,
    at: int,
    number: str = "",
    state: str = "",
    given: str = "",
) -> None:
    """Keep under which key another desk has what is ours now; a state said again is the newer one."""
    conn.execute(
        "INSERT INTO brought (whence, kind, foreign_id, own_id, number, state, given, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (whence, kind, foreign_id) DO UPDATE SET state = excluded.state,"
        " given = excluded.given, at = excluded.at",
        (whence, kind, foreign_id, own_id, number, state, given, at),
    )
