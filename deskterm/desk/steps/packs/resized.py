"""What agreements bring in packs that they brought already, when they are put right, end early or go on.

An agreement that is corrected counts as having stood so from the beginning: its packs hold what it brings,
from the day from which it brings them. What was drawn of it stays drawn, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deskterm.desk.context import Desk
from deskterm.desk.steps.packs import ends, reaching
from deskterm.desk.steps.packs.movements import book, noted, the_pack
from deskterm.models.money.rollover import IncludedPeriod, days_shared, periods
from deskterm.models.records.agreements import Agreement
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.pack_sections import Included
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows

OP = "resized:"  # and the pack, and its last line: the movement that follows the agreement
Brought = dict[int, IncludedPeriod]  # by pack: the period that it stands for, and what that brings


class Resized(Record, frozen=True, kw_only=True):
    """A pack that holds more or less than before; `short`: so much of it is drawn already, and stays so."""

    pack: int
    kind: str
    unit: str
    starts_on: str
    before: int
    after: int
    short: int = 0


def resize(desk: Desk, conn: Connection, customer_id: int, had: Sequence[Agreement]) -> tuple[Resized, ...]:
    """Let the packs that a customer's agreements brought hold what they bring now; `had`: as those stood.

    Only what the agreements change is changed: terms and facts are those under which each pack was given.
    """
    now = agreement_rows.of_customer(conn, customer_id)
    if tuple(now) == tuple(had):
        return ()
    before, after = _brought(desk, conn, customer_id, had), _brought(desk, conn, customer_id, now)
    told = [
        _resize(desk, conn, the_pack(conn, number), was, after.get(number)) for number, was in before.items()
    ]
    return tuple(one for one in told if one)


def _brought(desk: Desk, conn: Connection, customer_id: int, agreements: Sequence[Agreement]) -> Brought:
    """What agreements that stand so bring in each pack that was given."""
    found: Brought = {}
    by_number = {one.id: one for one in agreements}
    taken: set[tuple[int, str, str]] = set()
    owned = pack_rows.of_customer(conn, customer_id)
    for pack in sorted(owned, key=lambda pack: pack.starts_on):
        one = by_number.get(pack.agreement_id or 0)
        terms = _terms_of(desk, pack)
        if one is None or terms is None or terms.included is None:
            continue
        among = [
            period
            for period in _near(terms.included, agreements, one, pack)
            if (one.id, pack.kind, period.starts_on) not in taken
        ]
        period = max(among, key=lambda each: _shared(each, pack), default=None)
        units = 0
        if period is not None:
            taken.add((one.id, pack.kind, period.starts_on))
            line = ends.of_one_name(agreements, one.name)
            with desk.as_of(pack.sold_at):
                holds = ends.holds(desk, conn, customer_id, terms.included.when, period.starts_on, line=line)
            units = period.units if holds else 0
        first, last = (period.starts_on, period.ends_on) if period else (pack.starts_on, pack.expires_on)
        found[pack.id] = IncludedPeriod(first, last, units)
    return found


def _terms_of(desk: Desk, pack: Pack) -> PackTerms | None:
    """A kind of pack in the terms under which it was given."""
    with desk.as_of(pack.sold_at):
        return desk.service.pack(pack.kind)


def _near(
    included: Included, agreements: Sequence[Agreement], one: Agreement, pack: Pack
) -> Iterator[IncludedPeriod]:
    """The periods that share days with a pack."""
    last = ends.last_day(included, agreements, one)
    return periods(included, one.starts_on, last, pack.starts_on, pack.expires_on or pack.starts_on)


def _shared(period: IncludedPeriod, pack: Pack) -> int:
    return days_shared((period.starts_on, period.ends_on), (pack.starts_on, pack.expires_on))


def _resize(
    desk: Desk, conn: Connection, pack: Pack, was: IncludedPeriod, now: IncludedPeriod | None
) -> Resized | None:
    assert now is not None  # agreements that brought packs are never taken away
    units = max(0, pack.brought + now.units - was.units)
    first = now.starts_on if now.starts_on != was.starts_on else pack.starts_on
    if (units, first) == (pack.brought, pack.starts_on):
        return None
    terms = _terms_of(desk, pack)
    rule = (terms.included.rule or terms.rule) if terms and terms.included else ""
    pack_rows.resize(conn, pack, units, first, rule=rule, at=desk.now(), by=desk.who)
    short = _move(desk, conn, pack, units, rule)
    told = Resized(
        pack=pack.id,
        kind=pack.kind,
        unit=pack.unit,
        starts_on=first,
        before=pack.brought,
        after=units,
        short=short,
    )
    before = {"units": pack.brought, "day": pack.starts_on, "left": pack.left}
    after = {"units": units, "day": first, "left": the_pack(conn, pack.id).left}
    after |= {"short": short} if short else {}
    desk.record(conn, "pack_resized", target=f"pack:{pack.id}", before=before, after=after)
    return told


def _move(desk: Desk, conn: Connection, pack: Pack, units: int, rule: str) -> int:
    """Book what a pack holds more or less; returns how much could not be taken, because it is drawn."""
    more = units - pack.size - movement_rows.moved_by(conn, pack.id, OP)
    op_id = f"{OP}{pack.id}:{movement_rows.of_pack(conn, pack.id)[-1].id}"
    if more < 0:
        reaching.bring_back(desk, conn, pack.id, -more, op_id=f"back:{op_id}", rule=rule)
        pack = the_pack(conn, pack.id)
    booked = max(more, -max(0, pack.left + pack.credit))
    if booked:
        note = noted("agreement_changed")
        book(desk, conn, pack.id, "adjusted", booked, op_id=op_id, note=note, rule=rule)
    return booked - more
