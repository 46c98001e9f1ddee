"""The gateway to `opening`: what was said of each opening balance, once and for good."""

from __future__ import annotations

import json
from typing import Any

from deskterm.storage.database import Connection


def said(conn: Connection, key: str) -> dict[str, Any] | None:
    """What an opening balance says; None where it was never taken in."""
    row = conn.execute("SELECT said FROM opening WHERE key = ?", (key,)).fetchone()
    found: dict[str, Any] | None = json.loads(row["said"]) if row else None
    return found


def target(conn: Connection, key: str) -> str:
    """What an opening balance became: `pack:3`, `agreement:5`."""
    row = conn.execute("SELECT target FROM opening WHERE key = ?", (key,)).fetchone()
    return str(row["target"]) if row else ""


def keep(conn: Connection, key: str, target: str, said: dict[str, Any], *, at: int, by: str) -> None:
    """Keep what an opening balance says, and what it became."""
    conn.execute(
        "INSERT INTO opening (key, target, said, at, by) VALUES (?, ?, ?, ?, ?)",
        (key, target, json.dumps(said, ensure_ascii=False, sort_keys=True), at, by),
    )
