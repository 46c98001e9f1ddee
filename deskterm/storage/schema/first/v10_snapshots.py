"""What was known when the terms were asked: the facts of that moment, so that other terms can be asked too.

`number` is a message at `intake`, a ticket at `opening`, `response` and `triage`, a contact group at `price`.
"""

TABLES = (
    """CREATE TABLE known (
  point TEXT NOT NULL CHECK (point IN ('intake','opening','response','triage','price')),
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (point, number)
) STRICT""",
)
