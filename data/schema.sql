CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;

CREATE TABLE terms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  valid_from INTEGER NOT NULL
) STRICT;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE technician (
  name TEXT PRIMARY KEY,
  full_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('technician','lead'))
) STRICT;

CREATE TABLE customer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  town TEXT NOT NULL DEFAULT '',
  vat TEXT NOT NULL DEFAULT '',
  tax_code TEXT NOT NULL DEFAULT '',
  support_code TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
, sdi TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT 'it', address TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '', province TEXT NOT NULL DEFAULT '', pec TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX contact_customer ON contact (customer_id);

CREATE TABLE identity (
  kind TEXT NOT NULL CHECK (kind IN ('email','domain','phone','vat','code','name')),
  key TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  contact_id INTEGER REFERENCES contact (id),
  PRIMARY KEY (kind, key, customer_id)
) STRICT;

CREATE TABLE agreement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  plan TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL DEFAULT '',
  fee_cents INTEGER,
  rate_cents INTEGER, fee_base_cents INTEGER, facts TEXT NOT NULL DEFAULT '{}', granted INTEGER NOT NULL DEFAULT 1, granted_to TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
  CHECK (ends_on = '' OR ends_on >= starts_on)
) STRICT;

CREATE INDEX agreement_customer ON agreement (customer_id, starts_on);

CREATE TABLE ticket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('queued','taken','waiting','vendor','parked','answered','closed')),
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
  fields TEXT NOT NULL DEFAULT '{}',
  parent_id INTEGER REFERENCES ticket (id),
  tag TEXT NOT NULL, subject_key TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}', promises TEXT NOT NULL DEFAULT '[]', due_for TEXT NOT NULL DEFAULT '', contacted_at INTEGER, resolved_at INTEGER, agreement_id INTEGER, agreement_why TEXT NOT NULL DEFAULT '', unmade INTEGER NOT NULL DEFAULT 0, merged INTEGER NOT NULL DEFAULT 0,
  CHECK (state <> 'taken' OR taken_by IS NOT NULL),
  CHECK (state <> 'queued' OR taken_by IS NULL)
) STRICT;

CREATE INDEX ticket_queue ON ticket (rank, received_at, id) WHERE state = 'queued';

CREATE INDEX ticket_hand ON ticket (rank, received_at, id) WHERE state = 'taken';

CREATE INDEX ticket_waiting ON ticket (rank, received_at, id) WHERE state IN ('waiting','vendor','parked');

CREATE INDEX ticket_customer ON ticket (customer_id, received_at);

CREATE INDEX ticket_parent ON ticket (parent_id);

CREATE TABLE ticket_count (state TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT;

CREATE TRIGGER ticket_count_in AFTER INSERT ON ticket BEGIN
  UPDATE ticket_count SET n = n + 1 WHERE state = NEW.state;
END;

CREATE TRIGGER ticket_count_move AFTER UPDATE OF state ON ticket WHEN NEW.state <> OLD.state BEGIN
  UPDATE ticket_count SET n = n - 1 WHERE state = OLD.state;
  UPDATE ticket_count SET n = n + 1 WHERE state = NEW.state;
END;

CREATE TABLE message (
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
, given TEXT NOT NULL DEFAULT '{}', written_at INTEGER, automatic TEXT NOT NULL DEFAULT '', unconfirmed INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX message_ticket ON message (ticket_id, id);

CREATE UNIQUE INDEX message_once ON message (message_id) WHERE message_id <> '' AND outcome <> 'duplicate';

CREATE INDEX message_pending ON message (outcome, received_at) WHERE state = 'pending';

CREATE TABLE raw (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  size INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE file (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL, found TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL REFERENCES message (id),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL REFERENCES file (digest)
, within TEXT NOT NULL DEFAULT '[]') STRICT;

CREATE INDEX attachment_message ON attachment (message_id);

CREATE TABLE decision (
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
) STRICT;

CREATE INDEX decision_ticket ON decision (ticket_id, id);

CREATE INDEX decision_message ON decision (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  deed TEXT NOT NULL,
  ticket_id INTEGER REFERENCES ticket (id),
  target TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '{}',
  after TEXT NOT NULL DEFAULT '{}',
  undoes INTEGER UNIQUE REFERENCES event (id)
, login TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX event_ticket ON event (ticket_id, id);

CREATE INDEX event_by ON event (by, id);

CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE contact_group (
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
  rule TEXT, customer_id INTEGER REFERENCES customer (id),
  CHECK ((filings > 0) = (filed_at IS NOT NULL))
) STRICT;

CREATE INDEX contact_group_ticket ON contact_group (ticket_id, id);

CREATE INDEX contact_group_filed ON contact_group (filed_at) WHERE filed_at IS NOT NULL;

CREATE TABLE session (
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
  entered INTEGER NOT NULL DEFAULT 0, caller_name TEXT NOT NULL DEFAULT '', caller_phone TEXT NOT NULL DEFAULT '', awake_ms INTEGER, device TEXT NOT NULL DEFAULT '', copy_of INTEGER REFERENCES session (id),
  CHECK ((state = 'running') = (ended_at IS NULL)),
  CHECK (ended_at IS NULL OR ended_at >= started_at)
) STRICT;

CREATE UNIQUE INDEX session_running ON session (technician) WHERE state = 'running';

CREATE INDEX session_ticket ON session (ticket_id, started_at);

CREATE INDEX session_group ON session (group_id);

CREATE INDEX session_recent ON session (started_at);

CREATE INDEX session_unfiled ON session (technician, id) WHERE state <> 'filed';

CREATE TABLE report (
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
) STRICT;

CREATE INDEX report_customer ON report (customer_id, issued_at);

CREATE INDEX report_issued ON report (issued_at);

CREATE TABLE charge (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  report TEXT REFERENCES report (number),
  destination TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  units INTEGER NOT NULL CHECK (units >= 0),
  net_cents INTEGER NOT NULL CHECK (net_cents >= 0),
  at INTEGER NOT NULL, excess INTEGER NOT NULL DEFAULT 0, vat_cents INTEGER NOT NULL DEFAULT 0,
  UNIQUE (group_id, part, destination)
) STRICT;

CREATE INDEX charge_report ON charge (report);

CREATE INDEX charge_invoice ON charge (at) WHERE destination = 'invoice';

CREATE TRIGGER report_stays BEFORE UPDATE ON report BEGIN
  SELECT RAISE(ABORT, 'a work report is frozen at issue');
END;

CREATE TRIGGER report_kept BEFORE DELETE ON report BEGIN
  SELECT RAISE(ABORT, 'a work report is frozen at issue');
END;

CREATE TRIGGER report_once BEFORE INSERT ON report
WHEN EXISTS (SELECT 1 FROM report WHERE number = NEW.number OR (year = NEW.year AND serial = NEW.serial) OR (group_id = NEW.group_id AND part = NEW.part)) BEGIN
  SELECT RAISE(ABORT, 'this work report stands already');
END;

CREATE TRIGGER charge_stays BEFORE UPDATE ON charge BEGIN
  SELECT RAISE(ABORT, 'a charge stays as it was made');
END;

CREATE TRIGGER charge_kept BEFORE DELETE ON charge BEGIN
  SELECT RAISE(ABORT, 'a charge stays as it was made');
END;

CREATE TRIGGER charge_once BEFORE INSERT ON charge
WHEN EXISTS (SELECT 1 FROM charge WHERE id = NEW.id OR (group_id = NEW.group_id AND part = NEW.part AND destination = NEW.destination)) BEGIN
  SELECT RAISE(ABORT, 'this charge stands already');
END;

CREATE TRIGGER session_stays BEFORE UPDATE ON session
WHEN OLD.state = 'filed' BEGIN
  SELECT RAISE(ABORT, 'a filed session stays as it is');
END;

CREATE TRIGGER session_kept BEFORE DELETE ON session
WHEN OLD.state = 'filed' BEGIN
  SELECT RAISE(ABORT, 'a filed session stays as it is');
END;

CREATE TRIGGER session_once BEFORE INSERT ON session
WHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id AND state = 'filed') BEGIN
  SELECT RAISE(ABORT, 'a filed session stays as it is');
END;

CREATE TABLE customer_fact (
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (customer_id, name)
) STRICT;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  what TEXT NOT NULL,
  delivered_on TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE INDEX delivery_customer ON delivery (customer_id, delivered_on);

CREATE TABLE device (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  first_access_at INTEGER,
  backup_unit INTEGER, facts TEXT NOT NULL DEFAULT '{}',
  UNIQUE (customer_id, name)
) STRICT;

CREATE TABLE gate_answer (
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
) STRICT;

CREATE INDEX gate_answer_session ON gate_answer (session_id, id);

CREATE INDEX gate_answer_ticket ON gate_answer (ticket_id, id);

CREATE TABLE access_log (
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
) STRICT;

CREATE INDEX access_log_customer ON access_log (customer_id, at);

CREATE TABLE credential (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  kept_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  host TEXT NOT NULL,
  expires_at INTEGER,
  dropped_at INTEGER
) STRICT;

CREATE UNIQUE INDEX credential_kept ON credential (ticket_id) WHERE dropped_at IS NULL;

CREATE TABLE callback (
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
  ended_at INTEGER, contact_name TEXT NOT NULL DEFAULT '', contact_phone TEXT NOT NULL DEFAULT '', rang INTEGER NOT NULL DEFAULT 0,
  CHECK ((state IN ('open','write')) = (ended_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX callback_waiting ON callback (ticket_id) WHERE ended_at IS NULL;

CREATE INDEX callback_due ON callback (due_at, id) WHERE ended_at IS NULL;

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  callback_id INTEGER NOT NULL REFERENCES callback (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  result TEXT NOT NULL,
  counted INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX attempt_callback ON attempt (callback_id, id);

CREATE TABLE appointment (
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
  why TEXT NOT NULL DEFAULT '', uid TEXT NOT NULL DEFAULT '', sequence INTEGER NOT NULL DEFAULT 0, revised_at INTEGER NOT NULL DEFAULT 0,
  CHECK (ends_at > starts_at),
  CHECK ((state = 'planned') = (ended_at IS NULL))
) STRICT;

CREATE INDEX appointment_planned ON appointment (starts_at, id) WHERE state = 'planned';

CREATE INDEX appointment_ticket ON appointment (ticket_id, id);

CREATE INDEX decision_session ON decision (session_id, id) WHERE session_id IS NOT NULL;

CREATE TRIGGER gate_answer_stays BEFORE UPDATE ON gate_answer BEGIN
  SELECT RAISE(ABORT, 'what was told stays as it was told');
END;

CREATE TRIGGER gate_answer_kept BEFORE DELETE ON gate_answer BEGIN
  SELECT RAISE(ABORT, 'what was told stays as it was told');
END;

CREATE TRIGGER gate_answer_once BEFORE INSERT ON gate_answer
WHEN EXISTS (SELECT 1 FROM gate_answer WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'this line of gate_answer stands already');
END;

CREATE TRIGGER attempt_stays BEFORE UPDATE ON attempt BEGIN
  SELECT RAISE(ABORT, 'an attempt stays as it was made');
END;

CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt BEGIN
  SELECT RAISE(ABORT, 'an attempt stays as it was made');
END;

CREATE TRIGGER attempt_once BEFORE INSERT ON attempt
WHEN EXISTS (SELECT 1 FROM attempt WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'this line of attempt stands already');
END;

CREATE TRIGGER access_log_stays BEFORE UPDATE ON access_log BEGIN
  SELECT RAISE(ABORT, 'the access log is append-only');
END;

CREATE TRIGGER access_log_kept BEFORE DELETE ON access_log BEGIN
  SELECT RAISE(ABORT, 'the access log is append-only');
END;

CREATE TRIGGER access_log_once BEFORE INSERT ON access_log
WHEN EXISTS (SELECT 1 FROM access_log WHERE id = NEW.id OR (session_id = NEW.session_id AND deed = NEW.deed)) BEGIN
  SELECT RAISE(ABORT, 'this line of access_log stands already');
END;

CREATE TRIGGER delivery_stays BEFORE UPDATE ON delivery BEGIN
  SELECT RAISE(ABORT, 'the note of a delivery stays');
END;

CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery BEGIN
  SELECT RAISE(ABORT, 'the note of a delivery stays');
END;

CREATE TRIGGER delivery_once BEFORE INSERT ON delivery
WHEN EXISTS (SELECT 1 FROM delivery WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'this line of delivery stands already');
END;

CREATE INDEX ticket_same ON ticket (customer_id, subject_key, received_at, id) WHERE state NOT IN ('answered','closed');

CREATE TABLE claim (
  ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
  technician TEXT NOT NULL,
  at INTEGER NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER NOT NULL,
  born TEXT NOT NULL,
  beat_at INTEGER
) STRICT;

CREATE INDEX claim_technician ON claim (technician);

CREATE TABLE project (
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
) STRICT;

CREATE INDEX project_customer ON project (customer_id, id);

CREATE INDEX project_open ON project (id) WHERE state = 'open';

CREATE TABLE project_line (
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
) STRICT;

CREATE UNIQUE INDEX project_line_done ON project_line (project_id, step) WHERE deed = 'done';

CREATE INDEX project_line_project ON project_line (project_id, id);

CREATE TRIGGER project_line_stays BEFORE UPDATE ON project_line BEGIN
  SELECT RAISE(ABORT, 'what was planned and done of a project stays');
END;

CREATE TRIGGER project_line_kept BEFORE DELETE ON project_line BEGIN
  SELECT RAISE(ABORT, 'what was planned and done of a project stays');
END;

CREATE TRIGGER project_line_once BEFORE INSERT ON project_line
WHEN EXISTS (SELECT 1 FROM project_line WHERE id = NEW.id OR (project_id = NEW.project_id AND step = NEW.step AND deed = 'done' AND NEW.deed = 'done')) BEGIN
  SELECT RAISE(ABORT, 'this line of project_line stands already');
END;

CREATE TABLE cancelled_contact (
  group_id INTEGER PRIMARY KEY REFERENCES contact_group (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  seconds INTEGER NOT NULL CHECK (seconds >= 0),
  billable INTEGER NOT NULL,
  billed_minutes INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  rule TEXT NOT NULL
, excess INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX cancelled_contact_at ON cancelled_contact (at) WHERE billable = 1;

CREATE TABLE agreed_price (
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  net_cents INTEGER NOT NULL CHECK (net_cents >= 0),
  agreed_with TEXT NOT NULL,
  agreed_on TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (group_id, part)
) STRICT;

CREATE INDEX contact_group_by_hand ON contact_group (filed_at) WHERE mode IN ('contract','quote');

CREATE TRIGGER cancelled_contact_stays BEFORE UPDATE ON cancelled_contact BEGIN
  SELECT RAISE(ABORT, 'a cancelled contact stays as it is');
END;

CREATE TRIGGER cancelled_contact_kept BEFORE DELETE ON cancelled_contact BEGIN
  SELECT RAISE(ABORT, 'a cancelled contact stays as it is');
END;

CREATE TRIGGER cancelled_contact_once BEFORE INSERT ON cancelled_contact
WHEN EXISTS (SELECT 1 FROM cancelled_contact WHERE group_id = NEW.group_id) BEGIN
  SELECT RAISE(ABORT, 'a cancelled contact stays as it is');
END;

CREATE TRIGGER agreed_price_stays BEFORE UPDATE ON agreed_price BEGIN
  SELECT RAISE(ABORT, 'an agreed price stays as it was agreed');
END;

CREATE TRIGGER agreed_price_kept BEFORE DELETE ON agreed_price BEGIN
  SELECT RAISE(ABORT, 'an agreed price stays as it was agreed');
END;

CREATE TRIGGER agreed_price_once BEFORE INSERT ON agreed_price
WHEN EXISTS (SELECT 1 FROM agreed_price WHERE group_id = NEW.group_id AND part = NEW.part) BEGIN
  SELECT RAISE(ABORT, 'an agreed price stays as it was agreed');
END;

CREATE INDEX agreement_end ON agreement (ends_on);

CREATE INDEX agreement_to_grant ON agreement (starts_on) WHERE granted = 0;

CREATE TABLE sign_up (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  ticket_id INTEGER REFERENCES ticket (id),
  terms_id INTEGER NOT NULL REFERENCES terms (id),
  since TEXT NOT NULL,
  chosen TEXT NOT NULL DEFAULT '{}',
  notice TEXT NOT NULL DEFAULT '',
  accepted_by TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE INDEX sign_up_customer ON sign_up (customer_id, id);

CREATE TRIGGER sign_up_stays BEFORE UPDATE ON sign_up BEGIN
  SELECT RAISE(ABORT, 'who signed up, and what they accepted, stays');
END;

CREATE TRIGGER sign_up_kept BEFORE DELETE ON sign_up BEGIN
  SELECT RAISE(ABORT, 'who signed up, and what they accepted, stays');
END;

CREATE TRIGGER sign_up_once BEFORE INSERT ON sign_up
WHEN EXISTS (SELECT 1 FROM sign_up WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'who signed up, and what they accepted, stays');
END;

CREATE TABLE known (
  point TEXT NOT NULL CHECK (point IN ('intake','opening','response','triage','price')),
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (point, number)
) STRICT;

CREATE INDEX message_to_ask ON message (ticket_id) WHERE reason = 'to_ask';

CREATE INDEX message_origin ON message (origin_id) WHERE origin_id IS NOT NULL;

CREATE INDEX message_to_hand ON message (received_at) WHERE state = 'pending' AND outcome = 'to_hand';

CREATE TABLE find_place (
  word TEXT NOT NULL,
  field INTEGER NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  PRIMARY KEY (word, field, customer_id)
) STRICT;

CREATE INDEX find_place_customer ON find_place (customer_id, word, field);

CREATE TABLE find_part (
  part TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (part, word)
) STRICT;

CREATE TABLE draft (
  technician TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  body TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}',
  begun_at INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (technician, kind, about)
) STRICT;

CREATE INDEX draft_about ON draft (about, kind);

CREATE TABLE canned (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  title_it TEXT NOT NULL,
  title_en TEXT NOT NULL,
  it TEXT NOT NULL,
  en TEXT NOT NULL
, further TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE ringing (
  technician TEXT NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  phone TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  shown INTEGER NOT NULL DEFAULT 0, taken INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (technician, number)
) STRICT;

CREATE INDEX message_owed ON message (received_at) WHERE reason = 'number_owed';

CREATE TABLE promise (
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  rule TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  soft_due_at INTEGER,
  kept_at INTEGER,
  ended_at INTEGER,
  PRIMARY KEY (ticket_id, since, metric)
) STRICT;

CREATE INDEX promise_due ON promise (due_at, ticket_id);

CREATE TABLE terms_in_force (
  id INTEGER PRIMARY KEY,
  terms_id INTEGER NOT NULL REFERENCES terms (id),
  since INTEGER NOT NULL,
  adopted_at INTEGER NOT NULL,
  by TEXT NOT NULL,
  doubts INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE charge_line (
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  place INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  customer_id INTEGER REFERENCES customer (id),
  what TEXT NOT NULL,
  item TEXT NOT NULL,
  day TEXT NOT NULL,
  seconds INTEGER NOT NULL CHECK (seconds >= 0),
  cents INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (group_id, part, place)
) STRICT;

CREATE INDEX charge_line_counted ON charge_line (customer_id, day, what);

CREATE INDEX charge_line_ticket ON charge_line (ticket_id, what);

CREATE TRIGGER charge_line_stays BEFORE UPDATE ON charge_line BEGIN
  SELECT RAISE(ABORT, 'a line of a charge stays as it was made');
END;

CREATE TRIGGER charge_line_kept BEFORE DELETE ON charge_line BEGIN
  SELECT RAISE(ABORT, 'a line of a charge stays as it was made');
END;

CREATE TRIGGER charge_line_once BEFORE INSERT ON charge_line
WHEN EXISTS (SELECT 1 FROM charge_line
  WHERE group_id = NEW.group_id AND part = NEW.part AND place = NEW.place) BEGIN
  SELECT RAISE(ABORT, 'this line stands already');
END;

CREATE TABLE pack (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  kind TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('minute','ticket','cent')),
  size INTEGER NOT NULL CHECK (size > 0),
  left_over INTEGER NOT NULL,
  credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
  reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  sold_at INTEGER NOT NULL,
  starts_on TEXT NOT NULL DEFAULT '',
  expires_on TEXT NOT NULL DEFAULT '',
  sold_until TEXT NOT NULL DEFAULT '',
  net_cents INTEGER NOT NULL DEFAULT 0 CHECK (net_cents >= 0),
  agreement_id INTEGER REFERENCES agreement (id),
  CHECK (left_over >= -credit)
) STRICT;

CREATE INDEX pack_customer ON pack (customer_id, expires_on);

CREATE INDEX pack_left ON pack (expires_on) WHERE left_over > 0;

CREATE INDEX pack_agreement ON pack (agreement_id, kind, starts_on) WHERE agreement_id IS NOT NULL;

CREATE TABLE movement (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id TEXT NOT NULL UNIQUE,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN
    ('sold','drawn','adjusted','expired','carried','reserved','burnt','released')),
  amount INTEGER NOT NULL CHECK (amount <> 0),
  left_over INTEGER NOT NULL,
  ticket_id INTEGER REFERENCES ticket (id),
  report TEXT REFERENCES report (number),
  by TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL DEFAULT '',
  other_id INTEGER REFERENCES pack (id),
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX movement_pack ON movement (pack_id, id);

CREATE INDEX movement_drawn ON movement (at) WHERE kind = 'drawn';

CREATE INDEX movement_burnt ON movement (at) WHERE kind = 'burnt';

CREATE INDEX movement_report ON movement (report) WHERE report IS NOT NULL;

CREATE INDEX movement_ticket ON movement (ticket_id, id) WHERE ticket_id IS NOT NULL;

CREATE TABLE pack_end (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  until TEXT NOT NULL,
  why TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE INDEX pack_end_pack ON pack_end (pack_id, id);

CREATE TRIGGER movement_stays BEFORE UPDATE ON movement BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER movement_kept BEFORE DELETE ON movement BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER movement_once BEFORE INSERT ON movement
WHEN EXISTS (SELECT 1 FROM movement WHERE id = NEW.id OR op_id = NEW.op_id OR hash = NEW.hash OR prev_hash = NEW.prev_hash) BEGIN
  SELECT RAISE(ABORT, 'this movement stands already');
END;

CREATE TRIGGER movement_balance BEFORE INSERT ON movement
WHEN NEW.left_over <> (SELECT left_over FROM pack WHERE id = NEW.pack_id) BEGIN
  SELECT RAISE(ABORT, 'the balance does not agree with the pack');
END;

CREATE TRIGGER pack_ends BEFORE UPDATE OF expires_on ON pack
WHEN NEW.expires_on <> (SELECT coalesce((SELECT until FROM pack_end WHERE pack_id = NEW.id ORDER BY id DESC LIMIT 1), OLD.sold_until)) BEGIN
  SELECT RAISE(ABORT, 'a pack stays as it was sold');
END;

CREATE TRIGGER pack_kept BEFORE DELETE ON pack BEGIN
  SELECT RAISE(ABORT, 'a pack stays as it was sold');
END;

CREATE TRIGGER pack_once BEFORE INSERT ON pack
WHEN EXISTS (SELECT 1 FROM pack WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'a pack stays as it was sold');
END;

CREATE TRIGGER pack_end_stays BEFORE UPDATE ON pack_end BEGIN
  SELECT RAISE(ABORT, 'an end that a pack was given stays');
END;

CREATE TRIGGER pack_end_kept BEFORE DELETE ON pack_end BEGIN
  SELECT RAISE(ABORT, 'an end that a pack was given stays');
END;

CREATE TRIGGER pack_end_once BEFORE INSERT ON pack_end
WHEN EXISTS (SELECT 1 FROM pack_end WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'an end that a pack was given stays');
END;

CREATE INDEX agreement_granted_to ON agreement (granted_to) WHERE granted_to <> '';

CREATE TABLE credit (
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  month TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  rule TEXT NOT NULL,
  cents INTEGER NOT NULL CHECK (cents >= 0),
  state TEXT NOT NULL CHECK (state IN ('granted','refused')),
  why TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL, due_at INTEGER, late INTEGER,
  PRIMARY KEY (ticket_id, since, metric)
) STRICT;

CREATE INDEX credit_month ON credit (month, customer_id);

CREATE TABLE settlement (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  period TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  units INTEGER NOT NULL CHECK (units >= 0),
  net_cents INTEGER NOT NULL,
  vat_rate TEXT NOT NULL,
  vat_cents INTEGER NOT NULL,
  gross_cents INTEGER NOT NULL,
  frozen TEXT NOT NULL,
  prev_hash TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  CHECK (gross_cents = net_cents + vat_cents),
  UNIQUE (customer_id, period)
) STRICT;

CREATE INDEX settlement_period ON settlement (period);

CREATE TABLE settlement_line (
  charge_id INTEGER PRIMARY KEY REFERENCES charge (id),
  settlement_id INTEGER NOT NULL REFERENCES settlement (id)
) STRICT;

CREATE INDEX settlement_line_settlement ON settlement_line (settlement_id);

CREATE TABLE settlement_credit (
  ticket_id INTEGER NOT NULL,
  since INTEGER NOT NULL,
  metric TEXT NOT NULL,
  settlement_id INTEGER NOT NULL REFERENCES settlement (id),
  PRIMARY KEY (ticket_id, since, metric),
  FOREIGN KEY (ticket_id, since, metric) REFERENCES credit (ticket_id, since, metric)
) STRICT;

CREATE INDEX settlement_credit_settlement ON settlement_credit (settlement_id);

CREATE TRIGGER settlement_stays BEFORE UPDATE ON settlement BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_kept BEFORE DELETE ON settlement BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_once BEFORE INSERT ON settlement
WHEN EXISTS (SELECT 1 FROM settlement WHERE id = NEW.id OR (customer_id = NEW.customer_id AND period = NEW.period) OR hash = NEW.hash OR prev_hash = NEW.prev_hash) BEGIN
  SELECT RAISE(ABORT, 'this settlement stands already');
END;

CREATE TRIGGER settlement_line_stays BEFORE UPDATE ON settlement_line BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_line_kept BEFORE DELETE ON settlement_line BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_line_once BEFORE INSERT ON settlement_line
WHEN EXISTS (SELECT 1 FROM settlement_line WHERE charge_id = NEW.charge_id) BEGIN
  SELECT RAISE(ABORT, 'this charge is settled already');
END;

CREATE TRIGGER settlement_line_invoice BEFORE INSERT ON settlement_line
WHEN NOT EXISTS (SELECT 1 FROM charge WHERE id = NEW.charge_id AND destination = 'invoice') BEGIN
  SELECT RAISE(ABORT, 'only what goes to the invoice is settled');
END;

CREATE TRIGGER settlement_credit_stays BEFORE UPDATE ON settlement_credit BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_credit_kept BEFORE DELETE ON settlement_credit BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_credit_once BEFORE INSERT ON settlement_credit
WHEN EXISTS (SELECT 1 FROM settlement_credit WHERE ticket_id = NEW.ticket_id AND since = NEW.since AND metric = NEW.metric) BEGIN
  SELECT RAISE(ABORT, 'this credit is settled already');
END;

CREATE TRIGGER settlement_credit_granted BEFORE INSERT ON settlement_credit
WHEN NOT EXISTS (SELECT 1 FROM credit WHERE ticket_id = NEW.ticket_id AND since = NEW.since AND metric = NEW.metric AND state = 'granted') BEGIN
  SELECT RAISE(ABORT, 'only what was granted is settled');
END;

CREATE TRIGGER credit_stays BEFORE UPDATE ON credit BEGIN
  SELECT RAISE(ABORT, 'what was decided of a credit stays');
END;

CREATE TRIGGER credit_once BEFORE INSERT ON credit
WHEN EXISTS (SELECT 1 FROM credit WHERE ticket_id = NEW.ticket_id AND since = NEW.since AND metric = NEW.metric) BEGIN
  SELECT RAISE(ABORT, 'what was decided of a credit stays');
END;

CREATE TABLE terms_withdrawn (
  adoption_id INTEGER PRIMARY KEY REFERENCES terms_in_force (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

CREATE TRIGGER terms_withdrawn_stays BEFORE UPDATE ON terms_withdrawn BEGIN
  SELECT RAISE(ABORT, 'what was withdrawn stays withdrawn');
END;

CREATE TRIGGER terms_withdrawn_kept BEFORE DELETE ON terms_withdrawn BEGIN
  SELECT RAISE(ABORT, 'what was withdrawn stays withdrawn');
END;

CREATE TRIGGER terms_withdrawn_once BEFORE INSERT ON terms_withdrawn
WHEN EXISTS (SELECT 1 FROM terms_withdrawn WHERE adoption_id = NEW.adoption_id) BEGIN
  SELECT RAISE(ABORT, 'what was withdrawn stays withdrawn');
END;

CREATE TRIGGER terms_withdrawn_in_time BEFORE INSERT ON terms_withdrawn
WHEN NEW.at >= (SELECT since FROM terms_in_force WHERE id = NEW.adoption_id) BEGIN
  SELECT RAISE(ABORT, 'terms that hold are not withdrawn');
END;

CREATE TRIGGER ticket_count_unmade AFTER UPDATE OF unmade ON ticket WHEN NEW.unmade <> OLD.unmade BEGIN
  UPDATE ticket_count SET n = n - NEW.unmade + OLD.unmade WHERE state = NEW.state;
END;

CREATE INDEX ticket_due ON ticket (due_at) WHERE state IN ('queued','taken','waiting','vendor','parked');

CREATE INDEX ticket_soft ON ticket (soft_due_at) WHERE state IN ('queued','taken','waiting','vendor','parked');

CREATE TRIGGER ticket_count_merged AFTER UPDATE OF state, merged ON ticket
WHEN OLD.merged + NEW.merged > 0 BEGIN
  UPDATE ticket_count SET n = n + OLD.merged WHERE state = OLD.state;
  UPDATE ticket_count SET n = n - NEW.merged WHERE state = NEW.state;
END;

CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC) WHERE state IN ('answered','closed') AND unmade = 0 AND merged = 0;

CREATE TRIGGER credit_kept BEFORE DELETE ON credit
WHEN EXISTS (SELECT 1 FROM settlement_credit WHERE ticket_id = OLD.ticket_id AND since = OLD.since AND metric = OLD.metric) BEGIN
  SELECT RAISE(ABORT, 'what was decided of a credit stays');
END;

CREATE TABLE mail_reference (
  message_id INTEGER NOT NULL REFERENCES message (id),
  named TEXT NOT NULL, place INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message_id, named)
) STRICT;

CREATE INDEX mail_reference_named ON mail_reference (named, message_id);

CREATE TABLE mail_account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  display_name TEXT NOT NULL,
  imap_host TEXT NOT NULL,
  imap_port INTEGER NOT NULL CHECK (imap_port BETWEEN 1 AND 65535),
  imap_security TEXT NOT NULL CHECK (imap_security IN ('tls','starttls','plain')),
  imap_user TEXT NOT NULL,
  folders TEXT NOT NULL,
  after TEXT NOT NULL CHECK (after IN ('nothing','seen','move')),
  after_folder TEXT NOT NULL,
  smtp_host TEXT NOT NULL,
  smtp_port INTEGER NOT NULL CHECK (smtp_port BETWEEN 1 AND 65535),
  smtp_security TEXT NOT NULL CHECK (smtp_security IN ('tls','starttls','plain')),
  smtp_user TEXT NOT NULL,
  sent_folder TEXT NOT NULL,
  auth TEXT NOT NULL CHECK (auth IN ('password','token')),
  active INTEGER NOT NULL DEFAULT 1,
  removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX mail_account_name ON mail_account (name) WHERE removed_at IS NULL;

CREATE TABLE mail_folder (
  account_id INTEGER NOT NULL REFERENCES mail_account (id),
  folder TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL,
  at INTEGER NOT NULL, marked_uid INTEGER NOT NULL DEFAULT 0, floods INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, folder)
) STRICT;

CREATE TABLE mail_fetch (
  account_id INTEGER PRIMARY KEY REFERENCES mail_account (id),
  host TEXT,
  boot_id TEXT,
  pid INTEGER,
  born TEXT,
  lease_until INTEGER,
  fetched_at INTEGER,
  tried_at INTEGER,
  next_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  fault TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE outgoing (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  not_before INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  account INTEGER,
  own_id TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  at INTEGER,
  kept_copy TEXT NOT NULL DEFAULT '' CHECK (kept_copy IN ('','wanted','kept','lost'))
, first_at INTEGER, went TEXT NOT NULL DEFAULT '' CHECK (went IN ('','doubtful','sent'))) STRICT;

CREATE INDEX outgoing_own_id ON outgoing (own_id) WHERE own_id <> '';

CREATE INDEX outgoing_copy ON outgoing (message_id) WHERE kept_copy = 'wanted';

CREATE INDEX outgoing_timed ON outgoing (message_id) WHERE not_before IS NOT NULL OR next_at IS NOT NULL;

CREATE INDEX message_outbox ON message (id) WHERE state = 'outbox';

CREATE INDEX message_outbox_to ON message (from_address, id) WHERE state = 'outbox';

CREATE INDEX message_going ON message (id) WHERE outcome = 'going';

CREATE TABLE hook (
  name TEXT PRIMARY KEY,
  last_id INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  fault TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '{}',
  at INTEGER
) STRICT;

CREATE TABLE hook_left (
  hook TEXT NOT NULL REFERENCES hook (name),
  event_id INTEGER NOT NULL REFERENCES event (id),
  fault TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (hook, event_id)
) STRICT;

CREATE TABLE find_due (
  place TEXT NOT NULL,
  number INTEGER NOT NULL,
  old INTEGER NOT NULL,
  w0 TEXT NOT NULL DEFAULT '', w1 TEXT NOT NULL DEFAULT '', w2 TEXT NOT NULL DEFAULT '', w3 TEXT NOT NULL DEFAULT '', w4 TEXT NOT NULL DEFAULT '', w5 TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (place, number)
) STRICT;

CREATE TABLE find_unclean (place TEXT PRIMARY KEY, begun INTEGER NOT NULL) STRICT;

CREATE VIEW find_ticket_words AS SELECT ticket.id AS id,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(ticket.subject, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS subject,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce(customer.name, '') || ' ' || ticket.contact_name || ' ' || ticket.contact_phone || ' ' || ticket.contact_email, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS customer,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce((SELECT group_concat(CASE WHEN message.subject IN ('', ticket.subject) THEN '' ELSE message.subject || ' ' END || substr(message.body, 1, 20000), ' ') FROM message WHERE message.ticket_id = ticket.id AND message.direction = 'in' AND message.automatic = ''), '') || ' ' || coalesce((SELECT group_concat(given.value, ' ') FROM json_each(ticket.fields) AS given), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS request,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce((SELECT group_concat(CASE WHEN message.subject IN ('', ticket.subject) THEN '' ELSE message.subject || ' ' END || substr(message.body, 1, 20000), ' ') FROM message WHERE message.ticket_id = ticket.id AND message.direction = 'out' AND message.automatic = ''), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS answer,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce((SELECT group_concat(CASE WHEN message.subject IN ('', ticket.subject) THEN '' ELSE message.subject || ' ' END || substr(message.body, 1, 20000), ' ') FROM message WHERE message.ticket_id = ticket.id AND message.direction = 'note' AND message.automatic = ''), '') || ' ' || coalesce((SELECT group_concat(contact_group.note, ' ') FROM contact_group WHERE contact_group.ticket_id = ticket.id AND contact_group.filings > 0), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS note,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce((SELECT group_concat(attachment.name, ' ') FROM attachment JOIN message ON message.id = attachment.message_id WHERE message.ticket_id = ticket.id), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS files
FROM ticket LEFT JOIN customer ON customer.id = ticket.customer_id;

CREATE VIRTUAL TABLE find_ticket USING fts5(subject, customer, request, answer, note, files, content='find_ticket_words', content_rowid='id', tokenize='unicode61 remove_diacritics 2 separators ''ʼ''');

CREATE TABLE 'find_ticket_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'find_ticket_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'find_ticket_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'find_ticket_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE VIRTUAL TABLE find_ticket_terms USING fts5vocab(find_ticket, instance);

CREATE VIEW find_aside_words AS SELECT message.id AS id,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(message.subject, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS subject,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(message.from_name || ' ' || message.from_address, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS sender,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(substr(message.body, 1, 20000), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS body,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(coalesce((SELECT group_concat(attachment.name, ' ') FROM attachment WHERE attachment.message_id = message.id), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS files
FROM message WHERE message.ticket_id IS NULL AND message.automatic = '';

CREATE VIRTUAL TABLE find_aside USING fts5(subject, sender, body, files, content='find_aside_words', content_rowid='id', tokenize='unicode61 remove_diacritics 2 separators ''ʼ''');

CREATE TABLE 'find_aside_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'find_aside_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'find_aside_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'find_aside_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE VIRTUAL TABLE find_aside_terms USING fts5vocab(find_aside, instance);

CREATE VIEW find_card_words AS SELECT customer.id AS id,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(customer.name, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS name,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(customer.town || ' ' || coalesce((SELECT group_concat(contact.name || ' ' || contact.role, ' ') FROM contact WHERE contact.customer_id = customer.id), ''), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS people,
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(customer.notes, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'ł', 'l'), 'Ł', 'l'), 'ı', 'i') AS notes
FROM customer;

CREATE VIRTUAL TABLE find_card USING fts5(name, people, notes, content='find_card_words', content_rowid='id', tokenize='unicode61 remove_diacritics 2 separators ''ʼ''');

CREATE TABLE 'find_card_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'find_card_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'find_card_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'find_card_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE VIRTUAL TABLE find_card_terms USING fts5vocab(find_card, instance);

CREATE TRIGGER find_message_in BEFORE INSERT ON message
WHEN NEW.ticket_id IS NOT NULL AND NEW.automatic = '' BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (NEW.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_message_aside AFTER INSERT ON message
WHEN NEW.ticket_id IS NULL AND NEW.automatic = '' BEGIN
  INSERT INTO find_due (place, number, old) SELECT 'find_aside', NEW.id, 0 WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_message_change BEFORE UPDATE OF ticket_id, direction, automatic, subject, body, from_name, from_address ON message
WHEN NEW.ticket_id IS NOT OLD.ticket_id OR NEW.direction IS NOT OLD.direction OR NEW.automatic IS NOT OLD.automatic OR NEW.subject IS NOT OLD.subject OR NEW.body IS NOT OLD.body OR NEW.from_name IS NOT OLD.from_name OR NEW.from_address IS NOT OLD.from_address BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.ticket_id, NEW.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3) SELECT 'find_aside', find_aside_words.id, 1, find_aside_words.subject, find_aside_words.sender, find_aside_words.body, find_aside_words.files FROM find_aside_words WHERE find_aside_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_aside' AND number = find_aside_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_message_apart AFTER UPDATE OF ticket_id ON message
WHEN NEW.ticket_id IS NULL AND OLD.ticket_id IS NOT NULL BEGIN
  INSERT INTO find_due (place, number, old) SELECT 'find_aside', NEW.id, 0 WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_message_gone BEFORE DELETE ON message BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3) SELECT 'find_aside', find_aside_words.id, 1, find_aside_words.subject, find_aside_words.sender, find_aside_words.body, find_aside_words.files FROM find_aside_words WHERE find_aside_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_aside' AND number = find_aside_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_file_in BEFORE INSERT ON attachment BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (SELECT ticket_id FROM message WHERE id = NEW.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3) SELECT 'find_aside', find_aside_words.id, 1, find_aside_words.subject, find_aside_words.sender, find_aside_words.body, find_aside_words.files FROM find_aside_words WHERE find_aside_words.id IN (NEW.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_aside' AND number = find_aside_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_file_gone BEFORE DELETE ON attachment BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (SELECT ticket_id FROM message WHERE id = OLD.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3) SELECT 'find_aside', find_aside_words.id, 1, find_aside_words.subject, find_aside_words.sender, find_aside_words.body, find_aside_words.files FROM find_aside_words WHERE find_aside_words.id IN (OLD.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_aside' AND number = find_aside_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_file_change BEFORE UPDATE ON attachment BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (SELECT ticket_id FROM message WHERE id = OLD.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3) SELECT 'find_aside', find_aside_words.id, 1, find_aside_words.subject, find_aside_words.sender, find_aside_words.body, find_aside_words.files FROM find_aside_words WHERE find_aside_words.id IN (OLD.message_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_aside' AND number = find_aside_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_ticket_in AFTER INSERT ON ticket BEGIN
  INSERT INTO find_due (place, number, old) SELECT 'find_ticket', NEW.id, 0 WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_ticket_change BEFORE UPDATE OF subject, customer_id, contact_name, contact_phone, contact_email, fields ON ticket
WHEN NEW.subject IS NOT OLD.subject OR NEW.customer_id IS NOT OLD.customer_id OR NEW.contact_name IS NOT OLD.contact_name OR NEW.contact_phone IS NOT OLD.contact_phone OR NEW.contact_email IS NOT OLD.contact_email OR NEW.fields IS NOT OLD.fields BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_ticket_gone BEFORE DELETE ON ticket BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_call_in BEFORE INSERT ON contact_group
WHEN NEW.filings > 0 BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (NEW.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_call_change BEFORE UPDATE OF note, filings, ticket_id ON contact_group
WHEN NEW.filings > 0 AND (NEW.note <> OLD.note OR OLD.filings = 0 OR NEW.ticket_id <> OLD.ticket_id) BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.ticket_id, NEW.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_call_gone BEFORE DELETE ON contact_group
WHEN OLD.filings > 0 BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (OLD.ticket_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_card_in AFTER INSERT ON customer BEGIN
  INSERT INTO find_due (place, number, old) SELECT 'find_card', NEW.id, 0 WHERE true ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_card_change BEFORE UPDATE OF name, town, notes ON customer
WHEN NEW.name IS NOT OLD.name OR NEW.town IS NOT OLD.town OR NEW.notes IS NOT OLD.notes BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2) SELECT 'find_card', find_card_words.id, 1, find_card_words.name, find_card_words.people, find_card_words.notes FROM find_card_words WHERE find_card_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_card' AND number = find_card_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_card_named BEFORE UPDATE OF name ON customer
WHEN NEW.name IS NOT OLD.name BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2, w3, w4, w5) SELECT 'find_ticket', find_ticket_words.id, 1, find_ticket_words.subject, find_ticket_words.customer, find_ticket_words.request, find_ticket_words.answer, find_ticket_words.note, find_ticket_words.files FROM find_ticket_words WHERE find_ticket_words.id IN (SELECT id FROM ticket WHERE customer_id = OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_ticket' AND number = find_ticket_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_card_gone BEFORE DELETE ON customer BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2) SELECT 'find_card', find_card_words.id, 1, find_card_words.name, find_card_words.people, find_card_words.notes FROM find_card_words WHERE find_card_words.id IN (OLD.id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_card' AND number = find_card_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_person_in BEFORE INSERT ON contact BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2) SELECT 'find_card', find_card_words.id, 1, find_card_words.name, find_card_words.people, find_card_words.notes FROM find_card_words WHERE find_card_words.id IN (NEW.customer_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_card' AND number = find_card_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_person_gone BEFORE DELETE ON contact BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2) SELECT 'find_card', find_card_words.id, 1, find_card_words.name, find_card_words.people, find_card_words.notes FROM find_card_words WHERE find_card_words.id IN (OLD.customer_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_card' AND number = find_card_words.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER find_person_change BEFORE UPDATE ON contact BEGIN
  INSERT INTO find_due (place, number, old, w0, w1, w2) SELECT 'find_card', find_card_words.id, 1, find_card_words.name, find_card_words.people, find_card_words.notes FROM find_card_words WHERE find_card_words.id IN (OLD.customer_id) AND NOT EXISTS (SELECT 1 FROM find_due WHERE place = 'find_card' AND number = find_card_words.id) ON CONFLICT DO NOTHING;
END;

CREATE INDEX message_unconfirmed ON message (ticket_id) WHERE unconfirmed = 1;

CREATE TABLE brought (
  whence TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('customer','person','ticket','message')),
  foreign_id TEXT NOT NULL,
  own_id INTEGER NOT NULL,
  number TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  given TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  PRIMARY KEY (whence, kind, foreign_id)
) STRICT;

CREATE INDEX brought_own ON brought (kind, own_id);

CREATE INDEX brought_number ON brought (number) WHERE number <> '';

CREATE TABLE report_opening (
  year INTEGER PRIMARY KEY,
  serial INTEGER NOT NULL CHECK (serial > 0),
  said TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE TRIGGER report_opening_stays BEFORE UPDATE ON report_opening BEGIN
  SELECT RAISE(ABORT, 'what the reports were begun with stays');
END;

CREATE TRIGGER report_opening_kept BEFORE DELETE ON report_opening BEGIN
  SELECT RAISE(ABORT, 'what the reports were begun with stays');
END;

CREATE TRIGGER report_opening_once BEFORE INSERT ON report_opening
WHEN EXISTS (SELECT 1 FROM report_opening WHERE year = NEW.year) BEGIN
  SELECT RAISE(ABORT, 'what the reports were begun with stays');
END;

CREATE TABLE opening (
  key TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  said TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE TRIGGER opening_stays BEFORE UPDATE ON opening BEGIN
  SELECT RAISE(ABORT, 'an opening balance stays as it was said');
END;

CREATE TRIGGER opening_kept BEFORE DELETE ON opening BEGIN
  SELECT RAISE(ABORT, 'an opening balance stays as it was said');
END;

CREATE TRIGGER opening_once BEFORE INSERT ON opening
WHEN EXISTS (SELECT 1 FROM opening WHERE key = NEW.key) BEGIN
  SELECT RAISE(ABORT, 'an opening balance stays as it was said');
END;

CREATE TABLE pack_resized (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pack_id INTEGER NOT NULL REFERENCES pack (id),
  units INTEGER NOT NULL CHECK (units >= 0),
  starts_on TEXT NOT NULL,
  before TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL
) STRICT;

CREATE INDEX pack_resized_pack ON pack_resized (pack_id, id);

CREATE TRIGGER pack_stays BEFORE UPDATE OF id, customer_id, kind, unit, size, credit, sold_at, sold_until, net_cents, agreement_id ON pack BEGIN
  SELECT RAISE(ABORT, 'a pack stays as it was sold');
END;

CREATE TRIGGER pack_begins BEFORE UPDATE OF starts_on ON pack
WHEN NEW.starts_on <> (SELECT coalesce((SELECT starts_on FROM pack_resized WHERE pack_id = NEW.id ORDER BY id DESC LIMIT 1), OLD.starts_on)) BEGIN
  SELECT RAISE(ABORT, 'a pack stays as it was sold');
END;

CREATE TRIGGER pack_resized_stays BEFORE UPDATE ON pack_resized BEGIN
  SELECT RAISE(ABORT, 'what an agreement brought by then stays');
END;

CREATE TRIGGER pack_resized_kept BEFORE DELETE ON pack_resized BEGIN
  SELECT RAISE(ABORT, 'what an agreement brought by then stays');
END;

CREATE TRIGGER pack_resized_once BEFORE INSERT ON pack_resized
WHEN EXISTS (SELECT 1 FROM pack_resized WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'what an agreement brought by then stays');
END;

CREATE INDEX outgoing_first ON outgoing (first_at) WHERE first_at IS NOT NULL;

CREATE INDEX message_untold ON message (ticket_id) WHERE substr(reason, 1, 7) = 'number_';

CREATE TABLE former_address (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  email TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX former_address_of ON former_address (customer_id, email);

CREATE TRIGGER former_address_stays BEFORE UPDATE ON former_address BEGIN
  SELECT RAISE(ABORT, 'a former address stays written down');
END;

CREATE TRIGGER former_address_kept BEFORE DELETE ON former_address BEGIN
  SELECT RAISE(ABORT, 'a former address stays written down');
END;

CREATE TRIGGER former_address_once BEFORE INSERT ON former_address
WHEN EXISTS (SELECT 1 FROM former_address WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'a former address stays written down');
END;

CREATE TABLE voided_contact (
  group_id INTEGER PRIMARY KEY REFERENCES contact_group (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  mode TEXT NOT NULL,
  billable INTEGER NOT NULL,
  anew_id INTEGER UNIQUE REFERENCES contact_group (id)
) STRICT;

CREATE TABLE voided_movement (
  movement_id INTEGER PRIMARY KEY REFERENCES movement (id),
  counter_id INTEGER NOT NULL UNIQUE REFERENCES movement (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

CREATE TABLE settlement_correction (
  charge_id INTEGER PRIMARY KEY REFERENCES charge (id),
  settlement_id INTEGER NOT NULL REFERENCES settlement (id)
) STRICT;

CREATE INDEX settlement_correction_settlement ON settlement_correction (settlement_id);

CREATE INDEX session_copies ON session (copy_of) WHERE copy_of IS NOT NULL;

CREATE TRIGGER voided_contact_stays BEFORE UPDATE ON voided_contact BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_contact_kept BEFORE DELETE ON voided_contact BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_contact_once BEFORE INSERT ON voided_contact
WHEN EXISTS (SELECT 1 FROM voided_contact WHERE group_id = NEW.group_id) BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_contact_filed BEFORE INSERT ON voided_contact
WHEN NOT EXISTS (SELECT 1 FROM contact_group WHERE id = NEW.group_id AND filings > 0) BEGIN
  SELECT RAISE(ABORT, 'only what was filed is voided');
END;

CREATE TRIGGER voided_movement_stays BEFORE UPDATE ON voided_movement BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_movement_kept BEFORE DELETE ON voided_movement BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_movement_once BEFORE INSERT ON voided_movement
WHEN EXISTS (SELECT 1 FROM voided_movement WHERE movement_id = NEW.movement_id) BEGIN
  SELECT RAISE(ABORT, 'what was voided stays void');
END;

CREATE TRIGGER voided_movement_counter BEFORE INSERT ON voided_movement
WHEN NOT EXISTS (SELECT 1 FROM movement taken JOIN movement counter ON counter.pack_id = taken.pack_id AND counter.amount = -taken.amount WHERE taken.id = NEW.movement_id AND counter.id = NEW.counter_id) BEGIN
  SELECT RAISE(ABORT, 'a movement is taken back by one of its pack that undoes it');
END;

CREATE TRIGGER settlement_correction_stays BEFORE UPDATE ON settlement_correction BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_correction_kept BEFORE DELETE ON settlement_correction BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_correction_once BEFORE INSERT ON settlement_correction
WHEN EXISTS (SELECT 1 FROM settlement_correction WHERE charge_id = NEW.charge_id) BEGIN
  SELECT RAISE(ABORT, 'a settlement is frozen when the month is closed');
END;

CREATE TRIGGER settlement_correction_void BEFORE INSERT ON settlement_correction
WHEN NOT EXISTS (SELECT 1 FROM charge JOIN voided_contact ON voided_contact.group_id = charge.group_id JOIN settlement_line ON settlement_line.charge_id = charge.id WHERE charge.id = NEW.charge_id) BEGIN
  SELECT RAISE(ABORT, 'only what a closed month holds and is void is credited');
END;

CREATE TABLE link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('deed','stood','plan')),
  at INTEGER NOT NULL,
  plan INTEGER NOT NULL,
  seals INTEGER NOT NULL CHECK (seals >= 0),
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE seal (
  id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  row TEXT NOT NULL,
  otherwise INTEGER NOT NULL,
  salt BLOB,
  digest BLOB NOT NULL
) STRICT;

CREATE INDEX seal_row ON seal (place, row);

CREATE INDEX seal_otherwise ON seal (id) WHERE otherwise = 1;

CREATE TRIGGER link_stays BEFORE UPDATE ON link BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER link_kept BEFORE DELETE ON link BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER link_once BEFORE INSERT ON link
WHEN EXISTS (SELECT 1 FROM link WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER seal_stays BEFORE UPDATE OF id, link_id, place, row, otherwise, digest ON seal BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER seal_salt BEFORE UPDATE OF salt ON seal
WHEN NEW.salt IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER seal_kept BEFORE DELETE ON seal BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TRIGGER seal_once BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM seal WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'the chain of seals is append-only');
END;

CREATE TABLE firm (
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
) STRICT;

CREATE TABLE firm_logo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  content BLOB NOT NULL
) STRICT;

CREATE TRIGGER firm_stays BEFORE UPDATE ON firm BEGIN
  SELECT RAISE(ABORT, 'what papers said of the firm stays');
END;

CREATE TRIGGER firm_kept BEFORE DELETE ON firm BEGIN
  SELECT RAISE(ABORT, 'what papers said of the firm stays');
END;

CREATE TRIGGER firm_once BEFORE INSERT ON firm
WHEN EXISTS (SELECT 1 FROM firm WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'what papers said of the firm stays');
END;

CREATE TRIGGER firm_logo_stays BEFORE UPDATE ON firm_logo BEGIN
  SELECT RAISE(ABORT, 'what papers showed of the firm stays');
END;

CREATE TRIGGER firm_logo_kept BEFORE DELETE ON firm_logo BEGIN
  SELECT RAISE(ABORT, 'what papers showed of the firm stays');
END;

CREATE TRIGGER firm_logo_once BEFORE INSERT ON firm_logo
WHEN EXISTS (SELECT 1 FROM firm_logo WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'what papers showed of the firm stays');
END;

CREATE TABLE report_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report TEXT NOT NULL REFERENCES report (number),
  step TEXT NOT NULL CHECK (step IN ('sent','confirmed')),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  message_id INTEGER REFERENCES message (id),
  who TEXT NOT NULL DEFAULT '',
  how TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX report_step_of ON report_step (report, id);

CREATE TRIGGER report_step_stays BEFORE UPDATE ON report_step BEGIN
  SELECT RAISE(ABORT, 'what became of a work report stays');
END;

CREATE TRIGGER report_step_kept BEFORE DELETE ON report_step BEGIN
  SELECT RAISE(ABORT, 'what became of a work report stays');
END;

CREATE TRIGGER report_step_once BEFORE INSERT ON report_step
WHEN EXISTS (SELECT 1 FROM report_step WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'what became of a work report stays');
END;

CREATE TABLE report_to_mail (
  report TEXT PRIMARY KEY REFERENCES report (number)
) STRICT;
