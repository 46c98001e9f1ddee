"""Numbers that were not told at once, lest machines write to each other: told in one letter later (D13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps import customer_language, facts
from deskterm.desk.steps.letters import automatic
from deskterm.desk.steps.tickets.writing import write_to_customer
from deskterm.locale import t
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.tickets import untold_numbers

LIMIT = 200  # requests looked at in one go


def due(desk: Desk) -> bool:
    """Whether a letter with such numbers may go now."""
    with desk.read() as conn:
        return next(_due(desk, conn), None) is not None


def tell(desk: Desk) -> int:
    """Write to every address, an hour after its last letter, which numbers its requests have; how many."""
    with desk.write() as conn:
        letters = list(_due(desk, conn))
        for requests, tickets in letters:
            for request in requests:
                message_rows.update(conn, request.id, reason="")
            open_now = [ticket for ticket in tickets if ticket.state in OPEN_STATES]
            if open_now:
                _write(desk, conn, open_now)
        return len(letters)


def _due(desk: Desk, conn: Connection) -> Iterator[tuple[list[Message], list[Ticket]]]:
    """What is owed to each address that has had no such letter within the hour."""
    owed: dict[tuple[int | None, str], list[tuple[Message, Ticket]]] = {}
    for request in untold_numbers.numbers_owed(conn, LIMIT):
        ticket = ticket_rows.by_id(conn, request.ticket_id or 0)
        owed.setdefault((ticket.customer_id, ticket.contact_email), []).append((request, ticket))
    for found in owed.values():
        if not automatic.told_lately(desk, conn, found[0][1]):
            yield [request for request, _ in found], list({one.id: one for _, one in found}.values())


def _write(desk: Desk, conn: Connection, tickets: Sequence[Ticket]) -> None:
    first = tickets[0]
    with customer_language.of_customer(desk, conn, first.customer_id):
        if len(tickets) == 1:
            text = automatic.of_ticket(desk, conn, first, facts.of_ticket(desk, conn, first))
        else:
            text = _several(desk, conn, tickets)
    write_to_customer(desk, conn, first, automatic.KIND, text, automatic=automatic.REPLIED)
    for ticket in tickets:
        desk.record(conn, "number_told", ticket_id=ticket.id, target=ticket.code)


def _several(desk: Desk, conn: Connection, tickets: Sequence[Ticket]) -> str:
    """One letter for several requests: of each what its own would tell, then what was to be said."""
    lines = [automatic.in_a_line(desk, conn, one) for one in tickets]
    remarks = [remark for one in tickets for remark in automatic.remarks(desk, conn, one)]
    first = tickets[0]
    parts = [
        customer_language.letter("letters.greeting", contact=first.contact_name or first.customer),
        t("letters.numbers", list="\n".join(f"- {line}" for line in lines)),
        *dict.fromkeys(remarks),
        t("letters.thanks"),
    ]
    return "\n\n".join(parts)
