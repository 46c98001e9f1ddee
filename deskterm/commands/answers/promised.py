"""What a ticket promises on the line: each promise as it stands, the first term beside the promised one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from deskterm.locale import figures, t
from deskterm.models.records.promises import ANSWER

Row = Mapping[str, Any]


def lines(row: Row, due: str) -> Iterator[tuple[str, str]]:
    """By when an answer is `due`; where more or something else is promised, one a line as it stands."""
    if len(row["promises"]) < 2 and not of_other(row):
        yield "due", due
        return
    for place, one in enumerate(row["promises"]):
        yield "" if place else "promises", one["told"]


def answered(row: Row, told: str, now: str) -> tuple[str, str]:
    """When the ticket was answered; of an answer that leaves later when it does."""
    return ("answer_leaves" if _leaves_later(row, now) else "answered"), ("" if of_other(row) else told)


def state(row: Row, told: str, now: str) -> str:
    """Where a ticket is; of one whose answer has not left that it is written."""
    later = row["state"] == "answered" and _leaves_later(row, now)
    return t("ticket.state.answer_to_leave") if later else told


def _leaves_later(row: Row, now: str) -> bool:
    at = row["answered_at"]
    return bool(at) and datetime.fromisoformat(at) > datetime.fromisoformat(now)


def of_other(row: Row) -> bool:
    """Whether a ticket promises something else than the answer, and no answer: each promise is told whole."""
    return bool(row["promises"]) and all(one["of"] != ANSWER for one in row["promises"])


def both(row: Row, told: str) -> str:
    """Before the time that is promised the one that is aimed at (O3)."""
    if not row["soft_due_at"] or row["soft_due_at"] == row["due_at"]:
        return told
    soft = figures.dated(datetime.fromisoformat(row["soft_due_at"]), "moment_short")
    return t("queue.due.first", soft=soft, due=told)
