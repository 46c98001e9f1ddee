"""What agreements bring in packs that they brought already, when they are put right, end early or go on.

An agreement that is corrected counts as having stood so from the beginning: its packs are those of the
periods that it brings, and none where it brings nothing. In whichever order it is corrected, its packs
are as its last state gives them. What was drawn stays drawn, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends, included_units, reaching
from deskterm.desk.steps.packs.movements import book, noted, the_pack
from deskterm.models.money.rollover import IncludedPeriod, days_shared
from deskterm.models.records.agreements import Agreement, day_after
from deskterm.models.records.base import Record
from deskterm.models.records.money import Movement, Pack
from deskterm.models.terms.facts import word
from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows

OP = "resized:"  # and the pack, and its last line: the movement that follows the agreement
Brought = dict[int, IncludedPeriod | None]  # by pack: the period that it stands for; None: none


class Resized(Record, frozen=True, kw_only=True):
    """A pack that holds more or less than before, or is valid on other days.

    `days`, `were`: its first and last day now and before ("" no end); one that stands for nothing
    any more has none. `short`: so much of what it lost is drawn already, and stays so; `beyond`: so much
    is drawn for work outside its days now. `lost`, `carried`: what becomes of its rest, where it is over now.
    """

    pack: int
    kind: str
    unit: str
    starts_on: str
    before: int
    after: int
    short: int = 0
    days: tuple[str, ...] = ()
    were: tuple[str, ...] = ()
    beyond: int = 0
    lost: int = 0
    carried: int = 0


class _Change(Struct, frozen=True):
    """A pack as it was, the terms under which it was given, what it brought and what it brings."""

    pack: Pack
    terms: PackTerms
    was: IncludedPeriod | None
    now: IncludedPeriod | None

    @property
    def rule(self) -> str:
        return (self.terms.included.rule if self.terms.included else "") or self.terms.rule

    @property
    def days(self) -> tuple[str, str]:
        """The days on which it is valid; of one that stands for nothing: none, before its first."""
        if self.now is None:
            return self.pack.starts_on, day_after(self.pack.starts_on, -1)
        return self.now.starts_on, self.now.ends_on

    @property
    def units(self) -> int:
        """What it holds by itself. Only what the agreement changed changes: facts may be others now."""
        if self.now is None:
            return 0
        same = self.was is not None and self.was.units == self.now.units
        return self.pack.brought if same else self.now.units


def resize(desk: Desk, conn: Connection, customer_id: int, had: Sequence[Agreement]) -> tuple[Resized, ...]:
    """Let a customer's packs be those that the agreements bring now, and give what lacks; `had`: before.

    Only what the agreements change is changed: terms and facts are those under which each pack was given.
    """
    now = agreement_rows.of_customer(conn, customer_id)
    changes: list[_Change] = []
    if tuple(now) != tuple(had):
        before, after = _brought(desk, conn, customer_id, had), _brought(desk, conn, customer_id, now)
        for number, was in before.items():
            pack = the_pack(conn, number)
            terms = _terms_of(desk, pack)
            if was != after.get(number) and terms is not None:
                changes.append(_Change(pack, terms, was, after.get(number)))
    gone = {one.pack.id: movement_rows.of_pack(conn, one.pack.id) for one in changes}
    for one in changes:
        _undo_end(desk, conn, one)
    short = {one.pack.id: _resize(desk, conn, one) for one in changes}
    included_units.give(desk, conn, customer_id)
    _settle(desk, conn, customer_id, changes)
    told = (_told(desk, conn, one, short[one.pack.id], gone[one.pack.id]) for one in changes)
    return tuple(one for one in told if one)


def _brought(desk: Desk, conn: Connection, customer_id: int, agreements: Sequence[Agreement]) -> Brought:
    """Which period each pack stands for that was given, under agreements that stand so."""
    names = {one.id: one.name for one in agreements}
    lines: dict[tuple[str, str], list[Pack]] = {}
    for pack in pack_rows.of_customer(conn, customer_id):
        if pack.agreement_id in names:
            lines.setdefault((word(names[pack.agreement_id]), pack.kind), []).append(pack)
    found: Brought = {}
    for (name, _kind), owned in lines.items():
        line = [one for one in agreements if word(one.name) == name]
        found |= _matched(desk, conn, line, owned)
    return found


def _matched(desk: Desk, conn: Connection, line: Sequence[Agreement], owned: Sequence[Pack]) -> Brought:
    """Each pack with the period of the work drawn on it, or with which it shares most; none has two."""
    today = max(day_of(at, desk.service.tz) for at in (desk.now(), *(pack.sold_at for pack in owned)))
    planned: dict[int, tuple[tuple[int, IncludedPeriod], ...]] = {}  # by the terms of the packs
    pairs = []
    for pack in owned:
        with desk.as_of(pack.sold_at):
            if desk.terms_id not in planned:
                terms = desk.service.pack(pack.kind)
                planned[desk.terms_id] = tuple(_planned(desk, conn, line, terms, today) if terms else ())
            worked = _worked(desk, movement_rows.of_pack(conn, pack.id))
            for whose, period in planned[desk.terms_id]:
                shared = _shared(period, pack)
                drawn = sum(units for day, units in worked if _covers(period, day))
                if shared or drawn:
                    alike = (not _is_valid(pack), whose != pack.agreement_id, -shared)
                    fit = (-drawn, *alike, period.starts_on)
                    pairs.append((*fit, pack.id, period))
    found: Brought = {pack.id: None for pack in owned}
    for *_rest, number, period in sorted(pairs, key=lambda pair: pair[:6]):
        taken = (other for other in found.values() if other is not None)
        if found[number] is None and not any(_meet(period, other) for other in taken):
            found[number] = period
    return found


def _planned(
    desk: Desk, conn: Connection, line: Sequence[Agreement], terms: PackTerms, today: str
) -> Iterator[tuple[int, IncludedPeriod]]:
    """The periods that agreements of one name bring by today, each with its own, as they are given."""
    included, begun = terms.included, included_units.since(desk, conn, terms)
    found: list[IncludedPeriod] = []
    for one in line:
        since = max(begun, included_units.opened_on(conn, one.id))
        for period in included_units.periods_of(terms, line, one, since, today):
            first = period.starts_on
            if included is None or any(_covers(other, first) for other in found):
                continue
            if ends.holds(desk, conn, one.customer_id, included.when, first, line=line):
                found.append(period)
                yield one.id, period


def _covers(period: IncludedPeriod, day: str) -> bool:
    return period.starts_on <= day <= (period.ends_on or day)


def _meet(one: IncludedPeriod, other: IncludedPeriod) -> bool:
    return days_shared((one.starts_on, one.ends_on), (other.starts_on, other.ends_on)) > 0


def _is_valid(pack: Pack) -> bool:
    """Whether there is a day on which a pack is valid: one that stood for nothing has none."""
    return not pack.expires_on or pack.expires_on >= pack.starts_on


def _terms_of(desk: Desk, pack: Pack) -> PackTerms | None:
    """A kind of pack in the terms under which it was given."""
    with desk.as_of(pack.sold_at):
        return desk.service.pack(pack.kind)


def _shared(period: IncludedPeriod, pack: Pack) -> int:
    """How many days they share; a pack that stood for nothing comes back with the period of its first day."""
    last = pack.expires_on if _is_valid(pack) else pack.starts_on
    return days_shared((period.starts_on, period.ends_on), (pack.starts_on, last))


def _undo_end(desk: Desk, conn: Connection, one: _Change) -> None:
    """Bring back a rest whose end is another now, or that went on in a pack that begins on another day."""
    ends_anew = one.days[1] != one.pack.expires_on
    begins_anew = one.now is None or one.days[0] != one.pack.starts_on
    for pack in pack_rows.of_customer(conn, one.pack.customer_id):
        lines = movement_rows.of_pack(conn, pack.id)
        its_own = ends_anew and pack.id == one.pack.id
        if its_own or (begins_anew and ends.into(lines) == one.pack.id):
            wanted = max(0, pack.left) + max(0, ends.lost(lines)) + max(0, ends.carried(lines))
            op_id = f"back:ended:{pack.id}:{lines[-1].id}"
            reaching.bring_back(desk, conn, pack.id, wanted, op_id=op_id, rule=ends.rule_of(one.terms))


def _resize(desk: Desk, conn: Connection, one: _Change) -> int:
    """Give a pack its days and what it brings, with its event; how much could not be taken: it is drawn."""
    pack, (first, last) = one.pack, one.days
    if (one.units, first, last) == (pack.brought, pack.starts_on, pack.expires_on):
        return 0
    if (one.units, first) != (pack.brought, pack.starts_on):
        pack_rows.resize(conn, pack, one.units, first, rule=one.rule, at=desk.now(), by=desk.author)
    short = _move(desk, conn, the_pack(conn, pack.id), one.units, one.rule)
    if last != pack.expires_on:
        pack_rows.end(conn, pack.id, last, why="agreement", rule=one.rule, at=desk.now(), by=desk.author)
    before = {"units": pack.brought, "day": pack.starts_on, "left": pack.left, "expires_on": pack.expires_on}
    after = {"units": one.units, "day": first, "left": the_pack(conn, pack.id).left, "expires_on": last}
    after |= {"short": short} if short else {}
    desk.record(conn, "pack_resized", target=f"pack:{pack.id}", before=before, after=after)
    return short


def _settle(desk: Desk, conn: Connection, customer_id: int, changes: Sequence[_Change]) -> None:
    """See to the rests of changed packs that are over, and of those that one of them follows now."""
    today, terms = day_of(desk.now(), desk.service.tz), {one.pack.kind: one.terms for one in changes}
    changed, eves = {one.pack.id for one in changes}, {day_after(one.days[0], -1) for one in changes}
    owned = [pack for pack in pack_rows.of_customer(conn, customer_id) if pack.kind in terms]
    for pack in sorted(owned, key=lambda pack: (pack.expires_on, pack.id)):
        touched = pack.id in changed or pack.expires_on in eves
        if touched and _is_valid(pack) and "" < pack.expires_on < today:
            ends.settle(desk, conn, the_pack(conn, pack.id), terms[pack.kind])


def _told(
    desk: Desk, conn: Connection, one: _Change, short: int, had: tuple[Movement, ...]
) -> Resized | None:
    """What a change comes to, for whoever made it; None: to nothing. `had`: its ledger before."""
    was, pack = one.pack, the_pack(conn, one.pack.id)
    days, were = _days(pack), _days(was)
    if (pack.brought, days) == (was.brought, were):
        return None
    lines = movement_rows.of_pack(conn, pack.id)
    over = bool(days and days[1] and days[1] < day_of(desk.now(), desk.service.tz))
    worked = _worked(desk, lines)
    return Resized(
        pack=pack.id,
        kind=pack.kind,
        unit=pack.unit,
        starts_on=pack.starts_on,
        before=was.brought,
        after=pack.brought,
        short=short,
        days=days,
        were=were,
        beyond=sum(units for day, units in worked if _within(were, day) and not _within(days, day))
        if days
        else 0,
        lost=max(0, ends.lost(lines) - ends.lost(had)) if over else 0,
        carried=max(0, ends.carried(lines) - ends.carried(had)) if over else 0,
    )


def _worked(desk: Desk, lines: tuple[Movement, ...]) -> list[tuple[str, int]]:
    """What was drawn on a pack, with the days of the work."""
    drawn = [line for line in lines if line.kind in ("drawn", "burnt")]
    return [(line.day or day_of(line.at, desk.service.tz), -line.amount) for line in drawn]


def _days(pack: Pack) -> tuple[str, ...]:
    return (pack.starts_on, pack.expires_on) if _is_valid(pack) else ()


def _within(days: tuple[str, ...], day: str) -> bool:
    return bool(days) and days[0] <= day <= (days[1] or day)


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
