"""The tables of the month's bill: a settlement of each customer and period, and which charges it holds.

Like work reports, settlements are written once; a charge is in one settlement or in none (R8).
"""

from deskterm.storage.schema.first.v02_money import append_only, guard

SETTLED = "a settlement is frozen when the month is closed"

LINES = (
    """CREATE TABLE settlement_line (
  charge_id INTEGER PRIMARY KEY REFERENCES charge (id),
  settlement_id INTEGER NOT NULL REFERENCES settlement (id)
) STRICT""",
    "CREATE INDEX settlement_line_settlement ON settlement_line (settlement_id)",
)
GUARDS = (
    *append_only(
        "settlement",
        SETTLED,
        once="id = NEW.id OR (customer_id = NEW.customer_id AND period = NEW.period)"
        " OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
        again="this settlement stands already",
    ),
    *append_only(
        "settlement_line", SETTLED, once="charge_id = NEW.charge_id", again="this charge is settled already"
    ),
    guard(
        "settlement_line_invoice",
        "INSERT ON settlement_line\nWHEN NOT EXISTS (SELECT 1 FROM charge WHERE id = NEW.charge_id"
        " AND destination = 'invoice')",
        "only what goes to the invoice is settled",
    ),
)

TABLES = (
    """CREATE TABLE settlement (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  period TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  units INTEGER NOT NULL CHECK (units >= 0),
  net_cents INTEGER NOT NULL CHECK (net_cents >= 0),
  vat_rate TEXT NOT NULL,
  vat_cents INTEGER NOT NULL CHECK (vat_cents >= 0),
  gross_cents INTEGER NOT NULL,
  frozen TEXT NOT NULL,
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  CHECK (gross_cents = net_cents + vat_cents),
  UNIQUE (customer_id, period)
) STRICT""",
    "CREATE INDEX settlement_period ON settlement (period)",
    *LINES,
    *GUARDS,
)
