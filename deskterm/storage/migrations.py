"""How a desk's file becomes what this version expects: sqlite-utils migrations inside one BEGIN IMMEDIATE.

Only imported when a file is new or behind: sqlite-utils is slow to import.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from deskterm.storage import tables_desk, tables_money, tables_settlement, tables_terms

migrations = Migrations("desk")


def _create(db: Database, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)


@migrations(name="0001-the-desk")
def the_desk(db: Database) -> None:
    """Customers, messages, tickets, decisions, events."""
    _create(db, tables_desk.TABLES)
    for statement, values in tables_desk.ROWS:
        db.execute(statement, values)


@migrations(name="0002-work-and-money")
def work_and_money(db: Database) -> None:
    """Sessions, work reports, packs and their ledger."""
    _create(db, tables_money.TABLES)


@migrations(name="0003-terms-of-five")
def terms_of_five(db: Database) -> None:
    """Customers' facts, gates and access, callbacks, appointments, deliveries."""
    _create(db, tables_terms.TABLES)


@migrations(name="0004-settlement")
def settlement(db: Database) -> None:
    """The month's bill: settlements and the charges they hold."""
    _create(db, tables_settlement.TABLES)
