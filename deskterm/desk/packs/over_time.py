"""What packs do by themselves as time passes: included units come, rests go on or are lost, top-ups are sold.

Each is booked once, in the order of its days, whoever looks first and however long nobody looked.
"""

from __future__ import annotations

from datetime import date

from deskterm.desk.context import Desk
from deskterm.desk.packs import levels, topping_up
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends, included_units
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.money import rounds as round_rows

KEPT = "packs.kept"  # the last day, as its ordinal, up to which every customer got the included units
ROUND = "packs.round"  # the day of the round that is under way
AFTER = "packs.after"  # and the last customer who got theirs in it
TERMS = "packs.terms"  # the terms under which that was
AT_ONCE = 200  # customers, or packs, in one transaction


def due(desk: Desk) -> bool:
    """Whether anything of it is to be done."""
    today = day_of(desk.now(), desk.service.tz)
    with desk.read() as conn:
        return (
            (bool(included_units.kinds(desk.service)) and not _is_kept(desk, conn, today))
            or bool(pack_rows.ended(conn, following(desk.service), today, 1))
            or topping_up.due(desk)
            or (levels.due(desk) and not desk.elsewhen)
        )


def keep(desk: Desk) -> int:
    """Do it, some customers at a time; returns how many packs were given, settled or sold, and letters."""
    done, more = 0, True
    while more:
        with desk.write() as conn:
            given, more = _give(desk, conn)
            done += given
    while settled := _settle(desk):
        done += settled
    return done + topping_up.sell_due(desk) + (0 if desk.elsewhen else levels.tell(desk))


def following(service: Service) -> tuple[str, ...]:
    """The kinds of pack whose rest is settled with the pack that follows."""
    return tuple(terms.id for terms in service.packs if terms.follows)


def _give(desk: Desk, conn: Connection) -> tuple[int, bool]:
    """Give the next customers what has come due; how many packs, and whether others wait."""
    today = day_of(desk.now(), desk.service.tz)
    if not included_units.kinds(desk.service) or _is_kept(desk, conn, today):
        return 0, False
    until, after = _began(desk, conn, today)
    found = agreement_rows.customers_between(conn, until, today, after, AT_ONCE)
    given = sum(included_units.give(desk, conn, customer_id) for customer_id in found)
    more = len(found) == AT_ONCE
    round_rows.reach(conn, AFTER, found[-1] if more else 0)
    if not more:
        round_rows.reach(conn, KEPT, _ordinal(today))
    return given, more


def _is_kept(desk: Desk, conn: Connection, today: str) -> bool:
    """Whether everybody has got by now what these terms give."""
    kept = round_rows.reached(conn, KEPT) == _ordinal(today)
    return kept and round_rows.reached(conn, TERMS) == desk.terms_id


def _began(desk: Desk, conn: Connection, today: str) -> tuple[str, int]:
    """Since when agreements count in this round, and how far it has come; another day or terms begin anew."""
    if round_rows.reached(conn, TERMS) != desk.terms_id:
        round_rows.reach(conn, KEPT, 0)
        round_rows.reach(conn, TERMS, desk.terms_id)
        round_rows.reach(conn, ROUND, 0)
    if round_rows.reached(conn, ROUND) != _ordinal(today):
        round_rows.reach(conn, ROUND, _ordinal(today))
        round_rows.reach(conn, AFTER, 0)
    kept = round_rows.reached(conn, KEPT)
    return date.fromordinal(kept).isoformat() if kept else "", round_rows.reached(conn, AFTER)


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _settle(desk: Desk) -> int:
    """Settle packs whose last day is over; returns how many."""
    with desk.write() as conn:
        today = day_of(desk.now(), desk.service.tz)
        found = pack_rows.ended(conn, following(desk.service), today, AT_ONCE)
        for pack in found:
            terms = desk.service.pack(pack.kind)
            if terms is not None:
                ends.settle(desk, conn, pack, terms)
        return len(found)
