"""The gateway to `mail_folder` and `mail_fetch`: how far each mailbox is read, by whom, with what luck."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.mail_accounts import FolderPlace
from deskterm.storage.database import Connection, Row


def place(conn: Connection, account: int, folder: str) -> FolderPlace | None:
    """How far a folder has been read; None where it never was."""
    row = conn.execute(
        "SELECT * FROM mail_folder WHERE account_id = ? AND folder = ?", (account, folder)
    ).fetchone()
    if row is None:
        return None
    names = ("folder", "uidvalidity", "last_uid", "marked_uid", "floods")
    return FolderPlace(**{name: row[name] for name in names})


def put_place(conn: Connection, account: int, found: FolderPlace, *, at: int) -> None:
    """Note how far a folder has been read."""
    conn.execute(
        "INSERT INTO mail_folder (account_id, folder, uidvalidity, last_uid, marked_uid, floods, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, folder) DO UPDATE SET"
        " uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid,"
        " marked_uid = excluded.marked_uid, floods = excluded.floods, at = excluded.at",
        (account, found.folder, found.uidvalidity, found.last_uid, found.marked_uid, found.floods, at),
    )


def state(conn: Connection, account: int) -> Row | None:
    """Who fetches from a mailbox, and how it went; None where nobody ever has."""
    row: Row | None = conn.execute("SELECT * FROM mail_fetch WHERE account_id = ?", (account,)).fetchone()
    return row


def put_state(conn: Connection, account: int, **values: Any) -> None:
    """Note something of who fetches or of how it went; what is not named stays."""
    conn.execute(
        "INSERT INTO mail_fetch (account_id) VALUES (?) ON CONFLICT (account_id) DO NOTHING", (account,)
    )
    sets = ", ".join(f"{name} = ?" for name in values)
    conn.execute(
        f"UPDATE mail_fetch SET {sets} WHERE account_id = ?",  # noqa: S608  # our columns
        (*values.values(), account),
    )
