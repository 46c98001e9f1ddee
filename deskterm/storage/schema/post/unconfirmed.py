"""Which messages have joined a ticket and nobody vouches for: a person confirms or takes them away (S7)."""

from __future__ import annotations

TABLES = (
    "ALTER TABLE message ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX message_unconfirmed ON message (ticket_id) WHERE unconfirmed = 1",
    "UPDATE message SET unconfirmed = 1 WHERE direction = 'in' AND outcome = 'merged' AND trust = 'address'",
)
