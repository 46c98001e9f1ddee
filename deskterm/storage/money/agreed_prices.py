"""The gateway to `agreed_price`: amounts agreed with the customer, and the contacts that wait for one."""

from __future__ import annotations

from deskterm.models.records.money import Agreed, ToPrice
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets import states

# A contact waits as long as its last filing is one that no price was agreed for.
WAITING = (
    "SELECT contact_group.id AS group_id, contact_group.filed_at, contact_group.seconds,"  # noqa: S608
    " contact_group.mode, contact_group.rule, contact_group.note, ticket.code AS ticket, ticket.subject,"
    " ticket.customer_id, coalesce(customer.name, '') AS customer,"
    f" {states.UNSURE}, (SELECT coalesce(sum(charge.net_cents), 0) FROM charge"
    " WHERE charge.group_id = contact_group.id) AS charged_cents FROM contact_group"
    " JOIN ticket ON ticket.id = contact_group.ticket_id"
    " LEFT JOIN customer ON customer.id = ticket.customer_id"
    " WHERE contact_group.mode IN ('contract','quote') AND NOT EXISTS (SELECT 1 FROM agreed_price"
    " WHERE agreed_price.group_id = contact_group.id AND agreed_price.part = contact_group.filings)"
)


def insert(conn: Connection, group_id: int, part: int, found: Agreed) -> None:
    """Keep the price of a filing."""
    conn.execute(
        "INSERT INTO agreed_price (group_id, part, net_cents, agreed_with, agreed_on, note, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (group_id, part, found.net_cents, found.who, found.day, found.note, found.at, found.by),
    )


def waiting(conn: Connection, before: int) -> tuple[ToPrice, ...]:
    """Contacts filed before an instant whose price is still to be agreed, the oldest first."""
    rows = conn.execute(
        WAITING + " AND contact_group.filed_at < ? ORDER BY contact_group.filed_at, contact_group.id",
        (before,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def of_group(conn: Connection, group_id: int) -> ToPrice | None:
    """A contact that waits for its price; None where it does not."""
    row = conn.execute(WAITING + " AND contact_group.id = ?", (group_id,)).fetchone()
    return _record(row) if row else None


def _record(row: Row) -> ToPrice:
    found = {name: row[name] for name in ToPrice.__struct_fields__}
    return ToPrice(**found | {"unsure": bool(row["unsure"])})
