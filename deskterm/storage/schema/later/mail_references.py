"""Which mails a mail follows, by their Message-IDs, and when its sender says to have written it.

A reply may come before what it answers, or wait for a person to say whose it is: what it names is kept.
"""

from __future__ import annotations

TABLES = (
    "ALTER TABLE message ADD COLUMN written_at INTEGER",
    """CREATE TABLE mail_reference (
  message_id INTEGER NOT NULL REFERENCES message (id),
  named TEXT NOT NULL,
  PRIMARY KEY (message_id, named)
) STRICT""",
    "CREATE INDEX mail_reference_named ON mail_reference (named, message_id)",
)
