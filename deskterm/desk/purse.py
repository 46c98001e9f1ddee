"""A customer's packs replayed: as they stood at any moment, had other contacts drawn on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from deskterm.models.price import PackState
from deskterm.models.records import Charge, Pack
from deskterm.storage import packs, rehearsal
from deskterm.storage.database import Connection
from deskterm.storage.rehearsal import Move


class Purse:
    """Packs with their real movements, less those that are replayed, and what was drawn instead."""

    def __init__(self, owned: Iterable[Pack], moves: Iterable[Move]) -> None:
        self._packs = tuple(owned)
        self._moves = tuple(moves)
        self._drawn: list[Move] = []

    @classmethod
    def of(cls, conn: Connection, customer_id: int, replayed: Collection[int] = ()) -> Purse:
        """A customer's purse, without what the contacts in `replayed` drew."""
        moves = (move for move in rehearsal.moves(conn, customer_id) if move.group_id not in replayed)
        return cls(packs.of_customer(conn, customer_id), moves)

    def states(self, at: int, day: str) -> list[PackState]:
        """What the packs valid on `day` hold at the instant `at`, those that expire first, first."""
        return [
            PackState(pack.id, pack.kind, pack.unit, self._left(pack.id, at))
            for pack in self._packs
            if not pack.expires_on or pack.expires_on >= day
        ]

    def draw(self, charges: Iterable[Charge], at: int) -> None:
        """Take what a bill settles from the packs."""
        for part in charges:
            if part.to.startswith("pack:"):
                number = int(part.to.removeprefix("pack:"))
                self._drawn.append(Move(number, at, -(part.units or part.minutes), None))

    def _left(self, pack_id: int, at: int) -> int:
        moved = (*self._moves, *self._drawn)
        return max(0, sum(move.amount for move in moved if move.pack_id == pack_id and move.at <= at))
