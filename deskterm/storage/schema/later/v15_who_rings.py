"""The words by which customers are found, and who rings at whom.

The words are folded, with whose they are and the ends of each: ordinary tables, written in the
transaction that changes the card, so any engine keeps them, and a letter typed is a range of an index however
many customers there are. Of rings only the last of each technician is kept: no history of anybody's calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from deskterm.models.basics.identity import numbers, parts
from deskterm.models.basics.search_words import LEFT, WHOLE_ONLY, card_words

TABLES = (
    """CREATE TABLE find_place (
  word TEXT NOT NULL,
  field INTEGER NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  PRIMARY KEY (word, field, customer_id)
) STRICT""",
    "CREATE INDEX find_place_customer ON find_place (customer_id, word, field)",
    """CREATE TABLE find_part (
  part TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (part, word)
) STRICT""",
    """CREATE TABLE ring (
  technician TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  phone TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  shown INTEGER NOT NULL DEFAULT 0
) STRICT""",
)
AT_ONCE = 50_000
PLACE = "INSERT INTO find_place (word, field, customer_id)"
CARDS = "SELECT * FROM customer ORDER BY id"
PEOPLE = "SELECT * FROM contact ORDER BY customer_id"
LEFT_NUMBERS = (
    "SELECT DISTINCT customer_id, contact_phone FROM ticket"
    " WHERE contact_phone <> '' AND customer_id IS NOT NULL AND confirmed = 1"
)


def fill(conn: Any) -> None:
    """Write the words of every customer of a desk that has none yet, some thousands at a time."""
    places = _places(conn)
    while some := set(islice(places, AT_ONCE)):
        whole = {word for word, field, _ in some if field not in WHOLE_ONLY}
        ends = sorted((part, word) for word in whole for part in parts(word))
        conn.executemany(f"{PLACE} VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sorted(some))
        conn.executemany("INSERT INTO find_part (part, word) VALUES (?, ?) ON CONFLICT DO NOTHING", ends)


def _places(conn: Any) -> Iterator[tuple[str, int, int]]:
    people = groupby(conn.execute(PEOPLE), key=lambda row: row["customer_id"])
    number, own = next(people, (0, iter(())))
    for card in conn.execute(CARDS):
        mine = list(own) if number == card["id"] else []
        if number == card["id"]:
            number, own = next(people, (0, iter(())))
        yield from ((word, field, card["id"]) for word, field in card_words(card, mine))
    for row in conn.execute(LEFT_NUMBERS):
        yield from ((digits, LEFT, row["customer_id"]) for digits in numbers(row["contact_phone"]))
