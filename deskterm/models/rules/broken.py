"""What a customer is credited where a promise was broken: an amount or a share of the fee, up to a cap."""

from __future__ import annotations

from decimal import Decimal

from deskterm.models.basics.money import part_of
from deskterm.models.records.base import Record
from deskterm.models.rules.derived_facts import with_derived
from deskterm.models.rules.rules import all_hold
from deskterm.models.terms.facts import Facts
from deskterm.models.terms.money_sections import CreditTerms
from deskterm.models.terms.service import Service

MONTHS = 12  # of a year


class Broken(Record, frozen=True, kw_only=True):
    """A promise that was not kept in time; `late` is how late it was kept, or is now, in seconds."""

    ticket_id: int
    ticket: str  # code
    customer_id: int
    subject: str
    since: int  # when the request arrived that it was promised to
    metric: str
    rule: str
    due_at: int
    late: int
    unsure: bool = False  # a person has to say whose its ticket is, or a reply in it


class Credited(Record, frozen=True, kw_only=True):
    """What a rule of the terms credits for a broken promise, and the most of it in a month; cents.

    `unknown`: it hangs on a fee that nobody knows yet.
    """

    rule: str
    cents: int
    cap_cents: int | None = None
    entry: str = ""  # which of the terms' credits it is: a cap counts what its own one credits
    unknown: bool = False


def credited(service: Service, broken: Broken, facts: Facts, fee_cents: int | None) -> Credited | None:
    """What the terms credit: the first rule of the metric that holds, and of which it is late enough.

    `fee_cents`: the yearly fee of the agreement; a share of none is nothing, and of one that is not known
    (None) it is not known. None where no rule holds.
    """
    known = with_derived(service, facts, broken.since)
    for terms in service.credits:
        entry = entry_of(service, terms)
        fits = terms.of in ("", broken.metric) and broken.late >= terms.late
        if fits and all_hold(service, terms.when, known, broken.since):
            if fee_cents is None and _hangs_on_fee(terms):
                return Credited(rule=terms.rule, cents=0, entry=entry, unknown=True)
            cents = _worth(terms.amount, terms.share, terms, fee_cents)
            return Credited(rule=terms.rule, cents=cents or 0, cap_cents=_cap(terms, fee_cents), entry=entry)
    return None


def entry_of(service: Service, terms: CreditTerms) -> str:
    """How one of the terms' credits is told from the others of its rule and promise: by its place there."""
    kin = [one for one in service.credits if (one.rule, one.of) == (terms.rule, terms.of)]
    return f"{terms.rule} {terms.of} {next(n for n, one in enumerate(kin) if one is terms)}"


def entry_by(service: Service, rule: str, metric: str) -> str:
    """Which of the terms' credits a rule has granted for a metric, where its conditions hold no more."""
    found = (one for one in service.credits if one.rule == rule and one.of in ("", metric))
    return next((entry_of(service, one) for one in found), "")


def within_cap(found: Credited, already_cents: int) -> int:
    """What of a credit is left under the cap, after what the same credit has come to in the month."""
    if found.cap_cents is None:
        return found.cents
    return max(0, min(found.cents, found.cap_cents - already_cents))


def _hangs_on_fee(terms: CreditTerms) -> bool:
    """Whether its amount or its cap is a share of the fee."""
    amount = terms.amount is None and terms.share is not None
    return amount or (terms.cap is None and terms.cap_share is not None)


def _cap(terms: CreditTerms, fee_cents: int | None) -> int | None:
    return _worth(terms.cap, terms.cap_share, terms, fee_cents)


def _worth(
    amount: int | None, share: Decimal | None, terms: CreditTerms, fee_cents: int | None
) -> int | None:
    if amount is not None:
        return int(amount)
    if share is None:
        return None
    fee = Decimal(fee_cents or 0) / (MONTHS if terms.per == "month" else 1)
    return part_of(1, share * fee)
