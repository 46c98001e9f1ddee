"""What the deeds share: a change to a ticket with its event, decisions kept, a ticket found by its code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.models.basics.text import clean
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules.rules import RuleAction
from deskterm.storage.database import Connection
from deskterm.storage.post import unconfirmed as unconfirmed_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import tickets as ticket_rows

BY_HAND = "by_hand"  # in the event of what the desk mostly does by itself: here somebody asked for it
REPLIES = "replies"  # the messages of a ticket that a deed confirmed along with it, in its event
DECIDED = "decided"  # the numbers of the decisions that came with a deed, in its event


def the_ticket(conn: Connection, code: str) -> Ticket:
    """The ticket with this code. Raises NotFound naming it."""
    ticket = ticket_rows.by_code(conn, clean(code))
    if ticket is None:
        raise NotFound("no_ticket", code=code)
    return ticket


def stands(ticket: Ticket) -> None:
    """Refuse what was taken back: nobody works on it, calls about it or opens it any more."""
    if ticket.unmade:
        raise Refused("ticket_is_unmade", code=ticket.code, into=ticket.wait_reason)


def expect(ticket: Ticket, *states: str) -> None:
    """Refuse when the ticket is not in one of `states`, saying where it is and who has it."""
    stands(ticket)
    if ticket.state in states:
        return
    if ticket.state == "taken":
        raise Refused("ticket_taken", code=ticket.code, who=ticket.taken_by or "")
    elsewhere = ticket.state == "vendor" and ticket.wait_reason != "vendor"
    raise Refused("ticket_is_with_team" if elsewhere else f"ticket_is_{ticket.state}", code=ticket.code)


def change(
    desk: Desk, conn: Connection, ticket: Ticket, deed: str, since: int | None = None, /, **changes: Any
) -> Ticket:
    """Change columns of a ticket and append the event that says so (law 1).

    `since`: the last decision before the deed; those after it go with the deed if it is taken back.
    """
    before = {name: getattr(ticket, name) for name in changes}
    after = ticket_rows.update(conn, ticket.id, **changes)
    told = changes | ({} if since is None else with_deed(conn, ticket, since))
    if changes.get("confirmed") and not ticket.confirmed:
        replies = unconfirmed_rows.confirm_from(conn, ticket.id, ticket.contact_email)
        told |= {REPLIES: replies} if replies else {}
    desk.record(conn, deed, ticket_id=ticket.id, target=ticket.code, before=before, after=told)
    return after


def with_deed(conn: Connection, ticket: Ticket, since: int) -> dict[str, Any]:
    """What a deed decided of a ticket after the decision `since`, as its event keeps it."""
    kept = decision_rows.since(conn, ticket.id, since)
    return {DECIDED: kept} if kept else {}


def supersede(desk: Desk, conn: Connection, ticket: Ticket, deed: str) -> None:
    """Set aside what the last such deed decided of a ticket that a new one decides again.

    What its columns still say (a severity, a place) and a promise hold until they are decided otherwise.
    """
    former = [one for one in event_rows.of_ticket(conn, ticket.id) if one.deed == deed and not one.undone]
    for number in former[-1].after.get(DECIDED, ()) if former else ():
        one = decision_rows.get(conn, number)
        if one.point == "triage" and one.do not in ("severity", "priority", decision_rows.ASIDE):
            decision_rows.set_aside(conn, number, "superseded", desk.now())


def decided(actions: Iterable[RuleAction], *, at: int, point: str) -> tuple[Decision, ...]:
    """The engine's actions as decisions to keep."""
    return tuple(
        Decision(do=action.do, rule=action.rule, at=at, point=point, detail=dict(action.detail))
        for action in actions
    )


def keep(
    desk: Desk,
    conn: Connection,
    found: Iterable[Decision],
    *,
    ticket: Ticket | None = None,
    message_id: int | None = None,
    session_id: int | None = None,
    report: str | None = None,
) -> None:
    """Store decisions with what they were about (law 2)."""
    for decision in found:
        decision_rows.insert(
            conn,
            decision,
            terms_id=ticket.terms_id if ticket else desk.terms_id,
            ticket_id=ticket.id if ticket else None,
            message_id=message_id,
            session_id=session_id,
            report=report,
        )
