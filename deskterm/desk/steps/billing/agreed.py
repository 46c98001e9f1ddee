"""Contacts that wait for their agreed price."""

from __future__ import annotations

from deskterm.models.records.money import ToPrice
from deskterm.storage.database import Connection
from deskterm.storage.money import agreed_prices as agreed_price_rows


def waiting(conn: Connection, before: int) -> tuple[ToPrice, ...]:
    """The same, of those filed before an instant."""
    return agreed_price_rows.waiting(conn, before)
