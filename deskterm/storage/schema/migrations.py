"""How a desk's file becomes what this version expects: sqlite-utils migrations inside one BEGIN IMMEDIATE.

Only imported when a file is new or behind: sqlite-utils is slow to import.
"""

from __future__ import annotations

from sqlite_utils import Database

from deskterm.storage.engine import full_text, full_text_tables, row_order
from deskterm.storage.schema.early import create, left, migrations, step
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
)
from deskterm.storage.schema.moves import brought, firm_data, report_steps, resized_packs, sealed, voided
from deskterm.storage.schema.post import former_addresses, hook_places, letters_out, looked_at, unconfirmed

__all__ = ["migrations"]


@step("0025-in-force")
def in_force(db: Database) -> None:
    """Since when which terms are in force, and from when those that are to come."""
    create(db, terms_days.TABLES)


@step("0026-lines")
def lines(db: Database) -> None:
    """How each charge came about, line by line."""
    create(db, reckoned_lines.TABLES)


@step("0027-lots")
def lots_of_packs(db: Database) -> None:
    """Packs that may owe, that begin on a day and follow each other; movements with their day and rule."""
    create(db, lots.TABLES)


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
    create(db, credits_kept.TABLES)


@step("0031-credits-settled")
def credits_settled(db: Database) -> None:
    """Which settlement holds a credit; what a customer's month comes to may be less than nothing."""
    create(db, settled_credits.TABLES)


@step("0032-terms-withdrawn")
def terms_withdrawn(db: Database) -> None:
    """Terms that were withdrawn before the day from which they would have held."""
    create(db, terms_taken_back.TABLES)


@step("0032-unmade")
def unmade_tickets(db: Database) -> None:
    """A ticket that a split or a move made, and that was taken back with it, is no work that was done."""
    create(db, unmade.TABLES)


@step("0033-languages")
def languages(db: Database) -> None:
    """A customer is written to in any language of the terms; a ready text is in any of them."""
    create(db, further_languages.TABLES)


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
    create(db, unmade.MERGED)


@step("0037-credits-undone")
def credits_undone_before_the_bill(db: Database) -> None:
    """A credit that was granted or refused can be taken back until a settlement holds it."""
    create(db, settled_credits.UNDONE)


@step("0038-mail-references")
def mail_reference(db: Database) -> None:
    """Which mails a mail follows, where what it answers has not come yet."""
    create(db, mail_references.TABLES)


@step("0039-mail-accounts")
def mailboxes(db: Database) -> None:
    """The mailboxes that the desk reads and answers from, and how far each has been read."""
    create(db, mail_accounts.TABLES)


@step("0040-outgoing")
def letters_on_their_way(db: Database) -> None:
    """What became of each letter that goes out, and which of them no person wrote."""
    create(db, letters_out.TABLES)


@step("0040-mail-marked")
def marked_mails(db: Database) -> None:
    """Up to where the mails of a folder are marked on the server as well."""
    db.execute("ALTER TABLE mail_folder ADD COLUMN marked_uid INTEGER NOT NULL DEFAULT 0")


@step("0041-numbers-by-hand")
def numbers_by_hand(db: Database) -> None:
    """Requests that came through a list, whose number a person tells, are found without looking at all."""
    create(db, letters_out.BY_HAND)


@step("0058-hooks")
def hooks_of_what_happens(db: Database) -> None:
    """How far each hook has been given what happened, and what it never took."""
    create(db, hook_places.TABLES)


@step("0063-full-text")
def words_of_everything(db: Database) -> None:
    """The index of all words: of tickets, of messages that belong to none, of customers."""
    create(db, full_text_tables.TABLES)
    full_text.build(db.conn)


@step("0067-unconfirmed")
def unconfirmed_replies(db: Database) -> None:
    """Messages that joined a ticket and that nobody vouches for wait for a person."""
    create(db, unconfirmed.TABLES)


@step("0068-mail-floods")
def floods_of_a_mail(db: Database) -> None:
    """How often the mail behind a folder's place came with more bytes than a mail can have."""
    db.execute("ALTER TABLE mail_folder ADD COLUMN floods INTEGER NOT NULL DEFAULT 0")


@step("0071-brought")
def brought_in(db: Database) -> None:
    """What came from another desk, by the key that it has there: the same export twice is once."""
    create(db, brought.TABLES)


@step("0072-report-openings")
def report_openings(db: Database) -> None:
    """The last work report that was issued elsewhere, behind which the numbers go on."""
    create(db, brought.OPENINGS)


@step("0073-opening-balances")
def opening_balances(db: Database) -> None:
    """What a firm had sold and agreed before it began here."""
    create(db, brought.BALANCES)


@step("0075-rang-in-vain")
def calls_of_who_rang(db: Database) -> None:
    """Which callbacks are there because somebody rang in vain, whatever the ticket is about."""
    db.execute("ALTER TABLE callback ADD COLUMN rang INTEGER NOT NULL DEFAULT 0")


@step("0076-taken-up")
def rings_taken_up(db: Database) -> None:
    """Which rings somebody took up; of those there were before, nobody is owed a call now."""
    db.execute("ALTER TABLE ringing ADD COLUMN taken INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE ringing SET taken = 1")


@step("0077-files-looked-at")
def files_looked_at(db: Database) -> None:
    """What each file that came is by its bytes, and within which mail or pack it lay."""
    create(db, looked_at.TABLES)
    looked_at.fill(db.conn)


@step("0079-resized")
def packs_put_right(db: Database) -> None:
    """What agreements bring in their packs by now, and from when."""
    create(db, resized_packs.TABLES)


@step("0081-references-in-order")
def references_in_order(db: Database) -> None:
    """In which order a mail names those that it follows: as they were written down, the oldest first."""
    db.execute("ALTER TABLE mail_reference ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
    db.execute(f"UPDATE mail_reference SET place = {row_order.AS_WRITTEN}")  # noqa: S608  # our word


@step("0082-first-tries")
def first_tries(db: Database) -> None:
    """Since when a letter is tried that the server has not taken yet."""
    create(db, letters_out.FIRST_TRIES)


@step("0083-letters-that-went")
def letters_that_went(db: Database) -> None:
    """Whether a server has ever taken a letter, whatever became of it afterwards."""
    create(db, letters_out.WENT)


@step("0084-numbers-untold")
def numbers_untold(db: Database) -> None:
    """Requests whose number nobody has told, and why no machine may, are found without looking at all."""
    create(db, letters_out.UNTOLD)


@step("0085-former-addresses")
def former_addresses_kept(db: Database) -> None:
    """Which address was whose before it was corrected, so that no letter goes there any more."""
    create(db, former_addresses.TABLES)
    former_addresses.fill(db.conn)


@step("0087-credits-due")
def credits_due(db: Database) -> None:
    """When what was credited had been due, and how late it was: a promise may be reckoned anew later."""
    create(db, credits_kept.DUE)


@step("0088-voided")
def filings_voided(db: Database) -> None:
    """Contacts that are void, movements that were taken back, and what of it closed months are credited."""
    create(db, voided.TABLES)


@step("0089-logins")
def logins(db: Database) -> None:
    """As which user of the system an event was done, beside the name that was given for it."""
    db.execute("ALTER TABLE event ADD COLUMN login TEXT NOT NULL DEFAULT ''")


@step("0090-sealed")
def sealed_rows(db: Database) -> None:
    """The chain of seals; what stands is sealed once all else has been brought up (`sealing.stand`)."""
    create(db, sealed.TABLES)


@step("0092-firm")
def firm_for_papers(db: Database) -> None:
    """Whose desk it is, as its papers name it; where customers sit and which address their invoices have."""
    create(db, firm_data.TABLES)


@step("0093-report-steps")
def steps_of_reports(db: Database) -> None:
    """Which work reports were mailed and confirmed, and which are to leave by themselves."""
    create(db, report_steps.TABLES)


if left:
    raise LookupError(f"versions.NAMES has names without a migration: {', '.join(left)}")
