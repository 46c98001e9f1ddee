"""The gateway to `charge`: where each part of a contact's price went; written once, never changed."""

from __future__ import annotations

from deskterm.models.records.money import Charge
from deskterm.storage.database import Connection, Row
from deskterm.storage.money.packs import BROUGHT_BY

COUNTED = ("minutes", "units", "net_cents", "excess", "vat_cents")


def insert(
    conn: Connection, charge: Charge, *, group_id: int, part: int, report: str | None, at: int
) -> None:
    """Keep one charge of a group's filing number `part`."""
    conn.execute(
        "INSERT INTO charge (group_id, part, report, destination, minutes, units, net_cents, excess,"
        " vat_cents, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (group_id, part, report, charge.to, *(getattr(charge, name) for name in COUNTED), at),
    )


def of_group(conn: Connection, group_id: int) -> tuple[Charge, ...]:
    """What a contact group was charged in all, by destination, in the order in which they were first used."""
    rows = conn.execute(
        f"SELECT found.*, {BROUGHT_BY} FROM (SELECT destination, sum(minutes) AS minutes,"  # noqa: S608
        " sum(units) AS units, sum(net_cents) AS net_cents, sum(excess) AS excess,"
        " sum(vat_cents) AS vat_cents, min(id) AS first FROM charge WHERE group_id = ?"
        " GROUP BY destination) found LEFT JOIN pack ON found.destination = 'pack:' || pack.id"
        " ORDER BY found.first",
        (group_id,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def groups_with_a_ticket(conn: Connection, ticket_id: int) -> tuple[int, ...]:
    """The contacts of a ticket that were charged a ticket of a pack, or its price."""
    rows = conn.execute(
        "SELECT id FROM contact_group WHERE ticket_id = ? AND units > 0"
        " AND mode NOT IN ('unit','void') ORDER BY id",
        (ticket_id,),
    ).fetchall()
    return tuple(row["id"] for row in rows)


def _record(row: Row) -> Charge:
    counted = {name: row[name] for name in COUNTED}
    return Charge(to=row["destination"], agreement=row["agreement"] or "", **counted)
