"""Which of a customer's agreements holds for a ticket, where several run at once."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.records.agreements import Agreement
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts, word
from deskterm.models.terms.service import Service


def chosen(
    service: Service, running: Sequence[Agreement], facts: Facts, at: int
) -> tuple[Agreement | None, str]:
    """The agreement that the terms choose for a request with these `facts`, and by which rule.

    `running`: those that are valid, the oldest first. Where no rule names one of them, the one without a name
    holds: one that is for other requests does not hold for this one. One whose name no rule has holds where
    there is no other. None where none is left; the rule is then the one of the first that is for others.
    """
    known = with_derived(service, facts, at) if service.agreements else facts
    for terms in service.agreements:
        if all_hold(service, terms.when, known, at):
            for one in reversed(running):
                if word(one.name) == word(terms.name):
                    return one, terms.rule
    others = {word(terms.name): terms.rule for terms in reversed(service.agreements)}
    general = [one for one in running if not one.name]
    beside = service.agreements and len(running) > 1
    free = [] if beside else [one for one in running if word(one.name) not in others]
    if found := next(reversed(general or free), None):
        return found, ""
    rules = [others[word(one.name)] for one in running if word(one.name) in others]
    rules += [terms.rule for terms in service.agreements] if running else []
    return None, next(iter(rules), "")
