"""What goes to the invoice at month end: the lines of a customer, VAT once for all of them (D28).

A line is one charge, and what is credited lowers their sum: for broken promises, and what was taken back of
closed months. Net amounts are added first and VAT is taken of their sum, so that net and VAT give the gross
that is printed, to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from deskterm.models.basics.money import part_of, rounded, worth
from deskterm.models.money.vat import VatShare
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack, PriceLine, ToPrice, time_of

PRICED = ("hours", "unit", "ticket", "day", "half_day", "extra")  # lines of a quantity at a price


class UnitPrice(Record, frozen=True, kw_only=True):
    """A quantity at a price that comes to a charge: `count` minutes at cents an hour, or so many of one."""

    count: Decimal
    cents: int
    hourly: bool = False


class InvoiceLine(Record, frozen=True, kw_only=True):
    """One charge of a month's bill; `earlier`: it was made before the month and left over until now."""

    charge_id: int
    report: str  # "" where the terms ask for no work report
    ticket: str
    subject: str
    at: int
    minutes: int
    units: int
    net_cents: int
    rule: str
    earlier: bool
    vat: tuple[VatShare, ...] = ()  # by rate, where it is not all the provider's
    excess: int = 0  # of its minutes, as in `Charge`
    worked_on: str = ""  # the day on which the work began, ISO
    technicians: tuple[str, ...] = ()  # by the names in which they are known
    priced: UnitPrice | None = None  # where the whole of it is one quantity at one price

    @property
    def time(self) -> Decimal:
        """The minutes that are charged."""
        return time_of(self.minutes, self.excess)


class InvoiceCredit(Record, frozen=True, kw_only=True):
    """What a customer is credited for a broken promise; `earlier`: it was broken before the month.

    `clause` has the rule's words by language, as they stood when it was settled.
    """

    ticket_id: int
    since: int
    metric: str
    ticket: str
    subject: str
    at: int  # when it was granted
    net_cents: int  # by so much the bill is less
    rule: str
    clause: dict[str, str]
    earlier: bool = False


class InvoiceCorrection(Record, frozen=True, kw_only=True):
    """A charge of a closed month that was taken back since: so much of the bill of `month` is credited.

    `minutes` and `units` are those of the charge; `vat`: under which rates it had been billed, where that is
    not all the provider's of today. `reason`: why it was taken back, `at` and `by` whom.
    """

    charge_id: int
    month: str
    settlement: int
    report: str
    ticket: str
    subject: str
    at: int
    by: str
    reason: str
    minutes: int
    units: int
    net_cents: int  # by so much the bill is less
    rule: str
    vat: tuple[VatShare, ...] = ()
    excess: int = 0

    @property
    def time(self) -> Decimal:
        """The minutes that had been charged."""
        return time_of(self.minutes, self.excess)


class OpenCredit(Record, frozen=True, kw_only=True):
    """What the terms propose to credit, and nobody has granted or refused: in no bill yet."""

    ticket: str
    customer_id: int
    customer: str  # name
    metric: str
    net_cents: int
    rule: str
    month: str = ""  # in which the promise was broken: `2026-03`
    wants: str = ""  # what must be said before anybody knows how much; "" where it is known
    command: str = ""  # and the command that says it


class Payer(Record, frozen=True, kw_only=True):
    """The customer as the invoice names them."""

    id: int
    code: str
    name: str
    town: str = ""
    vat: str = ""
    tax_code: str = ""
    sdi: str = ""
    address: str = ""
    postcode: str = ""
    province: str = ""
    pec: str = ""


class VatPart(Record, frozen=True, kw_only=True):
    """What of a month stands under one rate."""

    rate: str  # percent
    net_cents: int
    vat_cents: int


class Settlement(Record, frozen=True, kw_only=True):
    """A customer's month: looked at (`at` None), or closed at an instant by somebody and frozen.

    The net amount is that of the lines less credits and corrections; below nothing the customer is owed it.
    Minutes and units are those of the lines.
    """

    month: str  # 2026-03
    customer: Payer
    lines: tuple[InvoiceLine, ...]
    minutes: int
    units: int
    net_cents: int
    vat_rate: str  # percent; of several, each
    vat_cents: int
    gross_cents: int
    at: int | None = None
    by: str = ""
    vat_parts: tuple[VatPart, ...] = ()  # by rate, where there are several or it is not the provider's
    credits: tuple[InvoiceCredit, ...] = ()
    corrections: tuple[InvoiceCorrection, ...] = ()

    @property
    def time(self) -> Decimal:
        """The minutes that are charged."""
        return sum((line.time for line in self.lines), Decimal(0))


class InvoiceMonth(Record, frozen=True, kw_only=True):
    """A month's bill: what is closed and what would be, by customer's name.

    `unfiled` work is in none, nor are contacts whose price is still to be agreed (`to_price`).
    `packs_sold`: the packs that were sold in it, and `fees`: how many agreements that ran in it have a fee;
    neither is in a bill here. `credits_open`: what the terms propose for promises that were broken, and a
    person has still to grant or refuse.
    """

    month: str
    over: bool
    first_day_after: str
    settlements: tuple[Settlement, ...]
    unfiled: int
    to_price: tuple[ToPrice, ...] = ()
    packs_sold: tuple[Pack, ...] = ()
    fees: int = 0
    credits_open: tuple[OpenCredit, ...] = ()

    @property
    def to_close(self) -> tuple[Settlement, ...]:
        """What closing the month would add."""
        return tuple(one for one in self.settlements if one.at is None)

    @property
    def net_cents(self) -> int:
        """Of all customers."""
        return sum(one.net_cents for one in self.settlements)

    @property
    def vat_inside(self) -> bool:
        """Whether VAT stood inside the prices of all that is charged."""
        shares = [share for one in self.settlements for line in one.lines for share in line.vat]
        plain = any(not line.vat for one in self.settlements for line in one.lines)
        return bool(shares) and not plain and all(share.cents is not None for share in shares)

    @property
    def vat_cents(self) -> int:
        """Of all customers, each rounded by itself."""
        return sum(one.vat_cents for one in self.settlements)

    @property
    def gross_cents(self) -> int:
        """Of all customers."""
        return self.net_cents + self.vat_cents


def unit_price(lines: Sequence[PriceLine], net_cents: int) -> UnitPrice | None:
    """The one quantity and price by which an amount came about; None where it took more than that."""
    found = [line for line in lines if line.cents]
    if len(found) != 1 or found[0].what not in PRICED:
        return None
    line = found[0]
    hourly = line.what == "hours" or (line.what == "extra" and line.seconds > 0)
    count = line.count * 60 if line.what == "extra" and line.seconds else line.count
    one = UnitPrice(count=count, cents=rounded(line.price * Fraction(line.times)), hourly=hourly)
    return one if worth(one.count, one.cents, hourly=hourly) == net_cents else None


def vat_of(net_cents: int, rate: Decimal) -> int:
    """The VAT on a net amount, `rate` in percent; half a cent up."""
    return part_of(net_cents, rate.scaleb(-2))


def settlement(
    month: str,
    customer: Payer,
    lines: Sequence[InvoiceLine],
    rate: Decimal,
    credits: Sequence[InvoiceCredit] = (),
    *,
    corrections: Sequence[InvoiceCorrection] = (),
) -> Settlement:
    """A customer's lines added up, less what is credited, with VAT.

    A credit is under the provider's rate, a correction under those of what it takes back.
    """
    credited = sum(one.net_cents for one in credits)
    net = sum(line.net_cents for line in lines) - credited - sum(one.net_cents for one in corrections)
    parts = _by_rate(lines, credited, rate, corrections)
    vat = sum(part.vat_cents for part in parts)
    plain = all(not line.vat for line in lines) and all(not one.vat for one in corrections)
    return Settlement(
        month=month,
        customer=customer,
        lines=tuple(lines),
        minutes=sum(line.minutes for line in lines),
        units=sum(line.units for line in lines),
        net_cents=net,
        vat_rate=f"{rate:f}" if plain else " ".join(part.rate for part in parts),
        vat_cents=vat,
        gross_cents=net + vat,
        vat_parts=() if plain else parts,
        credits=tuple(credits),
        corrections=tuple(corrections),
    )


def _by_rate(
    lines: Sequence[InvoiceLine], credited: int, rate: Decimal, corrections: Sequence[InvoiceCorrection]
) -> tuple[VatPart, ...]:
    """The sums of each rate, the provider's first; VAT that stood inside a price is taken as it was.

    A rate under which nothing was charged or credited is left out, where there is another.
    """
    usual = f"{rate:f}"
    touched = {usual} if credited else set()
    free = {usual: -credited} if credited else {}
    fixed: dict[str, tuple[int, int]] = {}
    signed = [(1, one.vat, one.net_cents) for one in lines]
    signed += [(-1, one.vat, one.net_cents) for one in corrections]
    for sign, shares, cents in signed:
        for share in shares or (VatShare(rate="", net_cents=cents),):
            own = share.rate or usual
            touched |= {own} if share.net_cents or share.cents else set()
            if share.cents is None:
                free[own] = free.get(own, 0) + sign * share.net_cents
            else:
                net, vat = fixed.get(own, (0, 0))
                fixed[own] = net + sign * share.net_cents, vat + sign * share.cents
    rates = sorted({*free, *fixed}, key=lambda own: (own != usual, own)) or [usual]
    found = tuple(
        VatPart(
            rate=own,
            net_cents=free.get(own, 0) + fixed.get(own, (0, 0))[0],
            vat_cents=vat_of(free.get(own, 0), Decimal(own)) + fixed.get(own, (0, 0))[1],
        )
        for own in rates
    )
    return tuple(part for part in found if part.rate in touched) or found[:1]
