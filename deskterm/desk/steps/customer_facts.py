"""What is known of a customer when the terms are asked."""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps.facts import day_of
from deskterm.models.records.agreements import Agreement
from deskterm.storage.customers import agreements as agreement_rows
from deskterm.storage.customers import profile as profile_rows
from deskterm.storage.database import Connection


def running_on(conn: Connection, customer_id: int, day: str) -> Agreement | None:
    """The customer's agreement that is valid on a day; of two the later one."""
    found = [one for one in agreement_rows.of_customer(conn, customer_id) if one.runs_on(day)]
    return found[-1] if found else None


def known(desk: Desk, conn: Connection, customer_id: int) -> dict[str, str]:
    """What is known of a customer today, as it is written."""
    running = running_on(conn, customer_id, day_of(desk.now(), desk.service.tz))
    return profile_rows.facts(conn, customer_id) | (running.facts if running else {})
