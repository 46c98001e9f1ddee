"""Settlements anew, which may come to less than nothing, and the credits that each holds.

A credit is decided once and stands in one settlement or in none, as a charge does.
"""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only, guard
from deskterm.storage.schema.first.v04_settlement import GUARDS, LINES, SETTLED

DECIDED = "what was decided of a credit stays"

TABLES = (
    "CREATE TABLE settlement_line_before AS SELECT * FROM settlement_line",
    "DROP TABLE settlement_line",
    "CREATE TABLE settlement_before AS SELECT * FROM settlement",
    "DROP TABLE settlement",
    """CREATE TABLE settlement (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  period TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  units INTEGER NOT NULL CHECK (units >= 0),
  net_cents INTEGER NOT NULL,
  vat_rate TEXT NOT NULL,
  vat_cents INTEGER NOT NULL,
  gross_cents INTEGER NOT NULL,
  frozen TEXT NOT NULL,
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  CHECK (gross_cents = net_cents + vat_cents),
  UNIQUE (customer_id, period)
) STRICT""",
    "INSERT INTO settlement (id, customer_id, period, at, by, minutes, units, net_cents, vat_rate, vat_cents,"
    " gross_cents, frozen, prev_hash, hash) SELECT id, customer_id, period, at, by, minutes,"
    " units, net_cents, vat_rate, vat_cents, gross_cents, frozen, prev_hash, hash"
    " FROM settlement_before ORDER BY id",
    "DROP TABLE settlement_before",
    "CREATE INDEX settlement_period ON settlement (period)",
    LINES[0],
    "INSERT INTO settlement_line (charge_id, settlement_id) SELECT charge_id, settlement_id"
    " FROM settlement_line_before ORDER BY charge_id",
    "DROP TABLE settlement_line_before",
    LINES[1],
    """CREATE TABLE settlement_credit (
  ticket_id INTEGER NOT NULL,
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  settlement_id INTEGER NOT NULL REFERENCES settlement (id),
  PRIMARY KEY (ticket_id, since, metric),
  FOREIGN KEY (ticket_id, since, metric) REFERENCES credit (ticket_id, since, metric)
) STRICT""",
    "CREATE INDEX settlement_credit_settlement ON settlement_credit (settlement_id)",
    *GUARDS,
    *append_only(
        "settlement_credit",
        SETTLED,
        once="ticket_id = NEW.ticket_id AND since = NEW.since AND metric = NEW.metric",
        again="this credit is settled already",
    ),
    guard(
        "settlement_credit_granted",
        "INSERT ON settlement_credit\nWHEN NOT EXISTS (SELECT 1 FROM credit WHERE ticket_id = NEW.ticket_id"
        " AND since = NEW.since AND metric = NEW.metric AND state = 'granted')",
        "only what was granted is settled",
    ),
    *append_only(
        "credit", DECIDED, once="ticket_id = NEW.ticket_id AND since = NEW.since AND metric = NEW.metric"
    ),
)

# What was decided of a credit can be taken back until a settlement holds it; its events stay.
UNDONE = (
    "DROP TRIGGER credit_kept",
    guard(
        "credit_kept",
        "DELETE ON credit\nWHEN EXISTS (SELECT 1 FROM settlement_credit WHERE ticket_id = OLD.ticket_id"
        " AND since = OLD.since AND metric = OLD.metric)",
        DECIDED,
    ),
)
