"""What may be meant as it stands, and is to be known: keys that say less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.models.basics.faults import Fault
from deskterm.models.terms.checking.places import Places
from deskterm.models.terms.money_sections import Price
from deskterm.models.terms.sheet import ServiceSheet


def remarks(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Every such key of a sheet that can be used, as the code of its sentence."""
    yield from _doors(sheet)
    yield from _draws(sheet)
    yield from _units(sheet, places)
    for n, pack in enumerate(sheet.packs, 1):
        if pack.rest.do != "expire" and not (pack.months or pack.ends or pack.included or pack.grant):
            yield Fault(f"pack[{n}].rest", "note.rest_never", {"word": pack.rest.do}, of=pack.id)


def _doors(sheet: ServiceSheet) -> Iterator[Fault]:
    """Ways in by which a fact is not heard: `by` does not let the customer say it."""
    typed = {channel.id for channel in sheet.channels if channel.kind == "phone"}
    for n, one in enumerate(sheet.facts, 1):
        ways = [channel for channel in one.channels if channel not in typed]
        if ways and one.by and "customer" not in one.by:
            yield Fault(f"fact[{n}].from", "note.from_unheard", {"word": ", ".join(ways)}, of=one.id)


def _draws(sheet: ServiceSheet) -> Iterator[Fault]:
    """The weight of a kind of work that no price settles with the pack: it never counts."""
    for n, pack in enumerate(sheet.packs, 1):
        own = [price for price in sheet.prices if f"pack:{pack.id}" in price.settle]
        for kind in pack.draws if own else ():
            if not any(_is_of(price, kind) for price in own):
                priced = dict.fromkeys(price.id for price in sheet.prices if _names(price, kind))
                values = {"word": kind, "near": f"pack:{pack.id}", "words": ", ".join(priced)}
                yield Fault(f"pack[{n}].draws.{kind}", "note.draws_unsent", values, of=pack.id)


def _units(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Prices by the unit that draw time as it was worked from packs of minutes, without saying so."""
    packs = {f"pack:{pack.id}" for pack in sheet.packs if pack.unit == "minute"}
    for n, price in enumerate(sheet.prices, 1):
        drawn = [to for to in price.settle if to in packs]
        if price.mode == "unit" and drawn and sheet.schema > 1 and f"price[{n}].drawn" not in places:
            yield Fault(f"price[{n}].settle", "note.unit_drawn", {"near": ", ".join(drawn)}, of=price.id)


def _is_of(price: Price, kind: str) -> bool:
    """Whether a price may hold for a kind of work."""
    asked = (condition for condition in price.when if condition.fact == "session")
    return all(condition.holds({"session": kind}, lambda _: True) for condition in asked)


def _names(price: Price, kind: str) -> bool:
    return price.mode != "free" and kind in {
        word for one in price.when if (one.fact, one.op) == ("session", "=") for word in one.words
    }
