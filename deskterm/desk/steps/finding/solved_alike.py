"""Which solved tickets are like one: about the same things, with an answer in writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language
from deskterm.desk.steps.finding import weighing
from deskterm.models.records.ticket import Ticket
from deskterm.models.said import question
from deskterm.models.said.question import Term
from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import solved as solved_rows

ALIKE = (
    2  # words in common, one of them of the subject, that make a request of another topic similar, or of none
)
ABOUT = 1.5  # one that weighs less by no more than this is about as like
TOPIC = 1.3  # how much more a ticket of the same topic weighs
WORDS = 40  # of a request, among which those that tell something are looked for
TELLING = 6  # of these, the rarest
RARE = 1_000  # a word that stands more often tells little by itself


class Alike(Struct, frozen=True):
    """A solved ticket, and the last answer that its customer had in writing."""

    ticket: Ticket
    answer: str


def solved(desk: Desk, conn: Connection, ticket: Ticket, limit: int) -> list[Alike]:
    """The most similar ones, the likeliest first: of customers to whom one writes in the same language."""
    own = question.terms(ticket.subject)
    asked = (*own, *_telling(conn, ticket, own))
    condition = full_text.any_of(_together(conn, asked))
    if not condition:
        return []
    tongue = customer_language.spoken_by(desk, conn, ticket.customer_id)
    usual = customer_language.spoken_by(desk, conn, None)
    weights = dict(full_text.weighed(conn, full_text.TICKET, condition))
    there = solved_rows.among(conn, [*weights], but=ticket.id, language=tongue, usual=usual)

    weight = {
        one.id: weights[one.id]
        * weighing.ahead(one, desk.now())
        * (TOPIC if _same_topic(one, ticket) else 1.0)
        for one in there
    }
    most = max(weight.values(), default=0.0)

    def place(one: Ticket) -> tuple[float, int]:
        """Of those that are about as like as the likest, the one that was answered last."""
        return min(weight[one.id] * ABOUT, most), one.answered_at or 0

    found: list[Alike] = []
    for one in sorted(there, key=place, reverse=True):
        if len(found) == limit:
            break
        answer = solved_rows.last_answer(conn, one.id)
        said = _said(conn, one, answer)
        needed = min(1 if _same_topic(one, ticket) else ALIKE, len(asked))
        if answer and question.found_in(own, said) and question.found_in(asked, said) >= needed:
            found.append(Alike(one, answer))
    return found


def _same_topic(one: Ticket, other: Ticket) -> bool:
    return bool(one.topic) and one.topic == other.topic


def _said(conn: Connection, ticket: Ticket, answer: str) -> str:
    first = message_rows.first_in(conn, ticket.id)
    return "\n".join((ticket.subject, first.body if first else "", answer))


def _telling(conn: Connection, ticket: Ticket, own: Sequence[Term]) -> list[Term]:
    """The words of a request, beside those of its subject, that stand in few other places."""
    first = message_rows.first_in(conn, ticket.id)
    said = question.terms(first.body, most=WORDS) if first else ()
    often = {one: full_text.how_often(conn, full_text.TICKET, one, RARE) for one in said if one not in own}
    rarest = sorted((one for one, count in often.items() if 1 < count < RARE), key=lambda one: often[one])
    return rarest[:TELLING]


def _together(conn: Connection, asked: Sequence[Term]) -> Iterator[Sequence[Term]]:
    """What must stand in a ticket: one of the words that are rare, or two of the others."""
    rare = {one for one in asked if full_text.how_often(conn, full_text.TICKET, one, RARE) < RARE}
    yield from ((one,) for one in asked if one in rare)
    yield from combinations([one for one in asked if one not in rare][: question.MOST], 2)
