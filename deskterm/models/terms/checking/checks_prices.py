"""What must fit together in a price list: amounts, days of validity, and where the money goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from deskterm.models.basics.faults import Fault
from deskterm.models.basics.money import in_euro
from deskterm.models.terms.checking.checks_common import a_number, conditions, unknown, within
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import written_time


def prices(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every contradiction of the prices."""
    limits = set()
    for n, price in enumerate(sheet.prices, 1):
        path = f"price[{n}]"
        yield from conditions(sheet, path, price.when)
        yield from _amounts(path, price)
        yield from _validity(path, price)
        yield from _settle(sheet, path, price)
        limits |= {condition.limit for condition in price.when if condition.fact == "seconds"}
    yield from _multipliers(sheet)
    yield from _extras(sheet)
    if sheet.timer.free and sheet.timer.free not in limits:
        yield Fault("timer.free", "free_unpriced", {"word": str(int(sheet.timer.free))})


def _amounts(path: str, price: Price) -> Iterator[Fault]:
    needed = {"time": ("rate",), "unit": ("unit", "price"), "day": ("price",)}.get(price.mode, ())
    if price.rate is not None and price.rate.agreed:
        needed = (*needed, "list_rate")
    for key in needed:
        if getattr(price, key) is None:
            yield Fault(f"{path}.{key}", "missing_key", {"word": key})
    yield from within(f"{path}.step", price.step, 1, 1440)
    yield from within(f"{path}.minimum", price.minimum, 0, 1440)
    yield from within(f"{path}.weight", price.weight, 0, 100)
    yield from within(f"{path}.times", price.times, 0, 100)
    yield from within(f"{path}.first", price.first, 0, 1000)
    yield from within(f"{path}.vat", price.vat or 0, 0, 100)
    yield from _half(path, price)
    for n, (before, tier) in enumerate(pairwise(price.tiers), 2):
        if tier.over <= before.over:
            yield Fault(f"{path}.tiers[{n}].over", "backwards_tiers", {"word": written_time(int(tier.over))})
    if price.unit is not None:
        yield from within(f"{path}.unit", price.unit, 60, 86400)


def _half(path: str, price: Price) -> Iterator[Fault]:
    """Half a day dearer than a whole one; unless a point of them may stand behind thousands: that is told."""
    half, whole = price.half, price.price
    if half is not None and whole is not None and half > whole and not (half.grouped or whole.grouped):
        yield Fault(f"{path}.half", "range", {"word": in_euro(half), "near": f"0-{in_euro(whole)}"})


def _multipliers(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, one in enumerate(sheet.multipliers, 1):
        path = f"multiplier[{n}]"
        yield from conditions(sheet, path, one.when)
        yield from within(f"{path}.times", one.times, 0, 100)
        yield from within(f"{path}.weight", one.weight, 0, 100)


def _extras(sheet: ServiceSheet) -> Iterator[Fault]:
    wallets = [f"pack:{pack.id}" for pack in sheet.packs if pack.unit == "cent"]
    numbers = [one.id for one in sheet.facts if one.kind == "number"]
    for n, one in enumerate(sheet.extras, 1):
        path = f"extra[{n}]"
        yield from conditions(sheet, path, one.when)
        yield from within(f"{path}.beyond", one.beyond, 0, 100_000)
        yield from within(f"{path}.step", one.step, 0, 1440)
        yield from within(f"{path}.vat", one.vat or 0, 0, 100)
        if one.per in {"each", "hour"} and not one.fact:
            yield Fault(f"{path}.fact", "missing_key", {"word": "fact"})
        if one.fact:
            yield from a_number(sheet, f"{path}.fact", one.fact, numbers)
        for m, to in enumerate(one.settle, 1):
            yield from unknown(f"{path}.settle[{m}]", to, (*wallets, "invoice"))
        if not one.settle or one.settle[-1] != "invoice":
            yield Fault(f"{path}.settle", "settle_end", {"word": "invoice"})


def _validity(path: str, price: Price) -> Iterator[Fault]:
    if price.start is not None and price.until is not None and price.until < price.start:
        yield Fault(f"{path}.until", "backwards_days", {"word": price.until, "near": price.start})


def _settle(sheet: ServiceSheet, path: str, price: Price) -> Iterator[Fault]:
    units = {f"pack:{pack.id}": pack.unit for pack in sheet.packs}
    fits = {
        "time": ("minute", "cent"),
        "unit": ("minute", "cent"),
        "ticket": ("ticket", "cent"),
        "day": ("cent",),
    }
    for n, to in enumerate(price.settle, 1):
        place = f"{path}.settle[{n}]"
        yield from unknown(place, to, (*units, "invoice"))
        if to in units and units[to] not in fits.get(price.mode, ()):
            yield Fault(place, "pack_unit", {"word": to, "near": price.mode})
    if price.mode in {"time", "unit", "day"} and (not price.settle or price.settle[-1] != "invoice"):
        yield Fault(f"{path}.settle", "settle_end", {"word": "invoice"})
