"""How far each hook has been given what happened, with what luck, and which events it never took.

A hook itself (its command) is a setting of a machine; the desk knows its name alone.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE hook (
  name TEXT PRIMARY KEY,
  last_id INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  fault TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '{}',
  at INTEGER
) STRICT""",
    """CREATE TABLE hook_left (
  hook TEXT NOT NULL REFERENCES hook (name),
  event_id INTEGER NOT NULL REFERENCES event (id),
  fault TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (hook, event_id)
) STRICT""",
)
