"""The gateway to decisions: what the terms decided, by which rule, and about what (law 2)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from deskterm.models.records import Decision
from deskterm.storage.database import Connection, Row


def insert(
    conn: Connection,
    decision: Decision,
    *,
    terms_id: int,
    ticket_id: int | None = None,
    message_id: int | None = None,
    session_id: int | None = None,
    report: str | None = None,
) -> None:
    """Keep one decision."""
    conn.execute(
        "INSERT INTO decision"
        " (ticket_id, message_id, session_id, report, at, point, verdict, rule, terms_id, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ticket_id,
            message_id,
            session_id,
            report,
            decision.at,
            decision.point,
            decision.do,
            decision.rule,
            terms_id,
            json.dumps(decision.detail, ensure_ascii=False, default=str),
        ),
    )


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Decision, ...]:
    """Everything that was decided about a ticket, in order."""
    rows = conn.execute("SELECT * FROM decision WHERE ticket_id = ? ORDER BY id", (ticket_id,)).fetchall()
    return tuple(record(row) for row in rows)


def of_sessions(conn: Connection, session_ids: Sequence[int]) -> tuple[Decision, ...]:
    """What was decided about these sessions, in order."""
    marks = ", ".join("?" for _ in session_ids)
    rows = conn.execute(
        f"SELECT * FROM decision WHERE session_id IN ({marks}) ORDER BY id",  # noqa: S608
        list(session_ids),
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_message(conn: Connection, message_id: int) -> tuple[Decision, ...]:
    """Everything that was decided about a message."""
    rows = conn.execute("SELECT * FROM decision WHERE message_id = ? ORDER BY id", (message_id,)).fetchall()
    return tuple(record(row) for row in rows)


def record(row: Row) -> Decision:
    """A row of `decision` as a record."""
    return Decision(
        do=row["verdict"],
        rule=row["rule"],
        at=row["at"],
        point=row["point"],
        detail=json.loads(row["detail"]),
    )
