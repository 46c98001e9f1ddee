"""What a rehearsal reads of a desk's past: requests as they came, contacts as filed, the packs' movements."""

from __future__ import annotations

from msgspec import Struct

from deskterm.models.records.ticket import Decision, Ticket
from deskterm.storage.database import Connection
from deskterm.storage.tickets import decisions as decision_rows
from deskterm.storage.tickets import tickets as ticket_rows


class Move(Struct, frozen=True):
    """One movement of a pack; `group_id` is the contact that drew it, at which of its filings (`part`).

    None and 0 for every other kind.
    """

    pack_id: int
    at: int
    amount: int
    group_id: int | None
    part: int = 0


def requests(conn: Connection, low: int, high: int) -> tuple[int, ...]:
    """The messages that asked for a ticket and came in [low, high), in order of arrival.

    A reply, a copy, a machine's note and what nobody could read are no request, nor is a part of one whose
    division was taken back.
    """
    rows = conn.execute(
        "SELECT id FROM message WHERE received_at >= ? AND received_at < ? AND direction = 'in'"
        " AND outcome NOT IN ('appended','duplicate','ignored','unreadable','') AND NOT EXISTS"
        " (SELECT 1 FROM ticket WHERE ticket.id = message.ticket_id AND ticket.unmade = 1)"
        " ORDER BY received_at, id",
        (low, high),
    ).fetchall()
    return tuple(row[0] for row in rows)


def promised(conn: Connection, ticket_id: int) -> dict[str, Decision]:
    """What was decided last of each of a ticket's promises, by its metric; {} where none is left."""
    found = [one for one in decision_rows.of_ticket(conn, ticket_id) if one.do in ("due", "no_promise")]
    if not found or found[-1].do == "no_promise":
        return {}
    last = {str(one.detail.get("metric", "answer")): one for one in found if one.do == "due"}
    of = found[-1].detail.get("metrics") or [found[-1].detail.get("metric", "answer")]
    return {str(metric): last[str(metric)] for metric in of if str(metric) in last}


def first_work(conn: Connection, ticket_id: int) -> int | None:
    """When somebody first worked on a ticket; None where nobody has."""
    row = conn.execute("SELECT min(started_at) FROM session WHERE ticket_id = ?", (ticket_id,)).fetchone()
    return None if row[0] is None else int(row[0])


def put_into(conn: Connection, code: str, received_at: int) -> Ticket | None:
    """The ticket of that time of arrival that was put into `code` by hand."""
    row = conn.execute(
        "SELECT id FROM ticket WHERE state = 'closed' AND wait_reason = ? AND received_at = ?"
        " AND unmade = 0"
        " ORDER BY id LIMIT 1",
        (code, received_at),
    ).fetchone()
    return ticket_rows.by_id(conn, row["id"]) if row else None


def triaged_at(conn: Connection, ticket_id: int) -> int | None:
    """When a ticket was triaged last; None where nobody has."""
    row = conn.execute(
        "SELECT at FROM event WHERE ticket_id = ? AND deed = 'triaged' ORDER BY id DESC LIMIT 1", (ticket_id,)
    ).fetchone()
    return None if row is None else int(row["at"])


def filed(conn: Connection, low: int, high: int) -> tuple[tuple[int, int], ...]:
    """Ticket and contact group of all that was filed in [low, high), in the order of filing."""
    rows = conn.execute(
        "SELECT ticket_id, id FROM contact_group WHERE filed_at >= ? AND filed_at < ?"
        " AND mode NOT IN ('cancelled','void') ORDER BY filed_at, id",
        (low, high),
    ).fetchall()
    return tuple((row["ticket_id"], row["id"]) for row in rows)


def last_event(conn: Connection) -> int:
    """The number of the desk's last event: what comes later has a higher one."""
    row = conn.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()
    number: int = row[0]
    return number


def moves(conn: Connection, customer_id: int) -> tuple[Move, ...]:
    """Every movement of a customer's packs, oldest first."""
    rows = conn.execute(
        "SELECT movement.pack_id, movement.at, movement.amount, movement.kind, movement.op_id FROM movement"
        " JOIN pack ON pack.id = movement.pack_id WHERE pack.customer_id = ? ORDER BY movement.id",
        (customer_id,),
    ).fetchall()
    return tuple(
        Move(row["pack_id"], row["at"], row["amount"], *_filing(row["kind"], row["op_id"])) for row in rows
    )


def _filing(kind: str, op_id: str) -> tuple[int | None, int]:
    """The contact and the filing of an operation, `file:GROUP:PART:PACK`."""
    if kind != "drawn" or not op_id.startswith("file:"):
        return None, 0
    group, part = op_id.split(":")[1:3]
    return int(group), int(part)
