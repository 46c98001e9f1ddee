"""The numbers of a clause beside those that the file counts with: «dieci minuti» where a key says `5:00`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from msgspec import Struct

from deskterm.models.basics.currencies import EURO, digits
from deskterm.models.basics.faults import Fault
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.money_sections import PackTerms, Price
from deskterm.models.terms.sections import NATIVE, Provider
from deskterm.models.terms.sense.blanks import CURRENCY, filled
from deskterm.models.terms.sense.said_money import NUMBER, names, plain, plural, point, signs
from deskterm.models.terms.sheet import ServiceSheet
from deskterm.models.terms.values import HOUR, MINUTE

_WORDS = {
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
    " quindici sedici diciassette diciotto diciannove venti",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty",
}
_FURTHER = {
    "it": {"trenta": 30, "quaranta": 40, "quarantotto": 48, "sessanta": 60, "novanta": 90},
    "en": {"thirty": 30, "forty": 40, "forty-eight": 48, "sixty": 60, "ninety": 90},
}
# How a unit is said, what it measures, and how much of that it is.
_UNITS = {
    "it": {
        r"minut[oi]": ("time", MINUTE),
        r"or[ae]": ("time", HOUR),
        r"giorn[oi]": ("days", 1),
        r"mes[ei]": ("months", 1),
        r"per cento|%": ("share", 1),
    },
    "en": {
        r"minutes?": ("time", MINUTE),
        r"hours?": ("time", HOUR),
        r"(?:working )?days?": ("days", 1),
        r"months?": ("months", 1),
        r"per ?cent|%": ("share", 1),
    },
}
_MEASURED = {"minute": ("time", MINUTE), "hour": ("time", HOUR), "day": ("days", 1), "month": ("months", 1)}
_DAY = 24 * HOUR


class Figure(Struct, frozen=True):
    """A number that the file counts with: what it measures, how much, and where it stands."""

    measure: str
    amount: Decimal
    path: str


def clause_figures(sheet: ServiceSheet) -> Iterator[Fault]:
    """Every clause that says a number of which the keys of its rule say another."""
    kept: dict[str, list[Figure]] = {}
    for rule, figure in _figures(sheet):
        kept.setdefault(rule, []).append(figure)
    for rule, clause in sheet.clauses.items():
        for language, text in (clause.spoken or {one: clause.said(one) for one in NATIVE}).items():
            path, told = f"clause.{rule}.{language}", filled(sheet, text, language)
            known = kept.get(rule, [])
            yield from _contradictions(path, _said(told, language, sheet.provider), known)
            if any(one.measure == "money" for one in known):
                yield from _other_money(path, told, language, sheet.provider.currency)


def _contradictions(path: str, said: list[tuple[str, str, Decimal]], known: list[Figure]) -> Iterator[Fault]:
    for words, measure, amount in said:
        same = [one for one in known if one.measure == measure]
        if same and all(one.amount != amount for one in same):
            places = ", ".join(dict.fromkeys(one.path for one in same))
            yield Fault(path, "clause_figure", {"word": words, "near": places})


def _other_money(path: str, text: str, language: str, currency: str) -> Iterator[Fault]:
    """An amount in euro in a clause whose keys reckon in another currency."""
    if currency == EURO:
        return
    behind, before = names(EURO, language), "|".join(map(re.escape, signs(EURO, language)))
    number = rf"(?<![\w.,'’]){NUMBER}"
    pattern = rf"(?:{number})[ \u00a0]?(?:{behind})(?!\w)|(?<!\w)(?:{before})[ \u00a0]?(?:{NUMBER})"
    if found := re.search(pattern, text, re.IGNORECASE):
        values = {"word": found[0], "currency": currency, "near": plural(currency, language)}
        yield Fault(path, "clause_currency", values | {"words": f"{{{CURRENCY}}}"})


def _said(text: str, language: str, firm: Provider) -> list[tuple[str, str, Decimal]]:
    """The numbers with a unit in a sentence: as they are said, what they measure, how much."""
    decimal, cent = point(language, firm.region), 10 ** digits(firm.currency)
    numbers = {word: n for n, word in enumerate(_WORDS.get(language, "").split())}
    numbers |= _FURTHER.get(language, {})
    number = "|".join([NUMBER, *sorted(map(re.escape, numbers), key=len, reverse=True)])
    units = (_UNITS.get(language) or _units(language)) | {names(firm.currency, language): ("money", cent)}
    found = []
    for unit, (measure, size) in units.items():
        for match in re.finditer(rf"(?<![\w.,'’])({number})[ \u00a0-]?(?:{unit})(?!\w)", text, re.IGNORECASE):
            told = match[1].casefold()
            amount = Decimal(numbers[told] if told in numbers else plain(told, decimal))
            found.append((match[0], measure, amount * size))
    before = "|".join(map(re.escape, signs(firm.currency, language)))
    for match in re.finditer(rf"(?<!\w)(?:{before})[ \u00a0]?({NUMBER})(?![\w%]|[.,]\d)", text):
        found.append((match[0], "money", Decimal(plain(match[1], decimal)) * cent))
    return found


@cache
def _units(language: str) -> dict[str, tuple[str, int]]:
    """The units of another language, by Babel; its numbers are found where they stand in figures."""
    from babel import Locale
    from babel.units import format_unit

    here = Locale.parse(language.replace("-", "_"))
    found: dict[str, tuple[str, int]] = {r"%": ("share", 1)}
    for name, (measure, size) in _MEASURED.items():
        told = (format_unit(n, f"duration-{name}", "long", locale=here) for n in (1, 2, 5))
        words = {re.sub(r"^[\d\s]+", "", form) for form in told} - {""}
        if words:
            found["|".join(rf"{re.escape(word)}\w?" for word in sorted(words))] = (measure, size)
    return found


def _figures(sheet: ServiceSheet) -> Iterator[tuple[str, Figure]]:
    """Every number that a rule's keys count with, by the rule's number."""
    for n, price in enumerate(sheet.prices, 1):
        yield from ((price.id, figure) for figure in _of_price(f"price[{n}]", price))
    for n, one in enumerate(sheet.response, 1):
        for key, target in (("target", one.target), ("soft", one.soft)):
            if target is not None and not target.agreed:
                measure, amount = ("days", target.days) if target.days else ("time", int(target))
                yield one.id, Figure(measure, Decimal(amount), f"response[{n}].{key}")
                if measure == "time" and amount % _DAY == 0:
                    yield one.id, Figure("days", Decimal(amount // _DAY), f"response[{n}].{key}")
    for n, rule in enumerate(sheet.rules, 1):
        yield from ((rule.id, figure) for figure in _limits(f"rule[{n}]", rule.when))
    for n, pack in enumerate(sheet.packs, 1):
        yield from _of_pack(f"pack[{n}]", pack)
    for n, extra in enumerate(sheet.extras, 1):
        yield extra.id, Figure("money", Decimal(int(extra.price)), f"extra[{n}].price")
    yield from _single(sheet)


def _single(sheet: ServiceSheet) -> Iterator[tuple[str, Figure]]:
    for key, period in (
        ("contest", sheet.contest),
        ("reopen", sheet.reopen),
        ("purge", sheet.purge),
        ("alert", sheet.alert),
    ):
        if period:
            yield period.rule, Figure("days", Decimal(period.days), f"{key}.days")
    if sheet.fee and sheet.fee.price is not None:
        yield sheet.fee.rule, Figure("money", Decimal(int(sheet.fee.price)), "fee.price")
    if sheet.fee and sheet.fee.share is not None:
        yield sheet.fee.rule, Figure("share", sheet.fee.share * 100, "fee.share")
    if sheet.sign_up and sheet.sign_up.active:
        yield sheet.sign_up.active_rule, Figure("time", Decimal(sheet.sign_up.active), "sign_up.active")


def _of_pack(path: str, pack: PackTerms) -> Iterator[tuple[str, Figure]]:
    """What a pack counts: its months, the units of packs of minutes and of money, the price of a top-up."""
    included, rest, top = pack.included, pack.rest, pack.top_up
    told = [(pack.rule, "grant", pack.grant), (pack.rule, "limit", pack.limit)]
    told += [(pack.rule, "warn", level) for level in pack.warn]
    if included is not None:
        told.append((included.rule or pack.rule, "included.units", included.units))
    if rest.most is not None:
        told.append((rest.rule or pack.rule, "rest.most", rest.most))
    if top is not None:
        own = top.rule or pack.rule
        told += [(own, "top_up.at", top.at), (own, "top_up.size", top.size)]
        if top.price:
            yield own, Figure("money", Decimal(int(top.price)), f"{path}.top_up.price")
    if pack.months:
        yield pack.rule, Figure("months", Decimal(pack.months), f"{path}.months")
    measure, size = {"minute": ("time", MINUTE), "cent": ("money", 1)}.get(pack.unit, ("", 0))
    if measure:
        yield from ((rule, Figure(measure, Decimal(n * size), f"{path}.{key}")) for rule, key, n in told if n)


def _of_price(path: str, price: Price) -> Iterator[Figure]:
    yield from _limits(path, price.when)
    for key in ("rate", "list_rate", "price", "half"):
        amount = getattr(price, key)
        if amount is not None and not getattr(amount, "agreed", False):
            yield Figure("money", Decimal(int(amount)), f"{path}.{key}")
    for n, tier in enumerate(price.tiers, 1):
        yield Figure("time", Decimal(int(tier.over)), f"{path}.tiers[{n}].over")
        yield Figure("money", Decimal(int(tier.rate)), f"{path}.tiers[{n}].rate")
    if price.half is not None:
        yield Figure("time", Decimal(int(price.half_until)), f"{path}.half_until")
    for key, seconds in (("unit", price.unit or 0), ("beyond", price.beyond)):
        if seconds:
            yield Figure("time", Decimal(seconds), f"{path}.{key}")
    if price.mode == "time":
        for key, minutes in (("step", price.step), ("minimum", price.minimum)):
            if minutes > 1:
                yield Figure("time", Decimal(minutes * MINUTE), f"{path}.{key}")


def _limits(path: str, when: tuple[Condition, ...]) -> Iterator[Figure]:
    """Limits of time in conditions."""
    measures = {
        "seconds": ("time", 1),
        "hours_since_adhesion": ("time", HOUR),
        "days_since_delivery": ("days", 1),
    }
    for n, one in enumerate(when, 1):
        if one.fact in measures and one.limit is not None:
            measure, size = measures[one.fact]
            yield Figure(measure, one.limit * size, f"{path}.when[{n}]")
