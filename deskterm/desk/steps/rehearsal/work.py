"""The contacts that were filed, ticket by ticket, cut and billed as other terms would have it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts, snapshots
from deskterm.desk.steps.packs import units
from deskterm.desk.steps.packs.replay import PackReplay, Turn, shifted
from deskterm.desk.steps.rehearsal.brought import Days, Tried, shapes
from deskterm.desk.steps.rehearsal.chosen_agreement import under_terms
from deskterm.desk.steps.snapshots import Snapshot
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.contact_groups import segment
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.earlier import EARLIER, Had, had_of, key, told
from deskterm.models.money.pack_use import least_left
from deskterm.models.money.price import BY_HAND, Segment, contacts
from deskterm.models.records.base import Record
from deskterm.models.records.money import Bill, time_of
from deskterm.models.records.ticket import Ticket
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow

_Owned = tuple[int, int | None]  # a ticket, and the customer for whom its work was filed


class Billed(Record, frozen=True, kw_only=True):
    """What a ticket's contacts were, or would be, billed as."""

    contacts: int = 0
    seconds: int = 0
    minutes: Decimal = Decimal(0)
    units: int = 0
    net_cents: int = 0


class Worked(Record, frozen=True, kw_only=True):
    """The work on one ticket that was filed in the month, for one customer."""

    ticket: str
    customer_id: int | None
    was: Billed
    would: Billed

    @property
    def differs(self) -> bool:
        """Whether the other terms bill anything else."""
        return self.was != self.would


class _Filed(Struct, frozen=True):
    """A filed contact group, its stretches as the price sees them, and what was known when it was priced."""

    group: GroupRow
    segments: tuple[Segment, ...]
    told: Mapping[str, object]  # at its gates
    moment: Snapshot | None

    @property
    def turn(self) -> Turn:
        """When it was filed last."""
        return self.group.filed_at or 0, self.moment.order if self.moment else 0


class _Job(Struct, frozen=True):
    """One contact of a ticket as the other terms cut it, and the group that it was filed with."""

    ticket: Ticket
    piece: tuple[Segment, ...]
    filed: _Filed


def work(
    desk: Desk, conn: Connection, terms: Service, filed: Sequence[tuple[int, int]], days: Days
) -> tuple[tuple[Worked, ...], dict[int, PackReplay]]:
    """Each ticket's work in the order of filing, and the customers' packs as they would stand."""
    own: dict[_Owned, list[_Filed]] = {}
    for ticket_id, number in filed:
        item = _filed(desk, conn, number)
        own.setdefault((ticket_id, item.group.customer_id), []).append(item)
    files = {owned: _as_filed(conn, owned) for owned in own}
    replayed = {item.group.id: item.turn for items in own.values() for item in items}
    owners = {ticket.customer_id for ticket in files.values() if ticket.customer_id is not None}
    tried = Tried(desk, conn, terms, replayed, days)
    purses = {owner: PackReplay.of(conn, owner, replayed, shapes(tried, owner)) for owner in owners}
    replay = Replay(desk, conn, terms, purses, replayed)
    jobs = [job for owned, ticket in files.items() for job in _jobs(desk, terms, ticket, own[owned])]
    for job in sorted(jobs, key=lambda job: (job.filed.turn, job.piece[0].started_at)):
        replay.bill(job)
    found = tuple(
        Worked(
            ticket=ticket.code,
            customer_id=ticket.customer_id,
            was=_was(own[owned]),
            would=_sum(replay.bills.get(owned, ())),
        )
        for owned, ticket in files.items()
    )
    return found, replay.purses


def _as_filed(conn: Connection, owned: _Owned) -> Ticket:
    """A ticket with the customer for whom its work was filed, whosever it is by now."""
    return structs.replace(ticket_rows.by_id(conn, owned[0]), customer_id=owned[1])


def _filed(desk: Desk, conn: Connection, number: int) -> _Filed:
    group = session_rows.group(conn, number)
    if group is None:
        raise LookupError(number)
    stretches = [item for item in session_rows.of_group(conn, number) if item.ended_at is not None]
    segments = tuple(segment(item, item.started_at) for item in stretches)
    service = desk.service_of(ticket_rows.by_id(conn, group.ticket_id).terms_id)
    told = gate_answers.of_contact(conn, service, stretches)
    return _Filed(group, segments, told, snapshots.of(conn, "price", number))


def _jobs(desk: Desk, terms: Service, ticket: Ticket, own: Sequence[_Filed]) -> Iterator[_Job]:
    before = desk.service_of(ticket.terms_id)
    for piece in pieces(terms, before, [item.segments for item in own]):
        filed = next(item for item in own if any(part is piece[0] for part in item.segments))
        yield _Job(ticket, piece, filed)


class Replay:
    """Contacts billed one after the other, each on what those before it left in the packs."""

    def __init__(
        self,
        desk: Desk,
        conn: Connection,
        terms: Service,
        purses: dict[int, PackReplay],
        replayed: Collection[int],
    ) -> None:
        self.desk, self.conn, self.terms, self.purses = desk, conn, terms, purses
        self.replayed = replayed
        self.bills: dict[_Owned, list[Bill]] = {}
        self._had: dict[int, list[tuple[int, Had]]] = {}  # by customer, with the ticket of each line
        self._contacts = 0
        self._charged: set[int] = set()  # tickets that really used up a unit in a contact that is replayed

    def bill(self, job: _Job) -> None:
        """Bill one contact and draw its packs. An unconfirmed sender has no contract and no pack (S7)."""
        ticket, filed = job.ticket, job.filed
        purse = self.purses.get(ticket.customer_id or 0)
        states = self._states(job, purse) if purse else []
        bills = self.bills.setdefault((ticket.id, ticket.customer_id), [])
        known = self._known(job, states)
        named = self._named(job, known)  # by what was known when it was filed
        filed_as, began = snapshots.as_then(filed.moment, ticket), job.piece[0].started_at
        known = under_terms(self.desk, self.conn, self.terms, filed_as, known, at=began)
        burnt_here = any(item.mode == "ticket" and item.billable for item in bills)
        known["burnt"] = burnt_here or self._used_before(job)
        known |= self._earlier(job)
        price = bill(self.terms, job.piece, known, states, named)
        if price.mode in BY_HAND and filed.group.mode in BY_HAND and job.piece[0] is filed.segments[0]:
            agreed = filed.group.net_cents or 0  # what was agreed would be again
            price = structs.replace(price, net_cents=agreed)
        if purse:
            purse.draw(price.settle, filed.turn)
        bills.append(price)
        self._keep(job, price)
        if filed.group.mode == "ticket" and filed.group.billable:
            self._charged.add(ticket.id)

    def _earlier(self, job: _Job) -> dict[str, Any]:
        """What was charged before: by the terms that are tried, and in other months as it was."""
        owner, ticket = job.ticket.customer_id, job.ticket
        if owner is None or not self.terms.counts_earlier:
            return {}
        day = facts.day_of(job.piece[0].started_at, self.desk.service.tz)
        had = line_rows.had(
            self.conn, customer_id=owner, ticket_id=ticket.id, year=day[:4], but=self.replayed
        )
        own = [
            structs.replace(one, same_ticket=number == ticket.id) for number, one in self._had.get(owner, ())
        ]
        return {EARLIER: told(self.terms, [*had, *own], day)}

    def _keep(self, job: _Job, price: Bill) -> None:
        """What a contact is charged counts for those after it."""
        if job.ticket.customer_id is not None:
            day = facts.day_of(job.piece[0].started_at, self.desk.service.tz)
            self._contacts += 1
            self._had.setdefault(job.ticket.customer_id, []).extend(
                (job.ticket.id, had_of(line, line.day or day, -self._contacts)) for line in price.lines
            )

    def _states(self, job: _Job, purse: PackReplay) -> list[PackState]:
        filed, began = job.filed, job.piece[0].started_at
        day = facts.day_of(began, self.desk.service.tz)
        if filed.moment is not None:
            held = filed.moment.packs
            return purse.seen(held, filed.group.id, filed.group.filings, day if job.ticket.confirmed else "")
        return purse.states(filed.turn, day) if job.ticket.confirmed else []

    def _known(self, job: _Job, states: Sequence[PackState]) -> dict[str, Any]:
        """What was known when the contact was priced, with the packs as they are replayed."""
        moment, group = job.filed.moment, job.filed.group
        if moment is None:
            known: dict[str, Any] = facts.of_ticket(
                self.desk, self.conn, job.ticket, at=job.piece[0].started_at
            )
            known |= {**job.filed.told, "reason": group.reason, "outcome": group.outcome}
            left = least_left((state.kind, state.left) for state in states if state.open)
            return known | {"pack_left": left}
        by: dict[str, int] = {}
        for state in states:
            if state.open:
                by[state.kind] = by.get(state.kind, 0) + state.left - moment.packs.get(state.id, 0)
        return shifted(moment.known, by)

    def _used_before(self, job: _Job) -> bool:
        """Whether the ticket's unit was used up or put aside, but by a contact that is replayed."""
        moment = job.filed.moment
        if moment is None:
            unit = units.of_ticket(self.conn, job.ticket, but=self.replayed)
            return units.spoken_for(self.terms, job.ticket, unit)
        used = bool(moment.known.get("burnt"))
        return moment.unit or (used and job.ticket.id not in self._charged)

    def _named(self, job: _Job, known: dict[str, Any]) -> str:
        """The price that a technician named at the filing, where the other terms have it; else ""."""
        rule = job.filed.group.rule or ""
        own = self.desk.service_of(job.ticket.terms_id)
        by_itself = bill(own, job.filed.segments, known).rule
        known_here = {name for price in self.terms.prices for name in (price.id, key(price))}
        whole = line_rows.price_of(self.conn, job.filed.group.id, rule)
        found = next((name for name in (whole, rule) if name in known_here), "")
        return found if rule != by_itself else ""


def pieces(terms: Service, own: Service, groups: Sequence[tuple[Segment, ...]]) -> list[tuple[Segment, ...]]:
    """The contacts of a ticket under other terms.

    A group that its own terms would have cut was held together by hand (a pause, then work went on): it
    stays one.
    """
    cut = [list(piece) for piece in contacts(terms, [part for group in groups for part in group])]
    for group in groups:
        if len(contacts(own, group)) > 1:
            touched = [piece for piece in cut if any(part is other for part in piece for other in group)]
            cut = [piece for piece in cut if not any(piece is other for other in touched)]
            cut.append([part for piece in touched for part in piece])
    whole = (sorted(piece, key=lambda part: (part.started_at, part.ended_at)) for piece in cut)
    return sorted((tuple(piece) for piece in whole), key=lambda piece: piece[0].started_at)


def _was(own: Sequence[_Filed]) -> Billed:
    groups = [item.group for item in own]
    return Billed(
        contacts=len(groups),
        seconds=sum(group.seconds or 0 for group in groups),
        minutes=sum((time_of(group.billed_minutes or 0, group.excess) for group in groups), Decimal(0)),
        units=sum(group.units or 0 for group in groups),
        net_cents=sum(group.net_cents or 0 for group in groups),
    )


def _sum(bills: Sequence[Bill]) -> Billed:
    return Billed(
        contacts=len(bills),
        seconds=sum(item.seconds for item in bills),
        minutes=sum((item.time for item in bills), Decimal(0)),
        units=sum(item.units for item in bills),
        net_cents=sum(item.net_cents for item in bills),
    )
