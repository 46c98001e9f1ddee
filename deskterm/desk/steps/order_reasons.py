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
    the oldest first; of two about the same key the later one counts. Why it was taken
    out of turn counts while it is held for that, and not when it is taken anew.
    """
    skipped = _last(one for one in found if one.do == "out_of_turn" and _holds(one, ticket))
    keys = (_of_key(service, ticket, found, key) for key in service.queue)
    return tuple(one for one in (skipped, *keys, *_promises(found)) if one is not None)


def _holds(skipped: Decision, ticket: Ticket) -> bool:
    return ticket.taken_at is not None and skipped.at >= ticket.taken_at


def _promises(found: Sequence[Decision]) -> tuple[Decision, ...]:
    """What was decided last of the promises: every one of those that were made together."""
    said = [one for one in standing(found) if one.point == "response" and not one.standing]
    together = [one for one in said[:-1] if "metrics" in one.detail]
    return (*together, *said[-1:])


# Decisions that say the same kind of thing: of two, the later one holds. Promises: see `_promised`.
ONE_OF = {
    "severity": "severity",
    "route": "route",
    "defer": "defer",
}


def standing(found: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions, those marked that a later one of the same kind has superseded."""
    told: list[Decision] = []
    later: set[str] = set()
    promised: set[str] | None = None  # of what the last promises are, without those that were met already
    for one in reversed(found):
        kind = _kind(one)
        holds = kind not in later
        if one.do in PROMISES and not one.standing:
            promised = _promised(one) if promised is None else promised
            of = NOTHING if one.do == "no_promise" else str(one.detail.get("metric", "answer"))
            holds = of in promised
            promised = promised - {of}
        told.append(one if one.standing or holds else structs.replace(one, standing="superseded"))
        if kind and not one.standing:
            later.add(kind)
    return tuple(reversed(told))


PROMISES = ("due", "no_promise")
NOTHING = "nothing"


def _promised(one: Decision) -> set[str]:
    """What was promised with a decision: of that alone, or of several things at once."""
    if one.do == "no_promise":
        return {NOTHING}
    return set(one.detail.get("metrics") or [one.detail.get("metric", "answer")])


def _kind(one: Decision) -> str:
    if one.do == "priority":
        return "tier" if one.detail.get("tier") else "lane"
    return ONE_OF.get(one.do, "")


def severity(service: Service, id: str, at: int, *, by_table: bool = False) -> tuple[Decision, ...]:
    """The decision behind a severity that the technician gives (I19), or the table of priorities."""
    label = _label(service, id)
    rule = service.priority.rule if by_table and service.priority else label.rule if label else ""
    if not rule:
        return ()
    return (Decision(do="severity", rule=rule, at=at, point="triage", detail={"severity": id}),)


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
    """Where a ticket stands that nobody has judged yet: that is a reason too."""
    if ticket.severity or not service.severities:
        return None
    stands, rule = service.unjudged.stands, service.unjudged.rule or service.severities[0].rule
    do = {"last": "no_severity", "first": "no_severity_first"}.get(stands, "no_severity_as")
    detail = {"severity": stands} if do == "no_severity_as" else {}
    return Decision(do=do, rule=rule, at=ticket.received_at, point="queue", detail=detail)


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
