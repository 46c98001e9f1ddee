"""A ticket has its answer: in writing, or with work whose outcome is one (D4, O9, A4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import claim, dependents, due
from deskterm.models.records import promises
from deskterm.models.records.mails import Outgoing
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.models.records.work import Session
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows

QUESTIONS = ("clarification", "not_reached")  # kinds of letters after which a ticket waits
WRITTEN_BY = {"answered": ("answer",), "clarified": QUESTIONS}  # kinds of letters, by the deed

IN_WRITING = ("mail", "web")  # kinds of work without a word spoken


def mark(desk: Desk, conn: Connection, ticket: Ticket, at: int, *, resolved: bool = False) -> Ticket:
    """The promise is kept at `at`, if it was not before; nobody is waited for any more.

    `resolved`: what was asked about is put right with it. Where a resolution is still promised, the ticket
    stays in the hands of who answered.
    """
    written: dict[str, Any] = {
        "state": "answered",
        "answered_at": ticket.answered_at or at,
        "taken_by": ticket.taken_by or desk.who,
        "wait_reason": "",
        "until": None,
        "asked_at": None,
    }
    if resolved and ticket.resolved_at is None:
        written["resolved_at"] = at
    if promises.open_of(structs.replace(ticket, **written)):
        written |= {"state": "taken", "taken_at": ticket.taken_at or desk.now()}
    answered = changes.change(desk, conn, ticket, "answered", **written)
    if answered.state == "taken" and ticket.state != "taken":
        claim.hold(desk, conn, answered)
    return answered


def leaves(desk: Desk, conn: Connection, letter: Outgoing, at: int) -> None:
    """An answer that was put off leaves at another moment, which keeps the promise."""
    if letter.kind != "answer" or letter.ticket_id is None or letter.not_before is None:
        return
    ticket = ticket_rows.by_id(conn, letter.ticket_id)
    if ticket.answered_at == letter.not_before and ticket.state != "closed":
        changes.change(desk, conn, ticket, "answer_moved", answered_at=at)


def never_leaves(desk: Desk, conn: Connection, letter: Outgoing) -> None:
    """A letter that its customer never gets has answered nobody, and asked nothing.

    Its ticket returns to the hands that wrote it, or into the queue, unless it is closed, or another letter
    or work answers it. Of one that may have arrived nothing is taken back.
    """
    if letter.ticket_id is None or (letter.went and letter.state != "returned"):
        return
    ticket = ticket_rows.by_id(conn, letter.ticket_id)
    if letter.kind == "answer" and ticket.answered_at is not None and ticket.state in ("answered", "taken"):
        _unanswered(desk, conn, ticket, letter)
    elif letter.kind in QUESTIONS and ticket.state == "waiting":
        _unasked(desk, conn, ticket, letter)


def not_left(conn: Connection, ticket_id: int, deed: str, at: int) -> Outgoing | None:
    """The letter that a deed wrote at that moment, where it still waits and has never left."""
    written = [
        one
        for one in message_rows.of_ticket(conn, ticket_id)
        if one.direction == "out" and one.kind in WRITTEN_BY.get(deed, ()) and one.state == "outbox"
    ]
    found = [
        outgoing_rows.get(conn, one.id)
        for one in written
        if abs(one.received_at - at) <= callback_steps.AT_ONCE
    ]
    return next((one for one in reversed(found) if one is not None and not one.went), None)


def _unanswered(desk: Desk, conn: Connection, ticket: Ticket, letter: Outgoing) -> None:
    ended = {one.ended_at for one in session_rows.of_ticket(conn, ticket.id) if one.counts}
    if ticket.answered_at in ended:
        return
    others = [_leaves_at(one) for one in _others(conn, ticket, letter, ("answer",))]
    if others:
        if not any(abs(one - (ticket.answered_at or 0)) <= callback_steps.AT_ONCE for one in others):
            changes.change(desk, conn, ticket, "answer_moved", answered_at=min(others))
        return
    callback_steps.unwritten(conn, ticket, letter.written_at)
    hands = {"state": "taken", "taken_at": ticket.taken_at or desk.now()}
    back: dict[str, Any] = hands if ticket.taken_by else {"state": "queued"}
    again = changes.change(desk, conn, ticket, "answer_moved", answered_at=None, **back)
    if ticket.state != "taken" and again.taken_by == desk.who:
        claim.hold(desk, conn, again)


def _unasked(desk: Desk, conn: Connection, ticket: Ticket, letter: Outgoing) -> None:
    """The question was never heard: the ticket's time runs as if nobody had asked."""
    asked_by_it = abs((ticket.asked_at or 0) - letter.written_at) <= callback_steps.AT_ONCE
    if not asked_by_it or _others(conn, ticket, letter, QUESTIONS):
        return
    callback_steps.unwritten(conn, ticket, letter.written_at)
    back: dict[str, Any] = {"state": "queued", "wait_reason": "", "asked_at": None}
    times = due.after(desk, conn, ticket, structs.replace(ticket, **back))
    changes.change(desk, conn, ticket, "back_in_queue", **back, **times)


def _others(conn: Connection, ticket: Ticket, letter: Outgoing, kinds: Sequence[str]) -> list[Message]:
    """The other letters of these kinds that have left, or are to leave."""
    thread = message_rows.of_ticket(conn, ticket.id)
    return [
        one
        for one in thread
        if one.direction == "out"
        and one.kind in kinds
        and one.id != letter.number
        and one.state not in ("dismissed", "pending")
        and one.received_at >= ticket.received_at
    ]


def _leaves_at(letter: Message) -> int:
    return (letter.way.not_before if letter.way else None) or letter.received_at


def by_work(desk: Desk, conn: Connection, session: Session) -> None:
    """A contact was filed: where its outcome is an answer, the ticket had it when the work ended."""
    ticket = ticket_rows.by_id(conn, session.ticket_id)
    service = desk.service_of(ticket.terms_id)
    if service.promising(session.outcome) != "callback":
        _spoken(desk, conn, ticket, session)
    if service.promising(session.outcome) == "letter" and not _has_letter(conn, ticket, session):
        return  # what is to be answered in writing is answered when it is written
    if service.answering(session.outcome) and ticket.state in OPEN_STATES:
        ended = session.ended_at or desk.now()
        callback_steps.served(desk, conn, ticket)
        dependents.withdraw(desk, conn, ticket)
        at, resolved = max(ended, ticket.received_at), service.resolving(session.outcome)
        mark(desk, conn, ticket, at, resolved=resolved)


def _spoken(desk: Desk, conn: Connection, ticket: Ticket, session: Session) -> None:
    """Whoever was on the telephone, or sat beside us, need not be called back about the same."""
    stretches = [one for one in session_rows.of_group(conn, session.group_id) if one.counts]
    spoken = [one for one in stretches if one.kind not in IN_WRITING]
    if spoken:
        until = max(one.ended_at or desk.now() for one in spoken)
        callback_steps.spoken(desk, conn, ticket, until, called=not spoken[-1].inbound)


def answers(service: Service, outcome: str) -> bool:
    """Whether work that ended so uses a ticket's unit up: any work, where no outcome tells answers apart."""
    return service.answering(outcome) or not any(one.answers for one in service.outcomes)


def was_written(conn: Connection, ticket: Ticket, since: int) -> bool:
    """Whether an answer has gone to the ticket's customer since an instant."""
    thread = message_rows.of_ticket(conn, ticket.id)
    return any((one.direction, one.kind) == ("out", "answer") and one.received_at >= since for one in thread)


def _has_letter(conn: Connection, ticket: Ticket, session: Session) -> bool:
    begun = min(one.started_at for one in session_rows.of_group(conn, session.group_id))
    return was_written(conn, ticket, begun)
