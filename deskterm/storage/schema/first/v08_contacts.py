"""What becomes of a contact besides its price: cancelled with a reason, or priced by agreement.

A cancelled contact keeps its time and what it would have cost. An agreed price belongs to one filing (`part`)
of its contact. Both are written once.
"""

from deskterm.storage.schema.first.v02_money import append_only

CANCELLED = "a cancelled contact stays as it is"
AGREED = "an agreed price stays as it was agreed"

TABLES = (
    """CREATE TABLE cancelled_contact (
  group_id INTEGER PRIMARY KEY REFERENCES contact_group (id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  why TEXT NOT NULL,
  seconds INTEGER NOT NULL CHECK (seconds >= 0),
  billable INTEGER NOT NULL,
  billed_minutes INTEGER NOT NULL,
  net_cents INTEGER NOT NULL,
  rule TEXT NOT NULL
) STRICT""",
    "CREATE INDEX cancelled_contact_at ON cancelled_contact (at) WHERE billable = 1",
    """CREATE TABLE agreed_price (
  group_id INTEGER NOT NULL REFERENCES contact_group (id),
  part INTEGER NOT NULL,
  net_cents INTEGER NOT NULL CHECK (net_cents >= 0),
  agreed_with TEXT NOT NULL,
  agreed_on TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (group_id, part)
) STRICT""",
    "CREATE INDEX contact_group_by_hand ON contact_group (filed_at) WHERE mode IN ('contract','quote')",
    *append_only("cancelled_contact", CANCELLED, once="group_id = NEW.group_id"),
    *append_only("agreed_price", AGREED, once="group_id = NEW.group_id AND part = NEW.part"),
)
