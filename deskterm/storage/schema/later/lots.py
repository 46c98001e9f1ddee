"""The tables of packs and their ledger anew: packs that may owe, that begin on a day, that follow each other.

A movement has the day from which it counts, the rule behind it, and the pack on the other side of what was
carried. `pack_end` keeps each end that a pack got after its sale; a pack's own end moves by it alone.
"""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import LEDGER, SOLD, append_only, guard

ENDED = "an end that a pack was given stays"

TABLES = (
    "CREATE TABLE movement_before AS SELECT * FROM movement",
    "DROP TABLE movement",
    "CREATE TABLE pack_before AS SELECT * FROM pack",
    "DROP TABLE pack",
    """CREATE TABLE pack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  kind TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('minute','ticket','cent')),
  size INTEGER NOT NULL CHECK (size > 0),
  left_over INTEGER NOT NULL,
  credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
  reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  sold_at INTEGER NOT NULL,
  starts_on TEXT NOT NULL DEFAULT '',
  expires_on TEXT NOT NULL DEFAULT '',
  sold_until TEXT NOT NULL DEFAULT '',
  net_cents INTEGER NOT NULL DEFAULT 0 CHECK (net_cents >= 0),
  agreement_id INTEGER REFERENCES agreement (id),
  CHECK (left_over >= -credit)
) STRICT""",
    "INSERT INTO pack (id, customer_id, kind, unit, size, left_over, reserved, sold_at, expires_on,"
    " sold_until, net_cents) SELECT id, customer_id, kind, unit, size, left_over, reserved, sold_at,"
    " expires_on, expires_on, net_cents FROM pack_before ORDER BY id",
    "DROP TABLE pack_before",
    "CREATE INDEX pack_customer ON pack (customer_id, expires_on)",
    "CREATE INDEX pack_left ON pack (expires_on) WHERE left_over > 0",
    "CREATE INDEX pack_agreement ON pack (agreement_id, kind, starts_on) WHERE agreement_id IS NOT NULL",
    """CREATE TABLE movement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN
    ('sold','drawn','adjusted','expired','carried','reserved','burnt','released')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  left_over INTEGER NOT NULL,
  ticket_id INTEGER REFERENCES ticket (id),
  report TEXT REFERENCES report (number),
  by TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL DEFAULT '',
  other_id INTEGER REFERENCES pack (id),
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE
) STRICT""",
    "INSERT INTO movement (id, op_id, pack_id, at, kind, amount, left_over, ticket_id, report, by, note,"
    " prev_hash, hash) SELECT id, op_id, pack_id, at, kind, amount, left_over, ticket_id, report, by, note,"
    " prev_hash, hash FROM movement_before ORDER BY id",
    "DROP TABLE movement_before",
    "CREATE INDEX movement_pack ON movement (pack_id, id)",
    "CREATE INDEX movement_drawn ON movement (at) WHERE kind = 'drawn'",
    "CREATE INDEX movement_burnt ON movement (at) WHERE kind = 'burnt'",
    "CREATE INDEX movement_report ON movement (report) WHERE report IS NOT NULL",
    "CREATE INDEX movement_ticket ON movement (ticket_id, id) WHERE ticket_id IS NOT NULL",
    """CREATE TABLE pack_end (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  until TEXT NOT NULL,
  why TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    "CREATE INDEX pack_end_pack ON pack_end (pack_id, id)",
    *append_only(
        "movement",
        LEDGER,
        once="id = NEW.id OR op_id = NEW.op_id OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
        again="this movement stands already",
    ),
    guard(
        "movement_balance",
        "INSERT ON movement\nWHEN NEW.left_over <> (SELECT left_over FROM pack WHERE id = NEW.pack_id)",
        "the balance does not agree with the pack",
    ),
    guard(
        "pack_stays",
        "UPDATE OF id, customer_id, kind, unit, size, credit, sold_at, starts_on, sold_until, net_cents,"
        " agreement_id ON pack",
        SOLD,
    ),
    guard(
        "pack_ends",
        "UPDATE OF expires_on ON pack\nWHEN NEW.expires_on <> (SELECT coalesce((SELECT until FROM pack_end"
        " WHERE pack_id = NEW.id ORDER BY id DESC LIMIT 1), OLD.sold_until))",
        SOLD,
    ),
    guard("pack_kept", "DELETE ON pack", SOLD),
    guard("pack_once", "INSERT ON pack\nWHEN EXISTS (SELECT 1 FROM pack WHERE id = NEW.id)", SOLD),
    *append_only("pack_end", ENDED),
)
