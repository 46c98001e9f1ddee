"""The letter to a customer who was called often enough and never answered (T12, A9)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, customer_language
from deskterm.desk.steps.letters.automatic import is_ours
from deskterm.desk.steps.tickets import callbacks as callback_steps
from deskterm.desk.steps.tickets import writing
from deskterm.models.records.agenda import Callback
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection

KIND = "not_reached"


def text(desk: Desk, conn: Connection, ticket: Ticket) -> str:
    """What it says, in the customer's language."""
    with customer_language.of_customer(desk, conn, ticket.customer_id):
        name, about = ticket.contact_name or ticket.customer, customer_language.about(ticket.subject)
        return customer_language.letter("letters.not_reached", contact=name, what=about, code=ticket.code)


def write(desk: Desk, conn: Connection, ticket: Ticket, words: str, *, automatic: str = "") -> Ticket:
    """Write it: the callback is over, and the ticket waits for the customer. It is no answer (A4).

    `automatic`: no person wrote it.
    """
    writing.write_to_customer(desk, conn, ticket, KIND, words, automatic=automatic)
    callback_steps.answered(desk, conn, ticket)
    rest = {"state": "waiting", "wait_reason": "clarification", "taken_by": None, "taken_at": None}
    return changes.change(desk, conn, ticket, "clarified", asked_at=desk.now(), **rest)


def by_itself(desk: Desk, conn: Connection, found: Callback, ticket: Ticket) -> None:
    """Write it where the terms say that nobody need: to who has an address and is surely who they say."""
    terms = callback_steps.terms_of(desk.service_of(ticket.terms_id))
    wanted = found.state == "write" and terms.tell and ticket.state in OPEN_STATES
    known = ticket.customer_id is not None and ticket.confirmed and not ticket.unvouched
    if wanted and known and ticket.contact_email and not is_ours(desk, ticket.contact_email):
        write(desk, conn, ticket, text(desk, conn, ticket), automatic="generated")
