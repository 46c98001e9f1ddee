"""How each charge came about, line by line; written once with its filing and never changed.

`item` is the price or fixed amount by which it is counted, `day` the local day of the contact or of the line.
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE charge_line (
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
) STRICT""",
    "CREATE INDEX charge_line_counted ON charge_line (customer_id, day, what)",
    "CREATE INDEX charge_line_ticket ON charge_line (ticket_id, what)",
    """CREATE TRIGGER charge_line_stays BEFORE UPDATE ON charge_line BEGIN
  SELECT RAISE(ABORT, 'a line of a charge stays as it was made');
END""",
    """CREATE TRIGGER charge_line_kept BEFORE DELETE ON charge_line BEGIN
  SELECT RAISE(ABORT, 'a line of a charge stays as it was made');
END""",
    """CREATE TRIGGER charge_line_once BEFORE INSERT ON charge_line
WHEN EXISTS (SELECT 1 FROM charge_line
  WHERE group_id = NEW.group_id AND part = NEW.part AND place = NEW.place) BEGIN
  SELECT RAISE(ABORT, 'this line stands already');
END""",
)
