"""What an agreement holds besides its dates and money, and who signed up for the service, accepting what.

Sign-ups are append-only: who accepted which notice under which terms is evidence (M13).
"""

from deskterm.storage.schema.first.v02_money import append_only

SIGNED = "who signed up, and what they accepted, stays"

TABLES = (
    "ALTER TABLE agreement ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'",
    # The packs that come with an agreement were given with it until now.
    "ALTER TABLE agreement ADD COLUMN granted INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX agreement_end ON agreement (ends_on)",
    "CREATE INDEX agreement_to_grant ON agreement (starts_on) WHERE granted = 0",
    """CREATE TABLE sign_up (
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
) STRICT""",
    "CREATE INDEX sign_up_customer ON sign_up (customer_id, id)",
    *append_only("sign_up", SIGNED),
)
