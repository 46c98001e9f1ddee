"""The statement of a pack: what it held when a time began, what moved in it, what it holds at the end.

A movement counts from its day, and its balance is what all before it come to: opening and movements are
always the closing, whatever was booked late.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack


class StatementLine(Record, frozen=True, kw_only=True):
    """A movement in its time: the day from which it counts, and what the pack holds after it."""

    day: str
    movement: Movement
    left: int


class PackStatement(Record, frozen=True, kw_only=True):
    """A pack from one day to another, both within."""

    pack: Pack
    opening: int
    lines: tuple[StatementLine, ...]
    closing: int

    @property
    def speaks(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.opening or self.lines)


def of_pack(pack: Pack, dated: Iterable[tuple[str, Movement]], low: str, high: str) -> PackStatement:
    """The statement of a pack from `low` to `high` (ISO days, both within): `dated` are its movements."""
    ordered = sorted(dated, key=lambda one: (one[0], one[1].id))
    left = opening = sum(one.amount for day, one in ordered if day < low)
    lines = []
    for day, one in ordered:
        if low <= day <= high:
            left += one.amount
            lines.append(StatementLine(day=day, movement=one, left=left))
    return PackStatement(pack=pack, opening=opening, lines=tuple(lines), closing=left)


def kind_of(one: Movement) -> str:
    """What a movement is, in a word of the papers: a sale without a sale is given, a loss undone is found."""
    if one.of is not None:
        return "returned"
    if one.kind == "sold" and one.day:
        return "given"
    return "found" if one.kind == "expired" and one.amount > 0 else one.kind
