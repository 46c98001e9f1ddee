"""Tickets that are closed and count nowhere: made by dividing another and taken back, or put into another.

What was put into another is the same request, and counts as the other alone.
"""

from __future__ import annotations

TABLES = (
    "ALTER TABLE ticket ADD COLUMN unmade INTEGER NOT NULL DEFAULT 0",
    """CREATE TRIGGER ticket_count_unmade AFTER UPDATE OF unmade ON ticket WHEN NEW.unmade <> OLD.unmade BEGIN
  UPDATE ticket_count SET n = n - NEW.unmade + OLD.unmade WHERE state = NEW.state;
END""",
    "DROP INDEX ticket_done",
    "CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC)"
    " WHERE state IN ('answered','closed') AND unmade = 0",
    # Those that were taken back before this was known; one that was opened again since is a ticket.
    "UPDATE ticket SET unmade = 1 WHERE state = 'closed' AND id IN (SELECT ticket_id FROM event AS gone"
    " WHERE gone.deed = 'unmade' AND NOT EXISTS (SELECT 1 FROM event WHERE event.ticket_id = gone.ticket_id"
    " AND event.id > gone.id AND event.deed IN ('reopened','appended')))",
)

MERGED = (
    "ALTER TABLE ticket ADD COLUMN merged INTEGER NOT NULL DEFAULT 0",
    """CREATE TRIGGER ticket_count_merged AFTER UPDATE OF state, merged ON ticket
WHEN OLD.merged + NEW.merged > 0 BEGIN
  UPDATE ticket_count SET n = n + OLD.merged WHERE state = OLD.state;
  UPDATE ticket_count SET n = n - NEW.merged WHERE state = NEW.state;
END""",
    "DROP INDEX ticket_done",
    "CREATE INDEX ticket_done ON ticket (received_at DESC, id DESC)"
    " WHERE state IN ('answered','closed') AND unmade = 0 AND merged = 0",
    # Those that were merged before this was known; one that was parted or opened again since is a ticket.
    "UPDATE ticket SET merged = 1 WHERE state = 'closed' AND unmade = 0 AND id IN"
    " (SELECT ticket_id FROM event AS gone WHERE gone.deed = 'merged' AND NOT EXISTS"
    " (SELECT 1 FROM event WHERE event.ticket_id = gone.ticket_id AND event.id > gone.id"
    " AND (event.undoes = gone.id OR event.deed = 'reopened' AND NOT EXISTS"
    " (SELECT 1 FROM event AS back WHERE back.undoes = event.id))))",
)
