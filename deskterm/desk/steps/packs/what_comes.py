"""What the end of a pack brings: units that come anew, a rest that goes on, a loss."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends, included_units
from deskterm.models.money.rollover import at_the_end
from deskterm.models.records.agreements import day_after
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack
from deskterm.storage.database import Connection


class Coming(Record, frozen=True, kw_only=True):
    """What a pack's end brings if nothing more is drawn: how many units come, go on, and are lost."""

    day: str
    comes: int = 0
    carried: int = 0
    lost: int = 0


def coming(desk: Desk, conn: Connection, pack: Pack) -> Coming | None:
    """What comes when a pack ends; None where it has no end, or nothing is left of it and nothing follows."""
    terms = desk.service.pack(pack.kind)
    today = day_of(desk.now(), desk.service.tz)
    if terms is None or not terms.follows or not pack.expires_on or pack.expires_on < today:
        return None
    day = day_after(pack.expires_on)
    comes = included_units.next_units(desk, conn, pack, terms, day)
    after = ends.following(conn, pack, day, desk.now() + 1)
    line = ends.its_agreements(conn, pack)
    carries = bool(comes or after) and ends.holds(
        desk, conn, pack.customer_id, terms.rest.when, day, line=line
    )
    ended = at_the_end(terms.rest, pack.left, pack.brought, carries=carries)
    found = Coming(day=day, comes=comes, carried=ended.carried, lost=ended.lost)
    return found if comes or ended.carried or ended.lost else None
