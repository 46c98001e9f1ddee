"""How a desk's file becomes what this version expects: sqlite-utils migrations inside one BEGIN IMMEDIATE.

Only imported when a file is new or behind: sqlite-utils is slow to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from secrets import token_hex

from sqlite_utils import Database, Migrations

from deskterm.models.basics.text import subject_key
from deskterm.storage.engine import full_text, full_text_tables
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
    credits_kept,
    further_languages,
    lots,
    mail_accounts,
    mail_references,
    reckoned_lines,
    settled_credits,
    terms_days,
    terms_taken_back,
    unmade,
    v15_who_rings,
    v19_begun,
    v20_rings,
    v23_promises,
)
from deskterm.storage.schema.moves import brought
from deskterm.storage.schema.post import hook_places, letters_out, unconfirmed
from deskterm.storage.schema.versions import NAMES

migrations = Migrations("desk")
Step = Callable[[Database], None]
_left = list(NAMES)


def step(name: str) -> Callable[[Step], Step]:
    """The next migration, by the next of its names. Raises LookupError when `versions.NAMES` has another."""
    if not _left or _left.pop(0) != name:
        raise LookupError(f"{name} is not the next of versions.NAMES: every migration's name stands there")
    added: Callable[[Step], Step] = migrations(name=name)
    return added


def _create(db: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        db.execute(statement)


@step("0001-the-desk")
def the_desk(db: Database) -> None:
    """Customers, messages, tickets, decisions, events."""
    _create(db, v01_desk.TABLES)
    for statement, values in v01_desk.ROWS:
        db.execute(statement, values)


@step("0002-work-and-money")
def work_and_money(db: Database) -> None:
    """Sessions, work reports, packs and their ledger."""
    _create(db, v02_money.TABLES)


@step("0002-first-desks")
def first_desks(db: Database) -> None:
    """What the first two have got since they ran at somebody's desk."""
    _create(db, v13_mended.first_desks(db))


@step("0003-terms-of-five")
def terms_of_five(db: Database) -> None:
    """Customers' facts, gates and access, callbacks, appointments, deliveries."""
    _create(db, v03_terms.TABLES)


@step("0004-settlement")
def settlement(db: Database) -> None:
    """The month's bill: settlements and the charges they hold."""
    _create(db, v04_settlement.TABLES)


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
    _create(db, v06_claims.TABLES)


@step("0007-projects")
def projects(db: Database) -> None:
    """Work that is agreed in steps; what a yearly fee is a share of."""
    _create(db, v07_projects.TABLES)


@step("0008-contacts")
def contacts(db: Database) -> None:
    """Contacts that were cancelled, and prices that were agreed."""
    _create(db, v08_contacts.TABLES)


@step("0009-agreements")
def agreements(db: Database) -> None:
    """What agreements hold besides dates and money; who signed up."""
    _create(db, v09_agreements.TABLES)


@step("0010-known")
def known(db: Database) -> None:
    """What was known when the terms were asked."""
    _create(db, v10_snapshots.TABLES)


@step("0011-letters")
def letters(db: Database) -> None:
    """The customers' languages; the letters that a person has to write or to hand over."""
    _create(db, v11_letters.TABLES)


@step("0012-payers")
def payers(db: Database) -> None:
    """The customer for whom a contact was filed."""
    _create(db, v12_payers.TABLES)


@step("0013-as-made-today")
def as_made_today(db: Database) -> None:
    """What later ones have got since they ran at somebody's desk."""
    _create(db, v13_mended.as_made_today(db))


@step("0014-sdi")
def sdi(db: Database) -> None:
    """The code to which the exchange system sends a customer's invoices; "" where none was given."""
    db.execute("ALTER TABLE customer ADD COLUMN sdi TEXT NOT NULL DEFAULT ''")


@step("0015-who-rings")
def who_rings(db: Database) -> None:
    """The words by which customers are found, and the last ring of each technician."""
    _create(db, v15_who_rings.TABLES)
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
    _create(db, v19_begun.TABLES)


@step("0020-rings")
def rings(db: Database) -> None:
    """Every call that rings at a technician, not the last alone."""
    _create(db, v20_rings.TABLES)


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
    _create(db, v23_promises.TABLES)
    v23_promises.fill(db.conn)


@step("0024-called-back")
def called_back(db: Database) -> None:
    """Who is called back, where it is not whom the ticket names; "" where nobody said so."""
    for column in ("contact_name", "contact_phone"):
        db.execute(f"ALTER TABLE callback ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


@step("0025-in-force")
def in_force(db: Database) -> None:
    """Since when which terms are in force, and from when those that are to come."""
    _create(db, terms_days.TABLES)


@step("0026-lines")
def lines(db: Database) -> None:
    """How each charge came about, line by line."""
    _create(db, reckoned_lines.TABLES)


@step("0027-lots")
def lots_of_packs(db: Database) -> None:
    """Packs that may owe, that begin on a day and follow each other; movements with their day and rule."""
    _create(db, lots.TABLES)


@step("0028-grants")
def grants(db: Database) -> None:
    """Until when an agreement has brought its packs; where it has, that is worked out at the next look."""
    db.execute("ALTER TABLE agreement ADD COLUMN granted_to TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE agreement SET granted_to = starts_on WHERE granted = 1")
    db.execute("CREATE INDEX agreement_granted_to ON agreement (granted_to) WHERE granted_to <> ''")


@step("0029-agreements-at-once")
def agreements_at_once(db: Database) -> None:
    """What an agreement is for, where a customer has several; which a person chose for a ticket."""
    db.execute("ALTER TABLE agreement ADD COLUMN name TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE ticket ADD COLUMN agreement_id INTEGER")
    db.execute("ALTER TABLE ticket ADD COLUMN agreement_why TEXT NOT NULL DEFAULT ''")


@step("0030-credits")
def credits(db: Database) -> None:
    """What a person made of a broken promise: credited, or not."""
    _create(db, credits_kept.TABLES)


@step("0031-credits-settled")
def credits_settled(db: Database) -> None:
    """Which settlement holds a credit; what a customer's month comes to may be less than nothing."""
    _create(db, settled_credits.TABLES)


@step("0032-terms-withdrawn")
def terms_withdrawn(db: Database) -> None:
    """Terms that were withdrawn before the day from which they would have held."""
    _create(db, terms_taken_back.TABLES)


@step("0032-unmade")
def unmade_tickets(db: Database) -> None:
    """A ticket that a split or a move made, and that was taken back with it, is no work that was done."""
    _create(db, unmade.TABLES)


@step("0033-languages")
def languages(db: Database) -> None:
    """A customer is written to in any language of the terms; a ready text is in any of them."""
    _create(db, further_languages.TABLES)


@step("0034-due-while-it-rests")
def due_while_it_rests(db: Database) -> None:
    """What rests is late as well: every open ticket by when it is due, and by when it would be liked."""
    states = "('queued','taken','waiting','vendor','parked')"
    for name, column in (("ticket_due", "due_at"), ("ticket_soft", "soft_due_at")):
        db.execute(f"DROP INDEX {name}")
        db.execute(f"CREATE INDEX {name} ON ticket ({column}) WHERE state IN {states}")


@step("0035-exact-charges")
def exact_charges(db: Database) -> None:
    """A charge says the time that it charges, to the part of a minute, and the VAT that stood inside it."""
    for table, column in (("charge", "excess"), ("charge", "vat_cents"), ("cancelled_contact", "excess")):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")


@step("0036-merged")
def merged_tickets(db: Database) -> None:
    """A ticket that was put into another is no second request, and no second one that was done."""
    _create(db, unmade.MERGED)


@step("0037-credits-undone")
def credits_undone_before_the_bill(db: Database) -> None:
    """A credit that was granted or refused can be taken back until a settlement holds it."""
    _create(db, settled_credits.UNDONE)


@step("0038-mail-references")
def mail_reference(db: Database) -> None:
    """Which mails a mail follows, where what it answers has not come yet."""
    _create(db, mail_references.TABLES)


@step("0039-mail-accounts")
def mailboxes(db: Database) -> None:
    """The mailboxes that the desk reads and answers from, and how far each has been read."""
    _create(db, mail_accounts.TABLES)


@step("0040-outgoing")
def letters_on_their_way(db: Database) -> None:
    """What became of each letter that goes out, and which of them no person wrote."""
    _create(db, letters_out.TABLES)


@step("0040-mail-marked")
def marked_mails(db: Database) -> None:
    """Up to where the mails of a folder are marked on the server as well."""
    db.execute("ALTER TABLE mail_folder ADD COLUMN marked_uid INTEGER NOT NULL DEFAULT 0")


@step("0041-numbers-by-hand")
def numbers_by_hand(db: Database) -> None:
    """Requests that came through a list, whose number a person tells, are found without looking at all."""
    _create(db, letters_out.BY_HAND)


@step("0058-hooks")
def hooks_of_what_happens(db: Database) -> None:
    """How far each hook has been given what happened, and what it never took."""
    _create(db, hook_places.TABLES)


@step("0063-full-text")
def words_of_everything(db: Database) -> None:
    """The index of all words: of tickets, of messages that belong to none, of customers."""
    _create(db, full_text_tables.TABLES)
    full_text.build(db.conn)


@step("0067-unconfirmed")
def unconfirmed_replies(db: Database) -> None:
    """Messages that joined a ticket and that nobody vouches for wait for a person."""
    _create(db, unconfirmed.TABLES)


@step("0071-brought")
def brought_in(db: Database) -> None:
    """What came from another desk, by the key that it has there: the same export twice is once."""
    _create(db, brought.TABLES)


@step("0072-report-openings")
def report_openings(db: Database) -> None:
    """The last work report that was issued elsewhere, behind which the numbers go on."""
    _create(db, brought.OPENINGS)


@step("0073-opening-balances")
def opening_balances(db: Database) -> None:
    """What a firm had sold and agreed before it began here."""
    _create(db, brought.BALANCES)


@step("0075-rang-in-vain")
def calls_of_who_rang(db: Database) -> None:
    """Which callbacks are there because somebody rang in vain, whatever the ticket is about."""
    db.execute("ALTER TABLE callback ADD COLUMN rang INTEGER NOT NULL DEFAULT 0")


if _left:
    raise LookupError(f"versions.NAMES has names without a migration: {', '.join(_left)}")
