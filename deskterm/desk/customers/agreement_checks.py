"""What may stand in an agreement: cleaned, of facts that agreements hold, on days that are free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.customers import profile
from deskterm.desk.customers.plans import name_of, plan_of
from deskterm.desk.errors import Refused
from deskterm.locale import figures
from deskterm.models.basics.faults import nearest
from deskterm.models.records.agreements import Agreement
from deskterm.models.terms.customer_facts import of_agreement

MONEY = ("fee_cents", "rate_cents", "fee_base_cents")


def checked(desk: Desk, wanted: Mapping[str, Any], had: Iterable[str] = ()) -> dict[str, Any]:
    """What is given, cleaned. Raises Refused for money below zero and facts that no agreement holds.

    `had`: names that agreements of the customer have.
    """
    given = dict(wanted)
    for name in MONEY:
        if (given.get(name) or 0) < 0:
            raise Refused(f"negative_{name.removesuffix('_cents')}")
    for name in ("starts_on", "ends_on"):
        if given.get(name):
            given[name] = profile.iso_day(str(given[name]))
    if "plan" in given:
        given["plan"] = plan_of(desk.service, str(given["plan"] or ""))
    if "name" in given:
        given["name"] = name_of(desk.service, str(given["name"] or ""), had)
    among = of_agreement(desk.service.own_facts)
    for name in given.get("facts") or {}:
        if name not in among:
            raise Refused("not_agreed", name=name, near=nearest(name, among), known=", ".join(among))
    facts: Mapping[str, str] = given.get("facts") or {}
    if "facts" in given:
        given["facts"] = {name: profile.written_fact(desk, name, value) for name, value in facts.items()}
    return given


def merged(before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Facts as they stand with those given; one given as nothing is taken away."""
    return {name: value for name, value in {**before, **given}.items() if value}


def check_days(start: str, end: str) -> None:
    """Refuse an agreement that ends before it begins."""
    if end and end < start:
        days = {"start": figures.day(date.fromisoformat(start)), "end": figures.day(date.fromisoformat(end))}
        raise Refused("contract_ends_early", **days)


def check_free(others: tuple[Agreement, ...] | list[Agreement], start: str, end: str) -> None:
    """Refuse two agreements on one day."""
    for one in others:
        if one.meets(start, end):
            raise Refused("agreements_meet", start=one.starts_on, end=one.ends_on or "…", number=one.id)
