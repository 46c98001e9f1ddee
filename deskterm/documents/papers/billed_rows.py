"""What is charged as rows of a paper: every quantity times its price is the amount beside it.

An amount that the reckoning rounded otherwise (of several rates together, of fractions of a minute) is told
as the product, and the difference as a row of its own: what is printed adds up to what is charged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from deskterm.desk.steps.billing import line_words
from deskterm.desk.steps.billing.line_words import Names
from deskterm.locale import kept, moments, t
from deskterm.models.basics.money import rounded, worth
from deskterm.models.money import vat
from deskterm.models.money.invoice import vat_of
from deskterm.models.records.money import PriceLine

TIMED = ("hours",)
COUNTED = ("unit", "ticket", "day", "half_day", "extra")
OF_PACKS = ("pack", "pack_ticket")
ALONE = ("wallet", "charged", "same_day", "vat", "agreed")  # an amount without a quantity


class BilledRow(Struct, frozen=True, kw_only=True):
    """A row: `count` of `unit` (minute, one; "" = the amount alone) at `price` cents, of minutes for an hour.

    `free`: a quantity that costs nothing here, as what a pack gives. `rate`: of VAT, "" where it is usual.
    """

    what: str
    cents: int
    count: Decimal = Decimal(1)
    unit: str = ""
    price: int = 0
    rate: str = ""
    free: bool = False


class VatRow(Struct, frozen=True, kw_only=True):
    """What stands under one rate (percent)."""

    rate: str
    net_cents: int
    vat_cents: int


def rows(lines: Sequence[PriceLine], names: Names, first: str, net_cents: int) -> tuple[BilledRow, ...]:
    """The rows of what was charged; where no lines were kept, or others, one with the amount."""
    if sum(line.cents for line in lines) != net_cents:
        return (BilledRow(what=t("paper.row.work"), cents=net_cents),)
    return tuple(row for line in lines for row in _rows(line, names, first))


def by_rate(lines: Sequence[PriceLine], net_cents: int, usual: str) -> tuple[VatRow, ...]:
    """Net and VAT of each rate; VAT that stood inside a price as it was."""
    found: dict[str, tuple[int, int]] = {}
    for share in vat.shares(lines, net_cents):
        rate = share.rate or usual
        net, tax = found.get(rate, (0, 0))
        own = vat_of(share.net_cents, Decimal(rate)) if share.cents is None else share.cents
        found[rate] = net + share.net_cents, tax + own
    return tuple(VatRow(rate=rate, net_cents=net, vat_cents=tax) for rate, (net, tax) in found.items())


def _rows(line: PriceLine, names: Names, first: str) -> Iterator[BilledRow]:
    name = kept(names.get(line_words.name_of(line), {}), first) or line.name
    if line.what in OF_PACKS:
        unit = "minute" if line.what == "pack" else "one"
        what = t("paper.row.pack", name=name)
        yield BilledRow(what=_ruled(what, line), cents=0, count=line.count, unit=unit, free=True)
    elif line.what in (*TIMED, *COUNTED):
        yield from _product(line, name)
    elif line.what in ALONE and line.cents:
        day = moments.day(line.day) if line.day else ""
        what = t(f"paper.row.{line.what}", name=name, day=day)
        yield BilledRow(what=_ruled(what, line), cents=line.cents, rate=line.vat)


def _product(line: PriceLine, name: str) -> Iterator[BilledRow]:
    """A quantity at its price, each price taken times its factor; then what rounding makes of it."""
    price = rounded(line.price * Fraction(line.times))
    in_minutes = line.what in TIMED or (line.what == "extra" and line.seconds)
    count = line.count * 60 if line.what == "extra" and line.seconds else line.count
    unit = "minute" if in_minutes else "one"
    what = name if line.what == "extra" else t(f"paper.row.{line.what}", day=_day(line))
    made = worth(count, price, hourly=unit == "minute")
    yield BilledRow(what=_ruled(what, line), cents=made, count=count, unit=unit, price=price, rate=line.vat)
    if made != line.cents:
        yield BilledRow(what=t("paper.row.rounding"), cents=line.cents - made, rate=line.vat)


def _day(line: PriceLine) -> str:
    return moments.day(line.day) if line.day else ""


def _ruled(what: str, line: PriceLine) -> str:
    return f"{what} ({line.rule})" if line.rule else what
