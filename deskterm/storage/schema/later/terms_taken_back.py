"""Adoptions of terms that were withdrawn before their day: by whom, when and why; the adoption stays."""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only, guard

WITHDRAWN = "what was withdrawn stays withdrawn"

TABLES = (
    """CREATE TABLE terms_withdrawn (
  adoption_id INTEGER PRIMARY KEY REFERENCES terms_in_force (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT""",
    *append_only("terms_withdrawn", WITHDRAWN, once="adoption_id = NEW.adoption_id"),
    guard(
        "terms_withdrawn_in_time",
        "INSERT ON terms_withdrawn\nWHEN NEW.at >= (SELECT since FROM terms_in_force"
        " WHERE id = NEW.adoption_id)",
        "terms that hold are not withdrawn",
    ),
)
