"""The gateway to what was known when the terms were asked."""

from __future__ import annotations

import json
from typing import Any

from deskterm.storage.database import Connection


def keep(conn: Connection, point: str, number: int, at: int, facts: bytes) -> None:
    """Keep the facts of a moment; asked again about the same, the later ones."""
    conn.execute(
        "INSERT INTO known (point, number, at, facts) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (point, number) DO UPDATE SET at = excluded.at, facts = excluded.facts",
        (point, number, at, facts.decode()),
    )


def of(conn: Connection, point: str, number: int) -> tuple[int, dict[str, Any]] | None:
    """When the terms were asked, and what was known; None where nothing was kept."""
    row = conn.execute(
        "SELECT at, facts FROM known WHERE point = ? AND number = ?", (point, number)
    ).fetchone()
    return (row["at"], json.loads(row["facts"])) if row else None
