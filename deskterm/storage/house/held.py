"""What customers hold that terms may know or not: packs that hold something, own facts, named agreements."""

from __future__ import annotations

import json
from typing import NamedTuple

from deskterm.models.records.states import OPEN_STATES
from deskterm.storage.database import Connection

OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
FACTS = {
    "customer": "SELECT c.code, c.name, '' AS about, f.name, f.value FROM customer_fact f"
    " JOIN customer c ON c.id = f.customer_id",
    "agreement": "SELECT c.code, c.name, a.name AS about, a.facts FROM agreement a"
    " JOIN customer c ON c.id = a.customer_id WHERE a.facts <> '{}'"
    " AND (a.ends_on = '' OR a.ends_on >= :day)",
    "device": "SELECT c.code, c.name, d.name AS about, d.facts FROM device d"
    " JOIN customer c ON c.id = d.customer_id WHERE d.facts <> '{}'",
    "ticket": "SELECT coalesce(c.code, ''), coalesce(c.name, ''), t.code AS about, t.facts FROM ticket t"  # noqa: S608
    " LEFT JOIN customer c ON c.id = t.customer_id"
    f" WHERE t.facts <> '{{}}' AND t.state IN ({OPEN})",
}


class HeldPack(NamedTuple):
    """A pack that holds something: whose, of which kind, what is left of what, what was paid for it."""

    code: str
    customer: str
    kind: str
    unit: str
    left: int
    size: int
    net_cents: int


class Said(NamedTuple):
    """A value that is said of something of a customer's: `about` names the agreement, device or ticket."""

    code: str
    customer: str
    about: str
    fact: str
    value: str


def packs(conn: Connection, day: str) -> tuple[HeldPack, ...]:
    """Every pack that holds something and is not over on a day, by customer."""
    rows = conn.execute(
        "SELECT c.code, c.name, p.kind, p.unit, p.left_over, p.size, p.net_cents FROM pack p"
        " JOIN customer c ON c.id = p.customer_id WHERE p.left_over > 0"
        " AND (p.expires_on = '' OR p.expires_on >= ?) ORDER BY c.code, p.id",
        (day,),
    ).fetchall()
    return tuple(HeldPack(*row) for row in rows)


def said(conn: Connection, of: str, day: str) -> tuple[Said, ...]:
    """Every own fact that is said of customers, agreements that are not over, devices, or open tickets."""
    rows = conn.execute(FACTS[of] + " ORDER BY 1, 3", {"day": day}).fetchall()
    if of == "customer":
        return tuple(Said(row[0], row[1], row[2], row[3], row[4]) for row in rows)
    return tuple(
        Said(row[0], row[1], row[2], name, str(value))
        for row in rows
        for name, value in json.loads(row[3]).items()
    )


def agreements(conn: Connection, day: str) -> tuple[tuple[str, str, str], ...]:
    """The named agreements that are not over on a day: code and name of the customer, and their own."""
    rows = conn.execute(
        "SELECT DISTINCT c.code, c.name, a.name FROM agreement a JOIN customer c ON c.id = a.customer_id"
        " WHERE a.name <> '' AND (a.ends_on = '' OR a.ends_on >= ?) ORDER BY c.code, a.id",
        (day,),
    ).fetchall()
    return tuple((row[0], row[1], row[2]) for row in rows)
