"""The months of the bill: what goes to the invoice, and where a month begins and ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from deskterm.desk.context import Desk
from deskterm.desk.errors import Refused
from deskterm.models.basics.wall_clock import local
from deskterm.storage.database import Connection
from deskterm.storage.money import settlements as settlement_rows


def to_invoice(desk: Desk, conn: Connection, at: int) -> tuple[Decimal, int]:
    """What no settlement holds yet at the end of the month of `at`: minutes and cents, of all months."""
    month = month_of(at, desk.service.tz)
    return settlement_rows.to_invoice(conn, month, closes_at(desk, month))


def month_of(at: int, tz: str) -> str:
    """The local month of an instant, `2026-03`."""
    return f"{local(at, tz):%Y-%m}"


def moved(month: str, by: int) -> str:
    """So many months later, or earlier."""
    year, place = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{place + 1:02}"


def bounds(month: str, tz: str) -> tuple[int, int]:
    """The first second of a month on the wall clock of the zone, and of the next one. Raises Refused."""
    zone, midnight = ZoneInfo(tz), datetime.min.time()
    try:
        first = date.fromisoformat(f"{month}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        start, end = (datetime.combine(day, midnight, zone).timestamp() for day in (first, following))
    except (ValueError, OverflowError):
        raise Refused("bad_month", text=month) from None
    return int(start), int(end)


def closes_at(desk: Desk, month: str) -> int:
    """The first second after a month, on the wall clock of the service."""
    return bounds(month, desk.service.tz)[1]
