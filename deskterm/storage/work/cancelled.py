"""The gateway to `cancelled_contact`: work that was cancelled, why, and what it would have cost."""

from __future__ import annotations

from deskterm.models.records.money import Bill, Cancelled
from deskterm.storage.database import Connection, Row
from deskterm.storage.tickets import states

SELECT = (
    "SELECT cancelled_contact.*, ticket.code AS ticket, coalesce(customer.name, '') AS customer,"  # noqa: S608
    f" {states.UNSURE},"
    " (SELECT max(session.started_at) FROM session WHERE session.group_id = contact_group.id) AS started_at"
    " FROM cancelled_contact JOIN contact_group ON contact_group.id = cancelled_contact.group_id"
    " JOIN ticket ON ticket.id = contact_group.ticket_id"
    " LEFT JOIN customer ON customer.id = ticket.customer_id "
)


def insert(conn: Connection, group_id: int, *, at: int, by: str, why: str, seconds: int, bill: Bill) -> None:
    """Note that a contact was cancelled; `bill` is what filing it would have charged."""
    excess = sum(part.excess for part in bill.settle)
    costs = bill.billable or bill.mode == "undecided"
    conn.execute(
        "INSERT INTO cancelled_contact (group_id, at, by, why, seconds, billable, billed_minutes, net_cents,"
        " rule, excess) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (group_id, at, by, why, seconds, int(costs), bill.billed_minutes, bill.net_cents, bill.rule, excess),
    )


def get(conn: Connection, group_id: int) -> Cancelled | None:
    """A cancelled contact; None where it is none."""
    row = conn.execute(SELECT + "WHERE cancelled_contact.group_id = ?", (group_id,)).fetchone()
    return _record(row) if row else None


def billable_since(conn: Connection, since: int) -> tuple[Cancelled, ...]:
    """What would have cost money and was cancelled since then, the newest first."""
    rows = conn.execute(
        SELECT + "WHERE cancelled_contact.billable = 1 AND cancelled_contact.at >= ?"
        " ORDER BY cancelled_contact.at DESC, cancelled_contact.group_id DESC",
        (since,),
    ).fetchall()
    return tuple(_record(row) for row in rows)


def _record(row: Row) -> Cancelled:
    names = (
        "group_id ticket customer started_at at by why seconds billed_minutes net_cents rule excess".split()
    )
    found = {name: row[name] for name in names}
    return Cancelled(billable=bool(row["billable"]), unsure=bool(row["unsure"]), **found)
