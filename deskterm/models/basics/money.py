"""Exact money: whole cents inside, Decimal at the edge, one way to round (half up)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_cents(euro: Decimal) -> int:
    """An amount in euro as whole cents, half a cent up."""
    return int((euro * 100).quantize(Decimal(1), ROUND_HALF_UP))


def in_euro(cents: int) -> str:
    """`1234.50`, `-0.05`: an amount as programs read it, whatever the language."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def share(cents: int, part: int, whole: int) -> int:
    """`cents` x `part` / `whole` in whole cents, half a cent up; for amounts that are not negative."""
    return (2 * cents * part + whole) // (2 * whole)


def part_of(cents: int, part: Decimal) -> int:
    """That part of an amount (0.20: a fifth) in whole cents, half a cent up."""
    return to_cents(Decimal(cents) / 100 * part)
