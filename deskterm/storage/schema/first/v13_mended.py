"""What desks made by early versions lack although their migrations have run: those were changed once more.

Every step looks first: at a desk that has it all nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from deskterm.storage.schema.first import v02_money, v03_terms

if TYPE_CHECKING:
    from sqlite_utils import Database

MONEY = "movement charge report session contact_group pack".split()  # whoever points comes first
ADDED = {"asked_at": "INTEGER", "pauses": "TEXT NOT NULL DEFAULT '[]'"}


def first_desks(db: Database) -> Iterator[str]:
    """What brings the customers', tickets' and money's tables of the first versions to their later shape."""
    if "do" in _columns(db, "decision"):
        yield "ALTER TABLE decision RENAME COLUMN do TO verdict"
    there = _columns(db, "ticket")
    for name, kind in ADDED.items():
        if name not in there:
            yield f"ALTER TABLE ticket ADD COLUMN {name} {kind}"
    if "part" not in _columns(db, "charge"):  # no deed of that version wrote into them
        yield from (f"DROP TABLE {name}" for name in MONEY)
        yield from v02_money.TABLES
    yield from _missing(db, v02_money.TABLES, ("movement_drawn",))


def as_made_today(db: Database) -> Iterator[str]:
    """The index that the terms' tables got after they had been made at some desks."""
    yield from _missing(db, v03_terms.TABLES, ("decision_session",))


def _columns(db: Database, table: str) -> set[str]:
    return {column.name for column in db.table(table).columns}


def _missing(db: Database, statements: tuple[str, ...], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        statement = next(one for one in statements if one.startswith(f"CREATE INDEX {name} "))
        table = statement.split()[4]
        if name not in {index.name for index in db.table(table).indexes}:
            yield statement
