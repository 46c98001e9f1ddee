"""`deskterm ticket similar`: the solved tickets most like one, with their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm.commands.answers import marks, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.kinds import CODE, LIMIT
from deskterm.commands.frame.line import Line
from deskterm.desk.customers import cards
from deskterm.desk.letters import solved


@command("ticket.similar", rows=True)
@argument("code", type=CODE)
@option("--limit", "-n", type=LIMIT, default=solved.SHOWN)
def similar(line: Line, *, code: str, limit: int) -> int:
    """The solved tickets most like this one, the likeliest first."""
    found = solved.like(line.desk, code, limit=limit)
    rows = (
        {
            "code": one.ticket.code,
            "subject": one.ticket.subject,
            "customer": cards.code_of(line.desk, one.ticket.customer_id) or None,
            "customer_name": one.ticket.customer,
            "unsure": one.ticket.unsure,
            "at": line.stamp(one.at),
            "answer": one.text,
        }
        for one in found
    )
    empty = output.nothing("similar", code=code.upper())
    line.answer_each(rows, lambda lines: _page(lines) or empty)
    return 0 if found else 1


def _page(rows: Sequence[Mapping[str, Any]]) -> str:
    """Each with its line, its answer below."""
    lines = []
    for row in rows:
        code = row["code"]
        told = f"{code}  {marks.whose(row)} · {wording.day(row['at'][:10])} · {row['subject']}"
        lines.append(output.fit(told, output.width()).rstrip())
        lines += [output.wrap(part, " " * (len(code) + 2)) for part in row["answer"].splitlines() if part]
    return "\n".join(lines)
