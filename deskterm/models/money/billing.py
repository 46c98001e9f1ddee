"""What a contact costs: each stretch under the price of its kind, packs first, the rest invoiced.

Conditions on `seconds` look at the whole contact (A6). Each price that holds for some of its kinds is a part
of the bill, and rounds its own time up once (A5, A7, A13); kinds whose prices come to the same money are one
part. What a pack covers costs nothing again, because the pack was invoiced when it was sold: the bill's
`net_cents` is the sum of its charges, and only invoiced parts carry money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from deskterm.models.money.price import (
    BY_HAND,
    COSTS,
    Segment,
    amounts,
    chargeable,
    contacts,
    how_far,
    kind_of,
    price_for,
)
from deskterm.models.money.settle import UNCHARGED, Amount, Charged, PackState, Settled, before, settle
from deskterm.models.records.money import Bill, Charge
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.sections import Price
from deskterm.models.terms.service import Service


class _Part(Struct, frozen=True):
    """The stretches of a contact that one price holds for: its furthest kind, and their seconds."""

    price: Price
    kind: str
    seconds: int


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
    owns = _attributed(service, parts, filed, facts, charged)
    found: list[Bill] = []
    for part, own in zip(parts, owns, strict=True):
        one = _bill(service, part, {**known, "session": part.kind} if segments else known, packs, own)
        packs = _after(packs, one.settle)
        found.append(one)
    return found[0] if len(found) == 1 else _summed(seconds, found)


def bills(
    service: Service, segments: Iterable[Segment], facts: Facts, packs: Sequence[PackState] = ()
) -> tuple[Bill, ...]:
    """The bills of one ticket's contacts, in order: each draws on what the ones before left in the packs.

    A ticket uses up one ticket of a pack, however many contacts it takes (A12).
    """
    found: list[Bill] = []
    known = dict(facts)
    for contact in contacts(service, segments):
        result = bill(service, contact, known, packs)
        if any(one.mode == "ticket" and one.billable for one in result.parts or (result,)):
            known["burnt"] = True
        packs = _after(packs, result.settle)
        found.append(result)
    return tuple(found)


def _parts(service: Service, segments: Sequence[Segment], facts: Facts, rule: str = "") -> list[_Part] | None:
    """The parts of a contact, the nearest kind first; None where some of its work has no price.

    Kinds whose prices come to the same money count together, and time that they share counts once (A6).
    """
    known = {**facts, "seconds": chargeable(segments)}
    at = min((item.started_at for item in segments), default=0)
    if rule or not segments:
        kind = kind_of(segments) if segments else str(facts.get("session", ""))
        price = price_for(service, {**known, "session": kind} if kind else known, at, rule)
        return None if price is None else [_Part(price, kind, chargeable(segments))]
    prices: dict[str, Price] = {}
    for kind in sorted({item.kind for item in segments}, key=lambda kind: (how_far(kind), kind)):
        price = price_for(service, {**known, "session": kind}, at)
        if price is None:
            return None
        prices[kind] = price
    groups: dict[Price, list[str]] = {}
    for kind, price in prices.items():
        groups.setdefault(_money(price), []).append(kind)
    return [
        _Part(prices[kinds[-1]], kinds[-1], chargeable(item for item in segments if item.kind in kinds))
        for kinds in groups.values()
    ]


def aside(service: Service, segments: Sequence[Segment], facts: Facts, kind: str) -> int:
    """Seconds of a contact that count for other prices than that of the work under way, of this `kind`."""
    parts = _parts(service, segments, facts) or []
    own = next((part for part in parts if part.kind == kind), None)
    return chargeable(segments) - own.seconds if own is not None and len(parts) > 1 else 0


def _money(price: Price) -> Price:
    """A price without its name and conditions: what it comes to, and where that goes."""
    return structs.replace(price, id="", part="", when=(), start=None, until=None)


def _bill(service: Service, part: _Part, known: Facts, packs: Sequence[PackState], charged: Charged) -> Bill:
    price, seconds = part.price, part.seconds
    minutes, units = amounts(price, seconds)
    costs = price.mode in COSTS and (seconds > price.beyond or price.mode == "ticket")
    amount = Amount(minutes, units, max(0, seconds - price.beyond))
    found = settle(service, price, known, amount, packs, charged=charged) if costs else Settled((), 0)
    billable = bool(found.charges) if charged != UNCHARGED else costs
    return Bill(
        seconds=seconds,
        billable=billable,
        billed_minutes=sum(charge.minutes for charge in found.charges),
        units=found.units,
        net_cents=sum(charge.net_cents for charge in found.charges),
        mode=price.mode,
        rule=price.id,
        settle=found.charges,
        report=price.report and billable,
    )


def _summed(seconds: int, found: Sequence[Bill]) -> Bill:
    """Parts as one bill, what went to one place added up."""
    _, first = max(enumerate(found), key=lambda item: (item[1].mode in BY_HAND, item[1].billable, item[0]))
    charges: dict[str, Charge] = {}
    for charge in (charge for part in found for charge in part.settle):
        old = charges.get(charge.to) or Charge(to=charge.to, minutes=0, units=0, net_cents=0)
        charges[charge.to] = Charge(
            to=charge.to,
            minutes=old.minutes + charge.minutes,
            units=old.units + charge.units,
            net_cents=old.net_cents + charge.net_cents,
        )
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
    )


def _attributed(
    service: Service, parts: Sequence[_Part], filed: Sequence[Segment], facts: Facts, charged: Charged
) -> list[Charged]:
    """What was charged before, part by part: what its filed time came to; the last part bears the rest."""
    if charged == UNCHARGED or len(parts) == 1:
        return [charged] * len(parts)
    known = {**facts, "seconds": chargeable(filed)}
    earlier = {_money(part.price): part for part in _parts(service, filed, facts) or ()}
    owns, left = [], charged
    for part in parts[:-1]:
        old = earlier.get(_money(part.price))
        own = UNCHARGED if old is None else _owed(service, old, known, left)
        left = left.less(own)
        owns.append(own)
    return [*owns, left]


def _owed(service: Service, old: _Part, known: Facts, charged: Charged) -> Charged:
    minutes, units = amounts(old.price, old.seconds)
    if old.price.mode not in COSTS:
        return UNCHARGED
    amount = Amount(minutes, units, max(0, old.seconds - old.price.beyond))
    return before(service, old.price, {**known, "session": old.kind}, amount, charged)


def _after(packs: Sequence[PackState], charges: Iterable[Charge]) -> list[PackState]:
    drawn = {charge.to: charge.units or charge.minutes for charge in charges}
    return [structs.replace(pack, left=pack.left - drawn.get(f"pack:{pack.id}", 0)) for pack in packs]
