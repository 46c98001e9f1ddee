"""A customer's packs as a rehearsal imagines them: bought ones, and what an agreement includes.

They go through the days as at a desk: each period brings its units, rests go on or are lost, work draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from deskterm.models.basics.faults import nearest
from deskterm.models.money.billing import Counting, bill, costs_a_ticket
from deskterm.models.money.drawing import PackState
from deskterm.models.money.price import Segment, contacts
from deskterm.models.money.rollover import at_the_end, periods
from deskterm.models.records.money import Bill, Charge
from deskterm.models.rehearsal import events as lines
from deskterm.models.rehearsal.events import BadEvent, SessionEvent
from deskterm.models.rules.derived_facts import local_day
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service

ALWAYS, NEVER = "0000-01-01", "9999-12-31"


class OwnPack(Struct):
    """A pack while it is used: its days, both valid, how many units it brought, and what it holds."""

    id: int
    terms: PackTerms
    starts_on: str
    ends_on: str
    size: int
    left: int
    included: bool = False
    settled: bool = False


class Purse:
    """The packs of one customer, from day to day; `agreed` are the days of the agreement."""

    def __init__(self, service: Service, known: Facts, agreed: tuple[str, str] | None = None) -> None:
        self._service, self._known, self._agreed = service, known, agreed
        self._packs: list[OwnPack] = []
        self._given_to: dict[str, str] = {}
        self._day = ALWAYS

    def buy(self, terms: PackTerms, left: int, starts_on: str = ALWAYS, ends_on: str = NEVER) -> None:
        """Put a pack in."""
        number = len(self._packs) + 1
        size = max(0, left)
        self._packs.append(OwnPack(number, terms, starts_on, ends_on, size, left))

    def on(self, day: str) -> list[PackState]:
        """What the packs hold on a day, those that expire first, first; days only go on."""
        for terms in self._service.packs:
            self._give(terms, day)
        self._settle(day)
        found = sorted(self._packs, key=lambda pack: (pack.ends_on, pack.starts_on, pack.id))
        return [
            PackState(
                pack.id,
                pack.terms.id,
                pack.terms.unit,
                pack.left,
                open=pack.starts_on <= day <= pack.ends_on,
            )
            for pack in found
            if pack.starts_on <= day <= pack.ends_on or pack.left < 0
        ]

    def draw(self, charges: Iterable[Charge]) -> None:
        """Take what a bill settles."""
        for charge in charges:
            if charge.to.startswith("pack:"):
                self._packs[int(charge.to.removeprefix("pack:")) - 1].left -= charge.drawn

    def bills(self, segments: Iterable[Segment], facts: Facts) -> tuple[Bill, ...]:
        """The bills of one ticket's contacts, each on what the packs hold on its day."""
        known, found, had = dict(facts), [], Counting(self._service, facts)
        for number, contact in enumerate(contacts(self._service, segments), 1):
            day = local_day(self._service, min(one.started_at for one in contact)).isoformat()
            self._day, states = day, self.on(day)
            own = {f"pack_left:{kind}": left for kind, left in _sums(states).items()}
            known |= {"pack_left": min(own.values(), default=0), **own, **had.before(contact)}
            result = bill(self._service, contact, known, states)
            had.add(number, contact, result)
            known |= {"burnt": True} if costs_a_ticket(result) else {}
            self.draw(result.settle)
            found.append(result)
        return tuple(found)

    def told(self) -> list[dict[str, Any]]:
        """What the packs that are valid on the day of the last work hold, by kind and last day."""
        day = self._day
        return [
            {
                "kind": pack.terms.id,
                "left": pack.left,
                "until": pack.ends_on if pack.ends_on != NEVER else None,
            }
            for pack in sorted(self._packs, key=lambda pack: (pack.ends_on, pack.id))
            if pack.starts_on <= day <= pack.ends_on
        ]

    def names(self) -> Mapping[str, str]:
        """By which name of the terms each pack is told."""
        return {f"pack:{pack.id}": f"pack:{pack.terms.id}" for pack in self._packs}

    def _give(self, terms: PackTerms, day: str) -> None:
        """The packs of the periods begun by a day; with each the rest of the one before is settled."""
        if terms.included is None or self._agreed is None:
            return
        start, end = self._agreed
        valid = self._service.provider.valid_from or start
        since = max(start, valid) if valid <= day else start
        for period in periods(terms.included, start, end, since, day):
            if period.starts_on <= self._given_to.get(terms.id, ""):
                continue
            self._given_to[terms.id] = period.starts_on
            if not self._holds(terms.included.when, period.starts_on):
                continue
            number, ends_on = len(self._packs) + 1, period.ends_on or NEVER
            self._packs.append(
                OwnPack(number, terms, period.starts_on, ends_on, period.units, period.units, included=True)
            )
            self._settle(period.starts_on)

    def _settle(self, day: str) -> None:
        for pack in self._packs:
            if pack.ends_on < day and not pack.settled:
                pack.settled = True
                self._end(pack, _day_after(pack.ends_on))

    def _end(self, pack: OwnPack, day: str) -> None:
        """What becomes of a pack's rest on the day after its last."""
        following = [
            one
            for one in self._packs
            if one.terms.id == pack.terms.id and one is not pack and one.starts_on <= day <= one.ends_on
        ]
        after = max(following, key=lambda one: (one.starts_on == day, one.ends_on, one.id), default=None)
        if after is not None and pack.left < 0:
            part = min(-pack.left, max(0, after.left))
            after.left, pack.left = after.left - part, pack.left + part
            return
        carries = after is not None and self._holds(pack.terms.rest.when, day)
        ended = at_the_end(pack.terms.rest, pack.left, pack.size, carries=carries)
        pack.left = min(0, pack.left)
        if after is not None:
            after.left += ended.carried

    def _holds(self, when: Iterable[Any], day: str) -> bool:
        """Whether conditions hold on a day, by what is said of the customer and the agreement's days."""
        known = dict(self._known)
        if self._agreed is not None:
            start, end = self._agreed
            known["contract"] = start <= day <= (end or NEVER)
        at = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400
        return all_hold(self._service, when, known, at)


def read_purse(service: Service, zone: ZoneInfo, event: SessionEvent, known: Facts) -> Purse:
    """The packs and the agreement of a line. Raises BadEvent."""
    agreed = None
    if event.agreement is not None:
        start = lines.day(event.agreement.start, zone, "agreement.from", ALWAYS)
        agreed = start, lines.day(event.agreement.until, zone, "agreement.until", "")
    purse = Purse(service, known, agreed)
    for place, one in enumerate(event.packs or ()):
        terms = service.pack(one.kind)
        if terms is None:
            words = [pack.id for pack in service.packs]
            near = nearest(one.kind, words)
            raise BadEvent("pack", word=one.kind, near=near, words=", ".join(words))
        start = lines.day(one.start, zone, f"packs[{place}].from", ALWAYS)
        purse.buy(terms, one.left, start, lines.day(one.until, zone, f"packs[{place}].until", NEVER))
    return purse


def _sums(states: Iterable[PackState]) -> dict[str, int]:
    """What the packs of each kind hold together."""
    found: dict[str, int] = {}
    for state in states:
        found[state.kind] = found.get(state.kind, 0) + state.left
    return found


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day != NEVER else NEVER
