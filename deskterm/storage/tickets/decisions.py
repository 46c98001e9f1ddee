"""The gateway to decisions: what the terms decided, by which rule, and about what (law 2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from msgspec import structs

from deskterm.models.records.ticket import Decision
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


ASIDE = "set_aside"  # a row that says of an earlier one that it holds no more, and how it came


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Decision, ...]:
    """What was decided about a ticket and still holds, in order."""
    return tuple(one for one in all_of_ticket(conn, ticket_id) if not one.standing)


def all_of_ticket(conn: Connection, ticket_id: int) -> tuple[Decision, ...]:
    """Everything that was ever decided about a ticket, in order; `standing` says what holds no more."""
    rows = conn.execute("SELECT * FROM decision WHERE ticket_id = ? ORDER BY id", (ticket_id,)).fetchall()
    gone: dict[int, str] = {}
    for row in reversed(rows):  # what is set aside itself sets nothing aside
        if row["verdict"] == ASIDE and row["id"] not in gone:
            detail = json.loads(row["detail"])
            gone[int(detail["decision"])] = str(detail["how"])
    return tuple(
        structs.replace(record(row), standing=gone.get(row["id"], ""))
        for row in rows
        if row["verdict"] != ASIDE
    )


def get(conn: Connection, number: int) -> Decision:
    """One decision by its number."""
    return record(conn.execute("SELECT * FROM decision WHERE id = ?", (number,)).fetchone())


def newest(conn: Connection) -> int:
    """The number of the last decision kept; 0 before the first."""
    number: int = conn.execute("SELECT COALESCE(MAX(id), 0) FROM decision").fetchone()[0]
    return number


def since(conn: Connection, ticket_id: int, mark: int) -> list[int]:
    """The numbers of a ticket's decisions kept after that one."""
    rows = conn.execute("SELECT id FROM decision WHERE ticket_id = ? AND id > ?", (ticket_id, mark))
    return [row[0] for row in rows.fetchall()]


def set_aside(conn: Connection, number: int, how: str, at: int) -> None:
    """Say of a decision that it holds no more: it was `taken_back`, or `superseded` by a later one."""
    conn.execute(
        "INSERT INTO decision (ticket_id, message_id, session_id, report, at, point, verdict, rule, terms_id,"
        " detail) SELECT ticket_id, message_id, session_id, report, ?, point, ?, rule, terms_id, ?"
        " FROM decision WHERE id = ?",
        (at, ASIDE, json.dumps({"decision": number, "how": how}), number),
    )


def of_sessions(conn: Connection, session_ids: Sequence[int]) -> tuple[Decision, ...]:
    """What was decided about these sessions, in order; of one that is filed anew, at its gates before too."""
    marks = ", ".join("?" for _ in session_ids)
    rows = conn.execute(
        f"SELECT * FROM decision WHERE session_id IN ({marks}) OR (session_id IN"  # noqa: S608
        f" (SELECT copy_of FROM session WHERE id IN ({marks})) AND point NOT IN ('close','price','settle'))"
        " ORDER BY id",
        [*session_ids, *session_ids],
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_sessions_at(conn: Connection, session_ids: Sequence[int], points: Collection[str]) -> tuple[int, ...]:
    """The numbers of what was decided about these sessions at some points, in order."""
    marks, at = ", ".join("?" for _ in session_ids), ", ".join("?" for _ in points)
    rows = conn.execute(
        f"SELECT id FROM decision WHERE session_id IN ({marks}) AND point IN ({at})"  # noqa: S608
        f" AND verdict <> '{ASIDE}' ORDER BY id",
        [*session_ids, *points],
    ).fetchall()
    return tuple(row["id"] for row in rows)


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
