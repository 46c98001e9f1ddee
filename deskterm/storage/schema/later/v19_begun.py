"""What is being typed and not sent yet, and the desk's own texts for answers.

A draft is neither an event nor a history: its row is written over, and gone when it is sent or thrown away.
`about` is a ticket's code, `message:` with a number, a customer's code or "" (a request of nobody yet).
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE draft (
  technician TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  body TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}',
  begun_at INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (technician, kind, about)
) STRICT""",
    "CREATE INDEX draft_about ON draft (about, kind)",
    """CREATE TABLE canned (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  title_it TEXT NOT NULL,
  title_en TEXT NOT NULL,
  it TEXT NOT NULL,
  en TEXT NOT NULL
) STRICT""",
)
