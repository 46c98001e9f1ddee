"""What must be said and is told at a gate, of what stands behind the session: written where it belongs.

The customer's goes on the card, the agreement's into the one that holds, the ticket's to the ticket: it
counts from now on, for this session and every other.
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.customers import agreements, profile
from deskterm.desk.errors import Refused
from deskterm.desk.steps import customer_facts, own_facts
from deskterm.desk.steps.gates import said_facts
from deskterm.desk.steps.gates.unsaid import AT_THE_GATE, OF_TODAY
from deskterm.desk.steps.work.gate_answers import Answers
from deskterm.models.records.ticket import Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.tickets import tickets as ticket_rows


def with_it(desk: Desk, ticket_id: int, answers: Answers | None) -> tuple[Ticket, Answers]:
    """Write what is said of the customer, their agreement or the ticket.

    Returns the ticket as it stands then, and the answers of the session itself. Part of the deed that they
    are given with. Raises Refused for what is no value, or is for others to say.
    """
    with desk.write() as conn:
        ticket = ticket_rows.by_id(conn, ticket_id)
        own, told = desk.service_of(ticket.terms_id).own_facts, dict(answers or {})
        apart = [name for name in told if name in own and own[name].must and own[name].of not in AT_THE_GATE]
        said = {name: told.pop(name).value for name in apart}
        if not said:
            return ticket, told
        if of_ticket := {name: said[name] for name in said if own[name].of not in OF_TODAY}:
            said_facts.say(desk, conn, ticket, of_ticket)
        of_agreement = {name: said[name] for name in said if own[name].of == "agreement"}
        of_customer = {name: said[name] for name in said if own[name].of == "customer"}
        if ticket.customer_id is None and (of_agreement or of_customer):
            raise Refused("fact_needs_customer", name=own_facts.name(own[next(iter(said))]), code=ticket.code)
        customer = "" if ticket.customer_id is None else customer_rows.card(conn, ticket.customer_id, "").code
        if of_customer:
            profile.set_facts(desk, customer, of_customer)
        if of_agreement:
            held = customer_facts.held(desk, conn, ticket).holds
            if held is None:
                raise Refused("fact_needs_agreement", name=own_facts.name(own[next(iter(of_agreement))]))
            agreements.correct(desk, customer, {"facts": of_agreement}, number=held.id)
        return ticket_rows.by_id(conn, ticket.id), told
