"""What goes to the invoice at month end: the lines of a customer, VAT once for all of them (D28).

A line is one charge. Net amounts are added first and VAT is taken of their sum, so that net and VAT give the
gross that is printed, to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from deskterm.models.basics.money import to_cents
from deskterm.models.records.base import Record
from deskterm.models.records.endings import ToPrice


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


class Payer(Record, frozen=True, kw_only=True):
    """The customer as the invoice names them."""

    id: int
    code: str
    name: str
    town: str = ""
    vat: str = ""
    tax_code: str = ""
    sdi: str = ""


class Settlement(Record, frozen=True, kw_only=True):
    """A customer's month: looked at (`at` None), or closed at an instant by somebody and frozen."""

    month: str  # 2026-03
    customer: Payer
    lines: tuple[InvoiceLine, ...]
    minutes: int
    units: int
    net_cents: int
    vat_rate: str  # percent
    vat_cents: int
    gross_cents: int
    at: int | None = None
    by: str = ""


class InvoiceMonth(Record, frozen=True, kw_only=True):
    """A month's bill: what is closed and what would be, by customer's name.

    `unfiled` work is in none, nor are contacts whose price is still to be agreed (`to_price`).
    """

    month: str
    over: bool
    first_day_after: str
    settlements: tuple[Settlement, ...]
    unfiled: int
    to_price: tuple[ToPrice, ...] = ()

    @property
    def to_close(self) -> tuple[Settlement, ...]:
        """What closing the month would add."""
        return tuple(one for one in self.settlements if one.at is None)

    @property
    def net_cents(self) -> int:
        """Of all customers."""
        return sum(one.net_cents for one in self.settlements)

    @property
    def vat_cents(self) -> int:
        """Of all customers, each rounded by itself."""
        return sum(one.vat_cents for one in self.settlements)

    @property
    def gross_cents(self) -> int:
        """Of all customers."""
        return self.net_cents + self.vat_cents


def vat_of(net_cents: int, rate: Decimal) -> int:
    """The VAT on a net amount, `rate` in percent; half a cent up."""
    return to_cents((Decimal(net_cents) * rate).scaleb(-4))


def settlement(month: str, customer: Payer, lines: Sequence[InvoiceLine], rate: Decimal) -> Settlement:
    """A customer's lines added up, with VAT."""
    net = sum(line.net_cents for line in lines)
    vat = vat_of(net, rate)
    return Settlement(
        month=month,
        customer=customer,
        lines=tuple(lines),
        minutes=sum(line.minutes for line in lines),
        units=sum(line.units for line in lines),
        net_cents=net,
        vat_rate=f"{rate:f}",
        vat_cents=vat,
        gross_cents=net + vat,
    )
