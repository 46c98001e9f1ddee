"""The packs that an agreement gives once, without a sale: they go on until its end, wherever that moves."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.packs import packs
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends
from deskterm.desk.steps.packs.movements import book
from deskterm.locale import t
from deskterm.models.records.agreements import Agreement, earlier_of, period_of
from deskterm.models.records.money import Pack
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows

ENDED = "ended:"  # and the pack: what was lost because its agreement was over, and what came back


def follow(desk: Desk, before: Agreement, code: str, ends_on: str) -> None:
    """What the packs that came with an agreement hold goes on until its new end, in packs of their own.

    It goes no further than its own period. A pack stays as it was sold (law 5): it is emptied by a movement,
    and another one is given. What was lost at an end that was none comes back with it.
    """
    today = day_of(desk.now(), desk.service.tz)
    over = "" < ends_on < today
    note = t("agreement.pack_moved", day=ends_on) if ends_on else t("agreement.pack_open")
    with desk.write() as conn:
        for pack in pack_rows.of_customer(conn, before.customer_id):
            if not _came_with(conn, before, code, pack):
                continue
            until = _reach(desk, before, pack, ends_on)
            if over:
                if pack.left > 0 and until != pack.expires_on:
                    _book(desk, conn, pack, "adjusted", -pack.left, note=note)
            elif not until or until >= today:
                held = pack.left + _found_again(desk, conn, pack, until, note)
                if held > 0 and until != pack.expires_on:
                    _book(desk, conn, pack, "adjusted", -held, note=note, moved=True)
                    op_id = f"agreement:{before.id}:{pack.kind}:{pack.id}:{ends_on}"
                    packs.sell(desk, code, kind=pack.kind, size=held, expires_on=until, op_id=op_id)


def _found_again(desk: Desk, conn: Connection, pack: Pack, until: str, note: str) -> int:
    """Give back what a pack lost because its agreement was over, and at an end that is none; how much."""
    ended = -movement_rows.moved_by(conn, pack.id, ENDED)
    if ended > 0:
        _book(desk, conn, pack, "adjusted", ended, note=note)
    lost = ends.lost(movement_rows.of_pack(conn, pack.id)) if until != pack.expires_on else 0
    if lost > 0:
        _book(desk, conn, pack, "expired", lost, note=note)
    return max(0, ended) + max(0, lost)


def _book(
    desk: Desk, conn: Connection, pack: Pack, kind: str, amount: int, *, note: str, moved: bool = False
) -> None:
    """`moved`: the units go on in another pack, and are not those of an end that is put right."""
    op_id = f"{ENDED}{pack.id}:{movement_rows.of_pack(conn, pack.id)[-1].id}"
    op_id = f"moved:{op_id}" if moved else op_id if kind == "adjusted" else f"found:{op_id}"
    movement = book(desk, conn, pack.id, kind, amount, op_id=op_id, note=note)
    before, after = {"left": movement.left - amount}, {"left": movement.left, "movement": movement.id}
    desk.record(conn, "pack_adjusted", target=f"pack:{pack.id}", before=before, after=after | {"note": note})


def _reach(desk: Desk, one: Agreement, pack: Pack, ends_on: str) -> str:
    """Until when a pack that came with an agreement lasts, if that ends on another day."""
    terms = desk.service.pack(pack.kind)
    sold = max(day_of(pack.sold_at, desk.service.tz), one.starts_on)
    return earlier_of(period_of(one.starts_on, terms.months if terms else 0, sold)[1], ends_on)


def _came_with(conn: Connection, agreement: Agreement, code: str, pack: Pack) -> bool:
    """Whether a pack was given with the agreement; before agreements had numbers, by its last day."""
    sold = movement_rows.sale_of_pack(conn, pack.id)
    old = f"granted:{code.upper()}:{pack.kind}:{agreement.ends_on}"
    return sold == old or sold.startswith(f"agreement:{agreement.id}:")
