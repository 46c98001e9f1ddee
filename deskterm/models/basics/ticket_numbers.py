"""A ticket's number: in full where it is kept and printed, short where people read and type it."""

from __future__ import annotations

import re

PREFIX, DIGITS = "TK", 6
_FULL = re.compile(rf"{PREFIX}0*(\d+)")
_NUMBER = re.compile(rf"\b{PREFIX}0+\d+\b")
_TYPED = re.compile(rf"(?:{PREFIX})?\s*(\d{{1,{DIGITS}}})", re.IGNORECASE)


def ticket_number(n: int) -> str:
    """The number of the desk's `n`th ticket, in full: `TK000131`."""
    return f"{PREFIX}{n:0{DIGITS}d}"


def short(code: str) -> str:
    """As people read and say it: `TK131`; what is no such number stays as it is."""
    found = _FULL.fullmatch(code)
    return f"{PREFIX}{found[1]}" if found else code


def full_number(text: str) -> str:
    """What is typed, in full: `131`, `tk131` and `TK000131` are one; other text only in capitals."""
    found = _TYPED.fullmatch(text.strip())
    return ticket_number(int(found[1])) if found else text.strip().upper()


def short_numbers(text: str) -> str:
    """A sentence with the numbers of its tickets as the screens write them."""
    return _NUMBER.sub(lambda found: short(found[0]), text)
