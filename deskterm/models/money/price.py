"""Sessions folded into contacts, the price that holds for them, and what its seconds come to.

A contact's chargeable time is the union of its sessions, never their sum (A6). What it costs is in `billing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, structs

from deskterm.models.basics.stretches import Stretch
from deskterm.models.money import extras, multipliers
from deskterm.models.money.earlier import earlier, key
from deskterm.models.money.rating import length, own_weight
from deskterm.models.rules.derived_facts import local_day, with_derived
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.own_facts import FactTerms, unsaid
from deskterm.models.terms.service import Service

BY_HAND = frozenset({"contract", "quote"})  # the amount is agreed with the customer, and set by a person
AGREED = frozenset({"contract", "rate"})  # facts that only an agreement gives
COSTS = frozenset({"time", "unit", "ticket", "day"}) | BY_HAND
Mark = tuple[int, str]  # seconds of the contact, `soon`, `fixed` or `money`
_FURTHER = ("mail", "web", "call", "remote", "training", "onsite")  # how far the work of a contact went
_LONGEST = 8 * 3600
_WARNING = 60


class Segment(Struct, frozen=True):
    """One session as the price sees it: its kind and its stretch of time."""

    kind: str
    started_at: int
    ended_at: int


def contacts(service: Service, segments: Iterable[Segment]) -> tuple[tuple[Segment, ...], ...]:
    """Sessions that are billed as one: spoken ones with a gap of at most `merge_gap`.

    Of the other kinds, those of one kind that follow each other without any gap. In the order in which they
    began; of those that began together the spoken ones come first, then by kind: however they were divided.
    """
    groups: list[list[Segment]] = []
    latest: dict[str, tuple[list[Segment], int]] = {}  # by kind, "" for all spoken ones: the group, its end
    for segment in sorted(segments, key=lambda item: (item.started_at, item.ended_at)):
        spoken = service.spoken(segment.kind)
        key, gap = ("", service.timer.merge_gap) if spoken else (segment.kind, 0)
        group, reach = latest.get(key, ([], 0))
        if group and segment.started_at - reach <= gap:
            group.append(segment)
            latest[key] = (group, max(reach, segment.ended_at))
        else:
            groups.append([segment])
            latest[key] = (groups[-1], segment.ended_at)

    def place(group: list[Segment]) -> tuple[int, str]:
        kind = group[0].kind
        return group[0].started_at, "" if service.spoken(kind) else kind

    return tuple(tuple(group) for group in sorted(groups, key=place))


def covered(segments: Iterable[Segment]) -> tuple[Stretch, ...]:
    """The time covered by at least one session, as stretches in order that stand apart."""
    found: list[Stretch] = []
    for start, end in sorted((item.started_at, item.ended_at) for item in segments):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif start < end:
            found.append((start, end))
    return tuple(found)


def chargeable(segments: Iterable[Segment]) -> int:
    """Seconds covered by at least one session."""
    return length(covered(segments))


def kind_of(service: Service, segments: Iterable[Segment]) -> str:
    """As what a contact is priced: as the furthest that its work went, whatever it ended with.

    A call after an hour of remote work does not make the hour a call.
    """
    return max((item.kind for item in segments), key=lambda kind: how_far(service, kind))


def how_far(service: Service, kind: str) -> tuple[int, int]:
    """The place of a kind of session among the kinds, by how far the work goes; an own one after its like."""
    like = service.like(kind)
    own = next((place for place, one in enumerate(service.kinds, 1) if one.id == kind), 0)
    return (_FURTHER.index(like) if like in _FURTHER else -1), own


def price_for(service: Service, facts: Facts, at: int, rule: str = "") -> Price | None:
    """The first price in force that holds, among those of the number `rule` if it is given.

    A number that the technician names, or one of its parts (`S14/lab`), counts also where its conditions do
    not hold, but for those that want an agreement, as long as it has a price without. None: to be decided.
    """
    known = with_derived(service, facts, at)
    listed = [price for price in service.prices if rule in {price.id, key(price)}] if rule else service.prices
    valid = [price for price in listed if _in_force(service, price, at) and _has_some(price, known)]
    found = next((price for price in valid if all_hold(service, price.when, known, at)), None)
    if found is not None or not rule:
        return found
    usable = [price for price in valid if _may_be_named(service, price, known, at)]
    whole = [price for price in usable if key(price) == rule]
    return next(iter(whole or usable or valid or listed), None)


def named(service: Service, facts: Facts, at: int) -> tuple[str, ...]:
    """The rules whose price may be named where none holds; one that needs an agreement only with one.

    Of a number with several prices each by its part, unless one of them holds by itself.
    """
    known = with_derived(service, facts, at)
    usable = _to_name(service, known, at)
    numbers = [price.id for price in _each(usable)]
    whole = {price.id for price in usable if all_hold(service, price.when, known, at)}
    whole |= {number for number in numbers if numbers.count(number) == 1}
    return tuple(dict.fromkeys(price.id if price.id in whole else key(price) for price in _each(usable)))


def parts_of(service: Service, facts: Facts, at: int, rule: str) -> tuple[str, ...]:
    """Of a number that says not which of its prices is meant, each by its part; () where it says it."""
    known = with_derived(service, facts, at)
    usable = [price for price in _to_name(service, known, at) if price.id == rule]
    one_holds = any(all_hold(service, price.when, known, at) for price in usable)
    several = _each(usable)
    if one_holds or len(several) == 1 or any(not price.part for price in usable):
        return ()
    return tuple(map(key, several))


def money_of(price: Price) -> Price:
    """A price without its name and conditions: what it comes to, and where that goes."""
    return structs.replace(price, id="", part="", when=(), start=None, until=None)


def _each(prices: Sequence[Price]) -> list[Price]:
    """Of the prices of one number that come to the same money only the first: there is nothing to choose."""
    found: dict[tuple[str, Price], Price] = {}
    for price in prices:
        found.setdefault((price.id, money_of(price)), price)
    return list(found.values())


def _to_name(service: Service, known: Facts, at: int) -> list[Price]:
    return [
        price
        for price in service.prices
        if _in_force(service, price, at)
        and _has_some(price, known)
        and _may_be_named(service, price, known, at)
    ]


def awaited(service: Service, facts: Facts, kinds: Iterable[str], at: int) -> tuple[FactTerms, ...]:
    """What must be said and is not, and on which the price of such work may hang."""
    wanted = [
        *unsaid(service.facts, facts),
        *(one for one in service.own("session") if one.must and facts.get(one.id) is None),
    ]
    each = [{**facts, "session": kind} for kind in dict.fromkeys(kinds)]
    return tuple(one for one in wanted if any(_hangs_on(service, known, at, one.id) for known in each))


def _hangs_on(service: Service, facts: Facts, at: int, name: str) -> bool:
    """Whether what work costs may hang on a fact that nobody has said: all else that is known lets it."""
    known = with_derived(service, facts, at)

    def may(when: Sequence[Condition]) -> bool:
        return all_hold(service, [one for one in when if one.fact not in ("", name)], known, at)

    for price in service.prices:
        if not _in_force(service, price, at) or not _has_some(price, known):
            continue
        if any(one.fact == name for one in price.when):
            if may(price.when):
                return True
        elif all_hold(service, price.when, known, at):
            break
    others: list[tuple[tuple[Condition, ...], str]] = [
        *((one.when, "") for one in service.multipliers),
        *((one.when, "") for one in service.packs),
        *((one.when, one.fact) for one in service.extras),
    ]
    return any(may(when) for when, fact in others if name in {fact, *(one.fact for one in when)})


def _may_be_named(service: Service, price: Price, known: Facts, at: int) -> bool:
    return all_hold(service, [one for one in price.when if one.fact in AGREED], known, at)


def _has_some(price: Price, known: Facts) -> bool:
    """Whether a price that only the first contacts of a period have is not used up."""
    return not price.first or earlier(known).first.get(key(price), 0) < price.first


def _in_force(service: Service, price: Price, at: int) -> bool:
    """Whether the price list that the price stands in is valid on the local day of `at`."""
    if price.start is None and price.until is None:
        return True
    day = local_day(service, at).isoformat()
    return (price.start or day) <= day <= (price.until or day)


def marks(service: Service, facts: Facts, at: int = 0, aside: int = 0) -> tuple[Mark, ...]:
    """The marks of a contact under way, in order; hours are read at `at`, when it began.

    `money` stands at the last second that is still free (0: it costs from the beginning), `soon` where the
    timer warns before it (a minute before, unless the file says otherwise). () where nothing costs. `fixed`
    stands at the last second without a fixed amount, where it costs no time yet (0: from the beginning).
    `aside`: seconds of the contact that another price holds for, whose time is no time of this one.
    """
    known = {"session": "call", **facts}
    found = money_starts(service, known, at)
    fixed = extras.starts(service, known, at)
    if found is None:
        return (
            ()
            if fixed is None or price_for(service, {**known, "seconds": 1}, at) is None
            else ((fixed, "fixed"),)
        )
    start, price = found
    before = ((fixed, "fixed"),) if fixed is not None and fixed < start else ()
    if price.mode == "ticket" and start == 0:  # a ticket costs the same however long the work takes
        return () if fixed is None else ((fixed, "fixed"),)
    early = [int(second) for second in service.timer.warn if second < start] or [start - _WARNING]
    result: list[Mark] = [(second, "soon") for second in early if 0 < second < start]
    result.append((start, "money"))
    if price.mode == "unit" and price.unit:
        for begin in _units(service, price, known, at):
            if begin > start:
                result += [(begin - service.timer.unit_warn, "soon"), (begin, "money")]
    moved = ((second + aside if second > 0 else second, what) for second, what in result)
    return tuple(sorted(mark for mark in (*before, *moved) if mark[0] >= 0))


def _units(service: Service, price: Price, facts: Facts, at: int) -> Iterator[int]:
    """The seconds of a contact at which a further unit begins: sooner where its time weighs more."""
    unit, begun, weighed = int(price.unit or 0), 0, Fraction(0)
    for piece in multipliers.pieces(service, [(at, at + _LONGEST)], with_derived(service, facts, at)):
        weight, left = own_weight(service, price) * piece.weight, piece.seconds
        while weight and (wanted := unit - weighed % unit) <= left * weight:
            taken = int(-(-wanted // weight))
            begun, left, weighed = begun + taken, left - taken, Fraction(0)
            yield begun
        begun, weighed = begun + left, weighed + left * weight


def money_starts(service: Service, facts: Facts, at: int) -> tuple[int, Price] | None:
    """The last free second, and the price that holds after it."""
    for second in _thresholds(service):
        price = price_for(service, {**facts, "seconds": second}, at)
        if price is not None and price.mode in COSTS:
            return max(second - 1, price.beyond), price
    return None


def _thresholds(service: Service) -> list[int]:
    """The first second of a contact, and those where a condition on `seconds` changes."""
    found = {1}
    for price in service.prices:
        for condition in price.when:
            if condition.fact == "seconds" and condition.limit is not None:
                found |= {int(condition.limit), int(condition.limit) + 1}
    return sorted(second for second in found if second > 0)
