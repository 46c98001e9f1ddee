"""`deskterm queue` and `deskterm next`: what waits, in the order in which it will be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from deskterm.commands import output, render, words
from deskterm.commands.base import Deed, command, option
from deskterm.commands.kinds import NUMBER, TEXT
from deskterm.commands.line import Line
from deskterm.desk import queue as desk_queue
from deskterm.desk import tickets
from deskterm.desk.upkeep import keep_up
from deskterm.locale import t, tn
from deskterm.models.records import Ticket

PAGE = 200


def pages(line: Line, view: str, search: str, limit: int | None) -> Iterator[Ticket]:
    """The tickets of a view in its order, page by page, at most `limit`; what rested long enough wakes."""
    keep_up(line.desk)
    after: Ticket | None = None
    left = limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        found = desk_queue.rows(line.desk, view, search=search, size=size, after=after)
        yield from found
        if len(found) < size:
            return
        after = found[-1]
        left = None if left is None else left - size


@command("queue")
@option("--search", type=TEXT, default="")
@option("--limit", "-n", type=NUMBER, default=None)
def queue(line: Line, *, search: str, limit: int | None) -> None:
    """What waits, in order."""
    line.answer_each(_waiting(line, search, limit), lambda rows: _table(line, rows))


def _waiting(line: Line, search: str, limit: int | None) -> Iterator[dict[str, Any]]:
    for place, ticket in enumerate(pages(line, "queue", search, limit), start=1):
        position = desk_queue.position(line.desk, ticket) if search else place
        yield {"position": position, **render.ticket(line, ticket, tickets.why(line.desk, ticket.code))}


def _table(line: Line, rows: list[Any]) -> str:
    columns = [
        output.Column("#", lambda row: row["position"], right=True),
        output.Column(t("commands.col.ticket"), lambda row: row["code"]),
        output.Column(t("commands.col.customer"), lambda row: words.short(words.customer(row), 20)),
        output.Column(t("commands.col.subject"), words.subject, flexible=True),
        output.Column(t("commands.col.age"), lambda row: words.age(line, row["received_at"]), right=True),
        output.Column(t("commands.col.due"), lambda row: words.due_short(line, row)),
    ]
    return output.table(rows, columns, t("commands.queue.empty")) + counted(line, rows)


def counted(line: Line, rows: list[Any]) -> str:
    """The last line of a list of tickets: how many, and how many of them are late."""
    if not rows:
        return ""
    late = sum(words.is_late(line, row) for row in rows)
    told = [tn("commands.ticket.counted", len(rows))]
    return "\n" + ", ".join([*told, tn("commands.ticket.late", late)] if late else told)


@command("next")
def next_(line: Line) -> None:
    """Take the next ticket."""
    keep_up(line.desk)
    taken = desk_queue.take_next(line.desk)
    if taken is None:
        line.answer(None, lambda: t("commands.next.none"))
        return
    decisions = tickets.why(line.desk, taken.ticket.code)
    facts = render.ticket(line, taken.ticket, decisions)
    facts["why"] = [render.reasoned(line, one, taken.ticket) for one in taken.why]

    def people() -> str:
        return "\n".join(
            [words.ticket(line, facts), "", t("commands.next.why"), words.decisions(facts["why"])]
        )

    line.answer(facts, people)


def view_option() -> Callable[[Deed], Deed]:
    """--view, for the lists of tickets."""
    return option("--view", type=click.Choice(desk_queue.VIEWS), default="queue")
