"""The tables of work that is agreed in steps: a project of a ticket, and what was planned and done of it.

The lines are append-only: who confirmed which step with which mail is the evidence of a delivery (I13, I14).
"""

from deskterm.storage.schema.first.v02_money import append_only

STEPS = "what was planned and done of a project stays"

TABLES = (
    """CREATE TABLE project (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL UNIQUE REFERENCES ticket (id),
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  topic TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','delivered','obsolete','dropped')),
  opened_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  ended_at INTEGER,
  why TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'open') = (ended_at IS NULL))
) STRICT""",
    "CREATE INDEX project_customer ON project (customer_id, id)",
    "CREATE INDEX project_open ON project (id) WHERE state = 'open'",
    """CREATE TABLE project_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id),
  step TEXT NOT NULL,
  deed TEXT NOT NULL CHECK (deed IN ('planned','done')),
  day TEXT NOT NULL,
  who TEXT NOT NULL,
  message_id INTEGER REFERENCES message (id),
  note TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    "CREATE UNIQUE INDEX project_line_done ON project_line (project_id, step) WHERE deed = 'done'",
    "CREATE INDEX project_line_project ON project_line (project_id, id)",
    *append_only(
        "project_line",
        STEPS,
        once="id = NEW.id"
        " OR (project_id = NEW.project_id AND step = NEW.step AND deed = 'done' AND NEW.deed = 'done')",
        again="this line of project_line stands already",
    ),
    "ALTER TABLE agreement ADD COLUMN fee_base_cents INTEGER",
)
