"""The gateway to `gate_answer`: what was told at a gate, by whom and how (M6, M14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskterm.models.records.evidence import Told
from deskterm.storage.database import Connection, Row

TAKEN_BACK = "taken_back"  # the point of a line by which the last answer to the same question holds no more


def append(conn: Connection, told: Told, *, ticket_id: int, session_id: int | None) -> None:
    """Keep one answer."""
    conn.execute(
        "INSERT INTO gate_answer (ticket_id, session_id, point, fact, value, told_by, way, words, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ticket_id,
            session_id,
            told.point,
            told.fact,
            told.value,
            told.who,
            told.how,
            told.words,
            told.at,
            told.by,
        ),
    )


def of_sessions(conn: Connection, session_ids: Sequence[int]) -> tuple[Told, ...]:
    """What was told for these sessions and still holds, in order."""
    marks = ", ".join("?" for _ in session_ids)
    rows = conn.execute(
        f"SELECT * FROM gate_answer WHERE session_id IN ({marks}) ORDER BY id",  # noqa: S608
        list(session_ids),
    ).fetchall()
    return _standing(rows)


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Told, ...]:
    """Everything that was told about a ticket and still holds, in order."""
    rows = conn.execute("SELECT * FROM gate_answer WHERE ticket_id = ? ORDER BY id", (ticket_id,)).fetchall()
    return _standing(rows)


def _standing(rows: Iterable[Row]) -> tuple[Told, ...]:
    """The lines that nobody took back: each that does names question and session of the one that goes."""
    found: list[Told] = []
    for row in map(_record, rows):
        if row.point != TAKEN_BACK:
            found.append(row)
            continue
        same = [one for one in found if (one.fact, one.session_id) == (row.fact, row.session_id)]
        if same:
            found.remove(same[-1])
    return tuple(found)


def _record(row: Row) -> Told:
    return Told(
        point=row["point"],
        fact=row["fact"],
        value=row["value"],
        who=row["told_by"],
        how=row["way"],
        words=row["words"],
        at=row["at"],
        by=row["by"],
        session_id=row["session_id"],
    )
