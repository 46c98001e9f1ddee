"""Appointments: agreed sessions, on site or remote, inside the service's hours (M4, M12, D17, D21)."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.billing import estimates
from deskterm.desk.context import Desk, at_one_moment, new_token
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.due_words import next_hour
from deskterm.desk.steps.facts import day_bounds
from deskterm.desk.steps.letters import invitation
from deskterm.desk.steps.tickets import dependents, first_contact
from deskterm.locale import figures
from deskterm.models.basics import wall_clock
from deskterm.models.basics.faults import likely
from deskterm.models.basics.text import clean
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.appointments import fits, next_fit
from deskterm.models.terms.practice import AppointmentTerms
from deskterm.models.terms.service import Service
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows

KINDS = ("onsite", "remote", "training", "call")
LONGEST = 24 * 3600
QUARTER = 900  # seconds


class Slot(Record, frozen=True, kw_only=True):
    """When, how long and by whom; `kind` is the kind of session."""

    kind: str
    starts_at: int
    ends_at: int
    technician: str


class GoingOn(Record, frozen=True, kw_only=True):
    """The appointment of a ticket whose hour has begun, and the next one still to come."""

    begun: Appointment | None
    ahead: Appointment | None


def kinds(service: Service) -> tuple[str, ...]:
    """The kinds of session that can be agreed; all, where the terms do not say."""
    return service.appointment.kinds if service.appointment else (*KINDS, *(one.id for one in service.kinds))


def add(
    desk: Desk,
    code: str,
    *,
    starts_at: int,
    minutes: int,
    kind: str = "",
    technician: str = "",
    paid: bool | None = None,
    note: str = "",
    tell: bool = False,
) -> Appointment:
    """Agree a session of a ticket; the ticket rests until then.

    `tell`: the customer gets a letter with the appointment for their calendar, and hears of every change.
    `paid`: the customer knows that it costs (default: as triage has found, or the price says).
    Raises Refused outside the hours, for another kind than the terms have, or where the technician has
    something else then.
    """
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES, "answered")
        service = desk.service_of(ticket.terms_id)
        slot = Slot(
            kind=kind or kinds(service)[0],
            starts_at=starts_at,
            ends_at=starts_at + minutes * 60,
            technician=technician or ticket.taken_by or desk.who,
        )
        _check(desk, conn, ticket, slot)
        made = appointment_rows.insert(
            conn,
            ticket_id=ticket.id,
            **structs.asdict(slot),
            paid=int(_costs(desk, conn, service, ticket, slot) if paid is None else paid),
            note=clean(note, lines=True),
            rule=_behind(conn, service, ticket),
            made_at=desk.now(),
            by=desk.who,
            uid=new_token(20),
        )
        if tell:
            invitation.write(desk, conn, ticket, made, "appointment")
        _decide(desk, conn, ticket, made)
        first_contact.keep(desk, conn, ticket, "appointment")
        _rest(desk, conn, ticket_rows.by_id(conn, ticket.id), made)
        return made


def check(desk: Desk, code: str, *, starts_at: int, minutes: int, kind: str = "") -> None:
    """Refuse an hour at which `add` would agree no session, with the next one that is free."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        kind = kind or kinds(desk.service_of(ticket.terms_id))[0]
        end, who = starts_at + minutes * 60, ticket.taken_by or desk.who
        slot = Slot(kind=kind, starts_at=starts_at, ends_at=end, technician=who)
        _check(desk, conn, ticket, slot)


def move(
    desk: Desk,
    appointment_id: int,
    *,
    starts_at: int,
    minutes: int | None = None,
    technician: str = "",
    tell: bool | None = None,
) -> Appointment:
    """Agree on another time, or another technician. Raises what `add` raises; then all stays as it was.

    `tell`: the customer gets a letter; None: where they had one of it.
    """
    with desk.write() as conn:
        old = _planned(conn, appointment_id)
        ticket = ticket_rows.by_id(conn, old.ticket_id)
        length = old.ends_at - old.starts_at if minutes is None else minutes * 60
        slot = Slot(
            kind=old.kind,
            starts_at=starts_at,
            ends_at=starts_at + length,
            technician=technician or old.technician,
        )
        _check(desk, conn, ticket, slot, but=old.id, begun=old.starts_at)
        moved = appointment_rows.update(
            conn,
            old.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            technician=slot.technician,
            revised_at=desk.now(),
        )
        if invitation.told(conn, old) if tell is None else tell:
            invitation.write(desk, conn, ticket, moved, "appointment_moved")
        before = {"starts_at": old.starts_at, "technician": old.technician}
        after = {"starts_at": moved.starts_at, "technician": moved.technician}
        desk.record(
            conn, "appointment_moved", ticket_id=ticket.id, target=ticket.code, before=before, after=after
        )
        _rest(desk, conn, ticket, moved)
        return moved


def cancel(desk: Desk, appointment_id: int, *, why: str) -> Appointment:
    """Call an appointment off; its ticket is back in the queue. Needs a reason."""
    if not why.strip():
        raise Refused("cancel_needs_reason")
    return _end(desk, appointment_id, "cancelled", why=clean(why).strip())


def was_told(desk: Desk, one: Appointment) -> bool:
    """Whether the customer had a letter of an appointment."""
    with desk.read() as conn:
        return invitation.told(conn, one)


def done(desk: Desk, appointment_id: int) -> Appointment:
    """The session has taken place; its work is on the ticket."""
    return _end(desk, appointment_id, "done")


def listing(desk: Desk, *, low: int | None = None, high: int | None = None) -> tuple[Appointment, ...]:
    """What is planned to begin in [low, high), in order: from the beginning of today, if nothing is said."""
    today, _ = day_bounds(desk.now(), desk.service.tz)
    low, high = today if low is None else low, 1 << 60 if high is None else high
    with desk.read() as conn:
        return appointment_rows.planned(conn, low, high, 1000)


def to_come(desk: Desk, code: str) -> Appointment | None:
    """A ticket's next appointment that has not begun; None where it has none."""
    with desk.read() as conn:
        return dependents.to_come(desk, conn, changes.the_ticket(conn, code))


def begun(desk: Desk, code: str) -> Appointment | None:
    """A ticket's appointment whose hour has begun and that nobody has ended; None where it has none."""
    with desk.read() as conn:
        return dependents.begun(desk, conn, changes.the_ticket(conn, code))


@at_one_moment
def going_on(desk: Desk, code: str) -> GoingOn:
    """What hangs on a ticket that changes hands."""
    return GoingOn(begun=begun(desk, code), ahead=to_come(desk, code))


def near(desk: Desk, seconds: int) -> tuple[Appointment, ...]:
    """What this technician has planned that begins within so many seconds, or goes on now."""
    with desk.read() as conn:
        return appointment_rows.near(conn, desk.who, desk.now(), desk.now() + seconds)


def own(desk: Desk, *, days: int = 30) -> tuple[Appointment, ...]:
    """This technician's appointments from so many days ago on, without those called off."""
    with desk.read() as conn:
        return appointment_rows.of_technician(conn, desk.who, desk.now() - days * 86_400, 1000)


def of_ticket(desk: Desk, code: str) -> tuple[Appointment, ...]:
    """The appointments of a ticket, oldest first."""
    with desk.read() as conn:
        return appointment_rows.of_ticket(conn, changes.the_ticket(conn, code).id)


def proposal(desk: Desk, code: str, *, minutes: int, at: int | None = None, technician: str = "") -> int:
    """The first moment from `at` on that the hours and the technician's day leave free.

    By default from the next quarter of an hour on.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        service = desk.service_of(ticket.terms_id)
        who = technician or ticket.taken_by or desk.who
        start = -(-desk.now() // QUARTER) * QUARTER if at is None else at
        while True:
            found = (
                next_fit(service, service.appointment, start, minutes * 60) if service.appointment else start
            )
            if found is None:
                raise Refused("appointment_too_long", rule=_rule(service), minutes=minutes)
            until = found + minutes * 60
            other = appointment_rows.overlapping(
                conn, who, found, until
            ) or appointment_rows.of_ticket_within(conn, ticket.id, found, until)
            if other is None:
                return found
            start = other.ends_at


def _end(desk: Desk, appointment_id: int, state: str, *, why: str = "") -> Appointment:
    with desk.write() as conn:
        old = _planned(conn, appointment_id)
        ended = {"state": state, "ended_at": desk.now(), "revised_at": desk.now(), "why": why}
        found = appointment_rows.update(conn, old.id, **ended)
        ticket = ticket_rows.by_id(conn, old.ticket_id)
        if state == "cancelled" and invitation.told(conn, old):
            invitation.write(desk, conn, ticket, found, "appointment_cancelled")
        after = {"starts_at": old.starts_at, "why": why}
        desk.record(conn, f"appointment_{state}", ticket_id=ticket.id, target=ticket.code, after=after)
        if ticket.state == "parked" and ticket.wait_reason == dependents.WAIT:
            changes.change(desk, conn, ticket, "back_in_queue", state="queued", wait_reason="", until=None)
        return found


def _check(
    desk: Desk, conn: Connection, ticket: Ticket, slot: Slot, *, but: int = 0, begun: int | None = None
) -> None:
    """Refuse what cannot be agreed, with the clause; what has `begun` may be given another end."""
    service = desk.service_of(ticket.terms_id)
    if slot.kind not in kinds(service):
        known = kinds(service)
        raise Refused(
            "appointment_kind",
            rule=_rule(service),
            like=likely(slot.kind, known),
            kind=slot.kind,
            choices=", ".join(known),
        )
    if slot.starts_at < wall_clock.this_minute(desk.now()) and slot.starts_at != begun:
        raise Refused("appointment_in_past")
    if not 0 < slot.ends_at - slot.starts_at <= LONGEST:
        raise Refused("appointment_length")
    if slot.technician != desk.who:
        desk.expect_technician(conn, slot.technician)
    terms: AppointmentTerms | None = service.appointment
    if terms is not None and not fits(service, terms, slot.starts_at, slot.ends_at):
        later = _later(desk, ticket, slot)
        raise Refused("appointment_closed", rule=terms.hours_rule or terms.rule, next=later)
    other = appointment_rows.overlapping(conn, slot.technician, slot.starts_at, slot.ends_at, but=but)
    if other is not None:
        later = _later(desk, ticket, slot)
        raise Refused("appointment_overlaps", who=slot.technician, code=other.ticket, next=later)
    other = appointment_rows.of_ticket_within(conn, ticket.id, slot.starts_at, slot.ends_at, but=but)
    if other is not None:
        when = figures.moment(wall_clock.local(other.starts_at, service.tz))
        raise Refused("appointment_same_ticket", code=ticket.code, number=other.id, when=when)


def _later(desk: Desk, ticket: Ticket, slot: Slot) -> str:
    """The next hour that would do, as a sentence of its own; "" where none comes."""
    minutes = (slot.ends_at - slot.starts_at) // 60
    try:
        at = proposal(desk, ticket.code, minutes=minutes, at=slot.starts_at, technician=slot.technician)
    except Refused:
        return ""
    return next_hour(at, desk.service.tz)


def _decide(desk: Desk, conn: Connection, ticket: Ticket, made: Appointment) -> None:
    detail = {"starts_at": made.starts_at, "kind": made.kind, "paid": made.paid}
    decision = Decision(do="appointment", rule=made.rule, at=desk.now(), point="triage", detail=detail)
    changes.keep(desk, conn, (decision,), ticket=ticket)
    desk.record(conn, "appointment_made", ticket_id=ticket.id, target=ticket.code, after=detail)


def _rest(desk: Desk, conn: Connection, ticket: Ticket, made: Appointment) -> None:
    """An open ticket rests until the first hour agreed; `queue.wake` brings it back then."""
    if ticket.state not in OPEN_STATES or ticket.state == "vendor":
        return
    planned = [one.starts_at for one in appointment_rows.of_ticket(conn, ticket.id) if one.state == "planned"]
    rest = {"state": "parked", "wait_reason": dependents.WAIT, "until": min([made.starts_at, *planned])}
    changes.change(desk, conn, ticket, "rested", **rest, taken_by=None, taken_at=None)


def _planned(conn: Connection, appointment_id: int) -> Appointment:
    try:
        found = appointment_rows.by_id(conn, appointment_id)
    except LookupError:
        raise NotFound("no_appointment", number=appointment_id) from None
    if found.state != "planned":
        raise Refused("appointment_over", number=appointment_id)
    return found


def _costs(desk: Desk, conn: Connection, service: Service, ticket: Ticket, slot: Slot) -> bool:
    """Whether a session costs money: its topic is offered at a price, or its kind has one (I24)."""
    known = facts.of_ticket(desk, conn, ticket, at=slot.starts_at)
    cost = estimates.of_kind(service, known, slot.kind, slot.starts_at)
    return ticket.scope == "paid" or (cost is not None and cost.paid)


def _behind(conn: Connection, service: Service, ticket: Ticket) -> str:
    """The rule behind an appointment: the offer made at triage (D17), or that of all appointments (D21)."""
    offers = [
        one.rule
        for one in decision_rows.of_ticket(conn, ticket.id)
        if (one.point, one.do) == ("triage", "offer") and one.rule
    ]
    return offers[-1] if offers and ticket.scope == "paid" else _rule(service)


def _rule(service: Service) -> str:
    return service.appointment.rule if service.appointment else ""
