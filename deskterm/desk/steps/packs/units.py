"""A ticket's unit of a pack of tickets: put aside at opening, used up at the first answer, or given back.

What is put aside leaves the balance (`reserved`); when it is used up it comes back and is burnt in the same
moment (`released`, `burnt`), so that balances stay sums of movements (A12, law 5). Work that answers the
ticket is priced with that unit and draws it with its work report (`drawn`): one ticket, one unit. A ticket
that no pack has a unit for is paid once, or given free with a reason (`desk/steps/billing/uncovered.py`).
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.models.money.pack_use import UseMoment, movement
from deskterm.models.records.base import Record
from deskterm.models.records.money import Bill
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.models.terms.money_sections import PackTerms
from deskterm.models.terms.service import Service
from deskterm.storage.database import Connection
from deskterm.storage.money import charges as charge_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import packs as pack_rows
from deskterm.storage.tickets import decisions as decision_rows

GIVEN = "given"  # the decision that a ticket costs no unit


class Unit(Record, frozen=True, kw_only=True):
    """What a ticket has of a pack: nothing (""), a unit put aside (`reserved`), or one used up (`burnt`).

    Used up is also the unit that was drawn or paid with a contact, and the one that was given free.
    """

    state: str = ""
    pack_id: int = 0


class _Case(Struct, frozen=True, kw_only=True):
    """A ticket whose unit is to be moved."""

    desk: Desk
    conn: Connection
    ticket: Ticket
    terms: PackTerms
    unit: Unit


def of_ticket(conn: Connection, ticket: Ticket, *, but: Collection[int] = ()) -> Unit:
    """The unit of a ticket, read from the ledger and from what its contacts, except `but`, were charged."""
    held: dict[int, int] = {}
    burnt: dict[int, int] = {}
    for line in movement_rows.of_ticket(conn, ticket.id):
        counted = burnt if line.kind == "burnt" else held
        counted[line.pack_id] = counted.get(line.pack_id, 0) - line.amount
    for state, found in (("burnt", burnt), ("reserved", held)):
        pack_id = next((number for number, amount in found.items() if amount > 0), 0)
        if pack_id:
            return Unit(state=state, pack_id=pack_id)
        if state == "burnt" and (_charged(conn, ticket, but) or _given(conn, ticket)):
            return Unit(state="burnt")
    return Unit()


def _charged(conn: Connection, ticket: Ticket, but: Collection[int]) -> bool:
    return any(number not in but for number in charge_rows.groups_with_a_ticket(conn, ticket.id))


def _given(conn: Connection, ticket: Ticket) -> bool:
    return any(one.do == GIVEN for one in decision_rows.of_ticket(conn, ticket.id))


def terms_for(service: Service, ticket: Ticket) -> PackTerms | None:
    """The terms of the pack that the ticket uses a unit of; None where it uses none.

    A part of a divided request uses no unit of its own, nor does a sender whom nobody has confirmed (S7).
    """
    terms = service.ticket_pack
    if terms is None or ticket.customer_id is None or not ticket.confirmed or ticket.parent_id is not None:
        return None
    if terms.use and terms.use.channels and ticket.channel not in terms.use.channels:
        return None
    return terms


def spoken_for(service: Service, ticket: Ticket, unit: Unit) -> bool:
    """Whether the ticket's work costs no unit any more: used up already, or put aside for a later moment."""
    terms = terms_for(service, ticket)
    later = terms is not None and terms.use is not None and terms.use.burn != "first-answer"
    return unit.state == "burnt" or (unit.state == "reserved" and later)


def used_without_work(conn: Connection, service: Service, ticket: Ticket) -> bool:
    """Whether the ticket's work costs no unit any more, whatever its contacts were charged."""
    worked = charge_rows.groups_with_a_ticket(conn, ticket.id)
    return spoken_for(service, ticket, of_ticket(conn, ticket, but=worked))


def charged(desk: Desk, conn: Connection, ticket: Ticket, bill: Bill) -> None:
    """A contact is about to draw the ticket's unit or pay for it: what was put aside comes back for it."""
    service = desk.service_of(ticket.terms_id)
    terms, unit = terms_for(service, ticket), of_ticket(conn, ticket)
    if bill.mode != "ticket" or not bill.billable or terms is None or unit.state == "burnt":
        return
    case = _Case(desk=desk, conn=conn, ticket=ticket, terms=terms, unit=unit)
    if unit.state == "reserved":
        _release(case)
    if any(part.to.startswith("pack:") for part in bill.settle):
        _note(case, "burnt")


def book_use(
    desk: Desk, conn: Connection, ticket: Ticket, when: UseMoment, *, unit: Unit | None = None
) -> str:
    """Book what the terms say of the ticket's unit at this moment; what was booked, "" for nothing.

    `unit`: what the ticket has of a pack, where that is known; else it is read. Where a unit is
    wanted at the opening and none is left, that is kept too: the answer will cost money.
    """
    terms = terms_for(desk.service_of(ticket.terms_id), ticket)
    if terms is None:
        return ""
    unit = of_ticket(conn, ticket) if unit is None else unit
    found = movement(terms, when, reserved=unit.state == "reserved", burnt=unit.state == "burnt")
    case = _Case(desk=desk, conn=conn, ticket=ticket, terms=terms, unit=unit)
    if found == "released":
        _release(case)
    elif found and not _draw(case, found):
        if when == "opening":
            _wanting(case)
        return ""
    if found:
        _note(case, found)
    return found


def _draw(case: _Case, kind: str) -> bool:
    """Put a unit aside, or burn one: the one put aside, else the oldest that is left. False: none is left."""
    reserved = case.unit.state == "reserved"
    pack_id = case.unit.pack_id if reserved else _oldest(case)
    if not pack_id:
        return False
    if reserved:
        _release(case)
    _book(case, pack_id, kind, -1)
    if kind == "reserved":
        pack_rows.set_aside(case.conn, pack_id, 1)
    return True


def _release(case: _Case) -> None:
    _book(case, case.unit.pack_id, "released", 1)
    pack_rows.set_aside(case.conn, case.unit.pack_id, -1)


def _oldest(case: _Case) -> int:
    day = day_of(case.desk.now(), case.desk.service.tz)
    valid = pack_rows.valid(case.conn, case.ticket.customer_id or 0, day)
    own = [pack for pack in valid if pack.kind == case.terms.id]
    held = next((pack.id for pack in own if pack.left > 0), 0)
    return held or next((pack.id for pack in own[-1:] if pack.left > -pack.credit), 0)


def _book(case: _Case, pack_id: int, kind: str, amount: int) -> None:
    lines = len(movement_rows.of_ticket(case.conn, case.ticket.id))
    movement_rows.append(
        case.conn,
        op_id=f"unit:{case.ticket.id}:{lines + 1}",
        pack_id=pack_id,
        at=case.desk.now(),
        kind=kind,
        amount=amount,
        by=case.desk.author,
        ticket_id=case.ticket.id,
        rule=_rule(case.terms),
    )


def _wanting(case: _Case) -> None:
    """Keep, once, that no pack had a unit for the ticket."""
    told = decision_rows.of_ticket(case.conn, case.ticket.id)
    if not any(one.do == "wanting" for one in told):
        _note(case, "wanting")


def left(desk: Desk, conn: Connection, ticket: Ticket) -> bool:
    """Whether a unit can be had for the ticket now: one is put aside for it, or a pack has one left."""
    terms, unit = terms_for(desk.service_of(ticket.terms_id), ticket), of_ticket(conn, ticket)
    if terms is None or unit.state:
        return bool(unit.state)
    return bool(_oldest(_Case(desk=desk, conn=conn, ticket=ticket, terms=terms, unit=unit)))


def give(desk: Desk, conn: Connection, ticket: Ticket, why: str) -> bool:
    """The ticket costs no unit: what was put aside for it is given back. False: it uses none anyway."""
    terms, unit = terms_for(desk.service_of(ticket.terms_id), ticket), of_ticket(conn, ticket)
    if terms is None or unit.state == "burnt":
        return False
    case = _Case(desk=desk, conn=conn, ticket=ticket, terms=terms, unit=unit)
    if unit.state == "reserved":
        _release(case)
    _note(case, GIVEN, why=why)
    return True


def give_back(desk: Desk, conn: Connection, ticket: Ticket) -> bool:
    """Give back the unit that is put aside for a ticket, as for another customer's; False: there is none."""
    terms, unit = terms_for(desk.service_of(ticket.terms_id), ticket), of_ticket(conn, ticket)
    if terms is None or unit.state != "reserved":
        return False
    case = _Case(desk=desk, conn=conn, ticket=ticket, terms=terms, unit=unit)
    _release(case)
    _note(case, "released")
    return True


def spent(conn: Connection, ticket: Ticket) -> bool:
    """Whether a unit was used up for the ticket, or its price was charged: given free is not."""
    unit = of_ticket(conn, ticket)
    return unit.state == "burnt" and (bool(unit.pack_id) or _charged(conn, ticket, ()))


def _rule(terms: PackTerms) -> str:
    return (terms.use.rule if terms.use else "") or terms.rule


def _note(case: _Case, found: str, **more: str) -> None:
    """Keep the decision with its clause, and the event."""
    desk, ticket, terms = case.desk, case.ticket, case.terms
    decision = Decision(
        do=found, rule=_rule(terms), at=desk.now(), point="settle", detail={"pack": terms.id, **more}
    )
    decision_rows.insert(case.conn, decision, terms_id=ticket.terms_id, ticket_id=ticket.id)
    desk.record(case.conn, f"unit_{found}", ticket_id=ticket.id, target=ticket.code, after=decision.detail)
