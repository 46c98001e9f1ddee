"""What was filed or moved and is taken back: contacts that are void, movements with those that undo them.

Nothing that was filed changes: a void contact keeps its charges and its reports with their numbers. What a
closed month holds of it is credited by a settlement that follows, once.
"""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only, guard
from deskterm.storage.schema.first.v04_settlement import SETTLED

VOID = "what was voided stays void"

TABLES = (
    """CREATE TABLE voided_contact (
  group_id INTEGER PRIMARY KEY REFERENCES contact_group (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  mode TEXT NOT NULL,
  billable INTEGER NOT NULL,
  anew_id INTEGER UNIQUE REFERENCES contact_group (id)
) STRICT""",
    """CREATE TABLE voided_movement (
  movement_id INTEGER PRIMARY KEY REFERENCES movement (id),
  counter_id INTEGER NOT NULL UNIQUE REFERENCES movement (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT""",
    """CREATE TABLE settlement_correction (
  charge_id INTEGER PRIMARY KEY REFERENCES charge (id),
  settlement_id INTEGER NOT NULL REFERENCES settlement (id)
) STRICT""",
    "CREATE INDEX settlement_correction_settlement ON settlement_correction (settlement_id)",
    "ALTER TABLE session ADD COLUMN copy_of INTEGER REFERENCES session (id)",
    "CREATE INDEX session_copies ON session (copy_of) WHERE copy_of IS NOT NULL",
    *append_only("voided_contact", VOID, once="group_id = NEW.group_id"),
    guard(
        "voided_contact_filed",
        "INSERT ON voided_contact\nWHEN NOT EXISTS (SELECT 1 FROM contact_group WHERE id = NEW.group_id"
        " AND filings > 0)",
        "only what was filed is voided",
    ),
    *append_only("voided_movement", VOID, once="movement_id = NEW.movement_id"),
    guard(
        "voided_movement_counter",
        "INSERT ON voided_movement\nWHEN NOT EXISTS (SELECT 1 FROM movement taken"
        " JOIN movement counter ON counter.pack_id = taken.pack_id AND counter.amount = -taken.amount"
        " WHERE taken.id = NEW.movement_id AND counter.id = NEW.counter_id)",
        "a movement is taken back by one of its pack that undoes it",
    ),
    *append_only("settlement_correction", SETTLED, once="charge_id = NEW.charge_id"),
    guard(
        "settlement_correction_void",
        "INSERT ON settlement_correction\nWHEN NOT EXISTS (SELECT 1 FROM charge"
        " JOIN voided_contact ON voided_contact.group_id = charge.group_id"
        " JOIN settlement_line ON settlement_line.charge_id = charge.id WHERE charge.id = NEW.charge_id)",
        "only what a closed month holds and is void is credited",
    ),
)
