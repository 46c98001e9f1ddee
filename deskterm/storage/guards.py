"""The guards that a desk's file must carry: every trigger of the schema, word for word (S19)."""

from __future__ import annotations

import re
from functools import cache

from deskterm.storage.database import Connection
from deskterm.storage.engine import full_text_tables
from deskterm.storage.schema.first import (
    v01_desk,
    v02_money,
    v03_terms,
    v04_settlement,
    v07_projects,
    v08_contacts,
    v09_agreements,
)
from deskterm.storage.schema.later import (
    lots,
    reckoned_lines,
    settled_credits,
    terms_taken_back,
    unmade,
)
from deskterm.storage.schema.moves import brought, firm_data, report_steps, resized_packs, sealed, voided
from deskterm.storage.schema.post import former_addresses

_NAME = re.compile(r"CREATE TRIGGER (\w+) ")


@cache
def expected() -> dict[str, str]:
    """The triggers that the migrations make, by name."""
    rooms = (
        *(v01_desk, v02_money, v03_terms, v04_settlement, v08_contacts, v07_projects),
        *(v09_agreements, reckoned_lines, unmade),
        lots,  # its guards of packs and movements stand for those of their first tables
        resized_packs,  # the one that lets a pack's first day move
        voided,
        settled_credits,  # and these for the settlements'
        terms_taken_back,
        former_addresses,
        firm_data,
        report_steps,
        sealed,
        full_text_tables,
    )
    statements = [
        *(statement for room in rooms for statement in room.TABLES),
        *unmade.MERGED,
        *settled_credits.UNDONE,
        *brought.OPENINGS,
        *brought.BALANCES,
    ]
    return {found[1]: statement for statement in statements if (found := _NAME.match(statement))}


def missing_guards(conn: Connection) -> tuple[str, ...]:
    """Guards that are gone or read otherwise than they were made, and triggers that nobody here made."""
    rows = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    there = {row["name"]: row["sql"] for row in rows}
    wanted = expected()
    return tuple(sorted(name for name in there.keys() | wanted if there.get(name) != wanted.get(name)))
