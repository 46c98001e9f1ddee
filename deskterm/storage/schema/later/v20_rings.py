"""Who rings at whom, one row a call: two that ring in the same instant are both shown.

No history of anybody's calls: a row goes as soon as it is no news any more and another call comes.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE ringing (
  technician TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  phone TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  shown INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (technician, number)
) STRICT""",
    "INSERT INTO ringing SELECT technician, number, at, phone, name, shown FROM ring",
    "DROP TABLE ring",
)
