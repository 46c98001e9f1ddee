"""The chain of seals: one link for each deed, one seal for each row that it wrote.

A seal is a salted digest of the row; of a row that was taken away it is empty. The only thing that may ever
change is that a salt goes, with the words that it was of.
"""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only, guard

STAYS = "the chain of seals is append-only"

# `plan` is what SQLite counts up with each table and trigger that is made or dropped. A `row` is named by its
# key, `otherwise` says that it was not as its seal before had it, when the deed came to it.
TABLES = (
    """CREATE TABLE link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('deed','stood','plan')),
  at INTEGER NOT NULL,
  plan INTEGER NOT NULL,
  seals INTEGER NOT NULL CHECK (seals >= 0),
  hash BLOB NOT NULL
) STRICT""",
    """CREATE TABLE seal (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  row TEXT NOT NULL,
  otherwise INTEGER NOT NULL,
  salt BLOB,
  digest BLOB NOT NULL
) STRICT""",
    "CREATE INDEX seal_row ON seal (place, row)",
    "CREATE INDEX seal_otherwise ON seal (id) WHERE otherwise = 1",
    *append_only("link", STAYS),
    guard("seal_stays", "UPDATE OF id, link_id, place, row, otherwise, digest ON seal", STAYS),
    guard("seal_salt", "UPDATE OF salt ON seal\nWHEN NEW.salt IS NOT NULL", STAYS),
    guard("seal_kept", "DELETE ON seal", STAYS),
    guard("seal_once", "INSERT ON seal\nWHEN EXISTS (SELECT 1 FROM seal WHERE id = NEW.id)", STAYS),
)
