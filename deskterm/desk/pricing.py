"""What a contact costs now: the terms' price, less what earlier filings of the same contact have charged."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from deskterm.desk import answers, facts, units
from deskterm.desk.context import Desk
from deskterm.desk.grouping import segment
from deskterm.models.facts import Facts
from deskterm.models.money import share
from deskterm.models.price import PackState, Segment, bill
from deskterm.models.records import Bill, Charge, Pack, Record, Session, Ticket
from deskterm.models.rules import Action, actions
from deskterm.models.terms import Service
from deskterm.storage import charges, packs
from deskterm.storage.database import Connection
from deskterm.storage.sessions import Group


class Priced(Record, frozen=True, kw_only=True):
    """A contact's price: `whole` for all of it, `bill` what is still to be charged of that."""

    bill: Bill
    whole: Bill
    unit: str  # of the balances: minute, ticket or cent
    before: int | None  # in the customer's valid packs; None where there are none
    after: int | None
    asked: str  # the rule that asks why the work was needed; "" where nobody asks
    closing: tuple[Action, ...]  # what the terms say at the close of the contact


class _Contact(Record, frozen=True, kw_only=True):
    """What the engine is asked about: the stretches, the facts, the packs, what was charged before."""

    service: Service
    segments: tuple[Segment, ...]
    known: Facts
    owned: tuple[Pack, ...]
    usable: tuple[Pack, ...]  # not expired when the contact began, in the order of their use
    group: Group
    charged: tuple[Charge, ...]

    def bill(self, states: Sequence[PackState] = (), rule: str = "") -> Bill:
        """The engine's bill of the whole contact."""
        return bill(self.service, self.segments, self.known, states, rule)


def price(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    group: Group,
    sessions: Sequence[Session],
    *,
    at: int,
    reason: str = "",
    outcome: str = "",
    kind: str | None = None,
    rule: str = "",
) -> Priced:
    """Price one contact as if it ended at `at`. An unconfirmed sender has no contract and no pack (S7)."""
    service = desk.service_of(ticket.terms_id)
    segments = tuple(segment(session, at, kind) for session in sessions)
    began = min(item.started_at for item in segments)
    day = facts.day_of(began, service.tz)
    owned = _packs(conn, ticket)
    usable = tuple(pack for pack in owned if not pack.expires_on or pack.expires_on >= day)
    known = facts.of_ticket(desk, conn, ticket, at=began) | answers.of_contact(conn, sessions)
    known |= {"reason": reason or group.reason, "outcome": outcome or group.outcome}
    known["burnt"] = bool(units.of(conn, ticket).state)
    contact = _Contact(
        service=service,
        segments=segments,
        known=known,
        owned=owned,
        usable=usable,
        group=group,
        charged=charges.of_group(conn, group.id),
    )
    whole, now = _bills(contact, rule)
    unit = usable[0].unit if usable else "minute"
    before = sum(pack.left for pack in usable if pack.unit == unit) if usable else None
    after = before if before is None else before - sum(_amount(part) for part in now.settle if _is_pack(part))
    known |= {"session": max(segments, key=lambda item: item.ended_at).kind, "seconds": whole.seconds}
    return Priced(
        bill=now,
        whole=whole,
        unit=unit,
        before=before,
        after=after,
        asked=_asked(service, known, at, now),
        closing=actions(service, "close", known, at),
    )


def _asked(service: Service, known: Facts, at: int, due: Bill) -> str:
    """The rule that wants a reason: one of the close of this session, or that of all charged work (D27)."""
    unsaid = {**known, "reason": ""}
    for action in actions(service, "close", unsaid, at):
        if action.detail.get("ask") == "reason":
            return action.rule
    return next((label.rule for label in service.reasons), "") if due.billable else ""


def _packs(conn: Connection, ticket: Ticket) -> tuple[Pack, ...]:
    if ticket.customer_id is None or not ticket.confirmed:
        return ()
    return packs.of_customer(conn, ticket.customer_id)


def _bills(contact: _Contact, rule: str) -> tuple[Bill, Bill]:
    """The bill of the whole contact, and of what is to be charged now."""
    if not contact.group.filings:
        states = [PackState(pack.id, pack.kind, pack.unit, pack.left) for pack in contact.usable]
        only = contact.bill(states, rule)
        return only, only
    if not rule and contact.bill().mode == "undecided":
        rule = contact.group.rule or ""  # the price that the technician named at the first filing
    plain = contact.bill((), rule)
    rest = max(0, (plain.units or plain.billed_minutes) - sum(_amount(part) for part in contact.charged))
    whole = contact.bill(_limited(contact, rest), rule)
    return whole, difference(whole, contact.charged, contact.group)


def _limited(contact: _Contact, rest: int) -> list[PackState]:
    """The packs as if they held only what was drawn before and `rest` more: the past stays settled."""
    drawn = {part.to: _amount(part) for part in contact.charged}
    more: dict[int, int] = {}
    for pack in contact.usable:
        more[pack.id] = min(pack.left, rest)
        rest -= more[pack.id]
    return [
        PackState(pack.id, pack.kind, pack.unit, drawn.get(f"pack:{pack.id}", 0) + more.get(pack.id, 0))
        for pack in contact.owned
    ]


def difference(whole: Bill, charged: Sequence[Charge], group: Group) -> Bill:
    """`whole` less what was charged before; a contact that grew never costs less than it did."""
    old = {part.to: part for part in charged}
    rest = max(0, (whole.units or whole.billed_minutes) - sum(_amount(part) for part in charged))
    found = []
    for part in whole.settle:
        grown = _less(part, old.get(part.to))
        take = min(_amount(grown), rest)
        if take > 0:
            found.append(_part(grown, take))
            rest -= take
    return msgspec.structs.replace(
        whole,
        billable=bool(found),
        billed_minutes=max(0, whole.billed_minutes - (group.billed_minutes or 0)),
        units=max(0, whole.units - (group.units or 0)),
        net_cents=sum(part.net_cents for part in found),
        settle=tuple(found),
        report=whole.report and bool(found),
    )


def _less(part: Charge, old: Charge | None) -> Charge:
    if old is None:
        return part
    return Charge(
        to=part.to,
        minutes=max(0, part.minutes - old.minutes),
        units=max(0, part.units - old.units),
        net_cents=max(0, part.net_cents - old.net_cents),
    )


def _part(part: Charge, take: int) -> Charge:
    """`take` of a charge's amount, with its share of the money."""
    amount = _amount(part)
    if take == amount:
        return part
    return Charge(
        to=part.to,
        minutes=part.minutes * take // amount,
        units=part.units * take // amount,
        net_cents=share(part.net_cents, take, amount),
    )


def _amount(part: Charge) -> int:
    """A charge in the unit of its pack."""
    return part.units or part.minutes


def _is_pack(part: Charge) -> bool:
    return part.to.startswith("pack:")
