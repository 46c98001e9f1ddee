"""The gateway to `mail_account`: the desk's mailboxes."""

from __future__ import annotations

import json

from msgspec import structs

from deskterm.models.records.mail_accounts import MailAccount
from deskterm.storage.database import Connection, Row

COLUMNS = {name: name for name in MailAccount.__struct_fields__ if name != "number"} | {"login": "auth"}


def insert(conn: Connection, account: MailAccount) -> int:
    """Add a mailbox; returns its number. The record's own number counts for nothing."""
    blanks = ", ".join("?" for _ in COLUMNS)
    row = conn.execute(
        f"INSERT INTO mail_account ({', '.join(COLUMNS.values())}) VALUES ({blanks}) RETURNING id",  # noqa: S608
        _values(account),
    ).fetchone()
    number: int = row[0]
    return number


def update(conn: Connection, account: MailAccount) -> None:
    """Write a mailbox as it is now, by its number."""
    sets = ", ".join(f"{name} = ?" for name in COLUMNS.values())
    conn.execute(
        f"UPDATE mail_account SET {sets} WHERE id = ?",  # noqa: S608  # our columns
        (*_values(account), account.number),
    )


def remove(conn: Connection, number: int, *, at: int) -> None:
    """Take a mailbox away; its row stays for what came by it."""
    conn.execute("UPDATE mail_account SET removed_at = ?, active = 0 WHERE id = ?", (at, number))


def listing(conn: Connection) -> tuple[MailAccount, ...]:
    """Every mailbox that was not taken away, by name."""
    rows = conn.execute("SELECT * FROM mail_account WHERE removed_at IS NULL ORDER BY name").fetchall()
    return tuple(_account(row) for row in rows)


def by_name(conn: Connection, name: str) -> MailAccount | None:
    """The mailbox of that name; None where there is none."""
    row = conn.execute("SELECT * FROM mail_account WHERE name = ? AND removed_at IS NULL", (name,)).fetchone()
    return _account(row) if row else None


def _values(account: MailAccount) -> list[object]:
    told = structs.asdict(account) | {
        "folders": json.dumps(account.folders, ensure_ascii=False),
        "active": int(account.active),
    }
    return [told[name] for name in COLUMNS]


def _account(row: Row) -> MailAccount:
    told = {name: row[column] for name, column in COLUMNS.items()}
    told |= {"folders": tuple(json.loads(row["folders"])), "active": bool(row["active"])}
    return MailAccount(number=row["id"], **told)
