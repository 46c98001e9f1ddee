"""The gateway to `promise`: what was promised of each ticket, by when, and when it was kept.

The rows follow their ticket in the transaction that changes it (`kept_with`). A ticket that is asked about
anew promises anew: the rows of its earlier arrival stay, for what was broken then was broken.
"""

from __future__ import annotations

from deskterm.models.records import promises
from deskterm.models.records.ticket import Ticket
from deskterm.storage.database import Connection

# The columns of a ticket that change its promises or keep them.
TOLD_BY = frozenset("promises received_at contacted_at answered_at resolved_at closed_at".split())


def kept_with(conn: Connection, ticket: Ticket) -> bool:
    """Write a ticket's promises as they stand, and which of them is due next; whether that has changed."""
    at = (ticket.id, ticket.received_at)
    conn.execute("DELETE FROM promise WHERE ticket_id = ? AND since = ?", at)
    found = promises.of(ticket)
    conn.executemany(
        "INSERT INTO promise (ticket_id, since, metric, rule, due_at, soft_due_at, kept_at, ended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*at, said.metric, said.rule, said.due_at, said.soft_due_at, one.kept_at, one.ended_at)
            for one in found
            for said in (one.promise,)
        ],
    )
    told = promises.columns(ticket) if found else {"due_for": ""}
    if all(getattr(ticket, name) == value for name, value in told.items()):
        return False
    sets = ", ".join(f"{name} = ?" for name in told)
    conn.execute(f"UPDATE ticket SET {sets} WHERE id = ?", [*told.values(), ticket.id])  # noqa: S608
    return True
