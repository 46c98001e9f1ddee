"""What the terms' own facts say of a ticket: said by whoever works on it, over what the request brought."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts, own_facts
from deskterm.desk.steps.gates import said_facts, unsaid
from deskterm.desk.steps.gates.unsaid import Unsaid
from deskterm.models.records.base import Record
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Ticket
from deskterm.models.rules.priority import severity_of, tier_of
from deskterm.models.terms.own_facts import FactTerms
from deskterm.storage.database import Connection


class Weighed(Record, frozen=True, kw_only=True):
    """What the table of priorities makes of the two facts that it is made of, and by which rule.

    `facts`: each with its value, as the terms assume it where nobody has said it (`assumed`).
    """

    facts: tuple[tuple[FactTerms, str], ...]
    assumed: tuple[str, ...]
    severity: str
    tier: int | None
    rule: str


def weighed(desk: Desk, code: str, said: Mapping[str, str]) -> Weighed | None:
    """The priority of a ticket if this were said of it. None where the terms have no table."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        service = desk.service_of(ticket.terms_id)
        if service.priority is None:
            return None
        known = facts.as_said(desk, conn, ticket, said)
    own = [service.own_facts[name] for name in service.priority.of if name in service.own_facts]
    values = {one.id: str(known.get(one.id) or "") for one in own}
    return Weighed(
        facts=tuple((one, values[one.id] or str(service.assumed.get(one.id) or "")) for one in own),
        assumed=tuple(name for name, value in values.items() if not value),
        severity=severity_of(service, known),
        tier=tier_of(service, known),
        rule=service.priority.rule,
    )


def declared(desk: Desk, ticket: Ticket) -> tuple[FactTerms, ...]:
    """What the terms of a ticket want to know of it."""
    return own_facts.of_ticket(desk.service_of(ticket.terms_id))


def written(desk: Desk, code: str) -> dict[str, str]:
    """What is known of them, as it is kept: what the desk said, else what the request brought."""
    with desk.read() as conn:
        return _standing(desk, conn, changes.the_ticket(conn, code))


def to_say(desk: Desk, code: str) -> tuple[Unsaid, ...]:
    """What must be said before work on the ticket is filed: of it, its customer, and their agreement."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        return unsaid.of_ticket(desk, conn, ticket) if ticket.state in OPEN_STATES else ()


def told(desk: Desk, code: str) -> tuple[tuple[str, str], ...]:
    """The same in words, each with its name."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        of = declared(desk, ticket)
        return tuple(own_facts.lines(of, _standing(desk, conn, ticket))) if of else ()


def set_facts(desk: Desk, code: str, given: Mapping[str, str]) -> Ticket:
    """Write several, all or none; a ticket that waits for an answer gets its place and its promise anew.

    Raises Refused naming what is wrong.
    """
    with desk.write() as conn:
        return said_facts.say(desk, conn, changes.the_ticket(conn, code), given)


def _standing(desk: Desk, conn: Connection, ticket: Ticket) -> dict[str, str]:
    return facts.written_of_ticket(desk, conn, ticket)
