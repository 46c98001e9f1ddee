"""Booking a movement in a pack's ledger."""

from __future__ import annotations

import re
from datetime import date

from deskterm.desk.context import Desk
from deskterm.desk.errors import NotFound, Refused
from deskterm.desk.steps import facts
from deskterm.locale import figures, has, measures, t
from deskterm.models.records.money import Movement, Pack
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows

OWN = "deskterm"  # before a word of the catalogues and a day: what nobody typed
_NOTED = re.compile(rf"{OWN}:(?P<word>[a-z_]+)(?::(?P<day>\d{{4}}-\d\d-\d\d))?")


def reopen(desk: Desk, conn: Connection, customer_id: int, at: int) -> None:
    """Give back what expired after `at`: work of that time is entered late, and draws on what was valid then.

    What is left expires again when that work is filed (`expire`). Of packs that others follow, the work
    itself brings back what it draws (`reaching`).
    """
    day = facts.day_of(at, desk.service.tz)
    for pack in pack_rows.of_customer(conn, customer_id):
        terms = desk.service.pack(pack.kind)
        if terms is not None and terms.follows:
            continue
        lines = movement_rows.of_pack(conn, pack.id) if pack.expires_on >= day else ()
        if lines and lines[-1].kind == "expired":
            book(
                desk,
                conn,
                pack.id,
                "adjusted",
                -lines[-1].amount,
                op_id=f"reopened:{pack.id}:{lines[-1].id}",
                note=noted("reopened", day),
            )


def book(
    desk: Desk,
    conn: Connection,
    pack_id: int,
    kind: str,
    amount: int,
    *,
    op_id: str,
    note: str = "",
    rule: str = "",
) -> Movement:
    """Append a movement. Raises Refused where the pack does not hold it."""
    try:
        return movement_rows.append(
            conn,
            op_id=op_id,
            pack_id=pack_id,
            at=desk.now(),
            kind=kind,
            amount=amount,
            by=desk.author,
            note=note,
            rule=rule,
        )
    except movement_rows.BelowZero:
        pack = the_pack(conn, pack_id)
        wanted = measures.amount(amount, pack.unit, signed=True)
        raise Refused("below_zero", left=measures.amount(pack.left, pack.unit), amount=wanted) from None


def noted(word: str, day: str = "") -> str:
    """A note of the program's own, kept without words: whoever reads it has it in their language."""
    return ":".join(filter(None, (OWN, word, day)))


def said(note: str) -> str:
    """A note in words: the program's own in the language in force, anybody else's as it was written."""
    found = _NOTED.fullmatch(note)
    if found is None or not has(key := f"ledger.{found['word']}"):
        return note
    return t(key, day=figures.day(date.fromisoformat(found["day"]))) if found["day"] else t(key)


def the_pack(conn: Connection, pack_id: int) -> Pack:
    """The pack with this number. Raises NotFound."""
    pack = pack_rows.get(conn, pack_id)
    if pack is None:
        raise NotFound("no_pack", pack=pack_id)
    return pack
