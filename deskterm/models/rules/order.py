"""The order of the queue, folded into one number so that SQL sorts by `rank, received_at, id`."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.models.rules.rules import RuleAction
from deskterm.models.terms.sections import USUAL_TIER, Channel
from deskterm.models.terms.service import Service

_BASE = 100  # lanes, tiers and places of severities lie below it


def rank(service: Service, *, lane: int, tier: int, severity: str) -> int:
    """The queue's keys before `arrived`, in the service's order, as one integer; smaller goes first.

    Where a severity that was not given stands, the terms say (`unjudged`): after all that they list, before
    them (behind the last place of the key before it), or as one of them.
    """
    places = {"lane": lane, "tier": tier, "severity": _gravity(service, severity)}
    result = 0
    for key in service.queue[:-1]:
        result = result * _BASE + places[key]
    return result


def _gravity(service: Service, severity: str) -> int:
    names, stands = [label.id for label in service.severities], service.unjudged.stands
    if severity not in names and stands == "first":
        return -1
    known = severity if severity in names else stands
    return names.index(known) if known in names else len(names)


def place(channel: Channel | None, decided: Iterable[RuleAction]) -> tuple[int, int]:
    """The lane and the tier of a request: the channel's lane and tier 1, unless a `priority` sets them."""
    return moved(channel.lane if channel else 1, USUAL_TIER, decided)


def moved(lane: int, tier: int, decided: Iterable[RuleAction]) -> tuple[int, int]:
    """The lane and the tier that a request has after further decisions."""
    for action in decided:
        if action.do == "priority":
            lane = int(str(action.detail.get("lane", lane)))
            tier = int(str(action.detail.get("tier", tier)))
    return lane, tier
