"""The gateway to `report_step`: what became of work reports after they were issued; and what is to leave."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.records.money import ReportStep
from deskterm.storage.database import Connection, Row

NAMES = ("report", "step", "at", "by", "message_id", "who", "how")


def append(conn: Connection, one: ReportStep) -> None:
    """Write down a step."""
    conn.execute(
        "INSERT INTO report_step (report, step, at, by, message_id, who, how) VALUES (?, ?, ?, ?, ?, ?, ?)",
        tuple(getattr(one, name) for name in NAMES),
    )


def of(conn: Connection, number: str) -> tuple[ReportStep, ...]:
    """The steps of a report, in order."""
    rows = conn.execute("SELECT * FROM report_step WHERE report = ? ORDER BY id", (number,)).fetchall()
    return tuple(map(_record, rows))


def of_all(conn: Connection, numbers: Sequence[str]) -> dict[str, list[ReportStep]]:
    """The steps of each of these reports."""
    found: dict[str, list[ReportStep]] = {number: [] for number in numbers}
    marks = ", ".join("?" for _ in numbers)
    rows = conn.execute(
        f"SELECT * FROM report_step WHERE report IN ({marks}) ORDER BY id",  # noqa: S608
        tuple(numbers),
    ).fetchall()
    for row in rows:
        found[row["report"]].append(_record(row))
    return found


def let_leave(conn: Connection, number: str) -> None:
    """A report is to be mailed by itself."""
    conn.execute("INSERT INTO report_to_mail (report) VALUES (?) ON CONFLICT (report) DO NOTHING", (number,))


def to_leave(conn: Connection, limit: int) -> tuple[str, ...]:
    """The reports that are to be mailed by themselves, in order."""
    rows = conn.execute("SELECT report FROM report_to_mail ORDER BY report LIMIT ?", (limit,)).fetchall()
    return tuple(row["report"] for row in rows)


def stays(conn: Connection, number: str) -> None:
    """A report is not to be mailed by itself, or has been."""
    conn.execute("DELETE FROM report_to_mail WHERE report = ?", (number,))


def _record(row: Row) -> ReportStep:
    return ReportStep(**{name: row[name] for name in NAMES})
