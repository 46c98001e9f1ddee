"""Asking a customer for what a request lacks."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, customer_language, facts
from deskterm.desk.steps.gates import gate as gate_steps
from deskterm.desk.steps.intake import ask_back
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets import first_contact
from deskterm.desk.steps.tickets.writing import refuse_a_second, write_to_customer
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules import rules


def missing(desk: Desk, code: str) -> tuple[str, ...]:
    """The needed fields that the request lacks (D7)."""
    with desk.read() as conn:
        return automatic.missing(desk, conn, changes.the_ticket(conn, code))


def clarification_text(desk: Desk, code: str) -> str:
    """The letter that asks for what is missing, to be corrected before it is sent (D9, D10).

    Where nothing else is missing and the terms want a mail that authorises the work, it asks for that (I6).
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        with customer_language.of_customer(desk, conn, ticket.customer_id):
            lacking = automatic.missing(desk, conn, ticket)
            service = desk.service_of(ticket.terms_id)
            if not lacking and gate_steps.wants_mail(conn, service, ticket, desk.now()):
                return ask_back.authorisation(ticket)
            return ask_back.text(service, ticket, lacking, facts.of_ticket(desk, conn, ticket))


def clarify(desk: Desk, code: str, *, text: str, read_to: int | None = None) -> Ticket:
    """Ask the customer: not an answer (A4); the ticket waits and the delay is theirs (D9).

    `read_to` is that of an answer.
    """
    if not text.strip():
        raise Refused("clarification_is_blank", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        changes.expect(ticket, *OPEN_STATES)
        refuse_a_second(conn, ticket, read_to)
        known = facts.of_ticket(desk, conn, ticket) | {"vague": True}
        service = desk.service_of(ticket.terms_id)
        asked = [
            action
            for action in rules.actions(service, "intake", known, ticket.received_at)
            if action.do == "clarify"
        ]
        changes.keep(desk, conn, changes.decided(asked, at=desk.now(), point="triage"), ticket=ticket)
        write_to_customer(desk, conn, ticket, "clarification", text)
        ticket = first_contact.keep(desk, conn, ticket, "question")
        return changes.change(
            desk,
            conn,
            ticket,
            "clarified",
            state="waiting",
            vague=1,
            wait_reason="clarification",
            asked_at=desk.now(),
            taken_by=None,
            taken_at=None,
        )
