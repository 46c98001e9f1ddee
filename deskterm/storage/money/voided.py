"""The gateway to what was taken back: contacts that are void, movements that were undone; lines are added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from deskterm.models.records.money import Movement, VoidOf
from deskterm.storage.database import Connection, Row
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.work import gate_answers as gate_answer_rows

VOID = "void"  # the mode of a contact that was taken back; its stretches stay as they were filed


def contact(conn: Connection, group_id: int, made: VoidOf, *, anew: int | None) -> None:
    """Make a filed contact void; `anew` is the contact in which its work waits to be filed again."""
    row = conn.execute("SELECT mode, billable FROM contact_group WHERE id = ?", (group_id,)).fetchone()
    conn.execute(
        "INSERT INTO voided_contact (group_id, at, by, why, mode, billable, anew_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (group_id, made.at, made.by, made.why, row["mode"], row["billable"], anew),
    )
    conn.execute("UPDATE contact_group SET mode = ?, billable = 0 WHERE id = ?", (VOID, group_id))


def of_contact(conn: Connection, group_id: int) -> VoidOf | None:
    """When a contact was made void, by whom and why; None where it stands."""
    row = conn.execute("SELECT * FROM voided_contact WHERE group_id = ?", (group_id,)).fetchone()
    return _record(row) if row else None


def movement(conn: Connection, taken: Movement, counter: Movement, made: VoidOf) -> None:
    """Note which movement takes another one back."""
    conn.execute(
        "INSERT INTO voided_movement (movement_id, counter_id, at, by, why) VALUES (?, ?, ?, ?, ?)",
        (taken.id, counter.id, made.at, made.by, made.why),
    )


def drawn_by(conn: Connection, group_id: int) -> tuple[Movement, ...]:
    """What filing a contact drew from packs, oldest first."""
    rows = conn.execute(
        movement_rows.SELECT + "JOIN charge ON charge.destination = 'pack:' || movement.pack_id"
        " WHERE charge.group_id = ? AND movement.op_id ="
        " 'file:' || charge.group_id || ':' || charge.part || ':' || movement.pack_id ORDER BY movement.id",
        (group_id,),
    ).fetchall()
    return tuple(movement_rows.record(row) for row in rows)


def settled(conn: Connection, group_id: int) -> tuple[Row, ...]:
    """What closed months hold of a contact: each charge with the month and number of its settlement."""
    rows = conn.execute(
        "SELECT charge.id, charge.net_cents, charge.minutes, settlement.period, settlement.id AS settlement"
        " FROM charge JOIN settlement_line ON settlement_line.charge_id = charge.id"
        " JOIN settlement ON settlement.id = settlement_line.settlement_id"
        " WHERE charge.group_id = ? ORDER BY charge.id",
        (group_id,),
    ).fetchall()
    return tuple(rows)


def open_cents(conn: Connection, group_id: int) -> int:
    """What of a contact is to go to the invoice and stands in no closed month."""
    row = conn.execute(
        "SELECT coalesce(sum(net_cents), 0) FROM charge WHERE group_id = ? AND destination = 'invoice'"
        " AND NOT EXISTS (SELECT 1 FROM settlement_line WHERE settlement_line.charge_id = charge.id)",
        (group_id,),
    ).fetchone()
    return int(row[0])


def standing(conn: Connection, ticket_id: int) -> tuple[int, ...]:
    """The contacts of a ticket that are filed and stand, oldest first; what was cancelled is none."""
    rows = conn.execute(
        "SELECT id FROM contact_group WHERE ticket_id = ? AND filings > 0"
        " AND mode NOT IN ('cancelled','void') ORDER BY id",
        (ticket_id,),
    ).fetchall()
    return tuple(row["id"] for row in rows)


def for_others(conn: Connection, ticket_id: int, customer_id: int) -> tuple[int, ...]:
    """The contacts of a ticket that stand, cost something or have a report, and are another customer's."""
    rows = conn.execute(
        "SELECT id FROM contact_group WHERE ticket_id = ? AND filings > 0 AND customer_id <> ?"
        " AND mode NOT IN ('cancelled','void') AND (EXISTS (SELECT 1 FROM charge WHERE"
        " charge.group_id = contact_group.id AND charge.minutes + charge.units + charge.net_cents > 0)"
        " OR EXISTS (SELECT 1 FROM report WHERE report.group_id = contact_group.id)) ORDER BY id",
        (ticket_id, customer_id),
    ).fetchall()
    return tuple(row["id"] for row in rows)


def set_kind(conn: Connection, session_id: int, kind: str) -> None:
    """The stretch was work of another kind than was filed."""
    conn.execute("UPDATE session SET kind = ? WHERE id = ?", (kind, session_id))


def copy_work(conn: Connection, session_ids: Sequence[int], group_id: int) -> tuple[int, ...]:
    """Stretches of a void contact anew, stopped, in another contact, with what was told at their gates.

    Their ids, in the same order.
    """
    found = []
    for number in session_ids:
        row = conn.execute(
            "INSERT INTO session (group_id, ticket_id, technician, kind, inbound, started_at, ended_at,"
            " state, host, boot_id, boot_ms, awake_ms, entered, caller_name, caller_phone, device, copy_of)"
            " SELECT ?, ticket_id, technician, kind, inbound, started_at, ended_at, 'stopped', host, boot_id,"
            " boot_ms, awake_ms, entered, caller_name, caller_phone, device, coalesce(copy_of, id)"
            " FROM session WHERE id = ? RETURNING id",
            (group_id, number),
        ).fetchone()
        found.append(int(row[0]))
        for told in gate_answer_rows.of_sessions(conn, [number]):
            gate_answer_rows.append(conn, told, ticket_id=_ticket_of(conn, number), session_id=found[-1])
    return tuple(found)


def _ticket_of(conn: Connection, session_id: int) -> int:
    row = conn.execute("SELECT ticket_id FROM session WHERE id = ?", (session_id,)).fetchone()
    return int(row["ticket_id"])


def faults(conn: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """What does not hold of what was taken back, by the code of its sentence."""
    for code, query in QUERIES.items():
        for row in conn.execute(query).fetchall():
            yield code, dict(row)


def _record(row: Row) -> VoidOf:
    return VoidOf(at=row["at"], by=row["by"], why=row["why"])


# Each names what does not hold; none of them may find a row.
QUERIES = {
    "void": "SELECT contact_group.id AS contact FROM contact_group LEFT JOIN voided_contact"
    " ON voided_contact.group_id = contact_group.id"
    " WHERE (contact_group.mode = 'void') <> (voided_contact.group_id IS NOT NULL)",
    "not_given_back": "SELECT charge.group_id AS contact, charge.destination AS pack FROM charge"
    " JOIN voided_contact ON voided_contact.group_id = charge.group_id"
    " WHERE charge.destination LIKE 'pack:%' AND NOT EXISTS (SELECT 1 FROM movement"
    " JOIN voided_movement ON voided_movement.movement_id = movement.id WHERE movement.op_id ="
    " 'file:' || charge.group_id || ':' || charge.part || ':' || substr(charge.destination, 6))",
    "given_back": "SELECT taken.id AS movement, taken.pack_id AS pack FROM voided_movement"
    " JOIN movement taken ON taken.id = voided_movement.movement_id"
    " JOIN movement counter ON counter.id = voided_movement.counter_id"
    " WHERE counter.pack_id <> taken.pack_id OR counter.amount <> -taken.amount"
    " OR (taken.kind = 'drawn' AND NOT EXISTS (SELECT 1 FROM voided_contact"
    " JOIN charge ON charge.group_id = voided_contact.group_id WHERE taken.op_id ="
    " 'file:' || charge.group_id || ':' || charge.part || ':' || substr(charge.destination, 6)))",
    "corrected": "SELECT settlement_correction.charge_id AS charge FROM settlement_correction"
    " JOIN charge ON charge.id = settlement_correction.charge_id"
    " LEFT JOIN voided_contact ON voided_contact.group_id = charge.group_id"
    " LEFT JOIN settlement_line ON settlement_line.charge_id = charge.id"
    " WHERE voided_contact.group_id IS NULL OR settlement_line.charge_id IS NULL"
    " OR settlement_line.settlement_id >= settlement_correction.settlement_id",
}
