"""Which tickets are meant by words: those that hold every one of them, then those that hold most.

Of those the likeliest stand first: a word in the subject weighs more than one in a letter, a rare one more
than one that is said daily; what was solved, and what is newer, stands a little ahead of its like.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.said import question
from deskterm.models.said.question import Term
from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text
from deskterm.storage.tickets import anywhere as anywhere_rows

ENOUGH = 3  # found so many, nobody looks for what holds fewer of the words
LOOKED_AT = 60  # of the heaviest, which are looked at whole
SOLVED = 0.10  # by which part of its weight what was solved stands ahead
NEWER = 0.10  # the same of what came today; half of it after half a year
HALF = 180 * 86_400


class MeantTicket(NamedTuple):
    """A ticket, how many of the words it lacks, and what it weighs."""

    ticket: Ticket
    lacks: int
    weight: float


def tickets(
    conn: Connection,
    asked: Sequence[Term],
    now: int,
    *,
    limit: int,
    among: tuple[str, Sequence[object]] = ("", ()),
) -> list[MeantTicket]:
    """The tickets that are meant, the likeliest first; at most `limit`.

    `among`: a statement that gives the only ids that count, and its values.
    """
    found: dict[int, tuple[int, float]] = {}
    for lacks, choices in enumerate(question.levels(asked)):
        condition, most = full_text.any_of(choices), max(limit, full_text.HEAVIEST)
        for number, weight in full_text.weighed(conn, full_text.TICKET, condition, most=most, among=among):
            found.setdefault(number, (lacks, weight))
        # The next level is one word of several: only where all else fails.
        fewer = len(choices[0]) <= 2 < len(asked)
        if len(found) >= (1 if fewer else min(limit, ENOUGH)):
            break
    heaviest = sorted(found, key=lambda one: (found[one][0], -found[one][1]))[: max(limit, LOOKED_AT)]
    made = (
        MeantTicket(one, found[one.id][0], ahead(one, now) * found[one.id][1])
        for one in anywhere_rows.these(conn, heaviest)
        if not (one.unmade or one.merged)
    )
    return sorted(made, key=lambda one: (one.lacks, -one.weight, -one.ticket.received_at))[:limit]


def ahead(ticket: Ticket, now: int) -> float:
    """By which factor a ticket weighs more than its words alone."""
    solved = SOLVED if ticket.state in DONE_STATES else 0.0
    age = max(0, now - ticket.received_at) / HALF
    return 1.0 + solved + NEWER * float(0.5**age)
