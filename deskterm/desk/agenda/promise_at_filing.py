"""Work is filed together with what its outcome promises: a call, a session, an answer in writing (T7, M4).

One deed for both: no promise is made for work that could not be filed, and none is lost with work that was.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.desk.agenda import appointments
from deskterm.desk.agenda.callbacks import check_moment
from deskterm.desk.billing import filing
from deskterm.desk.billing.filing import Filed
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.packs import topping_up
from deskterm.desk.steps.packs.low_packs import Proposal
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import dependents
from deskterm.desk.steps.tickets.answered import was_written
from deskterm.models.records.agenda import Appointment, Callback, Promise
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.sections import Outcome
from deskterm.storage.agenda import appointments as appointment_rows
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

LENGTH = 60  # minutes of a session, unless somebody says otherwise


class Promised(Record, frozen=True, kw_only=True):
    """Filed work with what it promised; `letter`: the answer in writing is still to be written.

    `stands`: an appointment to come of a ticket that has its answer now; whether it is held is to be asked.
    `to_propose`: the packs that the lead is asked to sell, of the kinds that the work drew on.
    """

    filed: Filed
    callback: Callback | None = None
    appointment: Appointment | None = None
    letter: bool = False
    stands: Appointment | None = None
    to_propose: tuple[Proposal, ...] = ()


def file(desk: Desk, group_id: int, *, promise: Promise | None = None, **told: Any) -> Promised:
    """File a contact (`filing.file`) and make the promise of its outcome.

    A call is promised from `promise.at` on, by default at the next moment in the hours. Raises Refused where
    a session is promised and nobody says when.
    """
    with desk.write() as conn:
        return _kept(desk, conn, filing.file(desk, group_id, **told), promise)


def log(desk: Desk, code: str, *, promise: Promise | None = None, **told: Any) -> Promised:
    """Enter past work and file it (`filing.log`), with the promise of its outcome."""
    with desk.write() as conn:
        return _kept(desk, conn, filing.log(desk, code, **told), promise)


def _ending(
    desk: Desk, conn: Connection, group_id: int, outcome: str
) -> tuple[Ticket | None, Outcome | None]:
    """The ticket of a contact, and what its terms say of an outcome."""
    row = session_rows.group(conn, group_id)
    ticket = ticket_rows.by_id(conn, row.ticket_id) if row else None
    return ticket, desk.service_of(ticket.terms_id).outcome(outcome) if ticket else None


def outlook(desk: Desk, group_id: int, outcome: str) -> Promise | None:
    """What would be promised if nobody says when; None where the outcome promises no hour."""
    with desk.read() as conn:
        ticket, found = _ending(desk, conn, group_id, outcome)
        if ticket is None or found is None or found.promises not in ("callback", "appointment"):
            return None
        if found.promises == "callback":
            return Promise(at=_next_call(desk, conn, ticket))
    at = appointments.proposal(desk, ticket.code, minutes=LENGTH, at=_next_quarter(desk.now()))
    return Promise(at=at, minutes=LENGTH, kind=found.session, tell=bool(ticket.contact_email))


def check(desk: Desk, group_id: int, outcome: str, promise: Promise) -> Promise:
    """The promise, as it can be made with this outcome. Raises Refused, with the next hour that will do."""
    with desk.read() as conn:
        ticket, found = _ending(desk, conn, group_id, outcome)
        if ticket is None or found is None:
            return promise
        if found.promises == "callback":
            check_moment(desk, ticket, promise.at)
        elif found.promises == "appointment":
            hour = {"starts_at": promise.at, "minutes": promise.minutes}
            appointments.check(desk, ticket.code, **hour, kind=promise.kind or found.session)
        return promise


def _kept(desk: Desk, conn: Connection, filed: Filed, promise: Promise | None) -> Promised:
    asked = topping_up.proposed_after(desk, filed.bill.settle)
    return structs.replace(_promised(desk, conn, filed, promise), to_propose=asked)


def _promised(desk: Desk, conn: Connection, filed: Filed, promise: Promise | None) -> Promised:
    ticket = ticket_rows.by_id(conn, filed.session.ticket_id)
    service = desk.service_of(ticket.terms_id)
    what = service.promising(filed.session.outcome)
    if what == "callback":
        return Promised(filed=filed, callback=_call(desk, conn, filed, ticket, promise))
    if what == "appointment":
        found = service.outcome(filed.session.outcome)
        kind = found.session if found else ""
        return Promised(filed=filed, appointment=_session(desk, conn, ticket, promise, kind))
    begun = min(one.started_at for one in filed.sessions)
    letter = what == "letter" and not was_written(conn, ticket, begun)
    solved = service.answering(filed.session.outcome) and not letter
    return Promised(
        filed=filed, letter=letter, stands=dependents.to_come(desk, conn, ticket) if solved else None
    )


def _call(desk: Desk, conn: Connection, filed: Filed, ticket: Ticket, promise: Promise | None) -> Callback:
    """The call that waits already stays, at another hour if one is named; who rang is who is called.

    One that was tried in vain is over, the customer having been spoken to: what they are promised now is
    a call of its own, tried as often as the terms want.
    """
    caller = callback_steps.who_rang(filed.sessions)
    waiting = callback_rows.waiting(conn, ticket.id)
    at = promise.at if promise else None
    if at is not None:
        check_moment(desk, ticket, at)
    if waiting is None:
        due_at = at or _next_call(desk, conn, ticket)
        return callback_steps.make(desk, conn, ticket, ("", ""), due_at, caller=caller)
    if waiting.state != "open" or waiting.attempts:
        hours, due_at = (waiting.window_from, waiting.window_to), at or _next_call(desk, conn, ticket)
        whom = caller if any(caller) else (waiting.contact_name, waiting.contact_phone)
        callback_steps.served(desk, conn, ticket)
        return callback_steps.make(desk, conn, ticket, hours, due_at, caller=whom)
    if any(caller):
        waiting = callback_rows.update(conn, waiting.id, contact_name=caller[0], contact_phone=caller[1])
    if at is None or at == waiting.due_at:
        return waiting
    before, after = {"due_at": waiting.due_at}, {"due_at": at}
    moved = callback_rows.update(conn, waiting.id, due_at=at)
    desk.record(
        conn, "callback_promised", ticket_id=ticket.id, target=ticket.code, before=before, after=after
    )
    return moved


def _next_call(desk: Desk, conn: Connection, ticket: Ticket) -> int:
    """One has just spoken: the next call is the terms' gap away, in the hours of both, beside the others."""
    service = desk.service_of(ticket.terms_id)
    terms = callback_steps.terms_of(service)
    waiting = callback_rows.waiting(conn, ticket.id)
    hours = (waiting.window_from, waiting.window_to) if waiting else ("", "")
    early = _next_quarter(desk.now() + terms.gap - 1)
    found = callback_steps.free(desk, conn, ticket, hours, early)
    return early if found is None else found


def _next_quarter(at: int) -> int:
    return (at // 900 + 1) * 900


def _session(desk: Desk, conn: Connection, ticket: Ticket, promise: Promise | None, kind: str) -> Appointment:
    planned = [one for one in appointment_rows.of_ticket(conn, ticket.id) if one.state == "planned"]
    if promise is None and planned:
        return planned[-1]
    if promise is None:
        raise Refused("promise_when", code=ticket.code)
    return appointments.add(
        desk, ticket.code, starts_at=promise.at, minutes=promise.minutes, kind=promise.kind or kind,
        tell=promise.tell,
    )  # fmt: skip
