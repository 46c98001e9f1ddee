"""What happens to a unit of a pack of tickets while its request goes its way (A12)."""

from __future__ import annotations

from typing import Literal

from deskterm.models.terms.sections import PackTerms

UseMoment = Literal["opening", "first-answer", "close", "rejected", "merged"]
Movement = Literal["reserved", "burnt", "released", ""]


def movement(terms: PackTerms, moment: UseMoment, *, reserved: bool = False, burnt: bool = False) -> Movement:
    """What the pack's ledger books at a moment of a ticket's life; "" for nothing.

    `reserved` and `burnt` say what was booked for this ticket before: a unit burns once, and only one that
    was put aside can be given back.
    """
    use = terms.use
    if use is None or burnt:
        return ""
    if moment == use.burn:
        return "burnt"
    if moment == "opening" and use.reserve == "opening" and not reserved:
        return "reserved"
    return "released" if reserved and moment in use.release else ""
