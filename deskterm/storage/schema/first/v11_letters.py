"""The language in which a customer is written to; which requests a person still has to ask back."""

TABLES = (
    "ALTER TABLE customer ADD COLUMN language TEXT NOT NULL DEFAULT 'it' CHECK (language IN ('it','en'))",
    "CREATE INDEX message_to_ask ON message (ticket_id) WHERE reason = 'to_ask'",
    "CREATE INDEX message_origin ON message (origin_id) WHERE origin_id IS NOT NULL",
    "CREATE INDEX message_to_hand ON message (received_at) WHERE state = 'pending' AND outcome = 'to_hand'",
)
