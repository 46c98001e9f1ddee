"""What a contact costs now: the terms' price, less what earlier filings of the same contact have charged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from deskterm.desk.context import Desk
from deskterm.desk.steps import facts
from deskterm.desk.steps.packs import reaching, units
from deskterm.desk.steps.work import gate_answers
from deskterm.desk.steps.work.contact_groups import segment
from deskterm.models.money.billing import bill
from deskterm.models.money.drawing import PackState
from deskterm.models.money.pack_use import Balance, may_draw, own_balances
from deskterm.models.money.price import BY_HAND, Segment, awaited, kind_of
from deskterm.models.money.settle import Charged
from deskterm.models.records.base import Record
from deskterm.models.records.money import Bill, Charge, Pack
from deskterm.models.records.ticket import Ticket
from deskterm.models.records.work import Session
from deskterm.models.rules.rules import RuleAction, actions
from deskterm.models.terms.facts import Facts, word
from deskterm.models.terms.own_facts import FactTerms
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.money import charges as charge_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.work.sessions import GroupRow


class Priced(Record, frozen=True, kw_only=True):
    """A contact's price: `whole` for all of it, `bill` what is still to be charged of that."""

    bill: Bill
    whole: Bill
    unit: str  # of the balances: minute, ticket or cent
    before: int | None  # in the customer's valid packs; None where there are none
    after: int | None
    own: tuple[Balance, ...]  # the same of each of them by itself, that is drawn on first
    asked: str  # the rule that asks why the work was needed; "" where nobody asks
    closing: tuple[RuleAction, ...]  # what the terms say at the close of the contact
    known: dict[str, Any] = {}  # noqa: RUF012  # what the terms were told
    packs: tuple[Pack, ...] = ()  # in reach, as they were
    awaited: tuple[FactTerms, ...] = ()  # what must be said before this price can be told


class _Contact(Record, frozen=True, kw_only=True):
    """What the engine is asked about: the stretches, the facts, the packs, what was charged before."""

    service: Service
    segments: tuple[Segment, ...]
    known: Facts
    usable: tuple[Pack, ...]  # not expired when the contact began, in the order of their use
    owing: tuple[Pack, ...]  # others that owe something
    group: GroupRow
    before: tuple[Charge, ...]
    charged: Charged
    filed: tuple[Segment, ...]  # the stretches that were charged before
    named: str  # the price that they were charged at; "" where none were

    def bill(self, states: Sequence[PackState] = (), rule: str = "") -> Bill:
        """The engine's bill of what was not charged before."""
        return bill(
            self.service,
            self.segments,
            self.known,
            states,
            rule,
            charged=self.charged,
            filed=self.filed,
        )


def price(
    desk: Desk,
    conn: Connection,
    ticket: Ticket,
    group: GroupRow,
    sessions: Sequence[Session],
    *,
    at: int,
    reason: str = "",
    outcome: str = "",
    kind: str | None = None,
    rule: str = "",
) -> Priced:
    """Price one contact as if it ended at `at`. An unconfirmed sender has no contract and no pack (S7)."""
    service, segments = desk.service_of(ticket.terms_id), tuple(segment(one, at, kind) for one in sessions)
    usable, owing = _in_reach(conn, service, ticket, began := min(one.started_at for one in segments))
    known = facts.of_ticket(desk, conn, ticket, at=began, group_id=group.id)
    known |= gate_answers.of_contact(conn, service, sessions) | _ended(group, reason, outcome)
    unit = units.of_ticket(conn, ticket, but=(group.id,))
    known["burnt"] = units.spoken_for(service, ticket, unit)
    contact = _Contact(
        service=service,
        segments=segments,
        known=known,
        usable=_own_first(usable, str(known.get("agreement") or "")),
        owing=owing,
        group=group,
        before=(before := charge_rows.of_group(conn, group.id)),
        charged=_charged(conn, group, before),
        filed=tuple(segment(session, at) for session in sessions if session.state == "filed"),
        named=line_rows.price_of(conn, group.id, group.rule) if group.filings and group.rule else "",
    )
    if unit.state == "reserved" and contact.bill(rule=rule).mode == "ticket":
        contact = msgspec.structs.replace(contact, usable=_with(unit.pack_id, usable, _packs(conn, ticket)))
    whole, now = _bills(contact, rule)
    own, measure, held, left = _balance(contact, now)
    known |= {"session": kind_of(service, segments), "seconds": whole.seconds}
    return Priced(
        bill=now,
        whole=whole,
        unit=measure,
        before=held,
        after=left,
        own=own,
        asked=_asked(service, known, at, now),
        closing=actions(service, "close", known, at),
        known=known,
        packs=contact.usable,
        awaited=awaited(service, known, (one.kind for one in segments), began),
    )


def _ended(group: GroupRow, reason: str, outcome: str) -> dict[str, str]:
    """How a contact ended, as it is told now or stands in its draft."""
    return {"reason": reason or group.reason, "outcome": outcome or group.outcome}


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
    return pack_rows.of_customer(conn, ticket.customer_id)


def _in_reach(
    conn: Connection, service: Service, ticket: Ticket, began: int
) -> tuple[tuple[Pack, ...], tuple[Pack, ...]]:
    """The packs that a contact may draw on, by when it began, and the others that owe something."""
    owned = _packs(conn, ticket)
    usable = reaching.within(conn, service, _valid(owned, facts.day_of(began, service.tz)))
    there = {pack.id for pack in usable}
    return usable, tuple(pack for pack in owned if pack.left < 0 and pack.id not in there)


def _valid(packs: Sequence[Pack], day: str) -> tuple[Pack, ...]:
    return tuple(pack for pack in packs if pack.starts_on <= day <= (pack.expires_on or day))


def _own_first(usable: Sequence[Pack], agreement: str) -> tuple[Pack, ...]:
    """Of packs that end on the same day first those that the ticket's own agreement brought, by its name."""

    def is_own(pack: Pack) -> bool:
        named = pack.agreement != str(pack.agreement_id or "")
        return word(pack.agreement if named else "") == word(agreement)

    return tuple(sorted(usable, key=lambda pack: (not pack.expires_on, pack.expires_on, not is_own(pack))))


def _with(aside: int, usable: Sequence[Pack], owned: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs with the unit that was put aside for the ticket back in its pack, the first to be drawn on.

    Of a pack that has expired since, that unit alone.
    """
    pack = next(pack for pack in owned if pack.id == aside)
    whole = pack.left + 1 if pack in usable else 1
    back = msgspec.structs.replace(pack, left=whole)
    return (back, *(other for other in usable if other.id != aside))


def _bills(contact: _Contact, rule: str) -> tuple[Bill, Bill]:
    """The bill of the whole contact, and of what is to be charged now."""
    group = contact.group
    if group.filings and not rule and contact.bill().mode == "undecided":
        rule = contact.named  # the price that the technician named at the first filing
    states = [PackState(pack.id, pack.kind, pack.unit, pack.left) for pack in contact.usable]
    states += [PackState(pack.id, pack.kind, pack.unit, pack.left, open=False) for pack in contact.owing]
    now = contact.bill(states, rule)
    if now.mode in BY_HAND:  # what the terms price is charged, the rest waits for its amount
        made = tuple(part for part in now.settle if part.minutes or part.units or part.net_cents)
        now = msgspec.structs.replace(now, billable=True, settle=made, report=now.report and bool(made))
    named = {f"pack:{pack.id}": pack.agreement for pack in contact.usable}
    settled = (msgspec.structs.replace(part, agreement=named.get(part.to, "")) for part in now.settle)
    now = msgspec.structs.replace(now, settle=tuple(settled))
    return (_together(now, contact), now) if group.filings else (now, now)


def _together(now: Bill, contact: _Contact) -> Bill:
    """What a contact costs altogether: what was charged before, and what is charged now."""
    group, parts = contact.group, {part.to: part for part in contact.before}
    for part in now.settle:
        parts[part.to] = parts[part.to].plus(part) if part.to in parts else part
    return msgspec.structs.replace(
        now,
        billable=now.billable or bool(group.billable),
        billed_minutes=now.billed_minutes + (group.billed_minutes or 0),
        units=now.units + (group.units or 0),
        net_cents=now.net_cents + (group.net_cents or 0),
        settle=tuple(parts.values()),
    )


def _charged(conn: Connection, group: GroupRow, before: Sequence[Charge]) -> Charged:
    """What the earlier filings of a contact were charged, by what it is measured in."""
    drawn = tickets = cents = excess = 0
    for part in before:
        unit = _unit(conn, part)
        drawn += part.minutes if unit == "minute" else 0
        tickets += part.units if unit == "ticket" else 0
        cents += part.units if unit == "cent" else part.net_cents
        excess += part.excess
    cents += line_rows.vat_inside(conn, group.id)  # prices with VAT inside are compared as they are written
    paid = max(0, (group.billed_minutes or 0) - drawn)
    stood_for = -(-(group.seconds or 0) // 60) if tickets else 0
    units = (group.units or 0) - tickets
    return Charged(drawn=drawn + stood_for, paid=paid, excess=excess, units=units, cents=cents)


def _unit(conn: Connection, part: Charge) -> str:
    """The unit of the pack that a charge went to; "" for the invoice."""
    pack = pack_rows.get(conn, int(part.to.removeprefix("pack:"))) if _is_pack(part) else None
    return pack.unit if pack else ""


def _balance(contact: _Contact, now: Bill) -> tuple[tuple[Balance, ...], str, int | None, int | None]:
    """What the packs hold, each and all together: in the unit of what is drawn first, or of the first."""
    drawable = [pack for pack in contact.usable if may_draw(contact.service, pack.kind, pack.unit)]
    own = own_balances(drawable, now.settle)
    if not own:
        return (), "minute", None, None
    unit = own[0].unit
    alike = [one for one in own if one.unit == unit]
    return own, unit, sum(one.before for one in alike), sum(one.after for one in alike)


def _is_pack(part: Charge) -> bool:
    return part.to.startswith("pack:")
