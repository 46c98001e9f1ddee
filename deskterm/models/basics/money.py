"""Exact money: whole minor units (cents) inside, Decimal at the edge, one way to round (half up)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from deskterm.models.basics.currencies import digits


def to_cents(amount: Decimal) -> int:
    """An amount in the currency in force as whole minor units, half of one up."""
    return int(amount.scaleb(digits()).quantize(Decimal(1), ROUND_HALF_UP))


def in_units(cents: int) -> Decimal:
    """Minor units as an amount in the currency in force."""
    return Decimal(cents).scaleb(-digits())


def in_euro(cents: int) -> str:
    """`1234.50`, `-0.05`: an amount as programs read it, whatever the language."""
    if not digits():
        return str(cents)
    whole, rest = divmod(abs(cents), int(Decimal(1).scaleb(digits())))
    return f"{'-' if cents < 0 else ''}{whole}.{rest:0{digits()}d}"


def part_of(cents: int, part: Decimal) -> int:
    """That part of an amount (0.20: a fifth) in whole cents, half a cent up."""
    return int((Decimal(cents) * part).quantize(Decimal(1), ROUND_HALF_UP))


def rounded(amount: Fraction) -> int:
    """An exact amount in whole cents, half a cent up; for amounts that are not negative."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def worth(count: Decimal, price: int, *, hourly: bool) -> int:
    """So many at a price of cents, or so many minutes at that of an hour, in whole cents."""
    whole = Fraction(count) * price / (60 if hourly else 1)
    return rounded(whole) if whole >= 0 else -rounded(-whole)


def decimal(value: Fraction) -> Decimal:
    """A fraction to be read, with at most four decimals and no zero at its end."""
    found = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()
