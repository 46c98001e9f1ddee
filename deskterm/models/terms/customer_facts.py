"""The facts of a customer that have no column on the card: how they are written, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from deskterm.models.terms.facts import FACTS
from deskterm.models.terms.own_facts import FactTerms

Own = Mapping[str, FactTerms]

KNOWN = ("phone_contract", "adhesion", "quick_access", "deployment", "target_hours", "fees", "product")
AGREED = ("phone_contract", "target_hours", "fees")  # what an agreement can say of its customer while it runs


def of_customer(own: Own) -> tuple[str, ...]:
    """What can be known of a customer beyond the card, with what the file declares of its `own`."""
    return (*KNOWN, *(one.id for one in own.values() if one.of in {"customer", "agreement"}))


def of_agreement(own: Own) -> tuple[str, ...]:
    """What an agreement can say of its customer."""
    return (*AGREED, *(one.id for one in own.values() if one.of == "agreement"))


def read_fact(name: str, text: str, own: Own | None = None) -> object:
    """A written fact as its kind: a flag, a number (or one for each severity: `A:4 B:8`), a list, a text."""
    if own and name in own:
        return own[name].read(text)
    kind = FACTS[name].kind
    if kind == "flag":
        return text == "yes"
    if kind == "number":
        return _numbers(text)
    if name == "fees":
        return tuple(part for part in text.replace(",", " ").split() if part)
    return text


def read_facts(written: Mapping[str, str], own: Own) -> dict[str, object]:
    """Several written facts, each as its kind; without those, and the choices, that only other terms know."""
    known = {
        name: read_fact(name, text, own) for name, text in written.items() if name in FACTS or name in own
    }
    return {name: value for name, value in known.items() if value is not None or name not in own}


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
