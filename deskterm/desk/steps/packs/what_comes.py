"""What the end of a pack brings: units that come anew, a rest that goes on, a loss."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends, included_units
from deskterm.models.money.rollover import at_the_end
from deskterm.models.records.agreements import day_after
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection


class Coming(Record, frozen=True, kw_only=True):
    """What a pack's end brings if nothing more is drawn: how many units come, go on, and are lost."""

    day: str
    comes: int = 0
    carried: int = 0
    lost: int = 0


def in_force_on(desk: Desk, day: str) -> Service:
    """The terms that hold as a day begins, as far as they are known now."""
    with desk.as_of(ends.morning(day, desk.service.tz)):
        return desk.service


def coming(desk: Desk, conn: Connection, pack: Pack, service: Service | None = None) -> Coming | None:
    """What comes when a pack ends; None where it has no end, or nothing is left of it and nothing follows.

    It follows the terms that will hold then, where those are known already; else those of `service`.
    """
    today = day_of(desk.now(), desk.service.tz)
    if not pack.expires_on or pack.expires_on < today:
        return None
    day = day_after(pack.expires_on)
    service = service or in_force_on(desk, day)
    terms, today_s = service.pack(pack.kind), desk.service.pack(pack.kind)
    if terms is None or not terms.follows:
        ends_otherwise = today_s is not None and today_s.follows and pack.left > 0
        return Coming(day=day, lost=pack.left) if ends_otherwise else None
    comes = included_units.next_units(desk, conn, pack, terms, day, service=service)
    after = ends.following(conn, pack, day, desk.now() + 1)
    line = ends.its_agreements(conn, pack)
    carries = bool(comes or after) and ends.holds(
        desk, conn, pack.customer_id, terms.rest.when, day, line=line, terms=service
    )
    ended = at_the_end(terms.rest, pack.left, pack.brought, carries=carries)
    found = Coming(day=day, comes=comes, carried=ended.carried, lost=ended.lost)
    return found if comes or ended.carried or ended.lost else None
