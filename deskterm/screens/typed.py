"""What people type for hours, money and days, as minutes, cents and ISO days. ValueError: unreadable."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_HOURS = re.compile(r"([+-]?)\s*(?:(\d{1,5})\s*(?:h|:|ore?|hours?))\s*(\d{1,2})?\s*(?:m|min)?", re.IGNORECASE)
_MINUTES = re.compile(r"([+-]?)\s*(\d{1,6})\s*(?:m|min|')", re.IGNORECASE)
_BARE = re.compile(r"([+-]?)\s*(\d{1,6})(?:[.,](\d{1,2}))?")
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
    return int(text.strip().replace("−", "-"))


def cents(text: str) -> int:
    """`550`, `550,5`, `1.234,50` or `1,234.50 €` in cents; three digits after a sign are thousands."""
    plain = text.replace("€", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    at = max(plain.rfind(","), plain.rfind("."))
    tail = plain[at + 1 :] if at >= 0 else ""
    if at >= 0 and len(tail) != 3:
        plain = plain[:at].replace(",", "").replace(".", "") + "." + tail
    else:
        plain = plain.replace(",", "").replace(".", "")
    try:
        found = Decimal(plain) * 100
    except InvalidOperation:
        raise ValueError(text) from None
    if found != int(found):
        raise ValueError(text)
    return int(found)


def iso_day(text: str) -> str:
    """`31/12/26`, `31.12.2026` or `2026-12-31` as an ISO day."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return date.fromisoformat(text.strip()).isoformat()
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return date(year, int(found[2]), int(found[1])).isoformat()


def _signed(sign: str, number: int) -> int:
    return -number if sign == "-" else number
