"""`deskterm queue` and `deskterm next`: what waits, in the order in which it will be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from deskterm.commands.answers import json, marks, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import Deed, command, option
from deskterm.commands.frame.kinds import LIMIT, TEXT, Choice
from deskterm.commands.frame.line import Line
from deskterm.desk.queue import elsewhere, queue
from deskterm.desk.tickets import tickets
from deskterm.locale import t, tn
from deskterm.models.records.ticket import Ticket

PAGE = 200


def pages(line: Line, view: str, search: str, limit: int | None) -> Iterator[Ticket]:
    """The tickets of a view in its order, page by page, at most `limit`."""
    after: Ticket | None = None
    left = limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        found = queue.rows(line.desk, view, search=search, size=size, after=after)
        yield from found
        if len(found) < size:
            return
        after = found[-1]
        left = None if left is None else left - size


@command("queue", rows=True)
@option("--search", type=TEXT, default="")
@option("--limit", "-n", type=LIMIT, default=None)
def queue_(line: Line, *, search: str, limit: int | None) -> None:
    """What waits, in order."""
    line.answer_each(_waiting(line, search, limit), lambda rows: _table(line, rows, search))


def _waiting(line: Line, search: str, limit: int | None) -> Iterator[dict[str, Any]]:
    for place, ticket in enumerate(pages(line, "queue", search, limit), start=1):
        position = queue.position(line.desk, ticket) if search else place
        yield {"position": position, **json.ticket(line, ticket, tickets.why(line.desk, ticket.code))}


def _table(line: Line, rows: list[Any], search: str) -> str:
    columns = [
        output.Column("#", lambda row: row["position"], right=True),
        output.Column(wording.request_word(line), lambda row: row["code"]),
        output.Column(
            t("commands.col.customer"),
            marks.customer,
        ),
        output.Column(t("commands.col.subject"), wording.subject, flexible=True),
        output.Column(t("commands.col.age"), lambda row: wording.age(line, row["received_at"]), right=True),
        output.Column(
            t("commands.col.due"),
            lambda row: wording.due_short(line, row),
            late=lambda row: wording.is_late(line, row),
        ),
    ]
    if line.desk.service.severities:
        columns.insert(2, output.Column(t("commands.col.severity"), partial(wording.severity, line)))
    empty = output.nothing("found", search=search) if search else nothing_waits(line)
    return (
        output.table(rows, columns, empty)
        + counted(line, rows)
        + introduced(line, elsewhere.newcomer(line.desk))
    )


def nothing_waits(line: Line, said: str = "") -> str:
    """Why the queue is empty, and what waits elsewhere, each with the command that shows it."""
    found = elsewhere.look(line.desk)
    lacks = [output.nothing(f"queue.{name}") for name in found.lacks]
    places = [f"  {tn(f'commands.empty.queue.{name}', n)}" for name, n in found.places]
    return "\n".join([said or t("commands.queue.empty"), *lacks, *places])


def introduced(line: Line, newcomer: str) -> str:
    """Who works here, said to the first at a desk without technicians until they have done something."""
    if not newcomer:
        return ""
    return "\n\n" + output.wrap(t(f"commands.newcomer.{newcomer}", who=line.desk.who), "")


def counted(line: Line, rows: list[Any]) -> str:
    """The last line of a list of tickets: how many, and how many of them are late."""
    if not rows:
        return ""
    late = sum(wording.is_late(line, row) for row in rows)
    soft = sum(wording.is_past_soft(line, row) for row in rows)
    told = [tn("commands.ticket.counted", len(rows))]
    told += [tn("commands.ticket.late", late)] if late else []
    told += [tn("commands.ticket.past_soft", soft)] if soft else []
    unjudged = sum(wording.is_unjudged(line, row) for row in rows)
    told += [tn("commands.ticket.to_judge", unjudged)] if unjudged else []
    return "\n" + ", ".join(told)


@command("next")
def next_(line: Line) -> None:
    """Take the next ticket."""
    newcomer = elsewhere.newcomer(line.desk)
    taken = queue.take_next(line.desk)
    if taken is None:
        line.answer(None, lambda: nothing_waits(line, t("commands.next.none")) + introduced(line, newcomer))
        return
    with line.desk.read():
        decisions = tickets.why(line.desk, taken.ticket.code)
        facts = json.ticket(line, taken.ticket, decisions)
        facts["why"] = [json.reasoned(line, one, taken.ticket) for one in taken.why]

    def people() -> str:
        told = [wording.ticket(line, facts), "", t("commands.next.why"), wording.decisions(facts["why"])]
        return "\n".join(told) + introduced(line, newcomer)

    line.answer(facts, people)


def view_option() -> Callable[[Deed], Deed]:
    """--view, for the lists of tickets."""
    return option("--view", type=Choice(queue.VIEWS), default="queue")
