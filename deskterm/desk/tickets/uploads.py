"""A file of the customer is needed: the ticket waits for it, and comes back to its old place (O10)."""

from __future__ import annotations

from hashlib import sha256

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, customer_language, facts
from deskterm.desk.steps.tickets import threads
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t
from deskterm.models.basics.text import clean
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules import rules
from deskterm.storage.attached import attachments
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

FILE = "file"  # why such a ticket waits
LARGEST = 25 * 1024 * 1024


def request_text(desk: Desk, code: str, what: str = "") -> str:
    """The letter that asks for a file, to be corrected before it is sent."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            wanted = clean(what).strip() or t("letters.some_file")
            name, about = ticket.contact_name or ticket.customer, customer_language.about(ticket.subject)
            return customer_language.letter(
                "letters.upload", contact=name, what=about, code=ticket.code, file=wanted
            )


def ask(desk: Desk, code: str, *, what: str = "", text: str = "") -> Ticket:
    """Ask the customer for a file: not an answer (A4); the ticket waits, and keeps its time of arrival."""
    letter = text.strip() or request_text(desk, code, what)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        known = facts.of_ticket(desk, conn, ticket) | {"needs_file": True}
        service = desk.service_of(ticket.terms_id)
        said = rules.actions(service, "triage", known, ticket.received_at)
        found = changes.decided(
            (one for one in said if one.do == "ask_upload"), at=desk.now(), point="triage"
        )
        changes.keep(desk, conn, found, ticket=ticket)
        write_to_customer(desk, conn, ticket, "upload", letter)
        return changes.change(
            desk,
            conn,
            ticket,
            "file_asked",
            state="waiting",
            wait_reason=FILE,
            asked_at=ticket.asked_at or desk.now(),
            taken_by=None,
            taken_at=None,
            until=None,
        )


def receive(desk: Desk, code: str, *, name: str, content: bytes, media_type: str = "") -> Ticket:
    """Keep a file that the customer left in their area; a ticket that waited is back at its place."""
    if not content or len(content) > LARGEST:
        raise Refused("upload_size", name=clean(name), limit=LARGEST // 1024 // 1024)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES, "answered")
        message = _keep(desk, conn, ticket, clean(name).strip() or FILE)
        kind = clean(media_type).strip() or "application/octet-stream"
        attachments.attach(conn, message, name=clean(name).strip() or FILE, media_type=kind, content=content)
        told = {"file": clean(name), "digest": sha256(content).hexdigest(), changes.BY_HAND: True}
        desk.record(conn, "file_received", ticket_id=ticket.id, target=ticket.code, after=told)
        return threads.heard_from(desk, conn, ticket, at=desk.now())


def _keep(desk: Desk, conn: Connection, ticket: Ticket, name: str) -> int:
    return message_rows.insert(
        conn,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        direction="in",
        kind="upload",
        channel=ticket.channel,
        from_name=ticket.contact_name,
        from_address=ticket.contact_email,
        subject=ticket.subject,
        body=name,
        received_at=desk.now(),
        outcome="appended",
        trust="verified" if ticket.confirmed else "address",
        trust_reason="typed",
    )
