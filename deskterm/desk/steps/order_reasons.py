"""Why a ticket stands where it stands: for each key of its service's queue, the decision that set it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.terms.sections import Label
from deskterm.models.terms.service import Service


def reasons(service: Service, ticket: Ticket, found: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that order the ticket, in the order of the queue's keys, then the promise in force.

    A key that no rule has set for this ticket is left out: it orders nothing. `found` are all its decisions,
    the oldest first; of two about the same key the later one counts.
    """
    skipped = _last(one for one in found if one.do == "out_of_turn")
    keys = (_of_key(service, ticket, found, key) for key in service.queue)
    promise = _last(one for one in found if one.point == "response")
    return tuple(one for one in (skipped, *keys, promise) if one is not None)


# Decisions that say the same kind of thing: of two, the later one holds.
ONE_OF = {
    "due": "promise",
    "no_promise": "promise",
    "severity": "severity",
    "route": "route",
    "defer": "defer",
}


def standing(found: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions, those marked that a later one of the same kind has superseded."""
    told: list[Decision] = []
    later: set[str] = set()
    for one in reversed(found):
        kind = _kind(one)
        if one.standing or kind not in later:
            told.append(one)
        else:
            told.append(structs.replace(one, standing="superseded"))
        if kind and not one.standing:
            later.add(kind)
    return tuple(reversed(told))


def _kind(one: Decision) -> str:
    if one.do == "priority":
        return "tier" if one.detail.get("tier") else "lane"
    return ONE_OF.get(one.do, "")


def severity(service: Service, id: str, at: int) -> tuple[Decision, ...]:
    """The decision behind a severity that the technician gives (I19)."""
    label = _label(service, id)
    if label is None or not label.rule:
        return ()
    return (Decision(do="severity", rule=label.rule, at=at, point="triage", detail={"severity": id}),)


def _of_key(service: Service, ticket: Ticket, found: Sequence[Decision], key: str) -> Decision | None:
    if key == "severity":
        given = _last(one for one in found if one.do == "severity")
        return given or _ungiven(service, ticket)
    if key in ("tier", "lane"):
        value = getattr(ticket, key)
        set_by_rule = _last(one for one in found if one.do == "priority" and one.detail.get(key) == value)
        return set_by_rule or (_of_channel(service, ticket, found) if key == "lane" else None)
    return _arrival(service, ticket)


def _ungiven(service: Service, ticket: Ticket) -> Decision | None:
    """A ticket without a severity goes after those that have one: that is a reason too."""
    if ticket.severity or not service.severities:
        return None
    rule = service.severities[0].rule
    return Decision(do="no_severity", rule=rule, at=ticket.received_at, point="queue")


def _of_channel(service: Service, ticket: Ticket, found: Sequence[Decision]) -> Decision | None:
    """The lane of the channel, where channels keep more than one and this is not the last of them."""
    if ticket.lane == max(channel.lane for channel in service.channels):
        return None
    return _last(one for one in found if one.do == "lane")


def _arrival(service: Service, ticket: Ticket) -> Decision | None:
    rule = service.arrived_rule or service.queue_rule
    if not rule:
        return None
    detail = {"arrived_at": ticket.received_at}
    return Decision(do="order", rule=rule, at=ticket.received_at, point="queue", detail=detail)


def _label(service: Service, id: str) -> Label | None:
    return next((label for label in service.severities if label.id == id), None)


def _last(found: Iterable[Decision]) -> Decision | None:
    result = None
    for one in found:
        result = one
    return result
