"""Which levels of a pack a customer has been told, each under a name of its own."""

from __future__ import annotations

from deskterm.models.terms.money_sections import PackTerms
from deskterm.storage.database import Connection
from deskterm.storage.money import movements as movement_rows
from deskterm.storage.money import rounds as round_rows

TOLD = "packs.told."  # and kind, level, customer: after which movement they were told that level


def name(terms: PackTerms, level: int, customer_id: int) -> str:
    """Under which a level that a customer was told is kept."""
    return f"{TOLD}{terms.id}.{level}.{customer_id}"


def take_as_told(conn: Connection, terms: PackTerms, customer_id: int, left: int) -> None:
    """Of a balance that was so low before it came here nobody is told by a letter."""
    last = movement_rows.last_of_kind(conn, customer_id, terms.id)
    for level in terms.warn:
        if level >= left:
            round_rows.reach(conn, name(terms, level, customer_id), last)
