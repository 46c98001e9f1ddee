"""`deskterm find`: everything that holds some words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm.commands.answers import marks, wording
from deskterm.commands.frame import output
from deskterm.commands.frame.base import argument, command, option
from deskterm.commands.frame.find import the_customer
from deskterm.commands.frame.kinds import LIMIT, SINCE, TEXT, Text
from deskterm.commands.frame.line import Line
from deskterm.desk.tickets import find
from deskterm.desk.tickets.find import FoundText
from deskterm.locale import t


@command("find", rows=True)
@argument("text", type=TEXT, nargs=-1, required=True)
@option("--customer", type=Text("customer"))
@option("--since", type=SINCE)
@option("--limit", "-n", type=LIMIT, default=10)
def find_(line: Line, *, text: tuple[str, ...], customer: str | None, since: int | None, limit: int) -> int:
    """Everything that holds these words, the likeliest first."""
    words = " ".join(text)
    whose = the_customer(line, customer).code if customer else ""
    found = find.found(line.desk, words, customer=whose, since=since, limit=limit)
    empty = output.nothing("anywhere", search=words)
    line.answer_each((_facts(line, one) for one in found), lambda rows: _page(rows) or empty)
    return 0 if found else 1


def _page(rows: Sequence[Mapping[str, Any]]) -> str:
    """Each with its line; below it the part of a text in which the words stand."""
    wide = max((output.cell_width(row["code"]) for row in rows), default=0)
    lines = []
    for row in rows:
        day = wording.day(row["at"][:10]) if row["at"] else ""
        whose = marks.whose(row) if row["customer_name"] or row["unsure"] else ""
        told = " · ".join(filter(None, (whose, day, row["subject"])))
        lines.append(output.fit(f"{output.fit(row['code'], wide)}  {told}", output.width()).rstrip())
        kind = t(f"commands.find.{row['kind']}")
        kind += f" ({t('commands.find.unconfirmed')})" if row["unconfirmed"] else ""
        lines.append(output.wrap(f"{kind}: {row['excerpt']}", " " * (wide + 2)))
    return "\n".join(lines)


def _facts(line: Line, one: FoundText) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "code": one.code,
        "ticket": one.ticket or None,
        "subject": one.subject,
        "state": one.state or None,
        "customer": one.customer or None,
        "customer_name": one.customer_name,
        "excerpt": one.excerpt,
        "at": line.stamp(one.at),
        "unsure": one.unsure,
        "unconfirmed": one.unconfirmed,
    }
