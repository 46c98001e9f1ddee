"""The sections of a kind of pack about time: what each period includes, what becomes of a rest, top-ups.

All of them came with version 2 of the format. Amounts are in the pack's unit.
"""

from __future__ import annotations

from typing import Literal

from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.sections import Section
from deskterm.models.terms.values import Euro

Every = Literal["month", "quarter", "year", "agreement"]
Fate = Literal["expire", "carry", "carry-once"]


class Included(Section, frozen=True, kw_only=True):
    """Units that an agreement brings anew in each period, if all of `when` hold on the period's first day.

    `counted`: periods are those of the calendar, or begin with the day of the agreement. `first`: a period
    that the agreement does not fill brings the whole, or its share by days, rounded up.
    """

    units: int
    every: Every
    counted: Literal["calendar", "agreement"] = "calendar"
    first: Literal["whole", "share"] = "whole"
    when: tuple[Condition, ...] = ()
    rule: str = ""


class Rest(Section, frozen=True, kw_only=True):
    """What becomes of the units that are left when a pack ends.

    `carry`: they go on in the pack that follows, at most `most` of them (none named: all), if all of `when`
    hold on the day after; the others are lost. `carry-once`: what was carried before is not carried again.
    """

    do: Fate = "expire"
    most: int | None = None
    when: tuple[Condition, ...] = ()
    rule: str = ""


class TopUp(Section, frozen=True, kw_only=True):
    """A further pack of `size` units for `price` when no more than `at` units are left.

    `propose`: the lead is asked; `sell`: the desk books the sale. Only where all of `when` hold for the
    customer.
    """

    at: int
    size: int
    price: Euro = Euro(0)
    do: Literal["propose", "sell"] = "propose"
    when: tuple[Condition, ...] = ()
    rule: str = ""
