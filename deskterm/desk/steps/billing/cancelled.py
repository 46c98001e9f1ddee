"""Contacts that were cancelled lately."""

from __future__ import annotations

from deskterm.models.records.money import Cancelled
from deskterm.storage.database import Connection
from deskterm.storage.work import cancelled as cancelled_rows

SHOWN_DAYS = 14  # how long the lead sees what was cancelled


def recent(conn: Connection, now: int) -> tuple[Cancelled, ...]:
    """What would have cost money and was cancelled lately, for the lead."""
    return cancelled_rows.billable_since(conn, now - SHOWN_DAYS * 86_400)
