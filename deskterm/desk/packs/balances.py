"""What a customer's packs held on a day."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows


class HeldThen(Record, frozen=True, kw_only=True):
    """A pack as it stood at the end of a day: `left` then, by the days from which its movements count."""

    pack: Pack
    left: int


def as_of(desk: Desk, customer: str, day: str) -> tuple[HeldThen, ...]:
    """The packs of the customer with this code that were valid on a day, as they stood at its end."""
    tz = desk.service.tz
    with desk.read() as conn:
        found = []
        for pack in pack_rows.valid(conn, the_customer(conn, customer), day):
            lines = movement_rows.of_pack(conn, pack.id)
            if lines and since(lines[0], tz) <= day:
                left = sum(line.amount for line in lines if since(line, tz) <= day)
                found.append(HeldThen(pack=pack, left=left))
        return tuple(found)


def since(line: Movement, tz: str) -> str:
    """The day from which a movement counts."""
    return line.day or day_of(line.at, tz)
