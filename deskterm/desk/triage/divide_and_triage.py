"""One request sorted in one deed: divided by topic, each part with its topic and what the terms say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.gates import said_facts
from deskterm.desk.steps.tickets import taking_back
from deskterm.desk.triage import divide, triage
from deskterm.desk.triage.divide import Cut
from deskterm.desk.triage.triage import TriageVerdict
from deskterm.models.records.base import Record
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.rules import rules
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import events as event_rows


class Sorted(Record, frozen=True, kw_only=True):
    """What became of a request: its ticket and verdict, the new tickets, how many parts went back."""

    ticket: Ticket
    verdict: TriageVerdict
    new: tuple[Ticket, ...]
    back: int


def sort(
    desk: Desk,
    code: str,
    *,
    topic: str,
    severity: str = "",
    blocking: bool | None = None,
    cuts: Sequence[Cut] = (),
    said: Mapping[str, str] | None = None,
) -> Sorted:
    """Split a ticket at `cuts` and triage it and every part that has a topic: all of it, or nothing.

    `said`: what the technician says of it among the terms' own facts, from which its priority may come.
    Raises what `triage.split` and `triage.triage` raise; then the desk is as it was.
    """
    ordered = sorted(cuts, key=lambda cut: cut.offset)
    with desk.write() as conn:
        terms = desk.service_of(changes.the_ticket(conn, code).terms_id)
        ordered = list(divide.as_terms_say(terms, ordered))
        before, since = changes.the_ticket(conn, code), decision_rows.newest(conn)
        if said:
            said_facts.say(desk, conn, before, said)
        new = divide.split(desk, code, ordered)[1:] if ordered else ()
        ticket, verdict = triage.triage(desk, code, topic=topic, severity=severity, blocking=blocking)
        kept = [cut for cut in ordered if not cut.back]
        parts = tuple(_triaged(desk, child, cut) for child, cut in zip(new, kept, strict=True))
        if ordered:
            # Behind all that came with it: taken back, the request is as it was before it was sorted.
            told = _of_split(conn, ticket) | {"kept": taking_back.differing(before, ticket)}
            told[changes.DECIDED] = decision_rows.since(conn, ticket.id, since)
            desk.record(conn, "sorted", ticket_id=ticket.id, target=ticket.code, after=told)
    return Sorted(ticket=ticket, verdict=verdict, new=parts, back=len(ordered) - len(kept))


def _of_split(conn: Connection, ticket: Ticket) -> dict[str, Any]:
    """What the event of the split, just recorded, says of the parts."""
    done = [one for one in event_rows.of_ticket(conn, ticket.id) if one.deed == "split_into"][-1]
    return {"split": done.id, "tickets": done.after["tickets"], "letters": done.after["letters"]}


def _triaged(desk: Desk, child: Ticket, cut: Cut) -> Ticket:
    return triage.triage(desk, child.code, topic=cut.topic)[0] if cut.topic else child


def of_several(desk: Desk, code: str, topics: int) -> tuple[Decision, ...]:
    """What the terms say of a request only because it has several topics (O7); changes nothing."""
    if topics < 2:
        return ()
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        known = facts.of_ticket(desk, conn, ticket)
    service = desk.service_of(ticket.terms_id)
    single = rules.actions(service, "triage", known | {"topics": 1}, ticket.received_at)
    several = rules.actions(service, "triage", known | {"topics": topics}, ticket.received_at)
    new = [action for action in several if action not in single]
    return changes.decided(new, at=desk.now(), point="triage")
