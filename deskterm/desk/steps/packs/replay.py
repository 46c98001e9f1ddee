"""A customer's packs replayed: as they stood at any moment, had other contacts drawn on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct

from deskterm.models.money.drawing import PackState
from deskterm.models.records.money import Charge, Pack
from deskterm.models.terms.conditions import PACK_LEFT
from deskterm.storage.database import Connection
from deskterm.storage.house import rehearsal as rehearsal_rows
from deskterm.storage.house.rehearsal import Move
from deskterm.storage.money import packs as pack_rows

Turn = tuple[int, int]  # when a contact was filed, and after which event of the desk


class _Drawn(Struct, frozen=True):
    turn: Turn
    pack_id: int
    amount: int


class Shape(Struct, frozen=True, kw_only=True):
    """A pack that other terms bring with so many units more (less: below 0), or that the desk never gave.

    `owes`: it may go below nothing under those terms. `partly`: some of it cannot be known.
    """

    pack: Pack
    by: int
    owes: bool = False
    partly: bool = False


class PackReplay:
    """Packs with their real movements, and what replayed contacts draw instead of what they drew."""

    def __init__(
        self,
        owned: Iterable[Pack],
        moves: Iterable[Move],
        replayed: Mapping[int, Turn],
        shapes: Iterable[Shape] = (),
    ) -> None:
        """`replayed`: the contacts that are billed anew, each with its turn; `shapes`: what terms bring."""
        self.shapes = {shape.pack.id: shape for shape in shapes}
        never = [shape.pack for shape in self.shapes.values() if shape.pack.id < 0]
        self._packs, moves = tuple(owned), tuple(moves)
        if never:
            self._packs = tuple(sorted([*self._packs, *never], key=_expiry))
        self._other = [move for move in moves if move.group_id not in replayed]
        self._real = [move for move in moves if move.group_id in replayed]
        self._turns = replayed
        self._drawn: list[_Drawn] = []

    @classmethod
    def of(
        cls, conn: Connection, customer_id: int, replayed: Mapping[int, Turn], shapes: Iterable[Shape] = ()
    ) -> PackReplay:
        """A customer's purse, to bill the contacts in `replayed` anew."""
        owned = pack_rows.of_customer(conn, customer_id)
        return cls(owned, rehearsal_rows.moves(conn, customer_id), replayed, shapes)

    def seen(self, held: Mapping[int, int], group_id: int, filings: int, day: str) -> list[PackState]:
        """What a contact of a `day` finds in the packs, where the desk saw `held` at its last filing.

        Packs that the desk never gave are found on the days that they hold ("": none).

        What its own earlier filings had drawn is there again; what others drew counts as it is replayed.
        Below 0 is owed, also on a pack that is over by then.
        """
        turn, turns = self._turns[group_id], {number: n for n, number in enumerate(held)}
        found = [
            PackState(
                pack.id,
                pack.kind,
                pack.unit,
                held.get(pack.id, 0)
                - self._own(group_id, filings, pack.id)
                + self._moved(turn, pack.id, group_id)
                + self._by(pack.id),
            )
            for pack in sorted(self._packs, key=lambda pack: (*_ends(pack), turns.get(pack.id, len(turns))))
            if pack.id in held or (pack.id < 0 and _covers(pack, day))
        ]
        return found + self._owing(turn, {one.id for one in found})

    def _owing(self, turn: Turn, besides: Collection[int]) -> list[PackState]:
        """What other packs owe at a turn: nothing is drawn on them."""
        rest = (
            (pack, self._left(pack.id, turn) + max(0, self._by(pack.id)))
            for pack in self._packs
            if pack.id not in besides and (pack.id not in self.shapes or self.shapes[pack.id].owes)
        )
        return [PackState(one.id, one.kind, one.unit, left, open=False) for one, left in rest if left < 0]

    def _own(self, group_id: int, filings: int, pack_id: int) -> int:
        """What a contact's filings before its last one moved."""
        own = (move for move in self._real if (move.pack_id, move.group_id) == (pack_id, group_id))
        return sum(move.amount for move in own if move.part < filings)

    def states(self, turn: Turn, day: str) -> list[PackState]:
        """What the packs valid on `day` hold at a turn, by the ledger; those that expire first, first."""
        found = [
            PackState(pack.id, pack.kind, pack.unit, self._left(pack.id, turn) + self._by(pack.id))
            for pack in self._packs
            if _covers(pack, day) and (pack.sold_at <= turn[0] or pack.id not in self.shapes)
        ]
        return found + self._owing(turn, {one.id for one in found})

    def shift(self, at: int, day: str) -> dict[str, int]:
        """How much more the packs of each kind hold at an instant than they really did (less: below 0)."""
        found: dict[str, int] = {}
        for pack in self._packs:
            by = self._by(pack.id) if _covers(pack, day) and pack.sold_at <= at else 0
            found[pack.kind] = found.get(pack.kind, 0) + self._moved((at, 0), pack.id) + by
        return found

    def _by(self, pack_id: int) -> int:
        shape = self.shapes.get(pack_id)
        return shape.by if shape else 0

    def draw(self, charges: Iterable[Charge], turn: Turn) -> None:
        """Take what a bill settles from the packs."""
        for part in charges:
            if part.to.startswith("pack:"):
                number = int(part.to.removeprefix("pack:"))
                self._drawn.append(_Drawn(turn, number, -part.drawn))

    def _moved(self, turn: Turn, pack_id: int, own: int = 0) -> int:
        real = sum(
            move.amount
            for move in self._real
            if move.pack_id == pack_id and move.group_id != own and self._turns[move.group_id or 0] < turn
        )
        return self._replayed(turn, pack_id) - real

    def _replayed(self, turn: Turn, pack_id: int) -> int:
        return sum(one.amount for one in self._drawn if one.pack_id == pack_id and one.turn < turn)

    def _left(self, pack_id: int, turn: Turn) -> int:
        moved = sum(move.amount for move in self._other if move.pack_id == pack_id and move.at <= turn[0])
        return moved + self._replayed(turn, pack_id)


def _covers(pack: Pack, day: str) -> bool:
    return pack.starts_on <= day <= (pack.expires_on or day)


def _expiry(pack: Pack) -> tuple[bool, str, int, int]:
    """Those that expire first, first."""
    return *_ends(pack), pack.sold_at, pack.id


def _ends(pack: Pack) -> tuple[bool, str]:
    return not pack.expires_on, pack.expires_on


def shifted(known: Mapping[str, Any], by: Mapping[str, int]) -> dict[str, Any]:
    """What was known, where the packs of each kind hold so much more (less: below 0)."""
    own = {
        name: held + by.get(name.removeprefix(f"{PACK_LEFT}:"), 0)
        for name, held in known.items()
        if name.startswith(f"{PACK_LEFT}:")
    }
    if own:
        return {**known, **own, PACK_LEFT: min(own.values())}
    return {**known, PACK_LEFT: known[PACK_LEFT] + sum(by.values())} if PACK_LEFT in known else dict(known)
