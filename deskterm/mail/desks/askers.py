"""Who asked something at another desk, and who only sent what was spam there, or was deleted.

A desk that makes a customer of every sender has one for each of these too. As customers here they would be
believed: they are left out, and named.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.models.records.exports.other_desk import LeftOut


def of_spam_alone(told: Iterable[tuple[int, bool]]) -> frozenset[int]:
    """Those of whom everything was thrown away, of people each with whether one thing was; 0 is nobody."""
    found: dict[int, bool] = {}
    for person, thrown_away in told:
        found[person] = found.get(person, True) and thrown_away
    return frozenset(person for person, only in found.items() if only and person)


def left_out(key: str, name: str, address: str) -> LeftOut:
    """One of them, by name and address."""
    detail = " ".join(dict.fromkeys(part for part in (name, address) if part))
    return LeftOut(kind="person", key=key, reason="of_spam_alone", detail=detail)
