"""The gateway to `movement`: the packs' ledger, append-only, each line sealed with the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from deskterm.models.records.money import Movement
from deskterm.storage.database import Connection, Row
from deskterm.storage.money import packs as pack_rows

COUNT = "ledger.movements"  # the counter that knows how many lines there must be
SEALED = (
    "op_id",
    "pack_id",
    "at",
    "kind",
    "amount",
    "left_over",
    "ticket_id",
    "report",
    "by",
    "note",
    "prev_hash",
)
LATER = {"day": "", "rule": "", "other_id": None}  # sealed where they say something
INSERT = (
    "INSERT INTO movement (op_id, pack_id, at, kind, amount, left_over, ticket_id, report, by, note,"
    " prev_hash, day, rule, other_id, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " RETURNING id"
)
SELECT = (
    "SELECT movement.*, coalesce(ticket.code, '') AS ticket, taken.movement_id AS undoes,"
    " void.movement_id AS undone FROM movement LEFT JOIN ticket ON ticket.id = movement.ticket_id"
    " LEFT JOIN voided_movement taken ON taken.counter_id = movement.id"
    " LEFT JOIN voided_movement void ON void.movement_id = movement.id "
)


class BelowZero(Exception):
    """The pack does not hold that much; nothing was booked."""


def append(
    conn: Connection,
    *,
    op_id: str,
    pack_id: int,
    at: int,
    kind: str,
    amount: int,
    by: str,
    ticket_id: int | None = None,
    report: str | None = None,
    note: str = "",
    day: str = "",
    rule: str = "",
    other_id: int | None = None,
) -> Movement:
    """Book one movement and change the pack's balance with it; `op_id` can be booked only once.

    A `sold` movement finds the balance already there: the pack was made full. Raises BelowZero.
    """
    left = _balance(conn, pack_id) if kind == "sold" else pack_rows.change(conn, pack_id, amount)
    if left is None:
        raise BelowZero(pack_id)
    line: dict[str, Any] = {
        "op_id": op_id,
        "pack_id": pack_id,
        "at": at,
        "kind": kind,
        "amount": amount,
        "left_over": left,
        "ticket_id": ticket_id,
        "report": report,
        "by": by,
        "note": note,
        "day": day,
        "rule": rule,
        "other_id": other_id,
        "prev_hash": last_hash(conn),
    }
    number = conn.execute(
        INSERT,
        (*(line[name] for name in SEALED), *(line[name] for name in LATER), seal(line)),
    ).fetchone()[0]
    conn.execute(
        "INSERT INTO counter (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1",
        (COUNT,),
    )
    return get(conn, number)


def _balance(conn: Connection, pack_id: int) -> int:
    left: int = conn.execute("SELECT left_over FROM pack WHERE id = ?", (pack_id,)).fetchone()[0]
    return left


def seal(line: Mapping[str, Any] | Row) -> str:
    """The hash of a line of the ledger, over all that it says and the hash of the line before."""
    later = [line[name] for name in LATER]
    said = [line[name] for name in SEALED] + (later if later != list(LATER.values()) else [])
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def last_hash(conn: Connection) -> str:
    """The seal of the newest line; "" in an empty ledger."""
    row = conn.execute("SELECT hash FROM movement ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def get(conn: Connection, movement_id: int) -> Movement:
    """One line."""
    return record(conn.execute(SELECT + "WHERE movement.id = ?", (movement_id,)).fetchone())


def moved_by(conn: Connection, pack_id: int, prefix: str) -> int:
    """What the movements of a pack come to whose operations begin so."""
    found: int = conn.execute(
        "SELECT coalesce(sum(amount), 0) FROM movement WHERE pack_id = ? AND substr(op_id, 1, ?) = ?",
        (pack_id, len(prefix), prefix),
    ).fetchone()[0]
    return found


def by_op(conn: Connection, op_id: str) -> Movement | None:
    """The line that this operation booked, if it did."""
    row = conn.execute(SELECT + "WHERE movement.op_id = ?", (op_id,)).fetchone()
    return record(row) if row else None


def ticket_of(conn: Connection, movement_id: int) -> int | None:
    """The ticket of which a line is, by its number within."""
    found: int | None = conn.execute(
        "SELECT ticket_id FROM movement WHERE id = ?", (movement_id,)
    ).fetchone()[0]
    return found


def by_hand(conn: Connection, movement_id: int) -> bool:
    """Whether a person booked a line by hand."""
    row = conn.execute(
        "SELECT 1 FROM movement WHERE id = ? AND (op_id LIKE 'adjusted:%' OR op_id NOT LIKE '%:%')",
        (movement_id,),
    ).fetchone()
    return row is not None


def is_opening(conn: Connection, movement_id: int) -> bool:
    """Whether a line is of an opening balance."""
    row = conn.execute(
        "SELECT 1 FROM movement WHERE id = ? AND op_id LIKE 'opening:%'", (movement_id,)
    ).fetchone()
    return row is not None


def of_pack(conn: Connection, pack_id: int) -> tuple[Movement, ...]:
    """A pack's lines, oldest first."""
    rows = conn.execute(SELECT + "WHERE movement.pack_id = ? ORDER BY movement.id", (pack_id,)).fetchall()
    return tuple(record(row) for row in rows)


def sale_of_pack(conn: Connection, pack_id: int) -> str:
    """The operation with which a pack was sold or given."""
    row = conn.execute(
        "SELECT op_id FROM movement WHERE pack_id = ? ORDER BY id LIMIT 1", (pack_id,)
    ).fetchone()
    return str(row["op_id"]) if row else ""


def of_ticket(conn: Connection, ticket_id: int) -> tuple[Movement, ...]:
    """What a ticket itself has moved (its unit of a pack), oldest first, without the draws of its work."""
    rows = conn.execute(
        SELECT + "WHERE movement.ticket_id = ? AND movement.kind IN ('reserved','released','burnt')"
        " ORDER BY movement.id",
        (ticket_id,),
    ).fetchall()
    return tuple(record(row) for row in rows)


def last_of_kind(conn: Connection, customer_id: int, kind: str, *, came: bool = False) -> int:
    """The number of the newest line of a customer's packs of a kind; 0 where there is none.

    `came`: of the lines by which units came in.
    """
    row = conn.execute(
        "SELECT coalesce(max(movement.id), 0) AS last FROM movement JOIN pack ON pack.id = movement.pack_id"
        " WHERE pack.customer_id = ? AND pack.kind = ? AND (? = 0 OR (movement.amount > 0"
        " AND movement.kind IN ('sold','carried','adjusted')))",
        (customer_id, kind, int(came)),
    ).fetchone()
    return int(row["last"])


def last_of_packs(conn: Connection, pack_ids: tuple[int, ...]) -> dict[int, Movement]:
    """The newest line of each of these packs."""
    marks = ", ".join("?" for _ in pack_ids)
    rows = conn.execute(
        f"{SELECT}WHERE movement.id IN (SELECT max(id) FROM movement WHERE pack_id IN ({marks})"  # noqa: S608
        " GROUP BY pack_id)",
        pack_ids,
    ).fetchall()
    return {row["pack_id"]: record(row) for row in rows}


def record(row: Row) -> Movement:
    """A row of `SELECT` as a movement."""
    return Movement(
        id=row["id"],
        pack_id=row["pack_id"],
        at=row["at"],
        kind=row["kind"],
        amount=row["amount"],
        left=row["left_over"],
        ticket=row["ticket"],
        report=row["report"] or "",
        by=row["by"],
        note=row["note"],
        day=row["day"],
        rule=row["rule"],
        other_id=row["other_id"],
        of=row["undoes"],
        void=row["undone"] is not None,
    )
