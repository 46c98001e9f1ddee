"""One request, one ticket: a resent request joins the ticket that waits already and keeps its place (I18)."""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.gates import passwords as password_steps
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.tickets import dependents, taking_back, threads
from deskterm.models.basics.text import subject_key
from deskterm.models.records.agenda import Callback
from deskterm.models.records.states import OPEN_STATES
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.agenda import callbacks as callback_rows
from deskterm.storage.agenda import projects as project_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

SHORT = 8  # words of so few characters, `aiuto`, are said of anything
REMINDERS = ("sollecit", "reminder", "promemoria")


def merge(desk: Desk, code: str, into: str) -> Ticket:
    """Put a ticket's messages into an older one of the same customer, which keeps its place; close it.

    What was put aside of a pack is given back. The customer has been heard from: what waited for them is back
    in the queue, and a number that they give is taken over (D9). Raises Refused for two customers, or for the
    newer of two.
    """
    with desk.write() as conn:
        gone, kept = changes.the_ticket(conn, code), changes.the_ticket(conn, into)
        changes.expect(gone, *OPEN_STATES)
        changes.expect(kept, *OPEN_STATES)
        _check(gone, kept)
        _check_project(conn, gone)
        since, waited = decision_rows.newest(conn), callback_rows.waiting(conn, kept.id)
        told: dict[str, Any] = {"into": kept.code, "unit": units.book_use(desk, conn, gone, "merged")}
        told |= dependents.carry_over(desk, conn, gone, kept)
        password_steps.done(desk, conn, gone.id)
        told["messages"] = [message.id for message in message_rows.of_ticket(conn, gone.id)]
        for number in told["messages"]:
            message_rows.update(conn, number, ticket_id=kept.id)
        for ticket, other in ((gone, kept), (kept, gone)):
            detail = {"into" if ticket is gone else "from": other.code}
            found = Decision(do="merge", rule=_rule(desk, kept), at=desk.now(), point="triage", detail=detail)
            changes.keep(desk, conn, (found,), ticket=ticket)
        written = {"state": "closed", "closed_at": desk.now(), "wait_reason": kept.code, "until": None}
        written |= {"merged": 1}
        ticket_rows.update(conn, gone.id, **written)
        desk.record(conn, "merged_in", ticket_id=kept.id, target=kept.code, after={"ticket": gone.code})
        heard = _heard(desk, conn, gone, kept)
        told["kept"] = taking_back.differing(kept, heard)
        told["promised"] = _promised_now(conn, kept, waited, told)
        told[changes.DECIDED] = decision_rows.since(conn, kept.id, since)
        # Last, so that whatever stands behind it has happened since.
        before = {name: getattr(gone, name) for name in written}
        after = written | {"merge": told}
        desk.record(conn, "merged", ticket_id=gone.id, target=gone.code, before=before, after=after)
        return heard


def _promised_now(conn: Connection, kept: Ticket, waited: Callback | None, told: dict[str, Any]) -> int:
    """The callback that the merge itself has brought; 0 for none."""
    waits = callback_rows.waiting(conn, kept.id)
    known = {waited.id if waited else 0, told.get("callback", 0)}
    return waits.id if waits is not None and waits.id not in known else 0


def _heard(desk: Desk, conn: Connection, gone: Ticket, kept: Ticket) -> Ticket:
    """Messages that have come another way are heard all the same."""
    with_team = kept.wait_reason == "project"  # its team goes on with the next step
    if kept.state in ("waiting", "parked") and not with_team and gone.received_at >= (kept.asked_at or 0):
        threads.heard_from(desk, conn, kept, at=gone.received_at)
    if gone.contact_phone and not kept.contact_phone:
        kept = changes.change(desk, conn, kept, "number_found", contact_phone=gone.contact_phone)
    threads.number_told(desk, conn, kept.id, gone.excerpt)
    return ticket_rows.by_id(conn, kept.id)


def likely(desk: Desk, code: str) -> Ticket | None:
    """The older open ticket of the same customer that a request seems to be about, in other words (I18).

    It says the same, names the other's code in its subject, or is a reminder where only one is open.
    """
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        if ticket.customer_id is None or ticket.state not in OPEN_STATES:
            return None
        place = (ticket.received_at, ticket.id)
        found = ticket_rows.open_of_customer(conn, ticket.customer_id)
        older = [one for one in found if (one.received_at, one.id) < place]
        subjects = [ticket.subject, *(one.subject for one in message_rows.of_ticket(conn, ticket.id)[:1])]
    told = subject_key(ticket.excerpt)
    for one in older:
        if any(one.code in subject.upper() for subject in subjects):
            return one
        if told and len(told) > SHORT and told == subject_key(one.excerpt):
            return one
    reminds = subject_key(ticket.subject).startswith(REMINDERS)
    return older[0] if reminds and len(older) == 1 else None


def _check(gone: Ticket, kept: Ticket) -> None:
    if gone.id == kept.id or gone.customer_id != kept.customer_id:
        raise Refused("merge_apart", code=gone.code, into=kept.code)
    if (kept.received_at, kept.id) > (gone.received_at, gone.id):
        raise Refused("merge_older", code=gone.code, into=kept.code)


def _check_project(conn: Connection, gone: Ticket) -> None:
    """A ticket whose work is agreed in steps goes on by itself: nothing of it is lost in another."""
    project = project_rows.of_ticket(conn, gone.id)
    if project is not None and project.state == "open":
        raise Refused("merge_project", code=gone.code)


def _rule(desk: Desk, ticket: Ticket) -> str:
    """The service's rule on resent requests; "" where it has none."""
    service = desk.service_of(ticket.terms_id)
    return next((rule.id for rule in service.rules if rule.do == "merge"), "")
