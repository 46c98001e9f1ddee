"""What became of messages and requests that were taken in: one line each, and how many in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from deskterm.commands.frame import output
from deskterm.commands.frame.line import Line
from deskterm.desk.intake.receive import Received
from deskterm.exits import Exit
from deskterm.locale import has, t, tn


def answer(
    line: Line, found: Iterable[Received], counted: str, *, failed: Callable[[], object] = lambda: False
) -> int:
    """Answer with each as it comes; `counted` names the sentence that sums up. 1 where one was unreadable.

    `failed`: whether the source has refused; then it is not said that nothing came.
    """
    unread = 0
    outcomes: dict[str, int] = {}
    aside = 0

    def each() -> Iterator[dict[str, Any]]:
        nonlocal unread, aside
        for one in found:
            unread += one.unread or (one.message is None and one.outcome == "unreadable")
            aside += bool(one.not_taken)
            outcomes[one.outcome] = outcomes.get(one.outcome, 0) + 1
            yield facts(one)

    if line.json or line.csv:
        line.answer_each(each(), str)
    else:
        line.trying()
        for row in each():
            output.write(_words(row))
        if outcomes or not failed():
            output.write(tn(counted, sum(outcomes.values())) + _by_outcome(outcomes))
        if aside:
            output.write(output.wrap(tn("commands.received.aside", aside), ""))
    return int(Exit.REFUSED if unread else Exit.DONE)


def facts(found: Received) -> dict[str, Any]:
    """What became of one, as programs read it."""
    return {
        "source": found.source,
        "outcome": found.outcome,
        "ticket": found.ticket,
        "rule": found.rule or None,
        "reason": found.reason or None,
        "message": found.message,
        "field": found.field or None,
        "not_taken": list(found.not_taken),
    }


def _words(row: dict[str, Any]) -> str:
    outcome = t(f"commands.outcome.{row['outcome']}")
    reason = row["reason"] or ""
    if has(f"reasons.{reason}"):
        reason = t(f"reasons.{reason}")
    if row["field"]:
        reason = t("commands.received.column", name=row["field"], reason=reason)
    told = f"{row['ticket'] or ''} {reason}".strip()
    if row["not_taken"]:
        told = f"{told} {t('request.not_taken', fields=', '.join(row['not_taken']))}".strip()
    rule = f" ({row['rule']})" if row["rule"] else ""
    return f"{outcome:<12} {told}{rule}  {row['source']}"


def _by_outcome(counted: dict[str, int]) -> str:
    parts = [f"{t(f'commands.outcome.{name}')} {n}" for name, n in counted.items()]
    return f": {', '.join(parts)}" if parts else ""
