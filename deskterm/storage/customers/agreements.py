"""The gateway to agreements, and to who signed up for the service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from deskterm.models.records.agreements import Agreement, EndingAgreement
from deskterm.storage.database import Connection, Row


class SignedUp(Struct, frozen=True, kw_only=True):
    """That a customer signed up: since when, what was chosen, which notice somebody accepted."""

    since: str
    chosen: dict[str, str]
    notice: str
    accepted_by: str
    at: int
    by: str


def insert(
    conn: Connection,
    customer_id: int,
    *,
    plan: str,
    starts_on: str,
    ends_on: str,
    fee_cents: int | None,
    rate_cents: int | None,
    fee_base_cents: int | None = None,
    facts: Mapping[str, str] | None = None,
    name: str = "",
) -> Agreement:
    """Add an agreement; days are ISO dates, `ends_on` "" has no end."""
    row = conn.execute(
        "INSERT INTO agreement (customer_id, plan, starts_on, ends_on, fee_cents, rate_cents, fee_base_cents,"
        " facts, granted, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?) RETURNING *",
        (
            *(customer_id, plan, starts_on, ends_on, fee_cents, rate_cents, fee_base_cents),
            *(_json(facts or {}), name),
        ),
    ).fetchone()
    return _agreement(row)


def update(conn: Connection, agreement_id: int, **changes: Any) -> Agreement:
    """Change columns of an agreement."""
    if "facts" in changes:
        changes["facts"] = _json(changes["facts"])
    names = ", ".join(f"{name} = ?" for name in changes)
    row = conn.execute(
        f"UPDATE agreement SET {names} WHERE id = ? RETURNING *",  # noqa: S608
        (*changes.values(), agreement_id),
    ).fetchone()
    return _agreement(row)


def remove(conn: Connection, agreement_id: int) -> None:
    """Take away an agreement that never held."""
    conn.execute("DELETE FROM agreement WHERE id = ?", (agreement_id,))


def of_customer(conn: Connection, customer_id: int) -> tuple[Agreement, ...]:
    """A customer's agreements, the oldest first."""
    rows = conn.execute(
        "SELECT * FROM agreement WHERE customer_id = ? ORDER BY starts_on, id", (customer_id,)
    ).fetchall()
    return tuple(_agreement(row) for row in rows)


def running(conn: Connection, first: str, last: str) -> tuple[Agreement, ...]:
    """Those that are valid on any day of a stretch."""
    rows = conn.execute(
        "SELECT * FROM agreement WHERE starts_on <= ? AND (ends_on = '' OR ends_on >= ?) ORDER BY id",
        (last, first),
    ).fetchall()
    return tuple(_agreement(row) for row in rows)


def to_grant(conn: Connection, day: str) -> tuple[Agreement, ...]:
    """Agreements that run by `day` and whose packs of these days were not given yet (I24)."""
    rows = conn.execute(
        "SELECT * FROM agreement WHERE granted = 0 AND starts_on <= ? UNION ALL"
        " SELECT * FROM agreement WHERE granted_to <> '' AND granted_to < ?"
        " AND (ends_on = '' OR ends_on >= ?) ORDER BY starts_on, id",
        (day, day, day),
    ).fetchall()
    return tuple(_agreement(row) for row in rows)


def customers_between(conn: Connection, since: str, day: str, after: int, limit: int) -> tuple[int, ...]:
    """Customers whose agreements have begun by `day` and ran on `since` or later, by number after `after`."""
    rows = conn.execute(
        "SELECT DISTINCT customer_id FROM agreement WHERE starts_on <= ? AND (ends_on = '' OR ends_on >= ?)"
        " AND customer_id > ? ORDER BY customer_id LIMIT ?",
        (day, since, after, limit),
    ).fetchall()
    return tuple(row["customer_id"] for row in rows)


def ending(conn: Connection, since: str, until: str, limit: int) -> tuple[EndingAgreement, ...]:
    """Agreements that end from `since` to `until` and that no later one of their name follows, in order."""
    rows = conn.execute(
        "SELECT customer.code, customer.name AS customer, agreement.ends_on, agreement.plan FROM agreement"
        " JOIN customer ON customer.id = agreement.customer_id"
        " WHERE agreement.ends_on >= ? AND agreement.ends_on <= ? AND NOT EXISTS"
        " (SELECT 1 FROM agreement later WHERE later.customer_id = agreement.customer_id"
        " AND later.name = agreement.name"
        " AND (later.starts_on > agreement.starts_on OR"
        " (later.starts_on = agreement.starts_on AND later.id > agreement.id)))"
        " ORDER BY agreement.ends_on, customer.code LIMIT ?",
        (since, until, limit),
    ).fetchall()
    return tuple(
        EndingAgreement(**{name: row[name] for name in EndingAgreement.__struct_fields__}) for row in rows
    )


def sign_up(
    conn: Connection, customer_id: int, found: SignedUp, *, ticket_id: int | None, terms_id: int
) -> None:
    """Note that a customer signed up."""
    conn.execute(
        "INSERT INTO sign_up (customer_id, ticket_id, terms_id, since, chosen, notice, accepted_by, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(customer_id, ticket_id, terms_id, found.since, _json(found.chosen)),
            *(found.notice, found.accepted_by, found.at, found.by),
        ),
    )


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _agreement(row: Row) -> Agreement:
    values = {name: row[name] for name in Agreement.__struct_fields__}
    return Agreement(**values | {"facts": json.loads(row["facts"]), "granted": bool(row["granted"])})
