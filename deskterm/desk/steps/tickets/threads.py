"""Does a mail answer one of ours? By its References, or by a tag that counts for its customer only (S7)."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import due
from deskterm.models.basics.identity import email_key, find_phone
from deskterm.models.records.mails import ParsedMail
from deskterm.models.records.states import DONE_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows


def of_mail(conn: Connection, mail: ParsedMail) -> Ticket | None:
    """The ticket whose thread a mail continues; None for a new request, or for a stranger with a tag."""
    if mail.trust == "doubtful":
        return None
    named = [
        ticket_rows.by_id(conn, number) for number in message_rows.tickets_of(conn, mail.references[::-1])
    ]
    for tag in mail.tags:
        tagged = ticket_rows.by_tag(conn, tag.code, tag.token)
        if tagged is not None:
            named.append(tagged)
    meant = (_where_now(conn, ticket) for ticket in named)
    return next((ticket for ticket in meant if _may_write(conn, mail, ticket)), None)


def _where_now(conn: Connection, ticket: Ticket) -> Ticket:
    """The ticket itself, or the one that a merged ticket's messages went to."""
    if ticket.state != "closed":
        return ticket
    went = [one.detail["into"] for one in decision_rows.of_ticket(conn, ticket.id) if one.detail.get("into")]
    other = ticket_rows.by_code(conn, str(went[-1])) if went else None
    return _where_now(conn, other) if other else ticket


def _may_write(conn: Connection, mail: ParsedMail, ticket: Ticket) -> bool:
    """Only the ticket's own customer continues it; without one, only the address that began it."""
    key = email_key(mail.from_address)
    if not key:
        return False
    if ticket.customer_id is None:
        return key == email_key(ticket.contact_email)
    return ticket.customer_id in customer_rows.by_key(conn, "email", key)


def heard_from(desk: Desk, conn: Connection, ticket: Ticket, *, at: int) -> Ticket:
    """The customer has written: what waited for them, or was answered, comes back into the queue.

    A clarified request keeps its place in the order of arrival, and its clock restarts at the reply or goes
    on, as its terms say (A4); one that had been answered queues anew from the reply.
    """
    if ticket.state == "waiting":
        back = {"state": "queued", "wait_reason": "", "taken_by": None, "taken_at": None, "asked_at": None}
        told = due.replied(ticket, at)
        times = due.after(desk, conn, ticket, structs.replace(ticket, **told))
        return changes.change(desk, conn, ticket, "appended", **back, **told, **times)
    if ticket.state == "parked" and ticket.wait_reason == "project":
        # What is confirmed by mail is to be written down (I13).
        back = {"state": "queued", "wait_reason": "", "until": None}
        return changes.change(desk, conn, ticket, "appended", **back)
    if ticket.state in DONE_STATES:
        back = {"state": "queued", "taken_by": None, "taken_at": None}
        anew = {"answered_at": None, "closed_at": None, "pauses": "[]", "received_at": at}
        times = due.after(desk, conn, ticket, structs.replace(ticket, **anew))
        again = changes.change(desk, conn, ticket, "appended", **back, **anew, **times)
        units.book_use(desk, conn, again, "opening")
        callback_steps.anew(desk, conn, again)
        return again
    desk.record(conn, "appended", ticket_id=ticket.id, target=ticket.code)
    return ticket


def number_told(desk: Desk, conn: Connection, ticket_id: int, text: str) -> None:
    """A reply may bring the telephone number that a request lacked; then a promised callback can be made."""
    ticket = ticket_rows.by_id(conn, ticket_id)
    phone = "" if ticket.contact_phone else find_phone(text)
    if phone:
        ticket = changes.change(desk, conn, ticket, "number_found", contact_phone=phone)
    callback_steps.ensure(desk, conn, ticket)
