"""The gateway to `pack`: what customers have paid in advance, and what is left of it."""

from __future__ import annotations

from typing import Any

from deskterm.models.records.money import Pack
from deskterm.storage.database import Connection, Row

SELECT = "SELECT pack.*, customer.name AS customer FROM pack JOIN customer ON customer.id = pack.customer_id "
PLAIN = "id customer_id customer kind unit size reserved sold_at expires_on net_cents".split()
# Packs are used up in the order in which they expire; those without an end come last.
OLDEST_FIRST = (
    "ORDER BY CASE WHEN pack.expires_on = '' THEN 1 ELSE 0 END, pack.expires_on, pack.sold_at, pack.id"
)

CURRENT = (
    "WHERE (pack.left_over > 0 AND (pack.expires_on = '' OR pack.expires_on >= ?))"
    " OR (pack.left_over = 0 AND EXISTS (SELECT 1 FROM movement"
    " WHERE movement.pack_id = pack.id AND movement.at >= ?)) "
)


def record(row: Row) -> Pack:
    """A row of `SELECT` as a pack."""
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Pack(left=row["left_over"], **values)


def insert(
    conn: Connection,
    *,
    customer_id: int,
    kind: str,
    unit: str,
    size: int,
    sold_at: int,
    expires_on: str,
    net_cents: int,
) -> int:
    """Add a full pack; its first movement must follow in the same transaction. Returns its id."""
    number: int = conn.execute(
        "INSERT INTO pack (customer_id, kind, unit, size, left_over, sold_at, expires_on, net_cents)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (customer_id, kind, unit, size, size, sold_at, expires_on, net_cents),
    ).fetchone()[0]
    return number


def change(conn: Connection, pack_id: int, amount: int) -> int | None:
    """Add `amount` (signed) to what is left; None, and nothing changed, where that would go below zero."""
    row = conn.execute(
        "UPDATE pack SET left_over = left_over + ? WHERE id = ? AND left_over + ? >= 0 RETURNING left_over",
        (amount, pack_id, amount),
    ).fetchone()
    return row[0] if row else None


def set_aside(conn: Connection, pack_id: int, amount: int) -> None:
    """Add `amount` (signed) to what is put aside; its movement must stand in the same transaction."""
    conn.execute("UPDATE pack SET reserved = reserved + ? WHERE id = ?", (amount, pack_id))


def get(conn: Connection, pack_id: int) -> Pack | None:
    """One pack."""
    row = conn.execute(SELECT + "WHERE pack.id = ?", (pack_id,)).fetchone()
    return record(row) if row else None


def valid(conn: Connection, customer_id: int, day: str) -> tuple[Pack, ...]:
    """A customer's packs that have not expired on `day` (ISO), empty ones too, in the order of their use."""
    rows = conn.execute(
        SELECT
        + "WHERE pack.customer_id = ? AND (pack.expires_on = '' OR pack.expires_on >= ?) "
        + OLDEST_FIRST,
        (customer_id, day),
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_customer(conn: Connection, customer_id: int) -> tuple[Pack, ...]:
    """Every pack that a customer ever bought, in the order of their use."""
    rows = conn.execute(SELECT + "WHERE pack.customer_id = ? " + OLDEST_FIRST, (customer_id,)).fetchall()
    return tuple(record(row) for row in rows)


def current(conn: Connection, expired_since: str, used_since: int) -> tuple[Pack, ...]:
    """What a list of packs shows: those with something left, and those that ended lately."""
    rows = conn.execute(
        SELECT + CURRENT + OLDEST_FIRST,
        (expired_since, used_since),
    ).fetchall()
    return tuple(record(row) for row in rows)


def expired(conn: Connection, day: str) -> tuple[Pack, ...]:
    """Packs whose last day lies before `day` and of which something is left."""
    rows = conn.execute(
        SELECT + "WHERE pack.left_over > 0 AND pack.expires_on <> '' AND pack.expires_on < ? " + OLDEST_FIRST,
        (day,),
    ).fetchall()
    return tuple(record(row) for row in rows)


def drawn_since(conn: Connection, since: int) -> dict[tuple[int, str], int]:
    """What was drawn or burnt since then, by customer and kind of pack."""
    rows = conn.execute(
        "SELECT pack.customer_id, pack.kind, -sum(used.amount) AS drawn FROM"
        " (SELECT pack_id, amount FROM movement WHERE kind = 'drawn' AND at >= ?"
        " UNION ALL SELECT pack_id, amount FROM movement WHERE kind = 'burnt' AND at >= ?) used"
        " JOIN pack ON pack.id = used.pack_id GROUP BY pack.customer_id, pack.kind",
        (since, since),
    ).fetchall()
    return {(row["customer_id"], row["kind"]): row["drawn"] for row in rows}
