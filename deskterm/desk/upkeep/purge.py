"""Customers' files are not kept: they go so many days after their ticket was closed (M16)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.storage.house import purge as purge_rows
from deskterm.storage.tickets import tickets as ticket_rows

AT_ONCE = 200  # tickets in one transaction


def due(desk: Desk) -> tuple[int, ...]:
    """The tickets whose files are to go by now; () where the terms keep files."""
    period = desk.service.purge
    if period is None:
        return ()
    zone = ZoneInfo(desk.service.tz)
    oldest = date.fromisoformat(day_of(desk.now(), desk.service.tz)) - timedelta(days=period.days)
    before = int(datetime.combine(oldest, datetime.min.time(), zone).timestamp())
    with desk.read() as conn:
        return purge_rows.with_files(conn, before, AT_ONCE)


def purge(desk: Desk) -> int:
    """Delete the files of tickets that were closed long enough ago; returns how many tickets had some."""
    found = due(desk)
    if not found:
        return 0
    with desk.write() as conn:
        for number in found:
            ticket = ticket_rows.by_id(conn, number)
            files = purge_rows.drop_files(conn, number)
            desk.record(conn, "files_purged", ticket_id=number, target=ticket.code, after={"files": files})
    return len(found)
