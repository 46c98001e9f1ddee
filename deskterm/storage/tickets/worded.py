"""The tickets that hold words, as a part of a statement."""

from __future__ import annotations

from typing import Any

from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text
from deskterm.storage.tickets.states import in_view


def with_words(conn: Connection, search: str, newest: int = 0) -> tuple[str, list[Any]]:
    """A statement that gives the ids of the tickets that hold every word of a search, and its values.

    The technician who has a ticket in hand means it too. `newest`: at most so many.
    """
    found = f"SELECT id FROM ticket WHERE {in_view('hand')} AND lower(taken_by) = ?"  # noqa: S608
    values: list[Any] = [search.lower()]
    if asked := full_text.asked(conn, full_text.TICKET, search, typing=True):
        part = full_text.newest_matching if newest else full_text.matching
        found += f" UNION {part(full_text.TICKET)}"
        values += [full_text.all_of(asked), *([newest] if newest else [])]
    return found, values
