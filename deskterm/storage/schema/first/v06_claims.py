"""Who holds a ticket from which process, and what a request gave besides its words.

`beat_at` is when the holder's process last said that it lives; NULL where none has promised to say so.
"""

TABLES = (
    """CREATE TABLE claim (
  ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
  technician TEXT NOT NULL,
  at INTEGER NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER NOT NULL,
  born TEXT NOT NULL,
  beat_at INTEGER
) STRICT""",
    "CREATE INDEX claim_technician ON claim (technician)",
    "ALTER TABLE message ADD COLUMN given TEXT NOT NULL DEFAULT '{}'",
)
