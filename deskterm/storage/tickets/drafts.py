"""The gateway to `draft`: what a technician is typing, by what it becomes and what it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from deskterm.storage.database import Connection, Row

KEY = "technician = ? AND kind = ? AND about = ?"
Key = tuple[str, str, str]  # technician, kind, about


def put(conn: Connection, key: Key, *, body: str, fields: Mapping[str, Any], at: int) -> None:
    """Write it over what was typed before; when it was begun stays."""
    conn.execute(
        "INSERT INTO draft (technician, kind, about, body, fields, begun_at, saved_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (technician, kind, about) DO UPDATE SET"
        " body = excluded.body, fields = excluded.fields, saved_at = excluded.saved_at",
        [*key, body, json.dumps(fields, ensure_ascii=False), at, at],
    )


def drop(conn: Connection, key: Key) -> None:
    """It was sent, or thrown away."""
    conn.execute(f"DELETE FROM draft WHERE {KEY}", key)  # noqa: S608  # our condition


def give(conn: Connection, key: Key, to: str) -> None:
    """It is another technician's now, in place of theirs."""
    drop(conn, (to, *key[1:]))
    conn.execute(f"UPDATE draft SET technician = ? WHERE {KEY}", (to, *key))  # noqa: S608  # our condition


def get(conn: Connection, key: Key) -> Row | None:
    """One of them."""
    row: Row | None = conn.execute(f"SELECT * FROM draft WHERE {KEY}", key).fetchone()  # noqa: S608
    return row


def about(conn: Connection, what: str) -> list[Row]:
    """Everybody's about a ticket, the one typed last in front."""
    order = "ORDER BY saved_at DESC, technician, kind"
    return conn.execute(f"SELECT * FROM draft WHERE about = ? {order}", (what,)).fetchall()  # noqa: S608


def of_technician(conn: Connection, name: str, limit: int) -> list[Row]:
    """One technician's, the one typed last in front."""
    return conn.execute(
        "SELECT * FROM draft WHERE technician = ? ORDER BY saved_at DESC, kind, about LIMIT ?", (name, limit)
    ).fetchall()
