"""Does a mail answer one of ours? By its References, or by a tag that counts for its customer only (S7)."""

from __future__ import annotations

import json
from typing import Any

from deskterm.desk import callbacks, deeds, facts
from deskterm.desk.context import Desk
from deskterm.models import due
from deskterm.models.identity import email_key, find_phone
from deskterm.models.mails import ParsedMail
from deskterm.models.records import Ticket
from deskterm.storage import customers, messages, tickets
from deskterm.storage.database import Connection


def of_mail(conn: Connection, mail: ParsedMail) -> Ticket | None:
    """The ticket whose thread a mail continues; None for a new request, or for a stranger with a tag."""
    if mail.trust == "doubtful":
        return None
    named = [tickets.by_id(conn, number) for number in messages.tickets_of(conn, mail.references[::-1])]
    for tag in mail.tags:
        tagged = tickets.by_tag(conn, tag.code, tag.token)
        if tagged is not None:
            named.append(tagged)
    return next((ticket for ticket in named if _may_write(conn, mail, ticket)), None)


def _may_write(conn: Connection, mail: ParsedMail, ticket: Ticket) -> bool:
    """Only the ticket's own customer continues it; without one, only the address that began it."""
    key = email_key(mail.from_address)
    if not key:
        return False
    if ticket.customer_id is None:
        return key == email_key(ticket.contact_email)
    return ticket.customer_id in customers.by_key(conn, "email", key)


def heard_from(desk: Desk, conn: Connection, ticket: Ticket, *, at: int) -> Ticket:
    """The customer has written: what waited for them, or was answered, comes back into the queue.

    A clarified request keeps its place in the order of arrival, and its clock restarts at the reply or goes
    on, as its terms say (A4); one that had been answered queues anew from the reply.
    """
    if ticket.state == "waiting":
        back = {"state": "queued", "wait_reason": "", "taken_by": None, "taken_at": None, "asked_at": None}
        return deeds.change(desk, conn, ticket, "appended", **back, **_clock_after(desk, conn, ticket, at))
    if ticket.state == "parked" and ticket.wait_reason == "project":
        # What is confirmed by mail is to be written down (I13).
        back = {"state": "queued", "wait_reason": "", "until": None}
        return deeds.change(desk, conn, ticket, "appended", **back)
    if ticket.state in ("answered", "closed"):
        back = {"state": "queued", "taken_by": None, "taken_at": None}
        gone = {"answered_at": None, "closed_at": None, "pauses": "[]", "received_at": at}
        return deeds.change(
            desk, conn, ticket, "appended", **back, **gone, **promise_from(desk, conn, ticket, at)
        )
    desk.record(conn, "appended", ticket_id=ticket.id, target=ticket.code)
    return ticket


def number_told(desk: Desk, conn: Connection, ticket_id: int, text: str) -> None:
    """A reply may bring the telephone number that a request lacked; then a promised callback can be made."""
    ticket = tickets.by_id(conn, ticket_id)
    phone = "" if ticket.contact_phone else find_phone(text)
    if phone:
        ticket = deeds.change(desk, conn, ticket, "contact_set", contact_phone=phone)
    callbacks.ensure(desk, conn, ticket)


def promise_from(
    desk: Desk, conn: Connection, ticket: Ticket, at: int, pauses: list[list[int]] | None = None
) -> dict[str, int | None]:
    """The ticket's due times, counted from `at` under the terms it was opened with."""
    service = desk.service_of(ticket.terms_id)
    stops = [(start, end) for start, end in pauses or []]
    promise = due.due(service, facts.of_ticket(desk, conn, ticket), at, stops)
    if promise is None:
        return {"due_at": None, "soft_due_at": None}
    return {"due_at": promise.due_at, "soft_due_at": promise.soft_due_at}


def _clock_after(desk: Desk, conn: Connection, ticket: Ticket, at: int) -> dict[str, Any]:
    service = desk.service_of(ticket.terms_id)
    promise = due.due(service, facts.of_ticket(desk, conn, ticket), ticket.received_at)
    if promise is None or promise.clarify == "restart":
        return promise_from(desk, conn, ticket, at)
    pauses = [*json.loads(ticket.pauses), [ticket.asked_at or at, at]]
    times = promise_from(desk, conn, ticket, ticket.received_at, pauses)
    return {**times, "pauses": json.dumps(pauses)}
