"""The tables of what terms ask of a desk: customers' facts, gates, callbacks, appointments, deliveries.

What was told, tried and accessed is append-only: it is the evidence of a consent or of a missed call.
"""

from deskterm.storage.schema.first.v02_money import append_only

TOLD = "what was told stays as it was told"
TRIED = "an attempt stays as it was made"
ACCESS = "the access log is append-only"
TERMS = "the note of a delivery stays"


def _lines(table: str, message: str, once: str = "id = NEW.id") -> tuple[str, ...]:
    return append_only(table, message, once=once, again=f"this line of {table} stands already")


TABLES = (
    """CREATE TABLE customer_fact (
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (customer_id, name)
) STRICT""",
    """CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  what TEXT NOT NULL,
  delivered_on TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    "CREATE INDEX delivery_customer ON delivery (customer_id, delivered_on)",
    """CREATE TABLE device (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  first_access_at INTEGER,
  backup_unit INTEGER,
  UNIQUE (customer_id, name)
) STRICT""",
    """CREATE TABLE gate_answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  session_id INTEGER REFERENCES session (id),
  point TEXT NOT NULL,
  fact TEXT NOT NULL,
  value TEXT NOT NULL,
  told_by TEXT NOT NULL DEFAULT '',
  way TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT""",
    "CREATE INDEX gate_answer_session ON gate_answer (session_id, id)",
    "CREATE INDEX gate_answer_ticket ON gate_answer (ticket_id, id)",
    """CREATE TABLE access_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id INTEGER NOT NULL REFERENCES session (id),
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  customer_id INTEGER REFERENCES customer (id),
  device TEXT NOT NULL DEFAULT '',
  target TEXT NOT NULL,
  account TEXT NOT NULL CHECK (account IN ('','temporary','administrator')),
  deed TEXT NOT NULL CHECK (deed IN ('opened','closed')),
  at INTEGER NOT NULL,
  expires_at INTEGER,
  by TEXT NOT NULL,
  UNIQUE (session_id, deed)
) STRICT""",
    "CREATE INDEX access_log_customer ON access_log (customer_id, at)",
    """CREATE TABLE credential (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  kept_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  host TEXT NOT NULL,
  expires_at INTEGER,
  dropped_at INTEGER
) STRICT""",
    "CREATE UNIQUE INDEX credential_kept ON credential (ticket_id) WHERE dropped_at IS NULL",
    """CREATE TABLE callback (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  window_from TEXT NOT NULL DEFAULT '',
  window_to TEXT NOT NULL DEFAULT '',
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  state TEXT NOT NULL CHECK (state IN ('open','write','reached','written','dropped')),
  rule TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  ended_at INTEGER,
  CHECK ((state IN ('open','write')) = (ended_at IS NULL))
) STRICT""",
    "CREATE UNIQUE INDEX callback_waiting ON callback (ticket_id) WHERE ended_at IS NULL",
    "CREATE INDEX callback_due ON callback (due_at, id) WHERE ended_at IS NULL",
    """CREATE TABLE attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  result TEXT NOT NULL,
  counted INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT""",
    "CREATE INDEX attempt_callback ON attempt (callback_id, id)",
    """CREATE TABLE appointment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  kind TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  technician TEXT NOT NULL,
  paid INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('planned','done','cancelled')),
  made_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  ended_at INTEGER,
  why TEXT NOT NULL DEFAULT '',
  CHECK (ends_at > starts_at),
  CHECK ((state = 'planned') = (ended_at IS NULL))
) STRICT""",
    "CREATE INDEX appointment_planned ON appointment (starts_at, id) WHERE state = 'planned'",
    "CREATE INDEX appointment_ticket ON appointment (ticket_id, id)",
    "CREATE INDEX movement_ticket ON movement (ticket_id, id) WHERE ticket_id IS NOT NULL",
    "CREATE INDEX decision_session ON decision (session_id, id) WHERE session_id IS NOT NULL",
    "CREATE INDEX movement_burnt ON movement (at) WHERE kind = 'burnt'",
    *_lines("gate_answer", TOLD),
    *_lines("attempt", TRIED),
    *_lines("access_log", ACCESS, "id = NEW.id OR (session_id = NEW.session_id AND deed = NEW.deed)"),
    *_lines("delivery", TERMS),
)
