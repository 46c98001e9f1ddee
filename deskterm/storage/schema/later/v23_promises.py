"""What each ticket promises, several things at once; the promises that are looked for by their time."""

from __future__ import annotations

import json
from typing import Any

from deskterm.models.records.promises import TicketPromise, written

TABLES = (
    "ALTER TABLE ticket ADD COLUMN promises TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE ticket ADD COLUMN due_for TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ticket ADD COLUMN contacted_at INTEGER",
    "ALTER TABLE ticket ADD COLUMN resolved_at INTEGER",
    """CREATE TABLE promise (
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  rule TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  soft_due_at INTEGER,
  kept_at INTEGER,
  ended_at INTEGER,
  PRIMARY KEY (ticket_id, since, metric)
) STRICT""",
    "CREATE INDEX promise_due ON promise (due_at, ticket_id)",
)


def fill(conn: Any) -> None:
    """The one promise of every ticket there was: what it is of stands in its decision."""
    rows = conn.execute("SELECT ticket_id, rule, detail FROM decision WHERE verdict = 'due' ORDER BY id")
    said = {row[0]: (row[1], json.loads(row[2]).get("metric", "answer")) for row in rows.fetchall()}
    tickets = conn.execute(
        "SELECT id, received_at, due_at, soft_due_at, answered_at, closed_at FROM ticket"
        " WHERE due_at IS NOT NULL ORDER BY id"
    ).fetchall()
    conn.executemany(
        "UPDATE ticket SET promises = ?, due_for = ?, contacted_at = ? WHERE id = ?",
        (_columns(row, *said.get(row[0], ("", "answer"))) for row in tickets),
    )
    conn.executemany(
        "INSERT INTO promise VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (_row(row, *said.get(row[0], ("", "answer"))) for row in tickets),
    )


def _columns(row: Any, rule: str, metric: str) -> tuple[Any, ...]:
    number, _, due_at, soft, answered_at, closed_at = row
    kept = "contact" if metric == "contact" else "answer"
    one = TicketPromise(metric=metric, rule=rule, due_at=due_at, soft_due_at=soft, kept=kept)
    due_for = metric if answered_at is None and closed_at is None else ""
    return (written([one]), due_for, answered_at if metric == "contact" else None, number)


def _row(row: Any, rule: str, metric: str) -> tuple[Any, ...]:
    number, received_at, due_at, soft, answered_at, closed_at = row
    ended_at = closed_at if answered_at is None else None
    return (number, received_at, metric, rule, due_at, soft, answered_at, ended_at)
