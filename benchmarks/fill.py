"""A desk of any size, made in seconds: invented tickets, a tenth of them open."""

from __future__ import annotations

from pathlib import Path

from deskterm.desk.context import make_desk

SERVICE = Path(__file__).parents[1] / "data/services/delta-system.toml"
BEGAN = 1_767_225_600  # 1 January 2026
CUSTOMERS = 400

CUSTOMER_ROWS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO customer (code, name, town)
SELECT printf('C%05d', i), 'Officina inventata ' || i || ' srl', 'Schio' FROM n
"""
# Arrivals are a minute apart and the newest are open, as at a real desk; ranks are mixed.
TICKET_ROWS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :tickets)
INSERT INTO ticket (code, state, customer_id, terms_id, channel, kind, subject, excerpt, rank, received_at,
  due_at, answered_at, closed_at, tag)
SELECT printf('TK%06d', i), iif(i > :tickets - :open, 'queued', 'closed'), 1 + i % :customers, 1,
  'email', 'email', 'Stampa del registro numero ' || i || ': la data di fine mese non torna',
  'Buongiorno, da ieri la stampa del registro esce con la data sbagliata.', i % 3, :began + i * 60,
  :began + i * 60 + 172800, iif(i > :tickets - :open, NULL, :began + i * 60 + 7200),
  iif(i > :tickets - :open, NULL, :began + i * 60 + 7200), printf('%08x', i) FROM n
"""


def fill(folder: Path, tickets: int, waiting: int) -> Path:
    """Make a desk in `folder` with `tickets` tickets of which `waiting` wait in the queue."""
    desk = make_desk(folder, SERVICE.read_text(encoding="utf-8"), str(SERVICE), who="mzen")
    counts = {"tickets": tickets, "open": waiting, "customers": CUSTOMERS, "began": BEGAN}
    with desk.write() as conn:
        conn.execute(CUSTOMER_ROWS, (CUSTOMERS,))
        conn.execute(TICKET_ROWS, counts)
        conn.execute("INSERT INTO counter (name, value) VALUES ('ticket', ?)", (tickets,))
    desk.close()
    return folder
