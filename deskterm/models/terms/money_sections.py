"""The sections of a service file about money: prices, packs, the yearly fee."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import field

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.pack_sections import Included, Rest, TopUp
from deskterm.models.terms.sections import InWords, Section
from deskterm.models.terms.values import Day, DayOfYear, Duration, Euro, Rate

Mode = Literal["included", "free", "time", "unit", "ticket", "day", "contract", "quote"]
# The modes of price on which a factor acts: `times` on what they come to, `weight` on the time they count.
ACTS: dict[str, tuple[Mode, ...]] = {"times": ("time", "unit", "ticket", "day"), "weight": ("time", "unit")}


class Tier(Section, frozen=True, kw_only=True):
    """From so much time of a customer's month on, the rate per hour is another."""

    over: Duration
    rate: Euro


class Price(Section, frozen=True, kw_only=True):
    """A price, if all of `when` hold; the first that holds is the contact's.

    `time`: `rate` per hour (`contract`: the customer's own, else `list_rate`), up to whole `step` minutes,
    at least `minimum` minutes; seconds are weighted by `weight` before that, the whole taken `times` after.
    `added`: what steps and minimum add is worth what the `last` minute of the work is, or counts `once`.
    `unit`: `price` for each `unit` begun. `ticket`: one ticket of a pack, `price` where no pack has one.
    `drawn`: a pack of minutes gives the time `worked`, or whole units as they have `begun`.
    `settle`: where it goes, in this order. `beyond`: so much of the contact is never charged. `from`,
    `until`: the days of a price list's validity. `day`: `price` for each local day of work, `half` where
    the day has no more than `half_until`. `tiers`: rates of further time in a month. `first`: only so many
    contacts of a customer `within` a month or year have this price. `vat`: its own rate, in percent. `tell`:
    the customer has a letter with what the work took, what is charged and what is left.
    """

    id: str
    part: str = ""
    mode: Mode
    start: Day | None = field(name="from", default=None)
    until: Day | None = None
    beyond: Duration = Duration(0)
    when: tuple[Condition, ...] = ()
    rate: Rate | None = None
    list_rate: Euro | None = None
    step: int = 1
    minimum: int = 0
    added: Literal["last", "once"] = "last"
    weight: Decimal = Decimal(1)
    times: Decimal = Decimal(1)
    unit: Duration | None = None
    drawn: Literal["worked", "begun"] = "worked"
    price: Euro | None = None
    half: Euro | None = None
    half_until: Duration = Duration(4 * 3600)
    tiers: tuple[Tier, ...] = ()
    first: int = 0
    within: Literal["month", "year"] = "month"
    vat: Decimal | None = None
    settle: tuple[str, ...] = ()
    report: bool = False
    tell: bool = False


class Multiplier(InWords, frozen=True, kw_only=True):
    """What time, units, tickets and days are taken `times` while all of `when` hold; the first that holds.

    A contact is cut where the calendars of the conditions open and close; a unit, a ticket and a day have the
    factor of when they begin. `times` is taken after rounding, `weight`, of time and units, before it.
    """

    id: str
    part: str = ""
    it: str
    en: str
    when: tuple[Condition, ...]
    times: Decimal = Decimal(1)
    weight: Decimal = Decimal(1)


class Extra(InWords, frozen=True, kw_only=True):
    """A fixed amount beside the time of a contact, if all of `when` hold; every one that holds is charged.

    `per`: once a `contact`, once a `ticket`, once a `day` of a customer; for `each` of a number that the
    file's own `fact` says (kilometres), for each `hour` of one in minutes (travel). `beyond`: so many of
    them are not charged; `step`: the rest is rounded up to whole steps.
    """

    id: str
    part: str = ""
    it: str
    en: str
    per: Literal["contact", "ticket", "day", "each", "hour"]
    fact: str = ""
    price: Euro
    when: tuple[Condition, ...] = ()
    beyond: Decimal = Decimal(0)
    step: int = 0
    vat: Decimal | None = None
    settle: tuple[str, ...] = ("invoice",)
    report: bool = False

    @property
    def counted(self) -> str:
        """The fact that says how many there are; "" of an amount that is paid once."""
        return self.fact if self.per in {"each", "hour"} else ""


class PackUse(Section, frozen=True, kw_only=True):
    """When a unit of a pack of tickets is put aside, used up, and given back (A12).

    `channels`: the ways in that use one; without any, all do.
    """

    rule: str = ""
    channels: tuple[str, ...] = ()
    reserve: Literal["opening", "never"] = "opening"
    burn: Literal["opening", "first-answer", "close"] = "first-answer"
    release: tuple[Literal["rejected", "merged"], ...] = ("rejected", "merged")


class PackTerms(InWords, frozen=True, kw_only=True):
    """A kind of prepaid pack: valid `months` from the sale; `warn` when so many units are left.

    `overdraw`: a contact larger than the packs is split between them and what follows in `settle`, goes
    there whole, or draws `limit` units more than there are (`below`). `grant`: units that every agreement
    gives without a sale. Version 2: `ends`: the day of every year on which a pack that was sold ends;
    `included` in each period; the `rest` at a pack's end; `months` counted
    from the last sale (`months_from`), which then prolongs the packs before it; `top_up`; `draws`: how many
    units a minute of a kind of work draws, where that is not one; `when`: the work that may draw on it;
    `tell`: the customer has a letter at each level of `warn`.
    """

    id: str
    unit: Literal["minute", "ticket", "cent"]
    it: str
    en: str
    months: int = 0
    ends: DayOfYear | None = None
    months_from: Literal["sale", "last-sale"] = "sale"
    overdraw: Literal["split", "whole", "below"] = "split"
    limit: int = 0
    warn: tuple[int, ...] = ()
    tell: bool = False
    grant: int = 0
    included: Included | None = None
    rest: Rest = Rest()
    top_up: TopUp | None = None
    draws: dict[str, Decimal] = {}  # noqa: RUF012  # msgspec gives each section its own
    when: tuple[Condition, ...] = ()
    use: PackUse | None = None
    rule: str = ""

    @property
    def follows(self) -> bool:
        """Whether what is left at a pack's end is settled with the pack that follows it."""
        return self.included is not None or self.rest.do != "expire"


class CreditTerms(Section, frozen=True, kw_only=True):
    """What is credited where a promise was broken, if all of `when` hold; the first that holds counts.

    `of`: which promise (its metric), without it any; `late`: from how much lateness on. The credit is an
    `amount` or a `share` of the agreement's fee for a month or a year (`per`); `cap` or `cap_share`: the most
    that this rule credits a customer in a month.
    """

    rule: str
    of: Literal["", "answer", "contact", "activation", "resolution"] = ""
    when: tuple[Condition, ...] = ()
    late: Duration = Duration(0)
    amount: Euro | None = None
    share: Decimal | None = None
    per: Literal["month", "year"] = "month"
    cap: Euro | None = None
    cap_share: Decimal | None = None


class Fee(Section, frozen=True, kw_only=True):
    """The yearly fee of an agreement: what share of its base it usually is, or its price by the unit.

    `price` is that of each user, workplace, device: of each of what the agreement's fact `count` numbers, for
    a month or a year (`every`).
    """

    rule: str
    share: Decimal | None = None
    price: Euro | None = None
    count: str = ""
    every: Literal["month", "year"] = "year"
