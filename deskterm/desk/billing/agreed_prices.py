"""Work whose price is agreed with the customer (`contract`, `quote`): filed it waits, told it is charged.

What a month closes without is named there; the agreed amount goes to the invoice of the month it was entered.
"""

from __future__ import annotations

from datetime import date

import msgspec

from deskterm.desk.billing.filing import Filed
from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import facts
from deskterm.desk.steps.billing import pricing, settle_contact
from deskterm.desk.steps.billing.agreed import waiting
from deskterm.desk.steps.work.contacts import the_group
from deskterm.locale import figures, measures
from deskterm.models.basics.text import clean
from deskterm.models.records.money import Agreed, Bill, Charge, PriceLine, ToPrice
from deskterm.models.terms.service import Service
from deskterm.storage.money import agreed_prices as agreed_price_rows
from deskterm.storage.tickets import tickets as ticket_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import GroupRow

MOST = 100_000_000  # cents: more than this is a slip of the keyboard


def to_price(desk: Desk) -> tuple[ToPrice, ...]:
    """Contacts whose price is still to be agreed, the oldest first."""
    with desk.read() as conn:
        return waiting(conn, desk.now() + 1)


def waits(desk: Desk, group_id: int) -> ToPrice | None:
    """A contact that waits for its price; None where it does not."""
    with desk.read() as conn:
        return agreed_price_rows.of_group(conn, group_id)


def agree(
    desk: Desk, group_id: int, *, net_cents: int, who: str, day: str | None = None, note: str = ""
) -> Filed:
    """Set the price of a contact as it was agreed with `who` of the customer on `day` (default: today).

    It is charged to the invoice and, where the terms want one, a work report is issued. Once set it stays.
    """
    with desk.write() as conn:
        group, stretches = the_group(conn, group_id)
        if agreed_price_rows.of_group(conn, group_id) is None:
            code = "priced_already" if group.filings and stretches[-1].counts else "nothing_to_price"
            raise Refused(code, code=stretches[-1].ticket, group=group_id)
        ticket = ticket_rows.by_id(conn, group.ticket_id)
        if group.customer_id is not None:  # whose work it was when it was filed
            ticket = msgspec.structs.replace(ticket, customer_id=group.customer_id)
        told = _told(desk, net_cents=net_cents, who=who, day=day, note=note)
        service, rule = desk.service_of(ticket.terms_id), group.rule or ""
        found = pricing.price(desk, conn, ticket, group, stretches, at=desk.now(), rule=rule)
        bill = _bill(service, group, net_cents)
        found = msgspec.structs.replace(found, bill=bill, before=None, after=None)
        case = settle_contact.Case(
            desk=desk, conn=conn, ticket=ticket, group=group, stretches=stretches, found=found, agreed=told
        )
        report = settle_contact.settle(case)
        agreed_price_rows.insert(conn, group_id, case.part, told)
        after = msgspec.to_builtins(told) | {"group": group_id, "report": report.number if report else ""}
        desk.record(conn, "price_agreed", ticket_id=ticket.id, target=f"contact:{group_id}", after=after)
        closed = session_rows.of_group(conn, group_id)
        return Filed(
            session=closed[-1],
            sessions=closed,
            bill=bill,
            whole=_whole(bill, group),
            report=report,
            unit=found.unit,
            packs_before=None,
            packs_after=None,
        )


def _bill(service: Service, group: GroupRow, net_cents: int) -> Bill:
    """The agreed amount as what is charged now; where it is nothing, no charge is made."""
    of_rule = [price for price in service.prices if price.id == group.rule and price.mode == group.mode]
    invoice = Charge(to="invoice", minutes=0, units=0, net_cents=net_cents)
    return Bill(
        seconds=group.seconds or 0,
        billable=True,
        billed_minutes=0,
        units=0,
        net_cents=net_cents,
        mode=group.mode or "",
        rule=group.rule or "",
        settle=(invoice,) if net_cents else (),
        report=any(price.report for price in of_rule),
        lines=(PriceLine(what="agreed", rule=group.rule or "", cents=net_cents),),
    )


def _whole(bill: Bill, group: GroupRow) -> Bill:
    return msgspec.structs.replace(bill, net_cents=bill.net_cents + (group.net_cents or 0))


def _told(desk: Desk, *, net_cents: int, who: str, day: str | None, note: str) -> Agreed:
    today = facts.day_of(desk.now(), desk.service.tz)
    person, on = clean(who).strip(), (day or today).strip()
    if not 0 <= net_cents <= MOST:
        raise Refused("agreed_amount", most=measures.euro(MOST))
    if not person:
        raise Refused("agreed_with_whom")
    try:
        on = date.fromisoformat(on).isoformat()
    except ValueError:
        raise Refused("bad_day", day=on) from None
    if on > today:
        raise Refused("day_in_future", day=figures.day(date.fromisoformat(on)))
    words = clean(note, lines=True).strip()
    return Agreed(net_cents=net_cents, who=person, day=on, note=words, at=desk.now(), by=desk.who)
