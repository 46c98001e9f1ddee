"""Taking a filed contact back: whole, by lines that are added, so that nothing that was filed changes.

What it drew comes back to the packs by movements that name those they undo. What no month has closed is
charged no more; what one has is credited by a bill that follows. The report is void and keeps its number, and
the work waits in a contact of its own to be filed rightly.
"""

from __future__ import annotations

import msgspec
from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes, facts
from deskterm.desk.steps.packs import movements, units
from deskterm.desk.steps.work.contacts import the_group
from deskterm.models.basics.text import clean
from deskterm.models.records.money import Back, Movement, NextBill, Voiding, VoidOf
from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.money import agreed_prices as agreed_price_rows
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import reports as report_rows
from deskterm.storage.money import voided as voided_rows
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import CANCELLED

OF_FILING = frozenset({"close", "price", "settle"})  # where the terms are asked when a contact is filed


def plan(desk: Desk, conn: Connection, group_id: int) -> Voiding:
    """What voiding a contact would do. Raises Refused where nothing of it is filed, or it is void already."""
    group, stretches = the_group(conn, group_id)
    code = stretches[-1].ticket
    if (was := voided_rows.of_contact(conn, group_id)) is not None:
        raise Refused("void_already", code=code, group=group_id, who=was.by)
    if not group.filings or group.mode == CANCELLED:
        raise Refused("nothing_to_void", code=code, group=group_id)
    closed = voided_rows.settled(conn, group_id)
    ticket = ticket_rows.by_id(conn, group.ticket_id)
    whose = group.customer_id or ticket.customer_id
    return Voiding(
        group_id=group_id,
        ticket=code,
        customer="" if whose is None else customer_rows.card(conn, whose, "").name,
        seconds=group.seconds or 0,
        billed_minutes=group.billed_minutes or 0,
        net_cents=group.net_cents or 0,
        reports=report_rows.of_group(conn, group_id),
        back=tuple(_back(desk, conn, one) for one in voided_rows.drawn_by(conn, group_id)),
        open_cents=voided_rows.open_cents(conn, group_id),
        credited=tuple(
            NextBill(month=row["period"], settlement=row["settlement"], net_cents=row["net_cents"])
            for row in closed
            if row["net_cents"]
        ),
        waited=agreed_price_rows.of_group(conn, group_id) is not None,
    )


def reason(why: str) -> str:
    """Why something is taken back. Raises Refused without."""
    said = clean(why).strip()
    if not said:
        raise Refused("void_without_reason")
    return said


def void(desk: Desk, conn: Connection, group_id: int, why: str, *, anew: bool = True) -> Voiding:
    """Make a contact void with its event, in the caller's transaction."""
    done = take_back(desk, conn, plan(desk, conn, group_id), why, anew=anew)
    names = ("seconds", "billed_minutes", "net_cents", "reports")
    before = {name: msgspec.to_builtins(getattr(done, name)) for name in names}
    after = {"why": why, "group": done.group_id, "anew": done.anew, "open_cents": done.open_cents}
    after |= {name: msgspec.to_builtins(getattr(done, name)) for name in ("back", "credited")}
    number = changes.the_ticket(conn, done.ticket).id
    target = f"contact:{group_id}"
    desk.record(conn, "contact_voided", ticket_id=number, target=target, before=before, after=after)
    return done


def of_others(conn: Connection, ticket: Ticket, customer_id: int) -> tuple[int, ...]:
    """The contacts of a ticket that were filed for somebody else, and cost something or have a report."""
    return voided_rows.for_others(conn, ticket.id, customer_id)


def take_back(desk: Desk, conn: Connection, found: Voiding, why: str, *, anew: bool = True) -> Voiding:
    """Make a contact void in the caller's transaction; `anew`: its work waits to be filed again."""
    made = VoidOf(at=desk.now(), by=desk.author, why=why)
    group, stretches = the_group(conn, found.group_id)
    ticket = ticket_rows.by_id(conn, group.ticket_id)
    if group.customer_id is not None and anew:
        movements.reopen(desk, conn, group.customer_id, min(one.started_at for one in stretches))
    for one in voided_rows.drawn_by(conn, found.group_id):
        counter(conn, one, made, op_id=f"void:{one.id}")
    _unburn(conn, ticket, group.filed_at, made)
    for number in decision_rows.of_sessions_at(conn, [one.id for one in stretches], OF_FILING):
        decision_rows.set_aside(conn, number, "taken_back", desk.now())
    target = _to_file_again(conn, found.group_id, anew=anew)
    voided_rows.contact(conn, found.group_id, made, anew=target)
    _decide(conn, ticket, found, made, rule=group.rule or "")
    unit = units.of_ticket(conn, ticket)
    if target is not None and not unit.state and ticket.customer_id == group.customer_id:
        units.book_use(desk, conn, ticket, "opening")
    return structs.replace(found, void=made, anew=target)


def counter(conn: Connection, taken: Movement, made: VoidOf, *, op_id: str) -> Movement:
    """Book the movement that takes another one back, and say so of both. Raises Refused below nothing."""
    kind = "adjusted" if taken.kind == "sold" else taken.kind
    try:
        back = movement_rows.append(
            conn,
            op_id=op_id,
            pack_id=taken.pack_id,
            at=made.at,
            kind=kind,
            amount=-taken.amount,
            by=made.by,
            ticket_id=movement_rows.ticket_of(conn, taken.id),
            report=taken.report or None,
            note=made.why,
            day=taken.day,
            rule=taken.rule,
        )
    except movement_rows.BelowZero:
        raise Refused("movement_used", pack=taken.pack_id) from None
    voided_rows.movement(conn, taken, back, made)
    return movement_rows.get(conn, back.id)


def over(desk: Desk, expires_on: str) -> bool:
    """Whether a pack's last day is past."""
    return "" < expires_on < facts.day_of(desk.now(), desk.service.tz)


def _back(desk: Desk, conn: Connection, drawn: Movement) -> Back:
    pack = movements.the_pack(conn, drawn.pack_id)
    return Back(
        pack_id=pack.id,
        kind=pack.kind,
        unit=pack.unit,
        units=-drawn.amount,
        expires_on=pack.expires_on,
        over=over(desk, pack.expires_on),
    )


def _unburn(conn: Connection, ticket: Ticket, filed_at: int | None, made: VoidOf) -> None:
    """The unit that was used up because this work answered its ticket comes back with it."""
    for line in movement_rows.of_ticket(conn, ticket.id):
        if line.kind == "burnt" and line.amount < 0 and line.at == filed_at and not line.void:
            counter(conn, line, made, op_id=f"void:{line.id}")


def _to_file_again(conn: Connection, group_id: int, *, anew: bool) -> int | None:
    """The contact in which the work waits to be filed: what was not filed yet, and with `anew` all of it."""
    group, stretches = the_group(conn, group_id)
    left = [one.id for one in stretches if not one.over]
    if not anew and not left:
        return None
    target = session_rows.new_group(conn, group.ticket_id)
    session_rows.regroup(conn, left, target)
    session_rows.set_paused(conn, target, group.paused)
    session_rows.set_paused(conn, group_id, False)
    if anew:
        voided_rows.copy_work(conn, [one.id for one in stretches if one.over], target)
    session_rows.write_draft(conn, target, reason=group.reason, outcome=group.outcome, note=group.note)
    return target


def _decide(conn: Connection, ticket: Ticket, found: Voiding, made: VoidOf, *, rule: str) -> None:
    """Keep that the filing holds no more, by whom and why, with what each report charged."""
    detail = {"group": found.group_id, "reason": made.why, "who": made.by, "net_cents": found.net_cents}
    one = Decision(do="voided", rule=rule, at=made.at, point="settle", detail=detail)
    for number in found.reports or (None,):
        decision_rows.insert(conn, one, terms_id=ticket.terms_id, ticket_id=ticket.id, report=number)
