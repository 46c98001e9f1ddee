"""The tables of work and money: sessions, contact groups, charges, work reports, packs and their ledger.

Guards: what has been filed, charged, printed or moved stays as it is. The guard
on INSERT is what stops INSERT OR REPLACE; an INSERT OR IGNORE is refused by it too.
"""

FROZEN = "a work report is frozen at issue"
LEDGER = "the ledger is append-only"
CHARGED = "a charge stays as it was made"
FILED = "a filed session stays as it is"
SOLD = "a pack stays as it was sold"


def guard(name: str, before: str, message: str) -> str:
    """The text of a trigger that refuses a deed, with the reason."""
    return f"CREATE TRIGGER {name} BEFORE {before} BEGIN\n  SELECT RAISE(ABORT, '{message}');\nEND"


def append_only(table: str, message: str, *, once: str = "id = NEW.id", again: str = "") -> tuple[str, ...]:
    """The guards of a table to which lines are only added, each `once`; `again`: what another is told."""
    return (
        guard(f"{table}_stays", f"UPDATE ON {table}", message),
        guard(f"{table}_kept", f"DELETE ON {table}", message),
        guard(
            f"{table}_once",
            f"INSERT ON {table}\nWHEN EXISTS (SELECT 1 FROM {table} WHERE {once})",  # noqa: S608
            again or message,
        ),
    )


TABLES = (
    """CREATE TABLE contact_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  paused INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  filings INTEGER NOT NULL DEFAULT 0,
  filed_at INTEGER,
  seconds INTEGER,
  billable INTEGER,
  billed_minutes INTEGER,
  units INTEGER,
  net_cents INTEGER,
  mode TEXT,
  rule TEXT,
  CHECK ((filings > 0) = (filed_at IS NOT NULL))
) STRICT""",
    "CREATE INDEX contact_group_ticket ON contact_group (ticket_id, id)",
    "CREATE INDEX contact_group_filed ON contact_group (filed_at) WHERE filed_at IS NOT NULL",
    """CREATE TABLE session (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
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
  to_confirm INTEGER NOT NULL DEFAULT 0,
  entered INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'running') = (ended_at IS NULL)),
  CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT""",
    "CREATE UNIQUE INDEX session_running ON session (technician) WHERE state = 'running'",
    "CREATE INDEX session_ticket ON session (ticket_id, started_at)",
    "CREATE INDEX session_group ON session (group_id)",
    "CREATE INDEX session_recent ON session (started_at)",
    "CREATE INDEX session_unfiled ON session (technician, id) WHERE state <> 'filed'",
    """CREATE TABLE report (
  number TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  serial INTEGER NOT NULL CHECK (serial > 0),
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  seconds INTEGER NOT NULL,
  billed_minutes INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  rule TEXT NOT NULL,
  balance_before INTEGER,
  balance_after INTEGER,
  frozen TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (year, serial),
  UNIQUE (group_id, part)
) STRICT""",
    "CREATE INDEX report_customer ON report (customer_id, issued_at)",
    "CREATE INDEX report_issued ON report (issued_at)",
    """CREATE TABLE charge (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  report TEXT REFERENCES report (number),
  destination TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  units INTEGER NOT NULL CHECK (units >= 0),
  net_cents INTEGER NOT NULL CHECK (net_cents >= 0),
  at INTEGER NOT NULL,
  UNIQUE (group_id, part, destination)
) STRICT""",
    "CREATE INDEX charge_report ON charge (report)",
    "CREATE INDEX charge_invoice ON charge (at) WHERE destination = 'invoice'",
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
  net_cents INTEGER NOT NULL DEFAULT 0 CHECK (net_cents >= 0)
) STRICT""",
    "CREATE INDEX pack_customer ON pack (customer_id, expires_on)",
    "CREATE INDEX pack_left ON pack (expires_on) WHERE left_over > 0",
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
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE
) STRICT""",
    "CREATE INDEX movement_pack ON movement (pack_id, id)",
    "CREATE INDEX movement_drawn ON movement (at) WHERE kind = 'drawn'",
    "CREATE INDEX movement_report ON movement (report) WHERE report IS NOT NULL",
    *append_only(
        "movement",
        LEDGER,
        once="id = NEW.id OR op_id = NEW.op_id OR hash = NEW.hash OR prev_hash = NEW.prev_hash",
        again="this movement stands already",
    ),
    guard(
        "movement_balance",
        "INSERT ON movement\nWHEN NEW.left_over <> (SELECT left_over FROM pack WHERE id = NEW.pack_id)",
        "the balance does not agree with the pack",
    ),
    *append_only(
        "report",
        FROZEN,
        once="number = NEW.number OR (year = NEW.year AND serial = NEW.serial)"
        " OR (group_id = NEW.group_id AND part = NEW.part)",
        again="this work report stands already",
    ),
    *append_only(
        "charge",
        CHARGED,
        once="id = NEW.id OR (group_id = NEW.group_id AND part = NEW.part AND destination = NEW.destination)",
        again="this charge stands already",
    ),
    guard("session_stays", "UPDATE ON session\nWHEN OLD.state = 'filed'", FILED),
    guard("session_kept", "DELETE ON session\nWHEN OLD.state = 'filed'", FILED),
    guard(
        "session_once",
        "INSERT ON session\nWHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id AND state = 'filed')",
        FILED,
    ),
    guard(
        "pack_stays",
        "UPDATE OF id, customer_id, kind, unit, size, sold_at, expires_on, net_cents ON pack",
        SOLD,
    ),
    guard("pack_kept", "DELETE ON pack", SOLD),
    guard("pack_once", "INSERT ON pack\nWHEN EXISTS (SELECT 1 FROM pack WHERE id = NEW.id)", SOLD),
)
