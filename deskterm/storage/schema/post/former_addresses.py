"""Which addresses persons on customers' cards had before theirs were corrected, and since when no more.

What is written to one of these goes to the person's present one.
"""

from __future__ import annotations

import json
from typing import Any

from deskterm.models.basics.identity import email_key
from deskterm.storage.schema.first.v02_money import append_only

TABLES = (
    """CREATE TABLE former_address (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  email TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX former_address_of ON former_address (customer_id, email)",
    *append_only("former_address", "a former address stays written down"),
)


def fill(conn: Any) -> None:
    """Write down those that were corrected before, as the events tell."""
    rows = conn.execute(
        "SELECT at, before, after FROM event WHERE deed = 'contact_changed' ORDER BY id"
    ).fetchall()
    for at, before, after in rows:
        was, contact = email_key(str(json.loads(before).get("email") or "")), json.loads(after).get("id")
        conn.execute(
            "INSERT INTO former_address (customer_id, contact_id, email, at)"
            " SELECT customer_id, id, ?, ? FROM contact WHERE id = ? AND ? <> ''",
            (was, at, contact, was),
        )
