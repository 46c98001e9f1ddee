"""What each of a customer's packs holds before a contact and after it, by what people call it."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.models.records.base import Record
from deskterm.models.records.money import Charge, Pack


class Balance(Record, frozen=True, kw_only=True):
    """The packs of one kind, and of one agreement where those that brought them have names; in their unit."""

    kind: str
    unit: str
    agreement: str
    places: tuple[str, ...]  # as charges name them: `pack:3`
    before: int
    after: int
    ends: str = ""  # the first day on which one of them ends


def own_balances(usable: Sequence[Pack], settle: Sequence[Charge]) -> tuple[Balance, ...]:
    """What is drawn on comes first, then the others in the order of their use."""
    drawn = {part.to: part.drawn for part in settle}
    groups: dict[tuple[str, str], list[Pack]] = {}
    for pack in sorted(usable, key=lambda one: f"pack:{one.id}" not in drawn):
        groups.setdefault((pack.kind, pack.agreement), []).append(pack)
    found = []
    for (kind, agreement), packs in groups.items():
        places = tuple(f"pack:{one.id}" for one in packs)
        before = sum(one.left for one in packs)
        found.append(
            Balance(
                kind=kind,
                unit=packs[0].unit,
                agreement=agreement,
                places=places,
                before=before,
                after=before - sum(drawn.get(place, 0) for place in places),
                ends=min((one.expires_on for one in packs if one.expires_on), default=""),
            )
        )
    return tuple(found)
