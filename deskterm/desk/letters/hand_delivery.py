"""Letters to customers who have no address: pasted into the chat, or said on the telephone, by a person.

Such a letter waits until somebody marks it as handed over; only then does an answer keep the promise (A4).
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.tickets import writing
from deskterm.desk.tickets import tickets
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

WAITS = writing.TO_HAND
DONE = "handed"


def to_hand(message: Message) -> bool:
    """Whether a letter still waits to be handed over."""
    return message.state == "pending" and message.outcome == WAITS


def handed(desk: Desk, number: int) -> Message:
    """The customer has the letter, in the chat or by voice.

    Raises NotFound, or Refused for one that waits no more.
    """
    with desk.write() as conn:
        letter = _letter(conn, number)
        if not to_hand(letter):
            raise Refused("letter_not_to_hand", number=number)
        given = message_rows.given(conn, number)
        message_rows.update(conn, number, state="filed", outcome=DONE)
        ticket = ticket_rows.by_id(conn, letter.ticket_id) if letter.ticket_id else None
        target = ticket.code if ticket else str(number)
        after = {"message": number, "kind": letter.kind}
        desk.record(conn, "letter_handed", ticket_id=letter.ticket_id, target=target, after=after)
        if ticket is not None and letter.kind == "answer":
            changes.expect(ticket, *OPEN_STATES, "answered")
            tickets.answered(desk, ticket, charge=bool(given.get("charge")))
        return _letter(conn, number)


def last_handed(desk: Desk, code: str) -> Message | None:
    """The newest letter of a ticket that waited to be handed over has been; None where none did."""
    found = [one for one in tickets.thread(desk, code) if to_hand(one)]
    return handed(desk, found[-1].id) if found else None


def _letter(conn: Connection, number: int) -> Message:
    letter = message_rows.get(conn, number)
    if letter is None:
        raise NotFound("no_message", number=number)
    return letter
