"""The desk's mailboxes, how far each folder has been read, and which process reads now.

A mailbox that was taken away keeps its row for what came and went by it; its name may be given again. How far
a folder has been read is worth something only under the server's own UIDVALIDITY.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE mail_account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  display_name TEXT NOT NULL,
  imap_host TEXT NOT NULL,
  imap_port INTEGER NOT NULL CHECK (imap_port BETWEEN 1 AND 65535),
  imap_security TEXT NOT NULL CHECK (imap_security IN ('tls','starttls','plain')),
  imap_user TEXT NOT NULL,
  folders TEXT NOT NULL,
  after TEXT NOT NULL CHECK (after IN ('nothing','seen','move')),
  after_folder TEXT NOT NULL,
  smtp_host TEXT NOT NULL,
  smtp_port INTEGER NOT NULL CHECK (smtp_port BETWEEN 1 AND 65535),
  smtp_security TEXT NOT NULL CHECK (smtp_security IN ('tls','starttls','plain')),
  smtp_user TEXT NOT NULL,
  sent_folder TEXT NOT NULL,
  auth TEXT NOT NULL CHECK (auth IN ('password','token')),
  active INTEGER NOT NULL DEFAULT 1,
  removed_at INTEGER
) STRICT""",
    "CREATE UNIQUE INDEX mail_account_name ON mail_account (name) WHERE removed_at IS NULL",
    """CREATE TABLE mail_folder (
  account_id INTEGER NOT NULL REFERENCES mail_account (id),
  folder TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account_id, folder)
) STRICT""",
    """CREATE TABLE mail_fetch (
  account_id INTEGER PRIMARY KEY REFERENCES mail_account (id),
  host TEXT,
  boot_id TEXT,
  pid INTEGER,
  born TEXT,
  lease_until INTEGER,
  fetched_at INTEGER,
  tried_at INTEGER,
  next_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  fault TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT ''
) STRICT""",
)
