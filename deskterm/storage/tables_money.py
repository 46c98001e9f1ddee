"""The tables of work and money: sessions, contacts, charges, work reports, packs and their ledger."""

TABLES = (
    """CREATE TABLE session (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  technician TEXT NOT NULL,
  kind TEXT NOT NULL,
  inbound INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('running','stopped','filed')),
  host TEXT NOT NULL DEFAULT '',
  boot_id TEXT NOT NULL DEFAULT '',
  boot_ms INTEGER,
  past INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'running') = (ended_at IS NULL)),
  CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT""",
    "CREATE UNIQUE INDEX session_running ON session (technician) WHERE state = 'running'",
    "CREATE INDEX session_ticket ON session (ticket_id, started_at)",
    "CREATE INDEX session_group ON session (group_id)",
    "CREATE INDEX session_unfiled ON session (technician, id) WHERE state <> 'filed'",
    """CREATE TABLE contact_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  reason TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  seconds INTEGER,
  billed_minutes INTEGER,
  units INTEGER,
  net_cents INTEGER,
  mode TEXT,
  rule TEXT,
  filed_at INTEGER
) STRICT""",
    """CREATE TABLE report (
  number TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  serial INTEGER NOT NULL,
  customer_id INTEGER REFERENCES customer (id),
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  issued_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  seconds INTEGER NOT NULL,
  billed_minutes INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  rule TEXT NOT NULL,
  balance_before INTEGER,
  balance_after INTEGER,
  frozen TEXT NOT NULL,
  UNIQUE (year, serial)
) STRICT""",
    "CREATE INDEX report_customer ON report (customer_id, issued_at)",
    """CREATE TABLE charge (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  report TEXT REFERENCES report (number),
  destination TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  units INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX charge_group ON charge (group_id)",
    """CREATE TABLE pack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  kind TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('minute','ticket','cent')),
  size INTEGER NOT NULL CHECK (size > 0),
  left_over INTEGER NOT NULL CHECK (left_over >= 0),
  reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  sold_at INTEGER NOT NULL,
  expires_on TEXT NOT NULL DEFAULT '',
  net_cents INTEGER NOT NULL DEFAULT 0
) STRICT""",
    "CREATE INDEX pack_customer ON pack (customer_id, expires_on)",
    """CREATE TABLE movement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sold','drawn','adjusted','expired','reserved','burnt','released')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  left_over INTEGER NOT NULL CHECK (left_over >= 0),
  ticket_id INTEGER REFERENCES ticket (id),
  report TEXT REFERENCES report (number),
  by TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT""",
    "CREATE INDEX movement_pack ON movement (pack_id, id)",
    """CREATE TRIGGER movement_stays BEFORE UPDATE ON movement BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END""",
    """CREATE TRIGGER movement_kept BEFORE DELETE ON movement BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END""",
    """CREATE TRIGGER movement_once BEFORE INSERT ON movement
WHEN EXISTS (SELECT 1 FROM movement WHERE id = NEW.id OR op_id = NEW.op_id) BEGIN
  SELECT RAISE(ABORT, 'this movement stands already');
END""",
    """CREATE TRIGGER report_stays BEFORE UPDATE ON report BEGIN
  SELECT RAISE(ABORT, 'a work report is frozen at issue');
END""",
    """CREATE TRIGGER report_kept BEFORE DELETE ON report BEGIN
  SELECT RAISE(ABORT, 'a work report is frozen at issue');
END""",
)
