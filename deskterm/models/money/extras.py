"""Fixed amounts beside the time of a contact: call-out, opening, day, kilometres, hours of travel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from msgspec import Struct, structs

from deskterm.models.basics.money import rounded
from deskterm.models.money import vat
from deskterm.models.money.drawing import PackState, footing
from deskterm.models.money.earlier import Earlier, earlier, key
from deskterm.models.money.settle import out_of_wallets
from deskterm.models.records.money import Bill, PriceLine
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts, number
from deskterm.models.terms.money_sections import Extra
from deskterm.models.terms.service import Service


class Fixed(Struct, frozen=True):
    """A fixed amount that a contact bears: how many of it, and in cents."""

    extra: Extra
    count: Decimal  # of it, or hours
    cents: int
    said: Decimal = Decimal(0)  # what its fact says, before some are left free and the rest is rounded up


def ahead(service: Service, facts: Facts, at: int) -> Iterator[Fixed]:
    """The fixed amounts that a contact will bear for all that is known of it.

    Where nobody knows yet how many there will be (kilometres), `count` and `cents` are 0: it has its price.
    """
    before = earlier(facts)
    for extra in service.extras:
        if _is_borne(extra, before) or not all_hold(service, extra.when, facts, at):
            continue
        if extra.counted and number(facts.get(extra.counted)) is None:
            yield Fixed(extra, Decimal(0), 0)
            continue
        count = _count(extra, facts)
        cents = rounded(Fraction(count) * int(extra.price))
        if cents:
            yield Fixed(extra, count, cents, number(facts.get(extra.counted)) or Decimal(0))


def borne(service: Service, facts: Facts, at: int) -> Iterator[Fixed]:
    """The fixed amounts that hold for a contact, but those that its ticket or its day has borne before."""
    return (one for one in ahead(service, facts, at) if one.cents)


def starts(service: Service, facts: Facts, at: int) -> int | None:
    """The last second of a contact that bears no fixed amount; None where it bears none at all."""
    edges = {1}
    for extra in service.extras:
        for condition in extra.when:
            if condition.fact == "seconds" and condition.limit is not None:
                edges |= {int(condition.limit), int(condition.limit) + 1}
    for second in sorted(edge for edge in edges if edge > 0):
        known = with_derived(service, {**facts, "seconds": second}, at)
        if next(borne(service, known, at), None) is not None:
            return second - 1
    return None


def charged_by_own(facts: Facts) -> int:
    """What earlier filings of the contact charged of fixed amounts, in cents."""
    return sum(earlier(facts).own.values())


def billed(service: Service, facts: Facts, at: int, packs: Sequence[PackState]) -> list[Bill]:
    """The bills of the fixed amounts, less what earlier filings charged of each, drawn on the wallets."""
    before, found = earlier(facts).own, []
    for fixed in borne(service, facts, at):
        less = min(fixed.cents, before.get(key(fixed.extra), 0))
        if less < fixed.cents:
            open_to_it = dict(footing(service, fixed.extra, facts, at))
            one = _bill(service, fixed, less, [pack for pack in packs if pack.kind in open_to_it])
            wallets = {charge.to: charge.units for charge in one.settle}
            packs = [
                structs.replace(pack, left=pack.left - wallets.get(f"pack:{pack.id}", 0)) for pack in packs
            ]
            found.append(one)
    return found


def _is_borne(extra: Extra, before: Earlier) -> bool:
    once = {"ticket": before.ticket, "day": before.day}.get(extra.per, ())
    return key(extra) in once and key(extra) not in before.own


def _count(extra: Extra, facts: Facts) -> Decimal:
    """How many of it: one, or what its fact says, in hours where that is in minutes."""
    if not extra.counted:
        return Decimal(1)
    many = max(Decimal(0), (number(facts.get(extra.counted)) or Decimal(0)) - extra.beyond)
    steps = (Decimal(many) / extra.step).to_integral_value(ROUND_CEILING) * extra.step if extra.step else many
    return Decimal(steps) / 60 if extra.per == "hour" else Decimal(steps)


def _bill(service: Service, fixed: Fixed, less: int, packs: Sequence[PackState]) -> Bill:
    extra = fixed.extra
    line = PriceLine(
        what="extra",
        rule=extra.id,
        part=extra.part,
        seconds=int(fixed.count * 3600) if extra.per == "hour" else 0,
        before=fixed.said,
        beyond=extra.beyond if extra.counted else Decimal(0),
        count=fixed.count,
        price=int(extra.price),
        cents=fixed.cents,
    )
    charges, paid = out_of_wallets(service, extra, fixed.cents - less, packs)
    told = (
        line,
        *((PriceLine(what="charged", rule=extra.id, part=extra.part, cents=-less),) if less else ()),
        *paid,
    )
    charges, lines = vat.settled(service, extra, charges, told)
    return Bill(
        seconds=0,
        billable=True,
        billed_minutes=0,
        units=0,
        net_cents=sum(charge.net_cents for charge in charges),
        mode="extra",
        rule=extra.id,
        settle=charges,
        report=extra.report,
        lines=lines,
    )
