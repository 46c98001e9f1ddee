"""Which of the customer's agreements holds for a ticket: the terms choose, or a person who says why."""

from __future__ import annotations

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.tickets import due
from deskterm.models.basics.text import clean
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.which_agreement import chosen
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows


class UnderAgreement(Record, frozen=True, kw_only=True):
    """The agreements that ran when a ticket came, which of them holds, by which rule or why."""

    running: tuple[Agreement, ...]
    holds: Agreement | None
    rule: str = ""
    why: str = ""


def standing(desk: Desk, code: str) -> UnderAgreement:
    """Under which agreement a ticket stands."""
    with desk.read() as conn:
        return _standing(desk, conn, changes.the_ticket(conn, code))


def choose(desk: Desk, code: str, number: int | None, why: str) -> Ticket:
    """Put a ticket under the agreement with this number; None lets the terms choose again.

    Its place and its promises are worked out anew. Raises Refused without a reason.
    """
    why = clean(why).strip()
    if not why:
        raise Refused("agreement_without_reason", code=code)
    with desk.write() as conn:
        ticket = changes.the_ticket(conn, code)
        known = {one.id: one for one in _running(desk, conn, ticket)}
        if number is not None and number not in known:
            raise NotFound("no_agreement_of_ticket", code=ticket.code, number=number)
        now = structs.replace(ticket, agreement_id=number, agreement_why=why)
        since = decision_rows.newest(conn)
        held = _standing(desk, conn, now)
        name = held.holds.name or str(held.holds.id) if held.holds else ""
        detail = {"agreement": name, "reason": why, "who": desk.who}
        one = Decision(do="agreement", rule=held.rule, at=desk.now(), point="intake", detail=detail)
        changes.keep(desk, conn, (one,), ticket=ticket)
        wanted = due.of_customer(desk, conn, ticket, now)
        chosen_by_hand = {"agreement_id": number, "agreement_why": why if number is not None else ""}
        return changes.change(desk, conn, ticket, "agreement_chosen", since, **wanted, **chosen_by_hand)


def _running(desk: Desk, conn: Connection, ticket: Ticket) -> tuple[Agreement, ...]:
    if ticket.customer_id is None or not ticket.confirmed:
        return ()
    day = facts.day_of(ticket.received_at, desk.service.tz)
    return tuple(one for one in agreement_rows.of_customer(conn, ticket.customer_id) if one.runs_on(day))


def _standing(desk: Desk, conn: Connection, ticket: Ticket) -> UnderAgreement:
    running = _running(desk, conn, ticket)
    by_hand = next((one for one in running if one.id == ticket.agreement_id), None)
    if by_hand is not None:
        return UnderAgreement(running=running, holds=by_hand, why=ticket.agreement_why)
    known = facts.of_ticket(desk, conn, ticket)
    holds, rule = chosen(desk.service_of(ticket.terms_id), running, known, ticket.received_at)
    return UnderAgreement(running=running, holds=holds, rule=rule)
