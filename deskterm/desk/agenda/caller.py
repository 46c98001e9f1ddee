"""What a customer may ring about, the likeliest first: what was promised, what is in hand, what waits."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_bounds
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows

WHY = ("callback", "mine", "queued", "theirs", "resting")


class Matter(Record, frozen=True, kw_only=True):
    """An open ticket, and why it stands where it stands: a word of `WHY`."""

    ticket: Ticket
    why: str
    place: int = 0  # in the queue, from 1
    call_at: int | None = None  # for when a callback was promised
    visit_at: int | None = None  # when an appointment of today begins


def matters(desk: Desk, code: str) -> tuple[Matter, ...]:
    """A customer's open tickets: a callback promised for today, in my hand, queued, others', resting.

    Among the queued ones the queue's own order holds.
    """
    with desk.read() as conn:
        found = [
            _matter(desk, conn, one) for one in ticket_rows.open_of_customer(conn, the_customer(conn, code))
        ]
    return tuple(sorted(found, key=_likely))


def _likely(one: Matter) -> tuple[int, ...]:
    return WHY.index(one.why), one.call_at or 0, one.place, one.ticket.received_at, one.ticket.id


def _matter(desk: Desk, conn: Connection, ticket: Ticket) -> Matter:
    low, high = day_bounds(desk.now(), desk.service.tz)
    promised = callback_rows.waiting(conn, ticket.id)
    call_at = promised.due_at if promised and promised.due_at < high else None
    visits = (
        one.starts_at
        for one in appointment_rows.of_ticket(conn, ticket.id)
        if one.state == "planned" and low <= one.starts_at < high
    )
    queued = ticket.state == "queued"
    return Matter(
        ticket=ticket,
        why="callback" if call_at is not None else _why(ticket, desk.who),
        place=ticket_rows.before_in_queue(conn, ticket) + 1 if queued else 0,
        call_at=call_at,
        visit_at=next(visits, None),
    )


def _why(ticket: Ticket, who: str) -> str:
    if ticket.state == "taken":
        return "mine" if ticket.taken_by == who else "theirs"
    return "queued" if ticket.state == "queued" else "resting"
