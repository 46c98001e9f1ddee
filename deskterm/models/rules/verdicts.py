"""What terms say of one request, from its arrival to its topics: the order in which the engine is asked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from deskterm.models.rules import order
from deskterm.models.rules.due import Due, due
from deskterm.models.rules.rules import RuleAction, actions, missing, outcome
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Channel
from deskterm.models.terms.service import Service

WITHOUT_PROMISE = frozenset({"rejected", "merged", "appended"})


class Verdict(Struct, frozen=True):
    """What the terms say of one request; `waits`: it stands in the queue, for a technician to take."""

    outcome: str
    actions: tuple[RuleAction, ...]
    missing: tuple[str, ...]
    lane: int
    tier: int
    promise: Due | None
    waits: bool


def judge(
    service: Service, channel: Channel, known: Facts, received_at: int, topics: Sequence[str] = ()
) -> Verdict:
    """Ask the terms about a request, from its arrival to what triage makes of its topics.

    A reply in a known thread that the terms do not turn away joins its ticket: `appended`.
    """
    arrival = actions(service, "intake", known, received_at)
    first = actions(service, "triage", known, received_at) if topics else ()
    found = arrival + first + _others(service, known, received_at, topics, first)
    word = outcome(found)
    if word in {"queued", "clarify"} and known.get("thread"):
        word = "appended"
    lane, tier = order.place(channel, found)
    promise = None if word in WITHOUT_PROMISE else due(service, known, received_at)
    waits = word == "queued" and not channel.team and not any(action.do == "route" for action in first)
    return Verdict(word, found, missing(service, channel.id, known), lane, tier, promise, waits)


def _others(
    service: Service, known: Facts, at: int, topics: Sequence[str], first: tuple[RuleAction, ...]
) -> tuple[RuleAction, ...]:
    """What is decided of the topics after the first, unless the terms answer that one alone (O7)."""
    if any(action.do == "answer_first" for action in first):
        return ()
    found: tuple[RuleAction, ...] = ()
    for topic in topics[1:]:
        more = actions(service, "triage", {**known, **about(service, topic)}, at)
        found += tuple(action for action in more if action not in first + found)
    return found


def about(service: Service, topic: str) -> dict[str, object]:
    """The facts of a topic: itself and its line of service."""
    line = next((item.line for item in service.topics if item.id == topic), "")
    return {"topic": topic, "line": line} if line else {"topic": topic}
