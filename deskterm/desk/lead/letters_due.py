"""The letters that somebody has to write: asked back, held for a pack, not reached, to be handed over.

Each comes with its draft, to be corrected, and one deed that sends it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound
from deskterm.desk.letters import hand_delivery, letters
from deskterm.desk.steps import changes
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.letters import not_reached as not_reached_steps
from deskterm.desk.triage import clarify
from deskterm.models.records.agenda import Callback
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import drafts as draft_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets import untold_numbers

What = Literal["hand", "pack", "callback", "ask", "number"]
NOT_REACHED = not_reached_steps.KIND  # of the letter to who was called often enough (A9)
DRAFT_KIND = {
    "pack": "pack",
    "callback": NOT_REACHED,
    "ask": "clarify",
    "number": "number",
}  # by which its draft is kept


class ToWrite(Record, frozen=True, kw_only=True):
    """A letter that waits for a person. `number`: of the message, or of the callback."""

    what: What
    number: int
    ticket: str  # its code; "" for a request that became none
    customer: str
    subject: str
    since: int
    kind: str = ""  # of a letter to hand over
    why: str = ""  # no machine tells the number, a code of `reasons`
    begun_by: str = ""  # who has a draft of it
    begun_at: int = 0  # when that was typed last
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it


def listing(desk: Desk, limit: int = 50) -> tuple[ToWrite, ...]:
    """What is to be written, what was begun already first."""
    with desk.read() as conn:
        found = [_of_letter(conn, one) for one in message_rows.to_hand(conn, limit)]
        found += [_of_message(conn, "pack", one) for one in message_rows.untold(conn, automatic.PACK, limit)]
        found += [_of_callback(one) for one in callback_rows.to_write(conn, limit)]
        found += [_of_message(conn, "ask", one) for one in message_rows.to_ask(conn, limit)]
        found += [_of_request(conn, one) for one in untold_numbers.numbers_by_hand(conn, limit)]
        return tuple(_begun(conn, one) for one in found[:limit])


def _begun(conn: Connection, one: ToWrite) -> ToWrite:
    """With who has begun it, the one who typed last."""
    about = one.ticket or f"message:{one.number}"
    drafts = [row for row in draft_rows.about(conn, about) if row["kind"] == DRAFT_KIND.get(one.what)]
    if not drafts:
        return one
    return structs.replace(one, begun_by=drafts[0]["technician"], begun_at=drafts[0]["saved_at"])


def draft(desk: Desk, one: ToWrite) -> str:
    """The letter as it stands, or as the terms would have it, in the customer's language."""
    if one.what == "hand":
        with desk.read() as conn:
            letter = message_rows.get(conn, one.number)
        return letter.body if letter else ""
    if one.what == "pack":
        return letters.about_message(desk, one.number)
    if one.what == "ask":
        return clarify.clarification_text(desk, one.ticket)
    if one.what == "number":
        return letters.number(desk, one.ticket)
    return not_reached_text(desk, one.ticket)


def send(desk: Desk, one: ToWrite, text: str) -> None:
    """Write it; a letter to hand over is said to have been handed over. Raises what the deed refuses."""
    if one.what == "hand":
        hand_delivery.handed(desk, one.number)
    elif one.what == "pack":
        letters.tell_about(desk, one.number, text)
    elif one.what == "ask":
        clarify.clarify(desk, one.ticket, text=text)
    elif one.what == "number":
        letters.tell_number(desk, one.ticket, text)
    else:
        not_reached(desk, one.number, text=text)


def not_reached_text(desk: Desk, code: str) -> str:
    """The letter to a customer who was called often enough and never answered (T12, A9)."""
    with desk.read() as conn:
        return not_reached_steps.text(desk, conn, changes.the_ticket(conn, code))


def not_reached(desk: Desk, callback_id: int, *, text: str) -> Ticket:
    """Write to them: the callback is over, and the ticket waits for the customer. It is no answer (A4)."""
    with desk.write() as conn:
        try:
            found = callback_rows.by_id(conn, callback_id)
        except LookupError:
            raise NotFound("no_callback", number=callback_id) from None
        ticket = ticket_rows.by_id(conn, found.ticket_id)
        changes.expect(ticket, *OPEN_STATES)
        return not_reached_steps.write(desk, conn, ticket, text)


def _of_letter(conn: Connection, letter: Message) -> ToWrite:
    return structs.replace(_of_message(conn, "hand", letter), kind=letter.kind)


def _of_request(conn: Connection, request: Message) -> ToWrite:
    return structs.replace(_of_message(conn, "number", request), why=request.reason)


def _of_message(conn: Connection, what: What, message: Message) -> ToWrite:
    ticket = ticket_rows.by_id(conn, message.ticket_id) if message.ticket_id else None
    number = ticket.customer_id if ticket else message.customer_id
    return ToWrite(
        what=what,
        number=message.id,
        ticket=ticket.code if ticket else "",
        customer=customer_rows.card(conn, number, "").name if number else message.from_name,
        subject=ticket.subject if ticket else message.subject,
        since=message.received_at,
        unsure=ticket is not None and ticket.unsure,
    )


def _of_callback(found: Callback) -> ToWrite:
    return ToWrite(
        what="callback",
        number=found.id,
        ticket=found.ticket,
        customer=found.customer,
        subject=found.subject,
        since=found.due_at,
        unsure=found.unsure,
    )
