"""The gateway to `terms` and `terms_in_force`: every version of the file, and since when which holds."""

from __future__ import annotations

from typing import NamedTuple

from deskterm.models.records.desk import InForce
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection


class Version(NamedTuple):
    """One version of the file: as it was read, its text and its name."""

    service: Service
    source: str
    file: str


def found(conn: Connection, version: Version, *, at: int, by: str, doubts: tuple[int, str] = (0, "")) -> int:
    """The terms that a desk is made with, in spite of so many `doubts` and why: they hold since ever.

    Returns their id.
    """
    number = _add(conn, version, at)
    _put(conn, number, since=0, at=at, by=by, doubts=doubts[0], reason=doubts[1])
    return number


def adopt(
    conn: Connection, version: Version, *, since: int, at: int, by: str, doubts: int = 0, reason: str = ""
) -> int:
    """Terms that hold from `since` on, also where the desk has worked under them before. Returns their id."""
    number = _add(conn, version, at)
    _put(conn, number, since=since, at=at, by=by, doubts=doubts, reason=reason)
    return number


def text(conn: Connection, terms_id: int) -> tuple[str, str]:
    """The file's text and name."""
    row = conn.execute("SELECT source, file FROM terms WHERE id = ?", (terms_id,)).fetchone()
    return row["source"], row["file"]


def schedule(conn: Connection) -> tuple[tuple[int, int], ...]:
    """Since when which terms hold, oldest first: of two that begin together the one adopted last."""
    rows = conn.execute(
        "SELECT since, terms_id FROM terms_in_force WHERE id NOT IN"
        " (SELECT adoption_id FROM terms_withdrawn) ORDER BY since, id"
    ).fetchall()
    return tuple((row[0], row[1]) for row in rows)


def adoptions(conn: Connection) -> tuple[InForce, ...]:
    """Every adoption, also those that were withdrawn, in the order in which they begin to hold."""
    rows = conn.execute(
        "SELECT f.terms_id, f.since, f.adopted_at, f.by, f.doubts, f.reason, t.file,"
        " w.at, coalesce(w.by, ''), coalesce(w.why, '') FROM terms_in_force f"
        " JOIN terms t ON t.id = f.terms_id LEFT JOIN terms_withdrawn w ON w.adoption_id = f.id"
        " ORDER BY f.since, f.id"
    ).fetchall()
    return tuple(InForce(**dict(zip(InForce.__struct_fields__, tuple(row), strict=True))) for row in rows)


def withdraw(conn: Connection, since: int, *, at: int, by: str, why: str) -> None:
    """Withdraw whatever was adopted to hold from that instant; the table refuses it once that has come."""
    conn.execute(
        "INSERT INTO terms_withdrawn (adoption_id, at, by, why) SELECT id, ?, ?, ? FROM terms_in_force"
        " WHERE since = ? AND id NOT IN (SELECT adoption_id FROM terms_withdrawn)",
        (at, by, why, since),
    )


def _add(conn: Connection, version: Version, at: int) -> int:
    """Keep one version; the same text again is the same version. Returns its id."""
    service, source, file = version
    known = conn.execute("SELECT id FROM terms WHERE digest = ?", (service.digest,)).fetchone()
    if known:
        old: int = known[0]
        conn.execute("UPDATE terms SET file = ? WHERE id = ?", (file, old))
        return old
    row = conn.execute(
        "INSERT INTO terms (service, digest, source, file, valid_from) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (service.id, service.digest, source, file, at),
    ).fetchone()
    new: int = row[0]
    return new


def _put(
    conn: Connection, number: int, *, since: int, at: int, by: str, doubts: int = 0, reason: str = ""
) -> None:
    conn.execute(
        "INSERT INTO terms_in_force (terms_id, since, adopted_at, by, doubts, reason)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number, since, at, by, doubts, reason),
    )
