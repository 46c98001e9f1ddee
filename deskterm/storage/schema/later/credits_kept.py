"""What is credited where a promise was broken: one decision of a person for each promise."""

from __future__ import annotations

TABLES = (
    """CREATE TABLE credit (
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  month TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  rule TEXT NOT NULL,
  cents INTEGER NOT NULL CHECK (cents >= 0),
  state TEXT NOT NULL CHECK (state IN ('granted','refused')),
  why TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (ticket_id, since, metric)
) STRICT""",
    "CREATE INDEX credit_month ON credit (month, customer_id)",
)

# As it was decided; unknown (NULL) of what was decided before.
DUE = (
    "ALTER TABLE credit ADD COLUMN due_at INTEGER",
    "ALTER TABLE credit ADD COLUMN late INTEGER",
)
