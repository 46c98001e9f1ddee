"""An agreement in words: its end, plan and rate, its fee a year, what it says of its customer."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.steps import own_facts
from deskterm.desk.steps.billing.fees import usual_fee
from deskterm.locale import figures, moments, t
from deskterm.models.records.agreements import Agreement
from deskterm.models.terms.service import Service


def fee(service: Service, cents: int | None, base_cents: int | None, held: Mapping[str, str]) -> str:
    """What is paid a year, and what the terms name as usual where it is another (D25); "" of neither."""
    agreed = "" if cents is None else figures.money(cents)
    usual = usual_fee(service, base_cents, held)
    if service.fee is None or usual is None or usual == cents:
        return t("agreement.fee_year", fee=agreed) if agreed else ""
    said = {"usual": figures.money(usual), "rule": service.fee.rule}
    return t("agreement.fee_beside", fee=agreed, **said) if agreed else t("agreement.usual_fee", **said)


def fee_of(service: Service, one: Agreement) -> str:
    """The fee of an agreement a year; "" where none is agreed or usual."""
    return fee(service, one.fee_cents, one.fee_base_cents, one.facts)


def facts_of(service: Service, one: Agreement) -> tuple[str, ...]:
    """What an agreement says of its customer, each by its name."""
    own = own_facts.lines(service.own("agreement"), one.facts)
    others = (f"{name}={value}" for name, value in one.facts.items() if name not in service.own_facts)
    return (*others, *(f"{name}: {value}" for name, value in own))


def name_of(one: Agreement) -> str:
    """What an agreement is called among others: its name, or its number."""
    return one.name or str(one.id)


def said(service: Service, one: Agreement) -> str:
    """What an agreement holds, beside its name: `until 31 Dec 2026, gold, fee 900.00 € a year, Users: 4`."""
    until = t("agreement.until", day=moments.day(one.ends_on)) if one.ends_on else t("agreement.no_end")
    rate = "" if one.rate_cents is None else t("agreement.rate", rate=figures.money(one.rate_cents))
    paid = fee_of(service, one)
    told = (until, one.plan, rate, t("agreement.fee", fee=paid) if paid else "", *facts_of(service, one))
    return ", ".join(part for part in told if part)
