"""Work of a time that is over finds in the packs of that time what it would have found then.

What was lost at their end comes back first, then what went on in the packs that follow and is unused. Whether
a pack is over is told by what was booked of its end, not by the clock: work of before may be entered at a
time that lies before it too.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.packs import ends
from deskterm.models.money.rollover import Lot, reach, returns
from deskterm.models.records.agreements import day_after
from deskterm.models.records.money import Pack
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows


def within(conn: Connection, service: Service, packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Packs of one time, those that are over with what work of that time can still draw."""
    found = []
    for pack in packs:
        terms = service.pack(pack.kind)
        if pack.expires_on and terms is not None and terms.follows and pack.left >= 0:
            found.append(structs.replace(pack, left=reach(_row(conn, pack))))
        else:
            found.append(pack)
    return tuple(found)


def bring_back(desk: Desk, conn: Connection, pack_id: int, wanted: int, *, op_id: str, rule: str) -> None:
    """Give back to a pack that is over what it lacks of `wanted` units; nothing to one that holds them."""
    pack = pack_rows.get(conn, pack_id)
    if pack is None or pack.left >= wanted or not pack.expires_on:
        return
    for place, one in enumerate(returns(_row(conn, pack), wanted)):
        to, number = _the(conn, one.to), f"{op_id}:{place}"
        if one.source:
            day = day_after(to.expires_on)
            ends.move(desk, conn, _the(conn, one.source), to, one.units, op_id=number, day=day, rule=rule)
        else:
            ends.give_back(desk, conn, to, one.units, op_id=number, rule=rule)


def _row(conn: Connection, pack: Pack | None) -> list[Lot]:
    """A pack and those in which its rest went on, one after the other."""
    found: list[Lot] = []
    while pack is not None and pack.id not in {lot.id for lot in found}:
        lines = movement_rows.of_pack(conn, pack.id)
        found.append(
            Lot(
                id=pack.id, left=pack.left, lost=max(0, ends.lost(lines)), carried=max(0, ends.carried(lines))
            )
        )
        other = ends.into(lines)
        pack = pack_rows.get(conn, other) if other is not None else None
    return found


def _the(conn: Connection, pack_id: int) -> Pack:
    pack = pack_rows.get(conn, pack_id)
    if pack is None:
        raise LookupError(pack_id)
    return pack
