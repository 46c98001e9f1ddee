"""What the terms decide at a rule point: every rule that holds, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from deskterm.models.rules.derived_facts import missing_in, with_derived
from deskterm.models.rules.priority import tier_of
from deskterm.models.terms.checking.checks import DETAILS
from deskterm.models.terms.conditions import Condition, all_of
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Point, Rule
from deskterm.models.terms.service import Service

# What becomes of a request, the strongest first: a request that two rules claim has the outcome named first.
OUTCOMES = (
    ("reject", "rejected"),
    ("merge", "merged"),
    ("hold", "held"),
    ("review", "review"),
    ("clarify", "clarify"),
)


PLACED_AT = ("intake", "triage")  # where a request gets its place


class RuleAction(Struct, frozen=True):
    """One decision: what to do, by which rule, with the keys that the rule gives (`{"offer": "quote"}`)."""

    do: str
    rule: str
    detail: dict[str, object] = {}


def actions(service: Service, point: Point, facts: Facts, at: int) -> tuple[RuleAction, ...]:
    """Every action of the rules that hold at `point` for `facts`, in file order; hours are read at `at`."""
    known = with_derived(service, facts, at)
    found = tuple(
        RuleAction(rule.do, rule.id, _detail(rule))
        for rule in service.rules
        if rule.at == point and all_hold(service, rule.when, known, at)
    )
    return found + _by_table(service, facts) if point in PLACED_AT else found


def _by_table(service: Service, facts: Facts) -> tuple[RuleAction, ...]:
    """The tier that the table of priorities gives."""
    tier = tier_of(service, facts)
    if service.priority is None or tier is None:
        return ()
    return (RuleAction("priority", service.priority.rule, {"tier": tier}),)


def all_hold(service: Service, when: Iterable[Condition], facts: Facts, at: int) -> bool:
    """Whether every condition holds for `facts` at the instant `at`."""
    return all_of(when, facts, lambda name: service.calendar(name).is_open(at))


def asks_at_once(service: Service, facts: Facts, at: int) -> bool:
    """Whether the terms ask a request back at intake without a person's look at it.

    Every rule that asks must say so, or ask for nothing but fields that are missing (D7, T6, O6).
    """
    known = with_derived(service, facts, at)
    asking = [
        rule
        for rule in service.rules
        if (rule.at, rule.do) == ("intake", "clarify") and all_hold(service, rule.when, known, at)
    ]
    return bool(asking) and all(_sends(rule) for rule in asking)


def _sends(rule: Rule) -> bool:
    if rule.send is not None:
        return rule.send == "at-once"
    return any(condition.fact == "missing" and condition.op != "!" for condition in rule.when)


def missing(service: Service, channel_id: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that the channel needs and that are blank in `values`, in the file's order (D7)."""
    channel = service.channel(channel_id)
    return missing_in(channel, values) if channel else ()


def outcome(decided: Iterable[RuleAction]) -> str:
    """What becomes of a request (`queued`, `rejected`, `merged`, `held`, `review`, `clarify`)."""
    done = {action.do for action in decided}
    return next((word for do, word in OUTCOMES if do in done), "queued")


def _detail(rule: Rule) -> dict[str, object]:
    return {key: value for key in DETAILS if (value := getattr(rule, key)) is not None}
