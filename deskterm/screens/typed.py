"""What people type for hours, money and days, as minutes, cents and ISO days. ValueError: unreadable."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_HOURS = re.compile(r"([+-]?)\s*(?:(\d{1,5})\s*(?:h|:|ore?|hours?))\s*(\d{1,2})?\s*(?:m|min)?", re.IGNORECASE)
_MINUTES = re.compile(r"([+-]?)\s*(\d{1,6})\s*(?:m|min|')", re.IGNORECASE)
_BARE = re.compile(r"([+-]?)\s*(\d{1,6})(?:[.,](\d{1,2}))?")
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_MONEY = re.compile(
    r"([+-]?)(?:(\d{1,9}|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?|(\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?)",
    re.ASCII,
)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")


def minutes(text: str, *, bare: int) -> int:
    """`3:20`, `3h20`, `3h`, `45m`, or a bare number of `bare` minutes each (60: hours); signed."""
    text = text.strip().replace("−", "-")
    if found := _HOURS.fullmatch(text):
        rest = int(found[3] or 0)
        if rest > 59:
            raise ValueError(text)
        return _signed(found[1], int(found[2]) * 60 + rest)
    if found := _MINUTES.fullmatch(text):
        return _signed(found[1], int(found[2]))
    found = _BARE.fullmatch(text)
    if not found:
        raise ValueError(text)
    whole = Decimal(f"{found[2]}.{found[3] or 0}") * bare
    if whole != int(whole):
        raise ValueError(text)
    return _signed(found[1], int(whole))


def units(text: str, unit: str, *, bare: int) -> int:
    """An amount in the unit of a pack: minutes as above, tickets as a whole number, cents as money."""
    if unit == "minute":
        return minutes(text, bare=bare)
    if unit == "cent":
        return cents(text)
    plain = text.strip().replace("−", "-")
    if not _WHOLE.fullmatch(plain):
        raise ValueError(text)
    return int(plain)


def cents(text: str) -> int:
    """`550`, `550,5`, `1.234,50` or `1,234.50 €` in cents; three digits after a sign are thousands."""
    plain = text.replace("−", "-").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    plain = plain.removeprefix("€").removesuffix("€")
    found = _MONEY.fullmatch(plain)
    if not found:
        raise ValueError(text)
    whole = int(re.sub(r"[.,]", "", found[2] or found[4]))
    return _signed(found[1], whole * 100 + int(f"{found[3] or found[5] or 0}".ljust(2, "0")))


def iso_day(text: str) -> str:
    """`31/12/26`, `31.12.2026` or `2026-12-31` as an ISO day."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return date.fromisoformat(text.strip()).isoformat()
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return date(year, int(found[2]), int(found[1])).isoformat()


def _signed(sign: str, number: int) -> int:
    return -number if sign == "-" else number
