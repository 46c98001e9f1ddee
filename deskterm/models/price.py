"""What a contact costs: sessions folded into contacts, the price that holds, packs first, the rest invoiced.

A contact's chargeable time is the union of its sessions, never their sum (A6). Minutes are rounded up once,
for the whole contact (A5, A7). What a pack covers costs nothing again, because the pack was invoiced when it
was sold: the bill's `net_cents` is the sum of its charges, and only invoiced parts carry money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from msgspec import Struct

from deskterm.models.facts import Facts, number
from deskterm.models.money import share, to_cents
from deskterm.models.records import Bill, Charge
from deskterm.models.rules import all_hold
from deskterm.models.sections import Price
from deskterm.models.terms import Service

COSTS = frozenset({"time", "unit", "ticket", "contract", "quote"})
Mark = tuple[int, str]  # seconds of the contact, `soon` or `money`
_LONGEST = 8 * 3600
_WARNING = 60


class Segment(Struct, frozen=True):
    """One session as the price sees it: its kind and its stretch of time."""

    kind: str
    started_at: int
    ended_at: int


class PackState(Struct, frozen=True):
    """What a pack still holds, in its unit; callers offer the ones that expire first, first."""

    id: int
    kind: str
    unit: str
    left: int


def contacts(service: Service, segments: Iterable[Segment]) -> tuple[tuple[Segment, ...], ...]:
    """Sessions that are billed as one: spoken ones with a gap of at most `merge_gap`; others stand alone."""
    groups: list[list[Segment]] = []
    spoken: list[Segment] = []
    reach = 0
    for segment in sorted(segments, key=lambda item: (item.started_at, item.ended_at)):
        if segment.kind not in service.timer.together:
            groups.append([segment])
        elif spoken and segment.started_at - reach <= service.timer.merge_gap:
            spoken.append(segment)
            reach = max(reach, segment.ended_at)
        else:
            spoken = [segment]
            groups.append(spoken)
            reach = segment.ended_at
    return tuple(tuple(group) for group in groups)


def chargeable(segments: Iterable[Segment]) -> int:
    """Seconds covered by at least one session."""
    total, reach = 0, None
    for start, end in sorted((item.started_at, item.ended_at) for item in segments):
        begin = start if reach is None else max(start, reach)
        total += max(0, end - begin)
        reach = end if reach is None else max(reach, end)
    return total


def bill(
    service: Service,
    segments: Sequence[Segment],
    facts: Facts,
    packs: Sequence[PackState] = (),
    rule: str = "",
) -> Bill:
    """What one contact costs. `rule` names the price that the technician chose where none holds by itself.

    The contact is priced as the kind of session it ended as; hours are read when it began.
    """
    seconds = chargeable(segments)
    known = {**facts, "seconds": seconds}
    at = 0
    if segments:
        known["session"] = max(segments, key=lambda item: (item.ended_at, item.started_at)).kind
        at = min(item.started_at for item in segments)
    price = price_for(service, known, at, rule)
    if price is None:
        return Bill(
            seconds=seconds, billable=False, billed_minutes=0, units=0, net_cents=0, mode="undecided", rule=""
        )
    minutes, units = amounts(price, seconds)
    billable = price.mode in COSTS and seconds > 0
    charges = _settle(service, price, known, units or minutes, packs) if billable else ()
    return Bill(
        seconds=seconds,
        billable=billable,
        billed_minutes=minutes,
        units=units,
        net_cents=sum(charge.net_cents for charge in charges),
        mode=price.mode,
        rule=price.id,
        settle=charges,
        report=price.report and billable,
    )


def price_for(service: Service, facts: Facts, at: int, rule: str = "") -> Price | None:
    """The price named `rule`, or else the first that holds; None: the session is to be decided."""
    if rule:
        return next((price for price in service.prices if price.id == rule), None)
    return next((price for price in service.prices if all_hold(service, price.when, facts, at)), None)


def amounts(price: Price, seconds: int) -> tuple[int, int]:
    """The minutes and the units that `seconds` are billed as."""
    if seconds <= 0:
        return 0, 0
    if price.mode == "time":
        weighted = int((seconds * price.weight).to_integral_value(ROUND_CEILING))
        steps = -(-weighted // (60 * price.step))
        return max(steps * price.step, price.minimum), 0
    if price.mode == "unit" and price.unit:
        units = -(-seconds // price.unit)
        return units * price.unit // 60, units
    return 0, 1 if price.mode == "ticket" else 0


def hourly_rate(price: Price, facts: Mapping[str, object]) -> int:
    """Cents per hour: the agreed rate where the price says so and the customer has one, else the list's."""
    if price.rate is not None and not price.rate.agreed:
        return int(price.rate)
    agreed = number(facts.get("rate"))
    return to_cents(Decimal(agreed)) if agreed is not None and agreed >= 0 else int(price.list_rate or 0)


def _settle(
    service: Service, price: Price, facts: Facts, amount: int, packs: Sequence[PackState]
) -> tuple[Charge, ...]:
    """`amount` (minutes, or units of a `unit` or `ticket` price) to where the price settles."""
    charges: list[Charge] = []
    for to in price.settle:
        for pack, part in _draw(service, to.removeprefix("pack:"), packs, amount):
            charges.append(_drawn(price, pack, part))
            amount -= part
    if amount > 0 or not charges:
        charges.append(_invoice(price, facts, amount))
    return tuple(charges)


def _drawn(price: Price, pack: PackState, part: int) -> Charge:
    in_minutes = price.mode == "time"
    minutes, units = (part, 0) if in_minutes else (0, part)
    return Charge(to=f"pack:{pack.id}", minutes=minutes, units=units, net_cents=0)


def _draw(
    service: Service, kind: str, packs: Sequence[PackState], amount: int
) -> tuple[tuple[PackState, int], ...]:
    """What each pack of a kind gives towards `amount`, never more than it holds."""
    terms = service.pack(kind)
    usable = [
        pack for pack in packs if pack.kind == kind and pack.left > 0 and terms and pack.unit == terms.unit
    ]
    if terms and terms.overdraw == "whole" and sum(pack.left for pack in usable) < amount:
        return ()
    drawn = []
    for pack in usable:
        part = min(pack.left, amount)
        if part > 0:
            drawn.append((pack, part))
            amount -= part
    return tuple(drawn)


def _invoice(price: Price, facts: Facts, amount: int) -> Charge:
    """What remains for the month-end invoice; an agreed or quoted price is set there by hand (0 here)."""
    if price.mode == "time":
        return Charge(
            to="invoice", minutes=amount, units=0, net_cents=share(hourly_rate(price, facts), amount, 60)
        )
    if price.mode in {"unit", "ticket"}:
        minutes = amount * price.unit // 60 if price.unit else 0
        return Charge(to="invoice", minutes=minutes, units=amount, net_cents=int(price.price or 0) * amount)
    return Charge(to="invoice", minutes=0, units=0, net_cents=0)


def marks(service: Service, facts: Facts, at: int = 0) -> tuple[Mark, ...]:
    """The marks of a contact under way, in order; hours are read at `at`, when it began.

    `money` stands at the last second that is still free (0: it costs from the beginning), `soon` where the
    timer warns before it (a minute before, unless the file says otherwise). () where nothing costs.
    """
    known = {"session": "call", **facts}
    found = _money_starts(service, known, at)
    if found is None:
        return ()
    start, price = found
    early = [int(second) for second in service.timer.warn if second < start] or [start - _WARNING]
    result: list[Mark] = [(second, "soon") for second in early if 0 < second < start]
    result.append((start, "money"))
    if price.mode == "unit" and price.unit:
        for begin in range(price.unit, _LONGEST, price.unit):
            if begin > start:
                result += [(begin - service.timer.unit_warn, "soon"), (begin, "money")]
    return tuple(sorted(mark for mark in result if mark[0] >= 0))


def _money_starts(service: Service, facts: Facts, at: int) -> tuple[int, Price] | None:
    """The last free second, and the price that holds after it."""
    for second in _thresholds(service):
        price = price_for(service, {**facts, "seconds": second}, at)
        if price is not None and price.mode in COSTS:
            return max(0, second - 1), price
    return None


def _thresholds(service: Service) -> list[int]:
    """The first second of a contact, and those where a condition on `seconds` changes."""
    found = {1}
    for price in service.prices:
        for condition in price.when:
            if condition.fact == "seconds" and condition.limit is not None:
                found |= {int(condition.limit), int(condition.limit) + 1}
    return sorted(second for second in found if second > 0)
