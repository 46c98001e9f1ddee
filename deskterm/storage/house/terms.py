"""The gateway to `terms`: every version of the service file that this desk has worked under."""

from __future__ import annotations

from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection


def add(conn: Connection, service: Service, source: str, file: str, at: int) -> int:
    """Keep one version; the same text again is the same version. Returns its id."""
    known = conn.execute("SELECT id FROM terms WHERE digest = ?", (service.digest,)).fetchone()
    if known:
        old: int = known[0]
        return old
    row = conn.execute(
        "INSERT INTO terms (service, digest, source, file, valid_from) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (service.id, service.digest, source, file, at),
    ).fetchone()
    new: int = row[0]
    return new


def newest(conn: Connection) -> int:
    """The id of the terms in force."""
    row = conn.execute("SELECT id FROM terms ORDER BY valid_from DESC, id DESC LIMIT 1").fetchone()
    number: int = row[0]
    return number


def text(conn: Connection, terms_id: int) -> tuple[str, str]:
    """The file's text and name."""
    row = conn.execute("SELECT source, file FROM terms WHERE id = ?", (terms_id,)).fetchone()
    return row["source"], row["file"]


def put_in_force(conn: Connection, service: Service, source: str, file: str, at: int) -> int:
    """The terms in force from `at` on, also where the desk has worked under them before. Returns their id."""
    number = add(conn, service, source, file, at)
    conn.execute("UPDATE terms SET valid_from = ?, file = ? WHERE id = ?", (at, file, number))
    return number
