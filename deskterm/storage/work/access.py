"""The gateway to `access_log` and `credential`: who was let in where, which password waits in a keyring."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.evidence import Access, Credential
from deskterm.storage.database import Connection, Row

LOG = (
    "SELECT access_log.*, ticket.code AS ticket, coalesce(customer.name, '') AS customer FROM access_log"
    " JOIN ticket ON ticket.id = access_log.ticket_id"
    " LEFT JOIN customer ON customer.id = access_log.customer_id "
)
PLAIN = "id session_id ticket customer device target account deed at expires_at by".split()
KEPT = "SELECT credential.*, ticket.code AS ticket FROM credential JOIN ticket ON ticket.id = ticket_id "


def append(
    conn: Connection,
    *,
    session_id: int,
    ticket_id: int,
    customer_id: int | None,
    device: str,
    target: str,
    account: str,
    deed: str,
    at: int,
    expires_at: int | None,
    by: str,
) -> None:
    """Add one line to the access log."""
    conn.execute(
        "INSERT INTO access_log (session_id, ticket_id, customer_id, device, target, account, deed, at,"
        " expires_at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (session_id, ticket_id, customer_id, device, target, account, deed, at, expires_at, by),
    )


def of_session(conn: Connection, session_id: int) -> tuple[Access, ...]:
    """The lines of one session: its opening, and its close."""
    rows = conn.execute(LOG + "WHERE session_id = ? ORDER BY access_log.id", (session_id,)).fetchall()
    return tuple(_access(row) for row in rows)


def page(conn: Connection, *, customer_id: int | None = None, limit: int = 200) -> tuple[Access, ...]:
    """The newest lines of the log, newest first; of one customer or of all."""
    rows = conn.execute(
        LOG + "WHERE (? IS NULL OR access_log.customer_id = ?) ORDER BY access_log.id DESC LIMIT ?",
        (customer_id, customer_id, limit),
    ).fetchall()
    return tuple(_access(row) for row in rows)


def _access(row: Row) -> Access:
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Access(**values)


def keep(
    conn: Connection, ticket_id: int, *, at: int, by: str, host: str, expires_at: int | None
) -> Credential:
    """Note that a password for this ticket lies in the keyring of `by` on `host`."""
    row = conn.execute(
        "INSERT INTO credential (ticket_id, kept_at, by, host, expires_at) VALUES (?, ?, ?, ?, ?)"
        " RETURNING id",
        (ticket_id, at, by, host, expires_at),
    ).fetchone()
    return _credential(conn.execute(KEPT + "WHERE credential.id = ?", (row[0],)).fetchone())


def kept(conn: Connection, ticket_id: int) -> Credential | None:
    """The password that waits for this ticket."""
    row = conn.execute(KEPT + "WHERE ticket_id = ? AND dropped_at IS NULL", (ticket_id,)).fetchone()
    return _credential(row) if row else None


def all_kept(conn: Connection) -> tuple[Credential, ...]:
    """Every password that still waits in a keyring, the oldest first."""
    rows = conn.execute(KEPT + "WHERE dropped_at IS NULL ORDER BY credential.id").fetchall()
    return tuple(_credential(row) for row in rows)


def end(conn: Connection, credential_id: int, at: int) -> None:
    """Note that a password is not needed any longer from `at` on."""
    conn.execute(
        "UPDATE credential SET expires_at = ? WHERE id = ? AND (expires_at IS NULL OR expires_at > ?)",
        (at, credential_id, at),
    )


def drop(conn: Connection, credential_id: int, at: int) -> None:
    """Note that a password is gone from the keyring."""
    conn.execute("UPDATE credential SET dropped_at = ? WHERE id = ?", (at, credential_id))


def _credential(row: Row) -> Credential:
    return Credential(
        id=row["id"],
        ticket=row["ticket"],
        kept_at=row["kept_at"],
        by=row["by"],
        host=row["host"],
        expires_at=row["expires_at"],
    )
