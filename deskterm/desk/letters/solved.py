"""What was solved before: the tickets most like one, each with the answer that can be used again."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_language
from deskterm.desk.steps.finding import solved_alike
from deskterm.locale import t
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket

GREETING = 60  # signs before the comma of a greeting
SHOWN = 6


class SolvedBefore(Record, frozen=True, kw_only=True):
    """A solved ticket, when it was answered, and what was answered, without the greeting of its customer."""

    ticket: Ticket
    at: int
    text: str


def like(desk: Desk, code: str, *, limit: int = SHOWN) -> tuple[SolvedBefore, ...]:
    """The solved tickets most like this one, the likeliest first. Raises NotFound."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        found = solved_alike.solved(desk, conn, ticket, limit)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            opening = t("letters.greeting", contact="").strip(" ,")
    return tuple(
        SolvedBefore(ticket=one.ticket, at=one.ticket.answered_at or 0, text=_body(one.answer, opening))
        for one in found
    )


def _body(answer: str, opening: str) -> str:
    """An answer without its greeting, which names another customer's people."""
    head, comma, rest = answer.strip().partition(",")
    greets = comma and rest.strip() and head.startswith(opening) and len(head) <= GREETING
    if not greets:
        return answer.strip()
    rest = rest.strip()
    return rest[:1].upper() + rest[1:]
