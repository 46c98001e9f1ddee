"""What other terms make of what customers hold: included units, rests, and the packs themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.desk.steps.packs import ends
from deskterm.desk.steps.packs.what_comes import Coming, coming
from deskterm.models.records.agreements import Agreement, day_after
from deskterm.models.records.base import Record
from deskterm.models.records.money import Pack
from deskterm.models.terms.conditions import Condition
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import packs as pack_rows

AT_ONCE = 200  # customers looked at in one go


class Held(Record, frozen=True, kw_only=True):
    """What terms make of a kind of pack for somebody: the units of each period, and the fate of a rest.

    `is_known`: the terms have such packs at all. `do` is "" where packs do not follow each other. `coming`:
    what the end of the pack that they have brings.
    """

    is_known: bool = False
    units: int = 0
    every: str = ""
    do: str = ""
    most: int | None = None
    coming: Coming | None = None


class Affected(Record, frozen=True, kw_only=True):
    """A customer for whom other terms change what they hold of a kind of pack."""

    code: str
    customer: str
    agreement: (
        str  # by its name or number, where several run; "" of the only one, and of packs that were sold
    )
    kind: str
    unit: str
    left: int
    before: Held
    after: Held


def affected(desk: Desk, old: Service, new: Service, since: int) -> tuple[Affected, ...]:
    """Everybody who holds something else under the new terms, which begin at `since`, by customer."""
    every = dict.fromkeys(one.id for one in (*old.packs, *new.packs))
    kinds = [kind for kind in every if _in_time(old.pack(kind)) != _in_time(new.pack(kind))]
    if not kinds:
        return ()
    day = day_of(since, old.tz)
    with desk.read() as conn:
        owned: dict[int, list[Pack]] = {}
        for pack in pack_rows.running(conn, kinds, day_of(desk.now(), old.tz)):
            owned.setdefault(pack.customer_id, []).append(pack)
        look = _Look(desk, conn, old, new, day)
        return tuple(
            one
            for number in sorted({*owned, *_with_agreements(conn, day)})
            for kind in kinds
            for one in look.of_kind(
                number, kind, [pack for pack in owned.get(number, ()) if pack.kind == kind]
            )
        )


def _in_time(terms: PackTerms | None) -> object:
    """What packs of a kind do in time, to be compared; None of terms that have none."""
    if terms is None:
        return None
    told: list[object] = [terms.rest.do, terms.rest.most, *map(repr, terms.rest.when)]
    if one := terms.included:
        told += [one.units, one.every, one.counted, one.first, *map(repr, one.when)]
    return told


def _with_agreements(conn: Connection, day: str) -> Iterator[int]:
    """The customers whose agreements run on a day."""
    after = 0
    while found := agreement_rows.customers_between(conn, day, day, after, AT_ONCE):
        yield from found
        after = found[-1]


class _Look(Struct, frozen=True):
    """One look at what holds from a day on, by the terms of before and by the new ones."""

    desk: Desk
    conn: Connection
    old: Service
    new: Service
    day: str

    def of_kind(self, customer_id: int, kind: str, owned: Sequence[Pack]) -> Iterator[Affected]:
        """What changes of one kind: for each agreement that brings units, and for packs that were sold."""
        found = agreement_rows.of_customer(self.conn, customer_id)
        agreements = [one for one in found if one.runs_on(self.day)]
        for agreement in (*agreements, None):
            packs = [one for one in owned if self._is_of(one, agreement)]
            if agreement is None and not any(one.left for one in packs):
                continue
            last = max(packs, key=lambda one: one.expires_on or "9", default=None)
            before, after = (
                self._held(customer_id, terms, kind, agreement, last) for terms in (self.old, self.new)
            )
            if before == after:
                continue
            card = customer_rows.card(self.conn, customer_id, self.day)
            terms = self.new.pack(kind) or self.old.pack(kind)
            name = agreement.name or str(agreement.id) if agreement is not None else ""
            yield Affected(
                code=card.code,
                customer=card.name,
                agreement=name if len(agreements) > 1 else "",
                kind=kind,
                unit=terms.unit if terms else "",
                left=sum(one.left for one in packs),
                before=before,
                after=after,
            )

    def _is_of(self, pack: Pack, agreement: Agreement | None) -> bool:
        if agreement is None or pack.agreement_id is None:
            return agreement is None and pack.agreement_id is None
        return agreement.id in {one.id for one in ends.its_agreements(self.conn, pack)}

    def _held(
        self, customer_id: int, service: Service, kind: str, agreement: Agreement | None, last: Pack | None
    ) -> Held:
        terms = service.pack(kind)
        if terms is None:
            return Held()
        line = [agreement] if agreement is not None else []

        def holds(when: Iterable[Condition]) -> bool:
            return ends.holds(self.desk, self.conn, customer_id, when, self.day, line=line, terms=service)

        included = terms.included if agreement is not None else None
        brings = included if included is not None and holds(included.when) else None
        follows = terms.follows and (brings is not None or last is not None)
        carries = follows and terms.rest.do != "expire" and holds(terms.rest.when)
        turns = last is not None and last.expires_on and day_after(last.expires_on) >= self.day
        return Held(
            is_known=brings is not None or last is not None,
            units=brings.units if brings else 0,
            every=brings.every if brings else "",
            do=(terms.rest.do if carries else "expire") if follows else "",
            most=terms.rest.most if carries else None,
            coming=coming(self.desk, self.conn, last, service) if last is not None and turns else None,
        )
