"""Writing to a customer about a ticket, and what begins anew with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.trust import present_address
from deskterm.models.basics.text import REPLY, bare_subject, clean
from deskterm.models.records.desk import PROGRAM
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

_not_before: ContextVar[int | None] = ContextVar("not_before", default=None)  # of what is written now
TO_HAND = "to_hand"  # what becomes of a letter to somebody without an address


def subject_with_tag(ticket: Ticket) -> str:
    """The subject of what we write: with the thread tag by which the reply finds its ticket."""
    return f"{ticket.subject} [#{ticket.code}-{ticket.tag}]".strip()


def _subject(conn: Connection, ticket: Ticket) -> str:
    """The same; where a mail is answered it begins with one «Re:», as people expect of a reply."""
    if not message_rows.came_by_mail(conn, ticket.id):
        return subject_with_tag(ticket)
    bare = structs.replace(ticket, subject=bare_subject(ticket.subject))
    return f"{REPLY} {subject_with_tag(bare)}"


@contextmanager
def put_off(until: int | None) -> Iterator[None]:
    """Letters that are written inside go not before a moment; None: as soon as they can."""
    token = _not_before.set(until)
    try:
        yield
    finally:
        _not_before.reset(token)


def leaves_at(now: int) -> int:
    """When letters that are written now may leave: at once, or when they were put off to."""
    return max(now, _not_before.get() or now)


def write_to_customer(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    kind: str,
    text: str,
    *,
    address: str = "",
    automatic: str = "",
    **given: object,
) -> int:
    """Put a message for the customer into the outbox; it waits there until mail is sent. Returns its id.

    `address`: where it goes, if not to the ticket's own contact; either as corrected since. Without any it
    waits for a person to hand it over, in the chat or by voice; `given` is kept with it until then.
    `automatic`: no person wrote it, and it answers a mail (replied) or not (generated).
    """
    address = present_address.of_ticket(conn, ticket, address)
    number = message_rows.insert(
        conn,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        direction="out",
        kind=kind,
        channel=ticket.channel,
        from_name=PROGRAM if automatic else desk.author,
        from_address=address,
        subject=_subject(conn, ticket),
        body=clean(text, lines=True),
        received_at=desk.now(),
        given=json.dumps(given),
        automatic=automatic,
        state="outbox" if address else "pending",
        outcome="" if address else TO_HAND,
    )
    if address and (until := _not_before.get()):
        outgoing_rows.note(conn, number, not_before=until)
    return number


def refuse_a_second(conn: Connection, ticket: Ticket, read_to: int | None) -> None:
    """Raise Refused where somebody wrote to the customer behind the message that the writer has seen.

    None: the writer says nothing of what was seen, and no letter is a second one.
    """
    if read_to is None:
        return
    last = message_rows.last_written(conn, ticket.id)
    if last is not None and last.id > read_to:
        raise Refused("written_meanwhile", code=ticket.code, who=last.from_name)


def begin_anew(desk: Desk, conn: Connection, ticket: Ticket) -> Ticket:
    """What an open ticket gets once its customer is known, or how to reach them: a unit, a callback."""
    if ticket.state in OPEN_STATES:
        if ticket.answered_at is None:
            units.book_use(desk, conn, ticket, "opening")
        callback_steps.ensure(desk, conn, ticket)
    return ticket
