"""What stands beside the price of time, in a phrase each: factors, fixed amounts, tiers, first contacts."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.commands.answers import terms
from deskterm.commands.answers.own_words import joined
from deskterm.commands.answers.when import conditions
from deskterm.locale import figures, language, t, tn
from deskterm.locale.measures import euro
from deskterm.locale.moments import length
from deskterm.models.terms.money_sections import ACTS, Extra, Multiplier, Price
from deskterm.models.terms.sections import Timer
from deskterm.models.terms.service import Service


def multiplier(service: Service, one: Multiplier) -> str:
    """When time costs more or less, and how much."""
    name = one.said(language())
    told = [name, *conditions(service, one.when)]
    if one.times != 1:
        told.append(t("page.times", times=figures.number(one.times)))
    if one.weight != 1:
        told.append(t("page.weight", weight=figures.number(one.weight)))
    whole = set(ACTS["times"]) - {"time"}
    if one.times != 1 and any(price.mode in whole for price in service.prices):
        told.append(t("page.factor_begins"))
    return terms.capital("; ".join(told))


def fixed(service: Service, one: Extra) -> str:
    """A fixed amount: for what, how much, how often."""
    name = one.said(language())
    told = [f"{name}: {t(f'page.per.{one.per}', price=euro(one.price), fact=_fact(service, one))}"]
    told += conditions(service, one.when)
    if one.beyond:
        told.append(t("page.first_free", count=figures.number(one.beyond)))
    if one.step:
        told.append(t("page.by_steps", count=str(one.step)))
    if one.vat is not None:
        told.append(t("page.own_vat", rate=figures.number(one.vat)))
    told += [where] if (where := terms.settled(service, one.settle, report=one.report)) else []
    return terms.capital("; ".join(told))


def one_contact(timer: Timer) -> str:
    """What of a customer's work is one contact; "" where each stretch is its own."""
    kinds = joined(t(f"widgets.kind.{kind}") for kind in timer.together)
    told = [t("page.merge_gap", time=length(timer.merge_gap))] if timer.merge_gap else []
    told += [t("page.together", kinds=kinds)] if timer.merge_gap and len(timer.together) > 1 else []
    return "; ".join(told)


def of_price(one: Price) -> Iterator[str]:
    """What a price says beyond its rate: tiers, how many contacts have it, half day, factor, VAT."""
    for tier in one.tiers:
        agreed = one.rate is not None and one.rate.agreed
        yield t(f"page.tier{'.agreed' if agreed else ''}", time=length(tier.over), price=euro(tier.rate))
    if one.first:
        yield tn(f"page.first.{one.within}", one.first)
    if one.half is not None:
        yield t("page.half_day", price=euro(one.half), time=length(one.half_until))
    if one.times != 1 and one.mode in ACTS["times"]:
        yield t("page.times", times=figures.number(one.times))
    if one.vat is not None:
        yield t("page.own_vat", rate=figures.number(one.vat))


def _fact(service: Service, one: Extra) -> str:
    known = service.own_facts.get(one.fact)
    return "" if known is None else known.said(language())
