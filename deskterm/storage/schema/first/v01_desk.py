"""The tables of the desk itself: customers, messages, tickets, decisions, events.

Portable (law 9): types INTEGER, TEXT, BLOB; STRICT and AUTOINCREMENT are SQLite's spelling of what
every engine has. Instants are seconds since 1970 UTC, money cents, days ISO dates.
"""

STATES = "'queued','taken','waiting','vendor','parked','answered','closed'"

TABLES = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    """CREATE TABLE terms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  valid_from INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE technician (
  name TEXT PRIMARY KEY,
  full_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('technician','lead'))
) STRICT""",
    """CREATE TABLE customer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  town TEXT NOT NULL DEFAULT '',
  vat TEXT NOT NULL DEFAULT '',
  tax_code TEXT NOT NULL DEFAULT '',
  support_code TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT""",
    """CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT ''
) STRICT""",
    "CREATE INDEX contact_customer ON contact (customer_id)",
    """CREATE TABLE identity (
  kind TEXT NOT NULL CHECK (kind IN ('email','domain','phone','vat','code','name')),
  key TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  contact_id INTEGER REFERENCES contact (id),
  PRIMARY KEY (kind, key, customer_id)
) STRICT""",
    """CREATE TABLE agreement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  plan TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL DEFAULT '',
  fee_cents INTEGER,
  rate_cents INTEGER,
  CHECK (ends_on = '' OR ends_on >= starts_on)
) STRICT""",
    "CREATE INDEX agreement_customer ON agreement (customer_id, starts_on)",
    f"""CREATE TABLE ticket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ({STATES})),
  customer_id INTEGER REFERENCES customer (id),
  terms_id INTEGER NOT NULL REFERENCES terms (id),
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  line TEXT NOT NULL DEFAULT 'software',
  subject TEXT NOT NULL,
  excerpt TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL DEFAULT '',
  severity TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT 'in' CHECK (scope IN ('in','out','paid')),
  lane INTEGER NOT NULL DEFAULT 1,
  tier INTEGER NOT NULL DEFAULT 1,
  rank INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  soft_due_at INTEGER,
  due_at INTEGER,
  taken_by TEXT,
  taken_at INTEGER,
  answered_at INTEGER,
  closed_at INTEGER,
  until INTEGER,
  asked_at INTEGER,
  pauses TEXT NOT NULL DEFAULT '[]',
  wait_reason TEXT NOT NULL DEFAULT '',
  vague INTEGER NOT NULL DEFAULT 0,
  blocking INTEGER NOT NULL DEFAULT 0,
  confirmed INTEGER NOT NULL DEFAULT 1,
  contact_name TEXT NOT NULL DEFAULT '',
  contact_phone TEXT NOT NULL DEFAULT '',
  contact_email TEXT NOT NULL DEFAULT '',
  fields TEXT NOT NULL DEFAULT '{{}}',
  parent_id INTEGER REFERENCES ticket (id),
  tag TEXT NOT NULL,
  CHECK (state <> 'taken' OR taken_by IS NOT NULL),
  CHECK (state <> 'queued' OR taken_by IS NULL)
) STRICT""",
    "CREATE INDEX ticket_queue ON ticket (rank, received_at, id) WHERE state = 'queued'",
    "CREATE INDEX ticket_hand ON ticket (rank, received_at, id) WHERE state = 'taken'",
    "CREATE INDEX ticket_waiting ON ticket (rank, received_at, id)"
    " WHERE state IN ('waiting','vendor','parked')",
    "CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC) WHERE state IN ('answered','closed')",
    "CREATE INDEX ticket_due ON ticket (due_at) WHERE state IN ('queued','taken')",
    "CREATE INDEX ticket_customer ON ticket (customer_id, received_at)",
    "CREATE INDEX ticket_parent ON ticket (parent_id)",
    "CREATE TABLE ticket_count (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT",
    """CREATE TRIGGER ticket_count_in AFTER INSERT ON ticket BEGIN
  UPDATE ticket_count SET n = n + 1 WHERE state = NEW.state;
END""",
    """CREATE TRIGGER ticket_count_move AFTER UPDATE OF state ON ticket WHEN NEW.state <> OLD.state BEGIN
  UPDATE ticket_count SET n = n - 1 WHERE state = OLD.state;
  UPDATE ticket_count SET n = n + 1 WHERE state = NEW.state;
END""",
    """CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER REFERENCES ticket (id),
  customer_id INTEGER REFERENCES customer (id),
  direction TEXT NOT NULL CHECK (direction IN ('in','out','note')),
  kind TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  from_name TEXT NOT NULL DEFAULT '',
  from_address TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  received_at INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'filed' CHECK (state IN ('filed','pending','recovered','dismissed','outbox')),
  source TEXT NOT NULL DEFAULT '',
  message_id TEXT NOT NULL DEFAULT '',
  digest TEXT UNIQUE,
  trust TEXT NOT NULL DEFAULT '',
  trust_reason TEXT NOT NULL DEFAULT '',
  origin_id INTEGER REFERENCES message (id)
) STRICT""",
    "CREATE INDEX message_ticket ON message (ticket_id, id)",
    "CREATE UNIQUE INDEX message_once ON message (message_id)"
    " WHERE message_id <> '' AND outcome <> 'duplicate'",
    "CREATE INDEX message_pending ON message (outcome, received_at) WHERE state = 'pending'",
    """CREATE TABLE raw (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  size INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT""",
    "CREATE TABLE file (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL) STRICT",
    """CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message (id),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL REFERENCES file (digest)
) STRICT""",
    "CREATE INDEX attachment_message ON attachment (message_id)",
    """CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER REFERENCES ticket (id),
  message_id INTEGER REFERENCES message (id),
  session_id INTEGER,
  report TEXT,
  at INTEGER NOT NULL,
  point TEXT NOT NULL,
  verdict TEXT NOT NULL,
  rule TEXT NOT NULL,
  terms_id INTEGER NOT NULL REFERENCES terms (id),
  detail TEXT NOT NULL DEFAULT '{}'
) STRICT""",
    "CREATE INDEX decision_ticket ON decision (ticket_id, id)",
    "CREATE INDEX decision_message ON decision (message_id) WHERE message_id IS NOT NULL",
    """CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  deed TEXT NOT NULL,
  ticket_id INTEGER REFERENCES ticket (id),
  target TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '{}',
  after TEXT NOT NULL DEFAULT '{}',
  undoes INTEGER UNIQUE REFERENCES event (id)
) STRICT""",
    "CREATE INDEX event_ticket ON event (ticket_id, id)",
    "CREATE INDEX event_by ON event (by, id)",
    """CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END""",
    """CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END""",
)

ROWS = tuple(
    ("INSERT INTO ticket_count (state, n) VALUES (?, 0)", (state.strip("'"),)) for state in STATES.split(",")
)
