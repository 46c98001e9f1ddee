"""The packs that agreements bring, as the terms that are tried would have brought them for a month.

Each holds so many units more or less than it really did: those of its period, and what came over from the one
before it. What earlier months drew is taken as it was drawn. Where the terms bring what the desk did, or what
terms bring under which it worked in the month, nothing is touched: what was given before them stayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.packs import ends, included_units
from deskterm.desk.steps.packs.replay import Shape, Turn
from deskterm.models.money.rollover import IncludedPeriod, at_the_end
from deskterm.models.records.agreements import Agreement, day_after
from deskterm.models.records.money import Pack
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.facts import word
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.database import Connection
from deskterm.storage.house import rehearsal as rehearsal_rows
from deskterm.storage.house import terms as terms_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows

Days = tuple[str, str]  # the first and the last day of the month


class BroughtRow(Struct, frozen=True, kw_only=True):
    """The packs of one kind that agreements of one name brought, the oldest first."""

    kind: str
    customer_id: int
    line: tuple[Agreement, ...]
    packs: tuple[Pack, ...]


class Tried(Struct, frozen=True):
    """A month under terms: who drew what in it is billed anew."""

    desk: Desk
    conn: Connection
    terms: Service
    replayed: Mapping[int, Turn]
    days: Days

    @property
    def last(self) -> int:
        """When the last contact was filed."""
        return max((turn[0] for turn in self.replayed.values()), default=0)

    def held(self, kind: str) -> Iterator[PackTerms | None]:
        """A kind of pack in each of the terms that the desk had in the month."""
        first, after = (
            ends.morning(day, self.desk.service.tz) for day in (self.days[0], day_after(self.days[1]))
        )
        known = [one for one in terms_rows.schedule(self.conn) if one[0] < after]
        for (_since, number), (until, _next) in zip(known, [*known[1:], (after, 0)], strict=True):
            if until > first:
                yield self.desk.service_of(number).pack(kind)

    def own(self, kind: str, at: int) -> PackTerms | None:
        """A kind of pack in the desk's own terms of a moment."""
        with self.desk.as_of(at):
            return self.desk.service.pack(kind)


def shapes(tried: Tried, customer_id: int) -> tuple[Shape, ...]:
    """What a customer's packs hold more or less, and those never given; () where all is alike."""
    found = [shape for row in _rows(tried, customer_id) for shape in _of_row(tried, row)]
    return tuple(
        shape if shape.pack.id else structs.replace(shape, pack=structs.replace(shape.pack, id=-place))
        for place, shape in enumerate(found, 1)
    )


def _rows(tried: Tried, customer_id: int) -> Iterator[BroughtRow]:
    owned = pack_rows.of_customer(tried.conn, customer_id)
    agreements = agreement_rows.of_customer(tried.conn, customer_id)
    kinds = [one.id for one in included_units.kinds(tried.terms)]
    kinds += [pack.kind for pack in owned if pack.agreement_id is not None]
    lines = {word(one.name): ends.of_one_name(agreements, one.name) for one in agreements}
    for kind in dict.fromkeys(kinds):
        for line in lines.values():
            numbers = {one.id for one in line}
            found = (pack for pack in owned if pack.kind == kind and pack.agreement_id in numbers)
            packs = sorted(
                (pack for pack in found if pack.starts_on <= tried.days[1]), key=lambda pack: pack.starts_on
            )
            yield BroughtRow(kind=kind, customer_id=customer_id, line=line, packs=tuple(packs))


def _of_row(tried: Tried, row: BroughtRow) -> Iterator[Shape]:
    theirs = tried.terms.pack(row.kind)
    present = [pack for pack in row.packs if not _over(pack.expires_on, tried.days[0])]
    owns = [tried.own(row.kind, pack.sold_at) for pack in present] or [tried.own(row.kind, tried.last)]
    if all(_alike(own, theirs) for own in owns) or any(_alike(one, theirs) for one in tried.held(row.kind)):
        return
    since = row.packs[0].starts_on if row.packs else tried.days[0]
    brings = {period.starts_on: period for period in _periods(tried, row, theirs, since)}
    below = theirs is not None and theirs.overdraw == "below"
    partly = len(present) > 1 or any(
        line.kind == "drawn"
        for pack in row.packs
        if pack not in present
        for line in movement_rows.of_pack(tried.conn, pack.id)
    )
    for pack, by in _changes(tried, row, theirs, brings, owns[-1]):
        if by:
            yield Shape(pack=pack, by=by, owes=below, partly=partly)
    had = {(pack.starts_on, pack.expires_on) for pack in row.packs}
    for period in brings.values():
        if (period.starts_on, period.ends_on) not in had and not _over(period.ends_on, tried.days[0]):
            assert theirs is not None  # it brings the period
            yield Shape(pack=_never_given(row, theirs, period), by=period.units, owes=below, partly=True)


def _changes(
    tried: Tried,
    row: BroughtRow,
    theirs: PackTerms | None,
    brings: Mapping[str, IncludedPeriod],
    month: PackTerms | None,
) -> Iterator[tuple[Pack, int]]:
    """Each pack with how much more it holds; one of before, under terms older than the month's, stays."""
    before: Pack | None = None
    more = size = 0  # of the pack before: what it holds more, and what it was given
    for pack in row.packs:
        own = tried.own(row.kind, pack.sold_at)
        stays = _alike(own, theirs) or (_over(pack.expires_on, tried.days[0]) and not _alike(own, month))
        period = brings.get(pack.starts_on)
        if stays:
            by = given = 0
        elif period is None or period.ends_on != pack.expires_on or theirs is None:
            by, given = -_undrawn(tried, before, pack), -pack.brought
        else:
            usual = next(
                (
                    one.units
                    for one in _periods(tried, row, own, pack.starts_on, own_terms=True)
                    if one.starts_on == pack.starts_on
                ),
                pack.brought,
            )
            given = period.units - usual
            over = _comes_over(tried, row, theirs, (before, pack), more, size=size) if before else 0
            by = max(given + over, -_undrawn(tried, before, pack))
        yield pack, by
        before, more, size = pack, by, pack.brought + given


def _comes_over(
    tried: Tried, row: BroughtRow, theirs: PackTerms, pair: tuple[Pack, Pack], more: int, *, size: int
) -> int:
    """How much more the rest of a pack brings to the one that follows it, where it held so much `more`."""
    before, pack = pair
    lines = movement_rows.of_pack(tried.conn, before.id)
    really = _came_over(tried, before, pack)
    held = max(0, before.left) + ends.lost(lines) + really
    carries = day_after(before.expires_on) == pack.starts_on and _holds(
        tried, row, theirs.rest.when, pack.starts_on
    )
    return at_the_end(theirs.rest, max(0, held + more), size, carries=carries).carried - really


def _holds(tried: Tried, row: BroughtRow, when: Iterable[Condition], day: str) -> bool:
    """Whether a condition of the tried terms holds of the agreements of a row on a day."""
    return ends.holds(tried.desk, tried.conn, row.customer_id, when, day, line=row.line, terms=tried.terms)


def _came_over(tried: Tried, before: Pack | None, pack: Pack) -> int:
    lines = movement_rows.of_pack(tried.conn, before.id) if before else ()
    return ends.carried(lines) if ends.into(lines) == pack.id else 0


def _undrawn(tried: Tried, before: Pack | None, pack: Pack) -> int:
    """What a pack had, less what work that is not billed anew had drawn by the month's last filing."""
    moves = rehearsal_rows.moves(tried.conn, pack.customer_id)
    drawn = sum(
        move.amount
        for move in moves
        if move.pack_id == pack.id and move.group_id and move.group_id not in tried.replayed
        if move.at <= tried.last
    )
    return max(0, pack.brought + _came_over(tried, before, pack) + drawn)


def _periods(
    tried: Tried, row: BroughtRow, kind: PackTerms | None, since: str, *, own_terms: bool = False
) -> Iterator[IncludedPeriod]:
    """What terms bring in the periods from `since` to the month's end; the desk asked its own then."""
    if kind is None or kind.included is None:
        return
    for one in row.line:
        for period in included_units.periods_of(kind, row.line, one, since, tried.days[1]):
            if own_terms or _holds(tried, row, kind.included.when, period.starts_on):
                yield period


def _never_given(row: BroughtRow, kind: PackTerms, period: IncludedPeriod) -> Pack:
    """A pack that the desk has not, and so no number yet."""
    return Pack(
        id=0,
        customer_id=row.customer_id,
        customer="",
        kind=kind.id,
        unit=kind.unit,
        size=period.units,
        left=period.units,
        reserved=0,
        sold_at=0,
        starts_on=period.starts_on,
        expires_on=period.ends_on,
        agreement_id=row.line[0].id,
    )


def _alike(own: PackTerms | None, theirs: PackTerms | None) -> bool:
    """Whether terms bring the same, and carry the same of it on."""
    return _said(own) == _said(theirs)


def _said(kind: PackTerms | None) -> object:
    if kind is None or kind.included is None:
        return None
    return kind.unit, structs.replace(kind.included, rule=""), structs.replace(kind.rest, rule="")


def _over(ends_on: str, day: str) -> bool:
    return bool(ends_on) and ends_on < day
