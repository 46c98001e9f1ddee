"""What reads well and can hardly be meant: amounts finer than the currency, cells that lack, idle entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from deskterm.models.basics.currencies import digits
from deskterm.models.basics.faults import Fault
from deskterm.models.terms.calendar import country_meant
from deskterm.models.terms.checking.places import Places
from deskterm.models.terms.money_sections import ACTS, CreditTerms, Multiplier, PackTerms
from deskterm.models.terms.sections import USUAL_TIER, Section, fields
from deskterm.models.terms.sense.holding import Holding, covers
from deskterm.models.terms.sense.unread import unread
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import ClosingDay, Euro

_LONGEST = 183  # days that a closure of every year over the year's end may last and be meant
_YEAR = 365
_FREE = frozenset({"included", "free", "contract"})  # modes of prices that charge nothing by themselves


def doubts(sheet: ServiceSheet, places: Places) -> Iterator[Fault]:
    """Every such fault of a sheet that reads well."""
    yield from _too_fine(sheet, "", sheet.provider.currency)
    yield from _factors(sheet)
    yield from _second(sheet)
    yield from _cells(sheet)
    yield from _places(sheet)
    yield from _credits(sheet)
    yield from unread(sheet, places)
    yield from _undrawn(sheet)
    for n, pack in enumerate(sheet.packs, 1):
        yield from _levels(f"pack[{n}]", pack)
    for name, calendar in sheet.calendars.items():
        yield from _country(f"calendar.{name}.holidays", calendar.holidays)
        for n, closure in enumerate(calendar.closures, 1):
            yield from _closure(f"calendar.{name}.closures[{n}]", *closure)


def _country(path: str, code: str) -> Iterator[Fault]:
    """Holidays that are known by another name than a country's code, or that are no country's."""
    if code not in {"", "IT"} and (near := country_meant(code)) != code:
        yield Fault(path, "holidays_name" if near else "holidays_none", {"word": code, "near": near})


def _closure(path: str, first: ClosingDay, last: ClosingDay) -> Iterator[Fault]:
    """A closure that leaves no day of the year, or goes nearly round it because its ends were exchanged."""
    values = {"word": f"{first}, {last}", "near": f"{last}, {first}"}
    days = _days(first, last)
    if first.yearly and last < first and days > _LONGEST:
        yield Fault(path, "closure_long", values | {"days": str(days)})
    elif days >= _YEAR:
        yield Fault(path, "closure_whole", values)


def _too_fine(value: object, path: str, currency: str) -> Iterator[Fault]:
    """Amounts with more decimals than the currency has: they would be rounded, or were meant as thousands."""
    if isinstance(value, Euro) and (word := value.grouped or value.finer):
        near = f"{Decimal(int(value)).scaleb(-digits(currency)):f}"
        values = {"word": word, "near": near, "currency": currency, "whole": word.replace(".", "")}
        yield Fault(path, "thousands" if value.grouped else "too_fine", values)
    elif isinstance(value, Section):
        for one in fields(value):
            below = f"{path}.{one.encode_name}" if path else one.encode_name
            yield from _too_fine(getattr(value, one.name), below, currency)
    elif isinstance(value, tuple):
        for n, item in enumerate(value, 1):
            yield from _too_fine(item, f"{path}[{n}]", currency)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _too_fine(item, f"{path}.{name}", currency)


def _factors(sheet: ServiceSheet) -> Iterator[Fault]:
    for n, one in enumerate(sheet.multipliers, 1):
        for key in ("weight", "times"):
            if getattr(one, key) == 0:
                yield Fault(f"multiplier[{n}].{key}", "hours_cost_nothing", {"word": key})
            elif getattr(one, key) != 1 and not _acts(sheet, one, key):
                values = {"word": key, "near": '", "'.join(ACTS[key])}
                yield Fault(f"multiplier[{n}].{key}", "factor_idle", values)


def _acts(sheet: ServiceSheet, one: Multiplier, key: str) -> bool:
    """Whether there is a price on which a factor acts and that may hold together with it."""
    holding = Holding(sheet)
    acted = (price for price in sheet.prices if price.mode in ACTS[key])
    pairs = ([(mine, its) for mine in one.when for its in price.when] for price in acted)
    return any(
        not any(holding.clash(*pair) or holding.clash(*reversed(pair)) for pair in own) for own in pairs
    )


def _second(sheet: ServiceSheet) -> Iterator[Fault]:
    """Factors, agreements and credits behind one that always comes before them."""
    holding = Holding(sheet)
    for n, later in enumerate(sheet.agreements, 1):
        for m, first in enumerate(sheet.agreements[: n - 1], 1):
            if covers(first.when, later.when, holding):
                values = {"word": f"agreement[{m}]", "near": first.name, "name": later.name}
                yield Fault(f"agreement[{n}]", "hidden_agreement", values)
                break
    for n, factor in enumerate(sheet.multipliers, 1):
        for m, before in enumerate(sheet.multipliers[: n - 1], 1):
            if covers(before.when, factor.when, holding):
                yield Fault(f"multiplier[{n}]", "hidden", {"word": f"multiplier[{m}]", "near": before.id})
                break
    for n, credit in enumerate(sheet.credits, 1):
        for m, other in enumerate(sheet.credits[: n - 1], 1):
            if _takes(other, credit) and covers(other.when, credit.when, holding):
                yield Fault(f"credit[{n}]", "hidden", {"word": f"credit[{m}]", "near": other.rule})
                break


def _takes(first: CreditTerms, later: CreditTerms) -> bool:
    return first.of in {"", later.of} and first.late <= later.late


def _cells(sheet: ServiceSheet) -> Iterator[Fault]:
    """Cells of the table of priorities that nobody filled: such a request would have no priority."""
    terms = sheet.priority
    if terms is None:
        return
    known = {one.id: one.choices for one in sheet.facts}
    rows, columns = (known.get(name, ()) for name in terms.of)
    tables = (("severity", terms.severity), ("tier", terms.tier))
    for key, table in ((key, table) for key, table in tables if table):
        for row in rows:
            path = f"priority.{key}.{row}" if row in table else f"priority.{key}"
            lacking = [one for one in columns if one not in table.get(row, {})]
            if lacking:
                yield Fault(path, "priority_cell", _cell(sheet, key, row, lacking))


def _places(sheet: ServiceSheet) -> Iterator[Fault]:
    """Priorities that give the tier or the lane that every request has anyhow, or one that no order reads."""
    tiers = {one.tier for one in sheet.rules if one.tier is not None}
    tiers |= {
        cell for row in (sheet.priority.tier if sheet.priority else {}).values() for cell in row.values()
    }
    lanes = {one.lane for one in sheet.rules if one.lane is not None} | {way.lane for way in sheet.channels}
    usual = {"tier": (tiers <= {USUAL_TIER}, USUAL_TIER), "lane": (len(lanes) == 1, min(lanes, default=1))}
    for n, rule in enumerate(sheet.rules, 1):
        for key, (same, one) in usual.items():
            if rule.do != "priority" or getattr(rule, key) is None:
                continue
            if key not in sheet.queue:
                values = {"word": key, "near": ", ".join(sheet.queue)}
                yield Fault(f"rule[{n}].{key}", "place_unread", values)
            elif same:
                values = {"word": key, "near": str(one), "less": str(one - 1), "more": str(one + 1)}
                yield Fault(f"rule[{n}].{key}", "place_usual", values)


def _cell(sheet: ServiceSheet, key: str, row: str, lacking: list[str]) -> dict[str, str]:
    """Which facts have nothing in the table, and what is to be written where: `low = "…"`."""
    of = sheet.priority.of if sheet.priority else ("", "")
    blank, known = ('"…"', [one.id for one in sheet.severities]) if key == "severity" else ("…", ["1", "2"])
    return {
        "rows": f"{of[0]} = {row}",
        "word": f"{of[1]} = {', '.join(lacking)}",
        "row": f"priority.{key}.{row}",
        "cells": ", ".join(f"{one} = {blank}" for one in lacking),
        "known": ", ".join(known),
    }


def _credits(sheet: ServiceSheet) -> Iterator[Fault]:
    made = tuple(dict.fromkeys(one.metric for one in sheet.response))
    for n, one in enumerate(sheet.credits, 1):
        if not made or (one.of and one.of not in made):
            values = {"word": one.of, "words": ", ".join(made)}
            code = "credit_unpromised" if one.of else "credit_no_promise"
            yield Fault(f"credit[{n}].of" if one.of else f"credit[{n}]", code, values)


def _undrawn(sheet: ServiceSheet) -> Iterator[Fault]:
    """Packs, sold or included, that neither a price nor a request draws on: whoever has one cannot use it."""
    drawn = {to for price in sheet.prices for to in price.settle}
    drawn |= {to for extra in sheet.extras for to in extra.settle}
    for n, pack in enumerate(sheet.packs, 1):
        if pack.use is None and f"pack:{pack.id}" not in drawn:
            charged = dict.fromkeys(price.id for price in sheet.prices if price.mode not in _FREE)
            values = {"word": pack.id, "near": ", ".join(charged) or "price"}
            yield Fault(f"pack[{n}]", "pack_undrawn", values)


def _levels(path: str, pack: PackTerms) -> Iterator[Fault]:
    """Warnings at more units than such a pack can ever hold, where the terms alone say how many."""
    whole = _most(pack)
    for n, level in enumerate(pack.warn, 1):
        if whole and level > whole:
            yield Fault(f"{path}.warn[{n}]", "warns_always", {"word": str(level), "near": str(whole)})
    if pack.top_up and pack.top_up.at > pack.top_up.size:
        values = {"word": str(pack.top_up.at), "near": str(pack.top_up.size)}
        yield Fault(f"{path}.top_up.at", "tops_up_again", values)


def _most(pack: PackTerms) -> int:
    """The most units that the terms let a customer have; 0 where sales or what is carried set no end."""
    if pack.included is None:
        return 0
    units, carried = pack.included.units, 0
    if pack.rest.do == "carry-once":
        carried = units if pack.rest.most is None else min(units, pack.rest.most)
    elif pack.rest.do == "carry":
        if pack.rest.most is None:
            return 0
        carried = pack.rest.most
    return units + carried + (pack.top_up.size if pack.top_up else 0)


def _days(first: ClosingDay, last: ClosingDay) -> int:
    """Days of a closure, in years of 365 days where it comes back every year."""
    begin, end = _day(first, 2025), _day(last, 2026 if last < first else 2025)
    return (end - begin).days + 1


def _day(day: ClosingDay, year: int) -> date:
    if not day.yearly:
        return date.fromisoformat(day)
    return date.fromisoformat(f"{year}-{'02-28' if day == '02-29' else day}")
