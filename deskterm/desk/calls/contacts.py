"""Contacts as they stand: what was worked, what it cost, what waits to be filed, who calls too often."""

from __future__ import annotations

from collections.abc import Sequence

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.desk.steps import changes
from deskterm.desk.steps.work.contacts import the_group, uncounted
from deskterm.models.records.base import Record
from deskterm.models.records.money import Bill
from deskterm.models.records.work import Session
from deskterm.models.rules.periods import is_flagged
from deskterm.storage.database import Connection
from deskterm.storage.money import charge_lines as line_rows
from deskterm.storage.money import charges as charge_rows
from deskterm.storage.money import reports as report_rows
from deskterm.storage.work import sessions as session_rows
from deskterm.storage.work.sessions import Free, GroupRow

SHOWN_DAYS = 7  # how long the lead sees that a customer's free calls were too many


class ContactGroup(Record, frozen=True, kw_only=True):
    """One contact as it stands: `bill` is what all its filings charged, None while nothing is filed."""

    id: int
    ticket: str
    sessions: tuple[Session, ...]
    paused: bool
    reason: str
    outcome: str
    note: str
    filed_at: int | None
    bill: Bill | None
    reports: tuple[str, ...]


class ShortCalls(Record, frozen=True, kw_only=True):
    """A customer with too many free contacts in too short a time: for the lead's eyes, never billed (A6)."""

    customer_id: int
    customer: str
    calls: int
    seconds: int
    last_at: int  # when the last of them began
    ticket: str  # what that one was about


def group(desk: Desk, group_id: int) -> ContactGroup:
    """One contact as it stands. Raises NotFound."""
    with desk.read() as conn:
        return _view(conn, group_id)


def groups(desk: Desk, code: str) -> tuple[ContactGroup, ...]:
    """The contacts of a ticket, oldest first."""
    with desk.read() as conn:
        stretches = session_rows.of_ticket(conn, changes.the_ticket(conn, code).id)
        return tuple(_view(conn, number) for number in dict.fromkeys(item.group_id for item in stretches))


def recent(desk: Desk, *, technician: str | None = None, limit: int = 50) -> tuple[ContactGroup, ...]:
    """The contacts worked on last, newest first; of one technician or of all."""
    with desk.read() as conn:
        return tuple(_view(conn, number) for number in session_rows.recent_groups(conn, technician, limit))


def unfiled(desk: Desk, *, everyone: bool = False) -> tuple[Session, ...]:
    """Stopped sessions that wait to be filed, oldest first: this technician's, or everyone's."""
    with desk.read() as conn:
        return session_rows.unfiled(conn, None if everyone else desk.who)


def at_work(desk: Desk, code: str) -> tuple[Session, ...]:
    """The sessions of colleagues that run on a ticket now."""
    with desk.read() as conn:
        found = session_rows.of_ticket(conn, changes.the_ticket(conn, code).id)
    return tuple(one for one in found if one.state == "running" and one.technician != desk.who)


def paused(desk: Desk) -> tuple[ContactGroup, ...]:
    """This technician's contacts that wait in pause, the one worked on last first."""
    with desk.read() as conn:
        waiting = dict.fromkeys(item.group_id for item in reversed(session_rows.unfiled(conn, desk.who)))
        found = [_view(conn, number) for number in waiting]
    return tuple(group for group in found if group.paused)


def stopped(desk: Desk) -> tuple[ContactGroup, ...]:
    """This technician's contacts that were stopped and not filed, the one worked on last first."""
    with desk.read() as conn:
        waiting = dict.fromkeys(item.group_id for item in reversed(session_rows.unfiled(conn, desk.who)))
        found = [_view(conn, number) for number in waiting]
    return tuple(group for group in found if not group.paused)


def short_calls(desk: Desk, *, at: int | None = None) -> tuple[ShortCalls, ...]:
    """Customers with so many free contacts within so long as the terms flag, seen from `at` (A6).

    They are shown for SHOWN_DAYS after the last of those contacts, the most calls first.
    """
    timer, now = desk.service.timer, desk.now() if at is None else at
    if not timer.flag_calls:
        return ()
    since = now - SHOWN_DAYS * 86_400 - int(timer.flag_within)
    with desk.read() as conn:
        rows = session_rows.free_contacts(conn, timer.together, since, now)
    own: dict[int, list[Free]] = {}
    for row in rows:
        own.setdefault(row.customer_id, []).append(row)
    found = (_flagged(desk, free, now) for free in own.values())
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.calls, one.customer)))


def _flagged(desk: Desk, free: Sequence[Free], now: int) -> ShortCalls | None:
    """The last stretch of time in which a customer's free contacts (by their beginning) were too many."""
    within, begun = int(desk.service.timer.flag_within), [one.at for one in free]
    last = [one for one in free if is_flagged(desk.service, begun, one.at)]
    if not last or last[-1].at < now - SHOWN_DAYS * 86_400:
        return None
    edge = last[-1].at
    counted = [one for one in free if edge - within < one.at <= edge]
    return ShortCalls(
        customer_id=last[-1].customer_id,
        customer=last[-1].customer,
        calls=len(counted),
        seconds=sum(one.seconds for one in counted),
        last_at=edge,
        ticket=last[-1].ticket,
    )


def check_open(stretches: Sequence[Session]) -> None:
    """Refuse where nothing of a contact is left to be filed."""
    if not all(item.over for item in stretches):
        return
    last = stretches[-1]
    if not last.counts:
        raise uncounted(last)
    raise Refused("filed_already", code=last.ticket, group=last.group_id)


def _view(conn: Connection, group_id: int) -> ContactGroup:
    row, stretches = the_group(conn, group_id)
    return ContactGroup(
        id=row.id,
        ticket=stretches[0].ticket,
        sessions=stretches,
        paused=row.paused,
        reason=row.reason,
        outcome=row.outcome,
        note=row.note,
        filed_at=row.filed_at,
        bill=_filed_bill(conn, row),
        reports=report_rows.of_group(conn, row.id),
    )


def _filed_bill(conn: Connection, row: GroupRow) -> Bill | None:
    if not row.filings:
        return None
    lines = line_rows.of_group(conn, row.id)
    told = lines if sum(one.cents for one in lines) == row.net_cents else ()  # else some was taken back
    return Bill(
        seconds=row.seconds or 0,
        billable=bool(row.billable),
        billed_minutes=row.billed_minutes or 0,
        units=row.units or 0,
        net_cents=row.net_cents or 0,
        mode=row.mode or "",
        rule=row.rule or "",
        settle=charge_rows.of_group(conn, row.id),
        report=bool(report_rows.of_group(conn, row.id)),
        lines=told,
    )
