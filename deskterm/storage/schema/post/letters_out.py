"""What became of each letter on its way out, beside the letter itself.

Where a letter stands is said by its own row: `outbox` while it waits, then `filed` (going, sent, arrived) or
`pending` for a person (doubtful, failed, returned, too_old), the word in `outcome`.
"""

from __future__ import annotations

TABLES = (
    # "": a person wrote it; replied, generated: what the header Auto-Submitted says of it (RFC 3834)
    "ALTER TABLE message ADD COLUMN automatic TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE outgoing (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  not_before INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  account INTEGER,
  own_id TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  at INTEGER,
  kept_copy TEXT NOT NULL DEFAULT '' CHECK (kept_copy IN ('','wanted','kept','lost'))
) STRICT""",
    "CREATE INDEX outgoing_own_id ON outgoing (own_id) WHERE own_id <> ''",
    "CREATE INDEX outgoing_copy ON outgoing (message_id) WHERE kept_copy = 'wanted'",
    "CREATE INDEX outgoing_timed ON outgoing (message_id)"
    " WHERE not_before IS NOT NULL OR next_at IS NOT NULL",
    "CREATE INDEX message_outbox ON message (id) WHERE state = 'outbox'",
    "CREATE INDEX message_outbox_to ON message (from_address, id) WHERE state = 'outbox'",
    "CREATE INDEX message_going ON message (id) WHERE outcome = 'going'",
)

BY_HAND = ("CREATE INDEX message_by_hand ON message (ticket_id) WHERE reason = 'number_by_hand'",)

FIRST_TRIES = (
    "ALTER TABLE outgoing ADD COLUMN first_at INTEGER",
    "CREATE INDEX outgoing_first ON outgoing (first_at) WHERE first_at IS NOT NULL",
)

WENT = (
    "ALTER TABLE outgoing ADD COLUMN went TEXT NOT NULL DEFAULT '' CHECK (went IN ('','doubtful','sent'))",
    "UPDATE outgoing SET went = 'sent' WHERE message_id IN"
    " (SELECT id FROM message WHERE direction = 'out' AND outcome IN ('sent','returned'))",
    "UPDATE outgoing SET went = 'doubtful' WHERE message_id IN"
    " (SELECT id FROM message WHERE direction = 'out' AND outcome IN ('doubtful','going'))",
)

UNTOLD = (
    "DROP INDEX message_by_hand",
    "CREATE INDEX message_untold ON message (ticket_id) WHERE substr(reason, 1, 7) = 'number_'",
)
