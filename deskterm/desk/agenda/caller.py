"""What a customer may ring about, the likeliest first: what was promised, what is in hand, what waits."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_bounds
from deskterm.locale import moments, t
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

WHY = ("promised", "mine", "queued", "theirs", "resting")
SOON = 2 * 3600  # seconds before an appointment in which its customer rings about it


class Matter(Record, frozen=True, kw_only=True):
    """An open ticket, and why it stands where it stands: `callback`, `visit`, `mine` and so on (`WHY`)."""

    ticket: Ticket
    why: str
    place: int = 0  # in the queue, from 1
    call_at: int | None = None  # for when a callback was promised
    call_phone: str = ""  # at which number
    visit_at: int | None = None  # when an appointment of today begins
    talking: str = ""  # the colleague who works on it with the customer at this moment


def matters(desk: Desk, code: str) -> tuple[Matter, ...]:
    """A customer's open tickets: what is promised, in my hand, queued, others', resting.

    Promised is a callback for today, and an appointment that runs or begins within `SOON`, the earlier first.
    Among the queued ones the queue's own order holds.
    """
    with desk.read() as conn:
        number = the_customer(conn, code)
        runs = {
            one.ticket_id: one.technician for one in session_rows.running_with(conn, number, but=desk.who)
        }
        found = [_matter(desk, conn, one, runs) for one in ticket_rows.open_of_customer(conn, number)]
    return tuple(sorted(found, key=_likely))


def talking(desk: Desk, code: str) -> tuple[Session, ...]:
    """What colleagues do with a customer at this moment: it runs, and no second one should."""
    with desk.read() as conn:
        return session_rows.running_with(conn, the_customer(conn, code), but=desk.who)


def said(desk: Desk, one: Matter) -> str:
    """Why a ticket stands where it stands, in a few words."""
    tz = desk.service.tz
    if one.talking:
        return t("widgets.ring.why.talking", who=one.talking)
    if one.why == "callback" and one.call_at is not None:
        return moments.promised_for(one.call_at, desk.now(), tz)
    at = moments.time_of(one.visit_at, tz) if one.visit_at is not None else ""
    return t(f"widgets.ring.why.{one.why}", at=at, who=one.ticket.taken_by or "")


def promises(desk: Desk, one: Matter) -> tuple[str, ...]:
    """The callback and the appointment of today that a ticket has, in the words of `said`."""
    tz, found = desk.service.tz, []
    if one.call_at is not None:
        found.append(moments.promised_for(one.call_at, desk.now(), tz))
    if one.visit_at is not None:
        found.append(t("widgets.ring.why.visit", at=moments.time_of(one.visit_at, tz)))
    return tuple(found)


def _likely(one: Matter) -> tuple[int, ...]:
    promised = {"callback": one.call_at, "visit": one.visit_at}.get(one.why)
    group = 0 if promised is not None else WHY.index(one.why)
    return group, promised or 0, one.place, one.ticket.received_at, one.ticket.id


def _matter(desk: Desk, conn: Connection, ticket: Ticket, runs: Mapping[int, str]) -> Matter:
    low, high = day_bounds(desk.now(), desk.service.tz)
    promised = callback_rows.waiting(conn, ticket.id)
    call_at = promised.due_at if promised and promised.due_at < high else None
    visits = [
        one
        for one in appointment_rows.of_ticket(conn, ticket.id)
        if one.state == "planned" and low <= one.starts_at < high
    ]
    visit = min(visits, key=lambda one: (one.ends_at <= desk.now(), one.starts_at), default=None)
    queued = ticket.state == "queued"
    return Matter(
        ticket=ticket,
        why=_promised(visit, call_at, desk.now()) or _why(ticket, desk.who),
        place=ticket_rows.before_in_queue(conn, ticket) + 1 if queued else 0,
        call_at=call_at,
        call_phone=promised.contact_phone if promised else "",
        visit_at=visit.starts_at if visit else None,
        talking=runs.get(ticket.id, ""),
    )


def _promised(visit: Appointment | None, call_at: int | None, now: int) -> str:
    """`visit` or `callback`, whichever is promised earlier; "" for neither."""
    near = visit is not None and visit.starts_at - SOON <= now < visit.ends_at
    if near and visit is not None and (call_at is None or visit.starts_at <= call_at):
        return "visit"
    return "callback" if call_at is not None else ""


def _why(ticket: Ticket, who: str) -> str:
    if ticket.state == "taken":
        return "mine" if ticket.taken_by == who else "theirs"
    return "queued" if ticket.state == "queued" else "resting"
