"""What the terms may do with a request that turns it away."""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.desk.context import Desk
from deskterm.models.records.ticket import Decision

# The actions that keep a request out of the queue, by the outcome that each is.
TURNS_AWAY = {"rejected": "reject", "held": "hold", "review": "review", "merged": "merge"}


def hold_rule(desk: Desk) -> str:
    """The rule that asks for a known customer: the one that the file names, or its `hold` rule (D1)."""
    if desk.service.unknown_rule:
        return desk.service.unknown_rule
    return next((rule.id for rule in desk.service.rules if rule.at == "intake" and rule.do == "hold"), "")


def first_rule(found: Iterable[Decision]) -> str:
    """The rule of the first decision that has one; its place in the queue is none."""
    return next((one.rule for one in found if one.rule and one.point != "queue"), "")
