"""What happens to a unit of a pack of tickets while its request goes its way (A12), and what packs hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from deskterm.models.records.base import Record
from deskterm.models.records.money import Charge, Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service

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


def may_draw(service: Service, kind: str, unit: str) -> bool:
    """Whether work may draw on packs of a kind, in this unit, under these terms."""
    terms = service.pack(kind)
    if terms is None or terms.unit != unit:
        return False
    settled = [one.settle for one in service.prices] + [one.settle for one in service.extras]
    return terms.use is not None or any(f"pack:{kind}" in to for to in settled)


def least_left(held: Iterable[tuple[str, int]]) -> int:
    """What the fact `pack_left` says of packs, (kind, left) each: of several kinds what the emptiest holds.

    Hours are not added to tickets or to money: none left of one kind is none left, beside a full wallet too.
    """
    kinds: dict[str, int] = {}
    for kind, left in held:
        kinds[kind] = kinds.get(kind, 0) + left
    return min(kinds.values(), default=0)


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
