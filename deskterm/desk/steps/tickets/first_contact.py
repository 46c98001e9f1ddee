"""Where the terms promise a first contact, being in touch with the customer keeps the promise (M4)."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.due import due
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows


def keep(desk: Desk, conn: Connection, ticket: Ticket, by: str, *, at: int | None = None) -> Ticket:
    """Note that the customer was reached `by` a call, a session or an appointment, at `at` (default: now).

    Nothing changes where an answer is promised, or the promise has been kept already.
    """
    if ticket.answered_at is not None or ticket.due_at is None:
        return ticket
    service = desk.service_of(ticket.terms_id)
    promise = due(service, facts.of_ticket(desk, conn, ticket), ticket.received_at)
    if promise is None or promise.metric != "contact":
        return ticket
    moment = desk.now() if at is None else at
    kept = Decision(do="promise_kept", rule=promise.rule, at=moment, point="response", detail={"by": by})
    changes.keep(desk, conn, (kept,), ticket=ticket)
    return changes.change(desk, conn, ticket, "contacted", answered_at=moment)


def take_back(desk: Desk, conn: Connection, ticket: Ticket, *, since: int) -> None:
    """The contact that kept a promise was none, it began at `since`: the promise is still to be kept."""
    kept = [one for one in decision_rows.of_ticket(conn, ticket.id) if one.do == "promise_kept"]
    if kept and kept[-1].at >= since and kept[-1].at == ticket.answered_at:
        changes.change(desk, conn, ticket, "contact_undone", answered_at=None)
