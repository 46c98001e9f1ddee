"""What an agreement brings in a pack by now, and from when: one that is put right may bring more or less.

A pack stays as it was given (`size`); what it has more or less is a movement. Its first day moves by this
alone.
"""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import SOLD, append_only, guard

RESIZED = "what an agreement brought by then stays"

TABLES = (
    """CREATE TABLE pack_resized (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  units INTEGER NOT NULL CHECK (units >= 0),
  starts_on TEXT NOT NULL,
  before TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    "CREATE INDEX pack_resized_pack ON pack_resized (pack_id, id)",
    "DROP TRIGGER pack_stays",
    guard(
        "pack_stays",
        "UPDATE OF id, customer_id, kind, unit, size, credit, sold_at, sold_until, net_cents,"
        " agreement_id ON pack",
        SOLD,
    ),
    guard(
        "pack_begins",
        "UPDATE OF starts_on ON pack\nWHEN NEW.starts_on <> (SELECT coalesce((SELECT starts_on"
        " FROM pack_resized WHERE pack_id = NEW.id ORDER BY id DESC LIMIT 1), OLD.starts_on))",
        SOLD,
    ),
    *append_only("pack_resized", RESIZED),
)
