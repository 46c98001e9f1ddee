"""The facts of a customer that have no column on the card: how they are written, and what they mean."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from deskterm.models.facts import FACTS

KNOWN = ("phone_contract", "adhesion", "quick_access", "deployment", "target_hours", "fees", "product")


def read_fact(name: str, text: str) -> object:
    """A written fact as its kind: a flag, a number (or one for each severity: `A:4 B:8`), a list, a text."""
    kind = FACTS[name].kind
    if kind == "flag":
        return text == "yes"
    if kind == "number":
        return _numbers(text)
    if name == "fees":
        return tuple(part for part in text.replace(",", " ").split() if part)
    return text


def _numbers(text: str) -> object:
    parts = text.replace(",", " ").split()
    if any(":" in part for part in parts):
        pairs = (part.partition(":") for part in parts)
        return {key: _number(value) for key, _, value in pairs}
    return _number(text)


def _number(text: str) -> Decimal | str:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    return found if found.is_finite() else text
