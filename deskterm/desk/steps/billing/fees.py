"""The yearly fee that the terms name as usual: a share of a base, or a price for each of what is counted."""

from __future__ import annotations

from collections.abc import Mapping

from deskterm.desk.steps import own_facts
from deskterm.locale import t
from deskterm.models.basics.money import part_of
from deskterm.models.records.agreements import Agreement
from deskterm.models.terms.facts import number
from deskterm.models.terms.service import Service

MONTHS = 12  # of a year


def fee_due(service: Service, one: Agreement) -> int | None:
    """What an agreement costs a year: what is agreed, else what is usual; None where neither is known."""
    return usual_fee(service, one.fee_base_cents, one.facts) if one.fee_cents is None else one.fee_cents


def usual_fee(service: Service, base_cents: int | None, held: Mapping[str, str]) -> int | None:
    """The yearly fee that the terms name as usual, in cents; None where they name none.

    It is a share of the base (D25), or the price of each of what the agreement counts: `held` are its facts.
    """
    fee = service.fee
    if fee is None:
        return None
    if fee.price is not None:
        counted = number(held.get(fee.count))
        months = MONTHS if fee.every == "month" else 1
        return None if counted is None else part_of(fee.price * months, counted)
    return part_of(base_cents, fee.share) if base_cents is not None and fee.share is not None else None


def wanting(service: Service) -> tuple[str, str]:
    """What must be said of an agreement so that its fee is known: in words, and as its command takes it."""
    fee = service.fee
    if fee is not None and fee.price is not None and fee.count in service.own_facts:
        return own_facts.name(service.own_facts[fee.count]), f"{fee.count}=…"
    return t("credits.fee_base"), "--fee-base …"
