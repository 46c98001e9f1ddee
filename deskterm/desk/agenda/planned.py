"""The agenda: what is promised for when, appointments and callbacks together, and when the desk is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskterm.desk.agenda import callbacks
from deskterm.desk.context import Desk, at_one_moment
from deskterm.desk.steps.facts import day_bounds
from deskterm.models.basics.stretches import Stretch
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.agenda import Appointment, Callback
from deskterm.models.records.base import Record
from deskterm.models.terms.service import Service
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows

MOST = 1000  # of each; more is no agenda


class AgendaLine(Record, frozen=True, kw_only=True):
    """A line of the agenda. `what` is appointment, call or write; `until` is None for what has no length.

    `who`: to whom an appointment belongs; a callback is anybody's. `late`: its hour has passed.
    """

    what: str
    number: int
    ticket: str
    subject: str
    customer_id: int | None
    customer: str
    at: int
    until: int | None
    who: str = ""
    kind: str = ""  # of an appointment's session
    phone: str = ""
    note: str = ""
    late: bool = False
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it


@at_one_moment
def listing(
    desk: Desk, *, low: int | None = None, high: int | None = None, who: str = ""
) -> tuple[AgendaLine, ...]:
    """What is promised for [low, high), in order: from the beginning of today, if nothing is said.

    What is late and still to do comes first. `who`: the appointments of this technician alone.
    """
    now = desk.now()
    today, _ = day_bounds(now, desk.service.tz)
    low, high = today if low is None else low, 1 << 60 if high is None else high
    with desk.read() as conn:
        agreed = appointment_rows.planned(conn, low, high, MOST)
        promised = callback_rows.page(conn, MOST)
    found = [_agreed(one, now) for one in agreed if not who or one.technician == who]
    calls = (_promised(desk, one, now) for one in promised)
    found += [one for one in calls if low <= max(one.at, low if one.late else one.at) < high]
    return tuple(sorted(found, key=lambda one: (not one.late, one.at, one.what, one.number)))


def open_hours(desk: Desk, at: int) -> tuple[Stretch, ...]:
    """When the desk is open on the day of `at`; empty on a day on which it is closed."""
    service = desk.service
    calendar = service.calendar(_calendar(service))
    day = local(at, service.tz).date()
    return tuple(
        (calendar.instant(day, start), calendar.instant(day, end)) for start, end in calendar.windows(day)
    )


def day_after(desk: Desk, at: int, days: int) -> int:
    """The first second of the local day so many days after that of `at`."""
    day = local(at, desk.service.tz).date() + timedelta(days=days)
    return int(datetime.combine(day, datetime.min.time(), local(at, desk.service.tz).tzinfo).timestamp())


def _calendar(service: Service) -> str:
    """The hours that bind a promise: of appointments, of callbacks, else the first that the terms name."""
    named = (service.appointment, service.callback)
    bound = (one.calendar for one in named if one is not None and one.calendar)
    return next(bound, next(iter(service.calendars)))


def _agreed(one: Appointment, now: int) -> AgendaLine:
    return AgendaLine(
        what="appointment",
        number=one.id,
        ticket=one.ticket,
        subject=one.subject,
        customer_id=one.customer_id,
        customer=one.customer,
        at=one.starts_at,
        until=one.ends_at,
        who=one.technician,
        kind=one.kind,
        note=one.note,
        late=one.ends_at <= now,
        unsure=one.unsure,
    )


def _promised(desk: Desk, one: Callback, now: int) -> AgendaLine:
    return AgendaLine(
        what="write" if one.state == "write" else "call",
        number=one.id,
        ticket=one.ticket,
        subject=one.subject,
        customer_id=one.customer_id,
        customer=one.customer,
        at=one.due_at if one.due_at < now else callbacks.next_call(desk, one),
        until=None,
        phone=one.contact_phone,
        late=one.due_at < now,
        unsure=one.unsure,
    )
