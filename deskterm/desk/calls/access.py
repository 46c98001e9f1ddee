"""Access to customers' machines, written down for good: which target, with which account, from when to when.

Only what the terms log is logged; where they say nothing, servers are (Garante, 27 November 2008).
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.models.records.evidence import Access
from deskterm.storage.work import access as access_rows


def log(desk: Desk, *, customer: str | None = None, limit: int = 200) -> tuple[Access, ...]:
    """The newest lines of the access log, newest first; of one customer (by code) or of all."""
    with desk.read() as conn:
        number = the_customer(conn, customer) if customer else None
        return access_rows.page(conn, customer_id=number, limit=limit)
