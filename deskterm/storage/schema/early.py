"""How a migration is added, and those of the first versions, up to the promises of a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from secrets import token_hex

from sqlite_utils import Database, Migrations

from deskterm.models.basics.text import subject_key
from deskterm.storage.schema.first import (
    v01_desk,
    v02_money,
    v03_terms,
    v04_settlement,
    v06_claims,
    v07_projects,
    v08_contacts,
    v09_agreements,
    v10_snapshots,
    v11_letters,
    v12_payers,
    v13_mended,
)
from deskterm.storage.schema.later import (
    v15_who_rings,
    v19_begun,
    v20_rings,
    v23_promises,
)
from deskterm.storage.schema.versions import NAMES

migrations = Migrations("desk")
Step = Callable[[Database], None]
left = list(NAMES)


def step(name: str) -> Callable[[Step], Step]:
    """The next migration, by the next of its names. Raises LookupError when `versions.NAMES` has another."""
    if not left or left.pop(0) != name:
        raise LookupError(f"{name} is not the next of versions.NAMES: every migration's name stands there")
    added: Callable[[Step], Step] = migrations(name=name)
    return added


def create(db: Database, statements: Iterable[str]) -> None:
    """Run the statements of tables, one after the other."""
    for statement in statements:
        db.execute(statement)


@step("0001-the-desk")
def the_desk(db: Database) -> None:
    """Customers, messages, tickets, decisions, events."""
    create(db, v01_desk.TABLES)
    for statement, values in v01_desk.ROWS:
        db.execute(statement, values)


@step("0002-work-and-money")
def work_and_money(db: Database) -> None:
    """Sessions, work reports, packs and their ledger."""
    create(db, v02_money.TABLES)


@step("0002-first-desks")
def first_desks(db: Database) -> None:
    """What the first two have got since they ran at somebody's desk."""
    create(db, v13_mended.first_desks(db))


@step("0003-terms-of-five")
def terms_of_five(db: Database) -> None:
    """Customers' facts, gates and access, callbacks, appointments, deliveries."""
    create(db, v03_terms.TABLES)


@step("0004-settlement")
def settlement(db: Database) -> None:
    """The month's bill: settlements and the charges they hold."""
    create(db, v04_settlement.TABLES)


@step("0005-same-subject")
def same_subject(db: Database) -> None:
    """By which subject a request that is sent again finds its first among any number of open tickets."""
    db.execute("ALTER TABLE ticket ADD COLUMN subject_key TEXT NOT NULL DEFAULT ''")
    db.register_function(subject_key, deterministic=True)
    db.execute("UPDATE ticket SET subject_key = subject_key(subject)")
    db.execute(
        "CREATE INDEX ticket_same ON ticket (customer_id, subject_key, received_at, id)"
        " WHERE state NOT IN ('answered','closed')"
    )


@step("0006-claims")
def claims(db: Database) -> None:
    """Which process holds a ticket; what a request that was set aside gave besides its words."""
    create(db, v06_claims.TABLES)


@step("0007-projects")
def projects(db: Database) -> None:
    """Work that is agreed in steps; what a yearly fee is a share of."""
    create(db, v07_projects.TABLES)


@step("0008-contacts")
def contacts(db: Database) -> None:
    """Contacts that were cancelled, and prices that were agreed."""
    create(db, v08_contacts.TABLES)


@step("0009-agreements")
def agreements(db: Database) -> None:
    """What agreements hold besides dates and money; who signed up."""
    create(db, v09_agreements.TABLES)


@step("0010-known")
def known(db: Database) -> None:
    """What was known when the terms were asked."""
    create(db, v10_snapshots.TABLES)


@step("0011-letters")
def letters(db: Database) -> None:
    """The customers' languages; the letters that a person has to write or to hand over."""
    create(db, v11_letters.TABLES)


@step("0012-payers")
def payers(db: Database) -> None:
    """The customer for whom a contact was filed."""
    create(db, v12_payers.TABLES)


@step("0013-as-made-today")
def as_made_today(db: Database) -> None:
    """What later ones have got since they ran at somebody's desk."""
    create(db, v13_mended.as_made_today(db))


@step("0014-sdi")
def sdi(db: Database) -> None:
    """The code to which the exchange system sends a customer's invoices; "" where none was given."""
    db.execute("ALTER TABLE customer ADD COLUMN sdi TEXT NOT NULL DEFAULT ''")


@step("0015-who-rings")
def who_rings(db: Database) -> None:
    """The words by which customers are found, and the last ring of each technician."""
    create(db, v15_who_rings.TABLES)
    v15_who_rings.fill(db.conn)


@step("0016-callers")
def callers(db: Database) -> None:
    """Who rang, where it is not whom the ticket names; "" where nobody said so."""
    for column in ("caller_name", "caller_phone"):
        db.execute(f"ALTER TABLE session ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


@step("0017-asleep")
def asleep(db: Database) -> None:
    """How long the machine had been awake when a session began: what it slept through is asked about."""
    db.execute("ALTER TABLE session ADD COLUMN awake_ms INTEGER")


@step("0018-invitations")
def invitations(db: Database) -> None:
    """By which name a calendar knows an appointment, which version of it, and since when."""
    db.execute("ALTER TABLE appointment ADD COLUMN uid TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE appointment ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE appointment ADD COLUMN revised_at INTEGER NOT NULL DEFAULT 0")
    for (number,) in db.execute("SELECT id FROM appointment").fetchall():
        db.execute(
            "UPDATE appointment SET uid = ?, revised_at = made_at WHERE id = ?", [token_hex(10), number]
        )


@step("0019-begun")
def begun(db: Database) -> None:
    """What is typed and not sent yet; the desk's own texts for answers."""
    create(db, v19_begun.TABLES)


@step("0020-rings")
def rings(db: Database) -> None:
    """Every call that rings at a technician, not the last alone."""
    create(db, v20_rings.TABLES)


@step("0021-soft-terms")
def soft_terms(db: Database) -> None:
    """What few rows are is found without looking at all: past the term that would be liked, a number owed."""
    db.execute("CREATE INDEX ticket_soft ON ticket (soft_due_at) WHERE state IN ('queued','taken')")
    db.execute("CREATE INDEX message_owed ON message (received_at) WHERE reason = 'number_owed'")


@step("0022-own-facts")
def own_facts(db: Database) -> None:
    """What the terms' own facts say of a ticket and of a device, and on which device a session worked."""
    db.execute("ALTER TABLE ticket ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'")
    db.execute("ALTER TABLE device ADD COLUMN facts TEXT NOT NULL DEFAULT '{}'")
    db.execute("ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT ''")


@step("0023-promises")
def promises(db: Database) -> None:
    """What each ticket promises, several things at once."""
    create(db, v23_promises.TABLES)
    v23_promises.fill(db.conn)


@step("0024-called-back")
def called_back(db: Database) -> None:
    """Who is called back, where it is not whom the ticket names; "" where nobody said so."""
    for column in ("contact_name", "contact_phone"):
        db.execute(f"ALTER TABLE callback ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
