"""The firm's own data for its papers, each time they were changed; what a customer's papers need too."""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only

TABLES = (
    """CREATE TABLE firm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  town TEXT NOT NULL DEFAULT '',
  province TEXT NOT NULL DEFAULT '',
  vat TEXT NOT NULL DEFAULT '',
  tax_code TEXT NOT NULL DEFAULT '',
  register TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  pec TEXT NOT NULL DEFAULT '',
  iban TEXT NOT NULL DEFAULT '',
  logo TEXT NOT NULL DEFAULT '',
  mails_reports INTEGER NOT NULL DEFAULT 0
) STRICT""",
    """CREATE TABLE firm_logo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  content BLOB NOT NULL
) STRICT""",
    *append_only("firm", "what papers said of the firm stays"),
    *append_only("firm_logo", "what papers showed of the firm stays"),
    "ALTER TABLE customer ADD COLUMN address TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN postcode TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN province TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN pec TEXT NOT NULL DEFAULT ''",
)
