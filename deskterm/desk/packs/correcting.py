"""A movement or the sale of a pack that was wrong: taken back by another movement, with the reason.

What work drew comes back with its contact (`desk/billing/voiding.py`); what a pack's end or an agreement
moved follows those.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from deskterm.desk import leads
from deskterm.desk.context import Desk, new_token
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps.billing import voids
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs.movements import book, the_pack
from deskterm.locale import t
from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack, VoidOf
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows


class Corrected(Record, frozen=True, kw_only=True):
    """A movement that was taken back: by which one, and which stands instead; the pack as it is now."""

    taken: Movement
    back: Movement
    instead: Movement | None
    pack: Pack


def void_movement(desk: Desk, pack_id: int, number: int, *, why: str, amount: int = 0) -> Corrected:
    """Take back a movement that a person booked by hand; `amount`: what it should have been, signed.

    Raises NotFound, and Refused for what only work, an end or an agreement moves, and where it is used.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "adjust")
        reason = voids.reason(why)
        taken = _the_movement(conn, pack_id, number)
        _check(conn, taken)
        made = VoidOf(at=desk.now(), by=desk.author, why=reason)
        back = voids.counter(conn, taken, made, op_id=f"void:{taken.id}")
        instead = None
        if amount:
            op_id = f"adjusted:{new_token(16)}"
            instead = book(desk, conn, pack_id, "adjusted", amount, op_id=op_id, note=reason)
        pack = the_pack(conn, pack_id)
        desk.record(
            conn,
            "movement_corrected" if instead else "movement_voided",
            target=f"pack:{pack_id}",
            before={"movement": taken.id, "amount": taken.amount, "note": taken.note},
            after={"why": reason, "movement": back.id, "amount": amount, "left": pack.left},
        )
        return Corrected(taken=movement_rows.get(conn, taken.id), back=back, instead=instead, pack=pack)


def void_sale(desk: Desk, pack_id: int, *, why: str) -> Corrected:
    """Take back the sale of a pack that nothing has drawn on: it holds nothing, and goes to no bill.

    Packs that it had let go on end as before. Raises Refused where it is not whole, or none was sold.
    """
    with desk.write() as conn:
        leads.expect(desk, conn, "void")
        reason = voids.reason(why)
        pack = the_pack(conn, pack_id)
        sold = movement_rows.of_pack(conn, pack_id)[0]
        if sold.void:
            raise Refused("sale_void_already", pack=pack_id)
        if pack.agreement_id is not None or sold.day:
            raise Refused("not_sold", pack=pack_id)
        if pack.left != pack.size or pack.reserved:
            raise Refused("movement_used", pack=pack_id)
        made = VoidOf(at=desk.now(), by=desk.author, why=reason)
        back = voids.counter(conn, sold, made, op_id=f"void:{sold.id}")
        shortened = _end(desk, conn, pack, sold, made)
        left = the_pack(conn, pack_id)
        desk.record(
            conn,
            "sale_voided",
            target=f"pack:{pack_id}",
            before={"size": pack.size, "net_cents": pack.net_cents, "expires_on": pack.expires_on},
            after={"why": reason, "movement": back.id, "left": left.left, "shortened": shortened},
        )
        return Corrected(taken=movement_rows.get(conn, sold.id), back=back, instead=None, pack=left)


def _the_movement(conn: Connection, pack_id: int, number: int) -> Movement:
    the_pack(conn, pack_id)
    found = next((one for one in movement_rows.of_pack(conn, pack_id) if one.id == number), None)
    if found is None:
        raise NotFound("no_movement", pack=pack_id, number=number)
    return found


def _check(conn: Connection, taken: Movement) -> None:
    """Refuse what is not a person's to take back here, with the way to it."""
    told: dict[str, Any] = {"pack": taken.pack_id, "number": taken.id}
    if taken.void:
        raise Refused("movement_void_already", **told)
    if taken.of is not None:
        raise Refused("movement_is_void", **told)
    if taken.kind == "drawn":
        raise Refused("movement_of_work", ticket=taken.ticket, **told)
    if taken.kind == "sold":
        raise Refused("movement_is_sale", **told)
    if taken.kind != "adjusted" or not movement_rows.by_hand(conn, taken.id):
        raise Refused("movement_by_itself", kind=t(f"commands.movement.{taken.kind}"), **told)


def _end(desk: Desk, conn: Connection, pack: Pack, sold: Movement, made: VoidOf) -> list[int]:
    """A pack whose sale is void is over; those that went on because of it end as they did before."""
    day = date.fromisoformat(day_of(desk.now(), desk.service.tz)) - timedelta(days=1)
    pack_rows.end(conn, pack.id, day.isoformat(), why="void", rule="", at=made.at, by=made.by)
    found = []
    for other, until in pack_rows.prolonged_by(conn, pack, sold.at):
        pack_rows.end(conn, other, until, why="void", rule="", at=made.at, by=made.by)
        found.append(other)
    return found
