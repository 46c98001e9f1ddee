"""What was brought in from another desk, by the key that it has there; where the numbering began here."""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only

STAYS = "what the reports were begun with stays"
BALANCE_STAYS = "an opening balance stays as it was said"

# `whence` is the other desk, `foreign_id` what it calls the thing itself, `number` what people call it there;
# `state` is the one in which a ticket was there, `given` the one that it got here.
TABLES = (
    """CREATE TABLE brought (
  whence TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('customer','person','ticket','message')),
  foreign_id TEXT NOT NULL,
  own_id INTEGER NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  given TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (whence, kind, foreign_id)
) STRICT""",
    "CREATE INDEX brought_own ON brought (kind, own_id)",
    "CREATE INDEX brought_number ON brought (number) WHERE number <> ''",
)

# An opening balance: what was said of a pack, an agreement or its units when the firm began here.
BALANCES = (
    """CREATE TABLE opening (
  key TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  said TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    *append_only("opening", BALANCE_STAYS, once="key = NEW.key"),
)

OPENINGS = (
    """CREATE TABLE report_opening (
  year INTEGER PRIMARY KEY,
  serial INTEGER NOT NULL CHECK (serial > 0),
  said TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    *append_only("report_opening", STAYS, once="year = NEW.year"),
)
