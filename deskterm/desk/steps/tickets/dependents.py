"""What hangs on a ticket while its state changes: appointments, callbacks, letters that have not gone yet.

What was agreed with a customer never ends by itself: an appointment that is still to come keeps its ticket
from being closed and brings it back to its rest; one whose hour has begun is done when the ticket is closed.
Callbacks and appointments of a ticket that is merged go on with the other one. A question that is still in
the outbox is not sent any more when its ticket is answered or closed.
"""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.locale import figures
from deskterm.models.basics.wall_clock import local
from deskterm.models.records.agenda import Appointment
from deskterm.models.records.ticket import Ticket
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

WAIT = "appointment"  # why a ticket rests until its hour
HANDED_ON = "appointments"  # in the event of a hand-over: those that went with it
QUESTIONS = ("clarification", "upload")


def to_come(desk: Desk, conn: Connection, ticket: Ticket) -> Appointment | None:
    """The ticket's next appointment that has not begun."""
    found = [one for one in _planned(conn, ticket) if one.starts_at > desk.now()]
    return min(found, key=lambda one: one.starts_at, default=None)


def expected(desk: Desk, conn: Connection, ticket: Ticket) -> str:
    """Whom the customer expects now: who has the appointment whose hour has come; "" where none has."""
    found = begun(desk, conn, ticket)
    return found.technician if found else ""


def begun(desk: Desk, conn: Connection, ticket: Ticket) -> Appointment | None:
    """The ticket's appointment whose hour has come and that nobody has ended: the last of them."""
    found = [one for one in _planned(conn, ticket) if one.starts_at <= desk.now()]
    return max(found, key=lambda one: one.starts_at, default=None)


def rest(desk: Desk, conn: Connection, ticket: Ticket) -> dict[str, Any] | None:
    """How a ticket rests that is given back before its appointment; None where it has none to come.

    Raises Refused for one that rests for it already: the appointment must be moved or called off.
    """
    agreed = to_come(desk, conn, ticket)
    if agreed is None:
        return None
    if ticket.state == "parked" and ticket.wait_reason == WAIT:
        raise Refused("appointment_stands", code=ticket.code, when=_when(desk, agreed))
    return {"state": "parked", "wait_reason": WAIT, "until": agreed.starts_at}


def hand_on(desk: Desk, conn: Connection, ticket: Ticket, to: str, *, ahead: bool) -> list[dict[str, Any]]:
    """The ticket's appointments go to who has it now: those begun, and `ahead` those still to come.

    Returns each with who had it, by which `taken_back_from` finds them. Raises Refused where `to` has
    something else at the hour of one to come.
    """
    told: list[dict[str, Any]] = []
    for one in _planned(conn, ticket):
        begun = one.starts_at <= desk.now()
        if one.technician == to or not (begun or ahead):
            continue
        other = appointment_rows.overlapping(conn, to, one.starts_at, one.ends_at, but=one.id)
        if other is not None and not begun:
            raise Refused("appointment_overlaps", who=to, code=other.ticket, next="")
        _goes_to(desk, conn, one, to)
        before, after = {"technician": one.technician}, {"starts_at": one.starts_at, "technician": to}
        desk.record(
            conn,
            "appointment_handed_on",
            ticket_id=ticket.id,
            target=ticket.code,
            before=before,
            after=after,
        )
        told.append({"appointment": one.id, "had": one.technician})
    return told


def taken_back_from(desk: Desk, conn: Connection, told: list[dict[str, Any]]) -> None:
    """The hand-over is taken back: its appointments are again for whom they were agreed with."""
    for each in told:
        _goes_to(desk, conn, appointment_rows.by_id(conn, each["appointment"]), each["had"])


def _goes_to(desk: Desk, conn: Connection, one: Appointment, who: str) -> None:
    appointment_rows.update(conn, one.id, technician=who, revised_at=desk.now())


def closed(desk: Desk, conn: Connection, ticket: Ticket) -> None:
    """A ticket is being closed. Raises Refused while an appointment is still to come."""
    agreed = to_come(desk, conn, ticket)
    if agreed is not None:
        raise Refused("close_appointment", code=ticket.code, when=_when(desk, agreed))
    for begun in _planned(conn, ticket):
        appointment_rows.update(conn, begun.id, state="done", ended_at=desk.now())
        after = {"starts_at": begun.starts_at}
        desk.record(conn, "appointment_done", ticket_id=ticket.id, target=ticket.code, after=after)
    callback_steps.dropped(desk, conn, ticket)
    withdraw(desk, conn, ticket, every=True)


def withdraw(desk: Desk, conn: Connection, ticket: Ticket, *, every: bool = False) -> None:
    """Questions that have not gone yet are not asked any more; at the close nothing is handed over either."""
    for letter in message_rows.of_ticket(conn, ticket.id):
        to_hand = letter.state == "pending" and letter.outcome == "to_hand"
        waits = letter.direction == "out" and (letter.state == "outbox" or to_hand)
        to_hand = to_hand and (every or letter.kind == "acknowledgement")
        if waits and (letter.kind in QUESTIONS or to_hand):
            message_rows.update(conn, letter.id, state="dismissed")
            after = {"message": letter.id, "kind": letter.kind}
            desk.record(conn, "letter_withdrawn", ticket_id=ticket.id, target=ticket.code, after=after)


def carry_over(desk: Desk, conn: Connection, gone: Ticket, kept: Ticket) -> dict[str, Any]:
    """The appointments and the callback of a ticket that is merged go on with the other one.

    Returns their numbers, by which `carry_back` finds them.
    """
    agreed_on = _planned(conn, gone)
    for agreed in agreed_on:
        appointment_rows.update(conn, agreed.id, ticket_id=kept.id)
        after = {"starts_at": agreed.starts_at, "from": gone.code}
        desk.record(conn, "appointment_carried", ticket_id=kept.id, target=kept.code, after=after)
    told: dict[str, Any] = {"appointments": [agreed.id for agreed in agreed_on]}
    promised = callback_rows.waiting(conn, gone.id)
    if promised is None:
        return told
    if callback_rows.waiting(conn, kept.id) is not None or not kept.contact_phone:
        callback_steps.dropped(desk, conn, gone)
        return told | {"callback": promised.id}
    callback_rows.update(conn, promised.id, ticket_id=kept.id)
    after = {"due_at": promised.due_at, "from": gone.code}
    desk.record(conn, "callback_carried", ticket_id=kept.id, target=kept.code, after=after)
    return told | {"callback": promised.id}


def carry_back(conn: Connection, gone: Ticket, told: dict[str, Any]) -> None:
    """The merge is taken back: what went on with the other ticket is this one's again."""
    for number in told["appointments"]:
        appointment_rows.update(conn, number, ticket_id=gone.id)
    if told.get("callback"):
        callback_rows.update(conn, told["callback"], ticket_id=gone.id, state="open", ended_at=None)


def _planned(conn: Connection, ticket: Ticket) -> list[Appointment]:
    return [one for one in appointment_rows.of_ticket(conn, ticket.id) if one.state == "planned"]


def _when(desk: Desk, agreed: Appointment) -> str:
    return figures.moment(local(agreed.starts_at, desk.service.tz))
