"""The gateway to `pack`: what customers have paid in advance, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deskterm.models.records.money import Pack
from deskterm.storage.database import Connection, Row

# The agreement that brought a pack, by name or number, where its customer has agreements of several names.
BROUGHT_BY = (
    "(SELECT COALESCE(NULLIF(own.name, ''), CAST(own.id AS TEXT)) FROM agreement own"
    " WHERE own.id = pack.agreement_id AND EXISTS (SELECT 1 FROM agreement other"
    " WHERE other.customer_id = own.customer_id AND other.name <> own.name)) AS agreement"
)
RESIZED = (
    "(SELECT units FROM pack_resized WHERE pack_resized.pack_id = pack.id"
    " ORDER BY pack_resized.id DESC LIMIT 1) AS units"
)
SELECT = (
    f"SELECT pack.*, customer.name AS customer, {BROUGHT_BY}, {RESIZED}"  # noqa: S608  # ours
    " FROM pack JOIN customer ON customer.id = pack.customer_id "
)
PLAIN = (
    "id customer_id customer kind unit size reserved sold_at expires_on net_cents starts_on credit"
    " agreement_id units"
).split()
# Packs are used up in the order in which they expire; those without an end come last.
OLDEST_FIRST = (
    "ORDER BY CASE WHEN pack.expires_on = '' THEN 1 ELSE 0 END, pack.expires_on, pack.sold_at, pack.id"
)

CURRENT = (
    "WHERE (pack.left_over <> 0 AND (pack.expires_on = '' OR pack.expires_on >= ?))"
    " OR (pack.left_over = 0 AND EXISTS (SELECT 1 FROM movement"
    " WHERE movement.pack_id = pack.id AND movement.at >= ?)) "
)


def record(row: Row) -> Pack:
    """A row of `SELECT` as a pack."""
    values: dict[str, Any] = {name: row[name] for name in PLAIN}
    return Pack(left=row["left_over"], agreement=row["agreement"] or "", **values)


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
    starts_on: str = "",
    credit: int = 0,
    agreement_id: int | None = None,
) -> int:
    """Add a full pack; its first movement must follow in the same transaction. Returns its id."""
    number: int = conn.execute(
        "INSERT INTO pack (customer_id, kind, unit, size, left_over, sold_at, expires_on, sold_until,"
        " net_cents, starts_on, credit, agreement_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (
            *(customer_id, kind, unit, size, size, sold_at, expires_on, expires_on, net_cents),
            *(starts_on, credit, agreement_id),
        ),
    ).fetchone()[0]
    return number


def change(conn: Connection, pack_id: int, amount: int) -> int | None:
    """Add `amount` (signed) to what is left; None, and nothing changed, where it may not go so far below."""
    row = conn.execute(
        "UPDATE pack SET left_over = left_over + ? WHERE id = ? AND left_over + ? >= -credit"
        " RETURNING left_over",
        (amount, pack_id, amount),
    ).fetchone()
    return row[0] if row else None


def set_aside(conn: Connection, pack_id: int, amount: int) -> None:
    """Add `amount` (signed) to what is put aside; its movement must stand in the same transaction."""
    conn.execute("UPDATE pack SET reserved = reserved + ? WHERE id = ?", (amount, pack_id))


def end(conn: Connection, pack_id: int, until: str, *, why: str, rule: str, at: int, by: str) -> None:
    """Give a pack another last day, and keep why (`sale`, `agreement`)."""
    conn.execute(
        "INSERT INTO pack_end (pack_id, until, why, rule, at, by) VALUES (?, ?, ?, ?, ?, ?)",
        (pack_id, until, why, rule, at, by),
    )
    conn.execute("UPDATE pack SET expires_on = ? WHERE id = ?", (until, pack_id))


def prolonged_by(conn: Connection, sold: Pack, at: int) -> tuple[tuple[int, str], ...]:
    """The packs that a sale let go on, where nothing has moved their end since, with the end of before."""
    rows = conn.execute(
        "SELECT pack.id, coalesce((SELECT until FROM pack_end WHERE pack_end.pack_id = pack.id"
        " AND pack_end.id < moved.id ORDER BY pack_end.id DESC LIMIT 1), pack.sold_until) AS before"
        " FROM pack JOIN pack_end AS moved ON moved.pack_id = pack.id WHERE pack.customer_id = ?"
        " AND pack.kind = ? AND pack.id <> ? AND moved.why = 'sale' AND moved.at = ? AND NOT EXISTS"
        " (SELECT 1 FROM pack_end WHERE pack_end.pack_id = pack.id AND pack_end.id > moved.id)"
        " ORDER BY pack.id",
        (sold.customer_id, sold.kind, sold.id, at),
    ).fetchall()
    return tuple((row["id"], row["before"]) for row in rows)


def resize(conn: Connection, pack: Pack, units: int, starts_on: str, *, rule: str, at: int, by: str) -> None:
    """Keep what the agreement brings in a pack by now, and from which day; its movement is booked besides."""
    conn.execute(
        "INSERT INTO pack_resized (pack_id, units, starts_on, before, rule, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (pack.id, units, starts_on, pack.starts_on, rule, at, by),
    )
    conn.execute("UPDATE pack SET starts_on = ? WHERE id = ?", (starts_on, pack.id))


def get(conn: Connection, pack_id: int) -> Pack | None:
    """One pack."""
    row = conn.execute(SELECT + "WHERE pack.id = ?", (pack_id,)).fetchone()
    return record(row) if row else None


def valid(conn: Connection, customer_id: int, day: str) -> tuple[Pack, ...]:
    """A customer's packs that are valid on `day` (ISO), empty ones too, in the order of their use."""
    rows = conn.execute(
        SELECT
        + "WHERE pack.customer_id = ? AND pack.starts_on <= ?"
        + " AND (pack.expires_on = '' OR pack.expires_on >= ?) "
        + OLDEST_FIRST,
        (customer_id, day, day),
    ).fetchall()
    return tuple(record(row) for row in rows)


def of_customer(conn: Connection, customer_id: int) -> tuple[Pack, ...]:
    """Every pack that a customer ever bought, in the order of their use."""
    rows = conn.execute(SELECT + "WHERE pack.customer_id = ? " + OLDEST_FIRST, (customer_id,)).fetchall()
    return tuple(record(row) for row in rows)


def running(conn: Connection, kinds: Sequence[str], day: str) -> tuple[Pack, ...]:
    """Everybody's packs of these kinds that are valid on a day, empty ones too, customer by customer."""
    marks = ", ".join("?" for _ in kinds) or "''"
    rows = conn.execute(
        f"{SELECT}WHERE pack.kind IN ({marks}) AND pack.starts_on <= ?"
        " AND (pack.expires_on = '' OR pack.expires_on >= ?) ORDER BY pack.customer_id, pack.id",
        (*kinds, day, day),
    ).fetchall()
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


def ended(conn: Connection, kinds: tuple[str, ...], day: str, limit: int) -> tuple[Pack, ...]:
    """Packs of these kinds that ended before `day` and hold something, the first to end first."""
    if not kinds:
        return ()
    marks = ", ".join("?" for _ in kinds)
    rows = conn.execute(
        f"{SELECT}WHERE pack.left_over > 0 AND pack.expires_on <> '' AND pack.expires_on < ?"
        f" AND pack.kind IN ({marks}) ORDER BY pack.expires_on, pack.id LIMIT ?",
        (day, *kinds, limit),
    ).fetchall()
    return tuple(record(row) for row in rows)


def following(conn: Connection, pack: Pack, day: str, before: int, others: Sequence[int] = ()) -> Pack | None:
    """The pack in which another's rest goes on: valid on the `day` after its end, given or sold `before`.

    One that begins on that day comes first, then the one that ends last; none that agreements among `others`
    brought.
    """
    beside = ", ".join("?" for _ in others) or "0"
    row = conn.execute(
        SELECT + "WHERE pack.customer_id = ? AND pack.kind = ? AND pack.id <> ? AND pack.starts_on <= ?"
        " AND (pack.expires_on = '' OR pack.expires_on >= ?) AND (pack.starts_on <> '' OR pack.sold_at < ?)"
        f" AND (pack.agreement_id IS NULL OR pack.agreement_id NOT IN ({beside}))"
        " ORDER BY CASE WHEN pack.starts_on = ? THEN 0 ELSE 1 END,"
        " CASE WHEN pack.expires_on = '' THEN 0 ELSE 1 END, pack.expires_on DESC, pack.id DESC LIMIT 1",
        (pack.customer_id, pack.kind, pack.id, day, day, before, *others, day),
    ).fetchone()
    return record(row) if row else None


def low(conn: Connection, kind: str, day: str, level: int) -> tuple[tuple[int, int], ...]:
    """The customers whose packs of a kind that are valid on a day hold no more than a level, and how much."""
    rows = conn.execute(
        "SELECT customer_id, sum(left_over) AS holds FROM pack WHERE kind = ? AND starts_on <= ?"
        " AND (expires_on = '' OR expires_on >= ?) GROUP BY customer_id HAVING sum(left_over) <= ?"
        " ORDER BY customer_id",
        (kind, day, day, level),
    ).fetchall()
    return tuple((row["customer_id"], row["holds"]) for row in rows)


def sold_between(conn: Connection, start: int, end: int) -> tuple[Pack, ...]:
    """The packs that were sold at a price from one instant to before another; not those of an opening."""
    rows = conn.execute(
        SELECT + "JOIN movement ON movement.pack_id = pack.id AND movement.kind = 'sold'"  # noqa: S608
        " WHERE movement.op_id NOT LIKE 'opening:%' AND pack.net_cents > 0"
        " AND pack.sold_at >= ? AND pack.sold_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM voided_movement WHERE voided_movement.movement_id = movement.id)"
        " ORDER BY pack.sold_at, pack.id",
        (start, end),
    ).fetchall()
    return tuple(record(row) for row in rows)
