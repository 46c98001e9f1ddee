"""Where the terms promise a first contact, being in touch with the customer keeps that promise (M4)."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.models.records import promises
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows

KEPT, LATE = "promise_kept", "promise_late"
BY_WORD = ("question", "refusal")  # what is a contact only where the terms say so (M4)


def keep(desk: Desk, conn: Connection, ticket: Ticket, by: str, *, at: int | None = None) -> Ticket:
    """Note that the customer was reached `by` a call, a session or an appointment, at `at` (default: now).

    By a question in writing or a refusal of theirs only where the terms say so.

    Nothing changes where an answer is promised, or the promise has been kept already. Where nothing else is
    promised, the customer has what they were to have.
    """
    to_keep = [one.promise for one in promises.open_of(ticket) if one.promise.kept == "contact"]
    if by in BY_WORD:
        known = {one.id for one in desk.service_of(ticket.terms_id).response if by in one.contacts}
        to_keep = [promise for promise in to_keep if promise.rule in known]
    if not to_keep:
        return ticket
    moment = desk.now() if at is None else at
    detail = {"by": by}
    for promise in to_keep:
        more = {} if promise.metric == "contact" else {"metric": promise.metric}
        late = promise.due_at is not None and moment > promise.due_at
        do = LATE if late else KEPT
        kept = Decision(do=do, rule=promise.rule, at=moment, point="response", detail=detail | more)
        changes.keep(desk, conn, (kept,), ticket=ticket)
    written: dict[str, Any] = {"contacted_at": moment}
    if not promises.open_of(structs.replace(ticket, contacted_at=moment)):
        written["answered_at"] = moment
    return changes.change(desk, conn, ticket, "contacted", **written)


def take_back(desk: Desk, conn: Connection, ticket: Ticket, *, since: int) -> None:
    """The contact that kept a promise was none, it began at `since`: the promise is still to be kept."""
    kept = [one for one in decision_rows.of_ticket(conn, ticket.id) if one.do in (KEPT, LATE)]
    if kept and kept[-1].at >= since and kept[-1].at == ticket.contacted_at:
        written: dict[str, Any] = {"contacted_at": None}
        if ticket.answered_at == ticket.contacted_at:
            written["answered_at"] = None
        changes.change(desk, conn, ticket, "contact_undone", **written)
