"""What was charged before and counts for a contact: how much of a month's volume, which fixed amounts.

It comes with the facts, under `earlier`, as plain tables, so that it is kept and rehearsed as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from deskterm.models.records.money import PriceLine
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Extra, Multiplier, Price
from deskterm.models.terms.service import Service

EARLIER = "earlier"
FIRST = frozenset({"first", "among"})  # lines of a contact that had a price of only so many


class Earlier(Struct, frozen=True):
    """What came before the contact, by `key` of a price or a fixed amount; its own filings but in `own`."""

    first: dict[str, int] = {}  # how many contacts of the period a price with `first` has had
    paid: dict[str, int] = {}  # seconds paid with money in the contact's month
    days: dict[str, dict[str, int]] = {}  # seconds on each local day (ISO) at a price by the day
    ticket: tuple[str, ...] = ()  # fixed amounts that its ticket has borne
    day: tuple[str, ...] = ()  # those that its customer has borne on the contact's local day
    own: dict[str, int] = {}  # what its own earlier filings charged of each fixed amount


NOTHING = Earlier()


def key(item: Price | Extra | Multiplier) -> str:
    """By what a price, a factor or a fixed amount is told from all others: its rule, and its part of it."""
    return f"{item.id}/{item.part}" if item.part else item.id


def earlier(facts: Facts) -> Earlier:
    """What the facts say came before; nothing where they say nothing that can be read."""
    told = facts.get(EARLIER)
    if not isinstance(told, dict):
        return NOTHING
    try:
        return msgspec.convert(told, Earlier)
    except msgspec.ValidationError:
        return NOTHING


class Had(Struct, frozen=True, kw_only=True):
    """A line that an earlier contact was charged by; `day` is local and ISO."""

    what: str
    item: str  # `key` of its price or fixed amount
    day: str
    contact: int
    seconds: int = 0
    cents: int = 0
    same_ticket: bool = False


def reckoned(service: Service, had: Iterable[Had], day: str, contact: int = 0) -> Earlier:
    """What counts for a contact of this local day, of all that its customer had; its own filings apart."""
    within = {key(price): price.within for price in service.prices}
    had = list(had)
    others = [one for one in had if one.contact != contact]
    month = [one for one in others if one.day[:7] == day[:7]]
    year = [one for one in others if one.day[:4] == day[:4]]
    had_first = [one for one in year if one.what in FIRST]
    first = [one for one in had_first if one in month or within.get(one.item) == "year"]
    return Earlier(
        first={item: len(own) for item, own in _contacts(first).items()},
        paid=_added((one.item, one.seconds) for one in month if one.what == "hours"),
        days=_days(one for one in others if one.what in {"day", "half_day"}),
        ticket=tuple(sorted({one.item for one in others if one.what == "extra" and one.same_ticket})),
        day=tuple(sorted({one.item for one in others if one.what == "extra" and one.day == day})),
        own=_added(
            (one.item, one.cents)
            for one in had
            if one.contact == contact and one.what in {"extra", "charged"}
        ),
    )


def told(service: Service, had: Iterable[Had], day: str, contact: int = 0) -> dict[str, Any]:
    """What counts, as plain tables: the fact `earlier`."""
    earlier: dict[str, Any] = msgspec.to_builtins(reckoned(service, had, day, contact))
    return earlier


def had_of(line: PriceLine, day: str, contact: int) -> Had:
    """A line of a contact of the same ticket."""
    item = f"{line.rule}/{line.part}" if line.part else line.rule
    return Had(
        what=line.what,
        item=item,
        day=day,
        contact=contact,
        seconds=line.seconds,
        cents=line.cents,
        same_ticket=True,
    )


def together(one: Earlier, other: Earlier) -> Earlier:
    """What two accounts of different contacts say together."""
    days = {
        item: _added((*one.days.get(item, {}).items(), *other.days.get(item, {}).items()))
        for item in one.days | other.days
    }
    return Earlier(
        first=_added((*one.first.items(), *other.first.items())),
        paid=_added((*one.paid.items(), *other.paid.items())),
        days=days,
        ticket=tuple(sorted({*one.ticket, *other.ticket})),
        day=tuple(sorted({*one.day, *other.day})),
        own=one.own,
    )


def _added(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item, many in pairs:
        found[item] = found.get(item, 0) + many
    return found


def _contacts(had: Iterable[Had]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in had:
        found.setdefault(one.item, set()).add(one.contact)
    return found


def _days(had: Iterable[Had]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one in had:
        own = found.setdefault(one.item, {})
        own[one.day] = own.get(one.day, 0) + one.seconds
    return found
