"""What terms say of one request, from its arrival to its topics: the order in which the engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from deskterm.models.rules import order
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.due import Due, all_due, nearest
from deskterm.models.rules.priority import severity_of
from deskterm.models.rules.rules import RuleAction, actions, all_hold, missing, outcome
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

CLOSED = "channel_closed"  # why somebody looks at a request that came by a channel not open to it
WITHOUT_PROMISE = frozenset({"rejected", "merged", "appended"})


class Verdict(Struct, frozen=True):
    """What the terms say of one request; `waits`: it stands in the queue, for a technician to take.

    `promises` are all that is promised, `promise` is the one that is due first.
    """

    outcome: str
    actions: tuple[RuleAction, ...]
    missing: tuple[str, ...]
    lane: int
    tier: int
    promise: Due | None
    waits: bool
    promises: tuple[Due, ...] = ()
    severity: str = ""  # by the table of priorities


def at_arrival(
    service: Service, known: Facts, received_at: int, confirmed: Callable[[], Facts] | None = None
) -> tuple[RuleAction, ...]:
    """What the terms say of a request as it arrives.

    `confirmed`: what would be known of a sender once somebody confirms them; it is asked for only where it
    counts. Who is not confirmed yet is not refused for a contract that is only withheld from them (S7): the
    request waits in its turn like any other, without the contract's precedence.
    """
    asked, sure = actions(service, "intake", known, received_at), known
    if confirmed is not None and (outcome(asked) == "rejected" or not may_come(service, known, received_at)):
        sure = confirmed()
    if sure is not known and outcome(asked) == "rejected":
        once_confirmed = actions(service, "intake", sure, received_at)
        if outcome(once_confirmed) != "rejected":
            asked = tuple(action for action in once_confirmed if action.do != "priority")
    return asked + _closed(service, sure, received_at)


def may_come(service: Service, known: Facts, at: int) -> bool:
    """Whether the channel's own conditions hold for what came by it at the instant `at` (D11, D24)."""
    channel = service.channel(str(known.get("channel") or ""))
    return channel is None or all_hold(service, channel.when, with_derived(service, known, at), at)


def _closed(service: Service, known: Facts, at: int) -> tuple[RuleAction, ...]:
    """What comes by a channel that is not open to it a person looks at, unless a rule says what then."""
    channel = service.channel(str(known.get("channel") or ""))
    if channel is None or known.get("thread") or may_come(service, known, at):
        return ()
    derived = with_derived(service, known, at)
    asking = [rule.when for rule in service.rules if rule.at == "intake"]
    told = (when for when in asking if any(one.fact == "available" for one in when))
    if any(all_hold(service, when, derived, at) for when in told):
        return ()
    return (RuleAction("review", channel.rule, {"reason": CLOSED}),)


def at_triage(service: Service, known: Facts, received_at: int, today: int) -> tuple[RuleAction, ...]:
    """What the terms say of a request that is triaged at the instant `today`.

    All counts as of the arrival but for what is put off: what is not made in the months of high work is not
    begun in them, whenever it was asked for (I12).
    """
    arrived = actions(service, "triage", known, received_at)
    if today == received_at:
        return arrived
    kept = [one for one in arrived if one.do != "defer"]
    put_off = [one for one in actions(service, "triage", known, today) if one.do == "defer"]
    place: dict[tuple[str, str], int] = {(rule.id, rule.do): at for at, rule in enumerate(service.rules)}
    return tuple(sorted(kept + put_off, key=lambda one: place[one.rule, one.do]))  # in the file's order


def judge(
    service: Service,
    channel: Channel,
    known: Facts,
    received_at: int,
    topics: Sequence[str] = (),
    *,
    confirmed: Callable[[], Facts] | None = None,
    triaged_at: int | None = None,
) -> Verdict:
    """Ask the terms about a request, from its arrival to what triage makes of its topics.

    A reply in a known thread that the terms do not turn away joins its ticket: `appended`. `confirmed` as
    `at_arrival`; `triaged_at`: when its topics were told, else at once.
    """
    today = received_at if triaged_at is None else triaged_at
    first = at_triage(service, known, received_at, today) if topics else ()
    others = _others(service, known, (received_at, today), topics, first)
    found = at_arrival(service, known, received_at, confirmed) + first + others
    word = outcome(found)
    if word in {"queued", "clarify"} and known.get("thread"):
        word = "appended"
    lane, tier = order.place(channel, found)
    promised = () if word in WITHOUT_PROMISE else all_due(service, known, received_at)
    waits = word == "queued" and not channel.team and not any(action.do == "route" for action in first)
    lacking, severity = missing(service, channel.id, known), severity_of(service, known)
    return Verdict(word, found, lacking, lane, tier, nearest(promised), waits, promised, severity)


def _others(
    service: Service,
    known: Facts,
    at: tuple[int, int],
    topics: Sequence[str],
    first: tuple[RuleAction, ...],
) -> tuple[RuleAction, ...]:
    """What is decided of the topics after the first, unless the terms answer that one alone (O7)."""
    if any(action.do == "answer_first" for action in first):
        return ()
    found: tuple[RuleAction, ...] = ()
    for topic in topics[1:]:
        more = at_triage(service, {**known, **about(service, topic)}, *at)
        found += tuple(action for action in more if action not in first + found)
    return found


def about(service: Service, topic: str) -> dict[str, object]:
    """The facts of a topic: itself and its line of service."""
    line = next((item.line for item in service.topics if item.id == topic), "")
    return {"topic": topic, "line": line} if line else {"topic": topic}
