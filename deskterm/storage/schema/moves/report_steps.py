"""What became of a work report after it was issued: mailed, confirmed; and those that leave by themselves."""

from __future__ import annotations

from deskterm.storage.schema.first.v02_money import append_only

TABLES = (
    """CREATE TABLE report_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report TEXT NOT NULL REFERENCES report (number),
  step TEXT NOT NULL CHECK (step IN ('sent','confirmed')),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  message_id INTEGER REFERENCES message (id),
  who TEXT NOT NULL DEFAULT '',
  how TEXT NOT NULL DEFAULT ''
) STRICT""",
    "CREATE INDEX report_step_of ON report_step (report, id)",
    *append_only("report_step", "what became of a work report stays"),
    """CREATE TABLE report_to_mail (
  report TEXT PRIMARY KEY REFERENCES report (number)
) STRICT""",
)
