"""Since when which terms are in force: one row an adoption, never changed, also for days still to come.

The first terms of a desk hold since ever (0). `doubts`: with how many faults they were adopted, for that
`reason`.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE terms_in_force (
  id INTEGER PRIMARY KEY,
  terms_id INTEGER NOT NULL REFERENCES terms (id),
  since INTEGER NOT NULL,
  adopted_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  doubts INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT ''
) STRICT""",
    "INSERT INTO terms_in_force (terms_id, since, adopted_at, by)"
    " SELECT id, CASE WHEN id = (SELECT MIN(id) FROM terms) THEN 0 ELSE valid_from END, valid_from, ''"
    " FROM terms ORDER BY valid_from, id",
)
