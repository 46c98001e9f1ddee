"""What a contact costs: each stretch under the price of its kind, packs first, the rest invoiced.

Conditions on `seconds` look at the whole contact (A6). Each price that holds for some of its kinds is a part
of the bill, and rounds its own time up once (A5, A7, A13); kinds whose prices come to the same money are one
part. What a pack covers costs nothing again, because the pack was invoiced when it was sold: the bill's
`net_cents` is the sum of its charges, and only invoiced parts carry money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct, structs

from deskterm.models.basics.stretches import Stretch
from deskterm.models.money import extras, vat
from deskterm.models.money.drawing import Footing, PackState, footing
from deskterm.models.money.earlier import EARLIER, Had, earlier, had_of, reckoned, together
from deskterm.models.money.price import (
    BY_HAND,
    COSTS,
    Segment,
    chargeable,
    contacts,
    covered,
    how_far,
    kind_of,
    money_of,
    price_for,
)
from deskterm.models.money.rating import Amount, length, rated
from deskterm.models.money.settle import UNCHARGED, Charged, Settled, before, settle
from deskterm.models.records.money import Bill, Charge, PriceLine
from deskterm.models.rules.derived_facts import local_day, with_derived
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.service import Service


class _Part(Struct, frozen=True):
    """The stretches of a contact that one price holds for, and its furthest kind.

    `footing`: the kinds of pack that they may draw on, and how much.
    """

    price: Price
    kind: str
    spans: tuple[Stretch, ...]
    footing: Footing

    @property
    def seconds(self) -> int:
        """How long they are together."""
        return length(self.spans)

    @property
    def money(self) -> tuple[Price, Footing]:
        """What its time comes to, by price and packs: two kinds of work that agree in it count together."""
        return money_of(self.price), self.footing


def bill(
    service: Service,
    segments: Sequence[Segment],
    facts: Facts,
    packs: Sequence[PackState] = (),
    rule: str = "",
    *,
    charged: Charged = UNCHARGED,
    filed: Sequence[Segment] = (),
) -> Bill:
    """What one contact costs. `rule` names the price that the technician chose where none holds by itself.

    Hours are read when the contact began. What its `filed` stretches were `charged` before is taken off: the
    bill is then that of the rest. Of several parts the bill's mode and rule are those of the one that must be
    agreed, or else of the furthest that costs.
    """
    seconds = chargeable(segments)
    parts = _parts(service, segments, facts, rule)
    if parts is None:
        return Bill(
            seconds=seconds, billable=False, billed_minutes=0, units=0, net_cents=0, mode="undecided", rule=""
        )
    known = {**facts, "seconds": seconds}
    if fixed := extras.charged_by_own(facts):
        charged = charged.less(Charged(cents=fixed))
    owns = _attributed(service, parts, filed, facts, charged)
    found: list[Bill] = []
    for part, own in zip(parts, owns, strict=True):
        one = _bill(service, part, {**known, "session": part.kind} if segments else known, packs, own)
        packs = _after(packs, one.settle)
        found.append(one)
    found += _extras(service, segments, known, packs)
    return found[0] if len(found) == 1 else _summed(seconds, found)


def _extras(
    service: Service, segments: Sequence[Segment], known: Facts, packs: Sequence[PackState]
) -> list[Bill]:
    """The bills of the fixed amounts beside a contact's time."""
    if not service.extras:
        return []
    at = min((item.started_at for item in segments), default=0)
    told = {**known, "session": kind_of(service, segments)} if segments else known
    return extras.billed(service, with_derived(service, told, at), at, packs)


def bills(
    service: Service, segments: Iterable[Segment], facts: Facts, packs: Sequence[PackState] = ()
) -> tuple[Bill, ...]:
    """The bills of one ticket's contacts, in order: each draws on what the ones before left in the packs.

    A ticket uses up one ticket of a pack, however many contacts it takes (A12).
    """
    found: list[Bill] = []
    known, had = dict(facts), Counting(service, facts)
    for number, contact in enumerate(contacts(service, segments), 1):
        known |= had.before(contact)
        result = bill(service, contact, known, packs)
        known |= {"burnt": True} if costs_a_ticket(result) else {}
        had.add(number, contact, result)
        packs = _after(packs, result.settle)
        found.append(result)
    return tuple(found)


class Counting:
    """What the contacts of one ticket are charged, so that it counts for those that follow."""

    def __init__(self, service: Service, facts: Facts) -> None:
        self._service, self._told, self._had = service, earlier(facts), list[Had]()

    def before(self, contact: Sequence[Segment]) -> dict[str, object]:
        """The fact of what came before a contact; {} where nothing counts."""
        if not self._service.counts_earlier or not self._had:
            return {}
        own = reckoned(self._service, self._had, self._day(contact))
        return {EARLIER: msgspec.to_builtins(together(self._told, own))}

    def add(self, number: int, contact: Sequence[Segment], made: Bill) -> None:
        """A contact was billed."""
        day = self._day(contact)
        self._had += [had_of(line, line.day or day, number) for line in made.lines]

    def _day(self, contact: Sequence[Segment]) -> str:
        return local_day(self._service, min(item.started_at for item in contact)).isoformat()


def costs_a_ticket(found: Bill) -> bool:
    """Whether a contact uses up its ticket's unit of a pack, or pays for it."""
    return any(one.mode == "ticket" and one.billable for one in found.parts or (found,))


def _parts(service: Service, segments: Sequence[Segment], facts: Facts, rule: str = "") -> list[_Part] | None:
    """The parts of a contact, the nearest kind first; None where some of its work has no price.

    Kinds whose prices come to the same money count together, and time that they share counts once (A6).
    """
    known = {**facts, "seconds": chargeable(segments)}
    at = min((item.started_at for item in segments), default=0)
    if rule or not segments:
        kind = kind_of(service, segments) if segments else str(facts.get("session", ""))
        price = price_for(service, {**known, "session": kind} if kind else known, at, rule)
        if price is None:
            return None
        on = footing(service, price, {**known, "session": kind} if kind else known, at)
        return [_Part(price, kind, covered(segments), on)]
    prices: dict[str, _Part] = {}
    for kind in sorted({item.kind for item in segments}, key=lambda kind: (how_far(service, kind), kind)):
        price = price_for(service, {**known, "session": kind}, at)
        if price is None:
            return None
        prices[kind] = _Part(price, kind, (), footing(service, price, {**known, "session": kind}, at))
    groups: dict[tuple[Price, Footing], list[str]] = {}
    for kind, part in prices.items():
        groups.setdefault(part.money, []).append(kind)
    return [
        structs.replace(prices[kinds[-1]], spans=covered(item for item in segments if item.kind in kinds))
        for kinds in groups.values()
    ]


def aside(service: Service, segments: Sequence[Segment], facts: Facts, kind: str) -> int:
    """Seconds of a contact that count for other prices than that of the work under way, of this `kind`."""
    parts = _parts(service, segments, facts) or []
    own = next((part for part in parts if part.kind == kind), None)
    return chargeable(segments) - own.seconds if own is not None and len(parts) > 1 else 0


def _bill(service: Service, part: _Part, known: Facts, packs: Sequence[PackState], charged: Charged) -> Bill:
    price, seconds = part.price, part.seconds
    amount = rated(service, price, part.spans, known)
    costs = price.mode in COSTS and (seconds > price.beyond or price.mode == "ticket")
    packs = [pack for pack in packs if pack.kind in dict(part.footing)]
    found = settle(service, price, known, amount, packs, charged=charged) if costs else _free(price, amount)
    if price.mode in BY_HAND:
        found = structs.replace(found, lines=(*found.lines, PriceLine(what="agree", rule=price.id)))
    if price.first and costs:
        among = PriceLine(what="among", rule=price.id, part=price.part)
        found = structs.replace(found, lines=(*found.lines, among))
    charges, lines = vat.settled(service, price, found.charges, found.lines)
    billable = bool(charges) if charged != UNCHARGED else costs
    return Bill(
        seconds=seconds,
        billable=billable,
        billed_minutes=sum(charge.minutes for charge in charges),
        units=found.units,
        net_cents=sum(charge.net_cents for charge in charges),
        mode=price.mode,
        rule=price.id,
        settle=charges,
        report=price.report and billable,
        lines=lines,
    )


def _free(price: Price, amount: Amount) -> Settled:
    """Work that costs nothing."""
    what = "first" if price.first else "free"
    return Settled((), 0, (*amount.lines, PriceLine(what=what, rule=price.id, part=price.part)))


def _weightiest(item: tuple[int, Bill]) -> tuple[bool, bool, bool, int]:
    """What must be agreed comes first, then what costs, then time before fixed amounts, then the furthest."""
    place, part = item
    return part.mode in BY_HAND, part.billable, part.mode != "extra", place


def _summed(seconds: int, found: Sequence[Bill]) -> Bill:
    """Parts as one bill, what went to one place added up."""
    _, first = max(enumerate(found), key=_weightiest)
    charges: dict[str, Charge] = {}
    for charge in (charge for part in found for charge in part.settle):
        charges[charge.to] = charges[charge.to].plus(charge) if charge.to in charges else charge
    return structs.replace(
        first,
        seconds=seconds,
        billable=any(part.billable for part in found),
        billed_minutes=sum(part.billed_minutes for part in found),
        units=sum(part.units for part in found),
        net_cents=sum(part.net_cents for part in found),
        settle=tuple(charges.values()),
        report=any(part.report for part in found),
        parts=tuple(found),
        lines=tuple(line for part in found for line in part.lines),
    )


def _attributed(
    service: Service, parts: Sequence[_Part], filed: Sequence[Segment], facts: Facts, charged: Charged
) -> list[Charged]:
    """What was charged before, part by part: what its filed time came to; the last part bears the rest."""
    if charged == UNCHARGED or len(parts) == 1:
        return [charged] * len(parts)
    known = {**facts, "seconds": chargeable(filed)}
    earlier = {part.money: part for part in _parts(service, filed, facts) or ()}
    owns, left = [], charged
    for part in parts[:-1]:
        old = earlier.get(part.money)
        own = UNCHARGED if old is None else _owed(service, old, known, left)
        left = left.less(own)
        owns.append(own)
    return [*owns, left]


def _owed(service: Service, old: _Part, known: Facts, charged: Charged) -> Charged:
    if old.price.mode not in COSTS:
        return UNCHARGED
    told = {**known, "session": old.kind}
    return before(service, old.price, told, rated(service, old.price, old.spans, told), charged)


def _after(packs: Sequence[PackState], charges: Iterable[Charge]) -> list[PackState]:
    drawn = {charge.to: charge.drawn for charge in charges}
    return [structs.replace(pack, left=pack.left - drawn.get(f"pack:{pack.id}", 0)) for pack in packs]
