"""The full-text index of SQLite: a table for what is found, and what notes which of it has to be read anew.

No text is kept twice: the index takes its words from a view (external content). To take a text out of such an
index one gives it as it went in, so a trigger keeps the old words in `find_due` before the first change of a
transaction, and `full_text.keep` brings the index after before the commit. A trigger may not write into the
index itself (`trusted_schema=OFF`), and whoever changes a row by hand is caught up with at the next deed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 20_000  # signs of one message that are looked through: some ten pages
_TYPED = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ", "o": "øØ", "d": "đĐð", "l": "łŁ", "i": "ı"}
LETTERS = tuple((sign, typed) for typed, signs in _TYPED.items() for sign in signs)
TOKENS = "unicode61 remove_diacritics 2 separators ''ʼ''"  # the one apostrophe that counts as a letter


class Indexed(NamedTuple):
    """What is found, by what: the table, its view's columns with their texts, and the rows that it is of."""

    table: str
    columns: tuple[tuple[str, str], ...]
    rows: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the index, in their order."""
        return tuple(name for name, _ in self.columns)

    @property
    def view(self) -> str:
        """What the words are taken from."""
        return f"{self.table}_words"


def _plain(text: str) -> str:
    """A text with letters that bear no accent and are none of the alphabet written as one types them."""
    for sign, typed in LETTERS:
        text = f"replace({text}, '{sign}', '{typed}')"
    return text


def _said(direction: str) -> str:
    """What messages of a ticket say, with the subject that is not the ticket's own; no automatic letter."""
    own = "CASE WHEN message.subject IN ('', ticket.subject) THEN '' ELSE message.subject || ' ' END"
    return (
        f"coalesce((SELECT group_concat({own} || substr(message.body, 1, {LONGEST}), ' ') FROM message"  # noqa: S608
        f" WHERE message.ticket_id = ticket.id AND message.direction = '{direction}'"
        " AND message.automatic = ''), '')"
    )


_FIELDS = "coalesce((SELECT group_concat(given.value, ' ') FROM json_each(ticket.fields) AS given), '')"
_CALLS = (
    "coalesce((SELECT group_concat(contact_group.note, ' ') FROM contact_group"
    " WHERE contact_group.ticket_id = ticket.id AND contact_group.filings > 0), '')"
)


def _files(whose: str) -> str:
    return (
        "coalesce((SELECT group_concat(attachment.name, ' ') FROM attachment JOIN message"  # noqa: S608
        f" ON message.id = attachment.message_id WHERE {whose}), '')"
    )


TICKET = Indexed(
    "find_ticket",
    (
        ("subject", "ticket.subject"),
        (
            "customer",
            "coalesce(customer.name, '') || ' ' || ticket.contact_name || ' ' || ticket.contact_phone"
            " || ' ' || ticket.contact_email",
        ),
        ("request", f"{_said('in')} || ' ' || {_FIELDS}"),
        ("answer", _said("out")),
        ("note", f"{_said('note')} || ' ' || {_CALLS}"),
        ("files", _files("message.ticket_id = ticket.id")),
    ),
    "ticket LEFT JOIN customer ON customer.id = ticket.customer_id",
)
ASIDE = Indexed(  # what belongs to no ticket
    "find_aside",
    (
        ("subject", "message.subject"),
        ("sender", "message.from_name || ' ' || message.from_address"),
        ("body", f"substr(message.body, 1, {LONGEST})"),
        (
            "files",
            "coalesce((SELECT group_concat(attachment.name, ' ') FROM attachment"
            " WHERE attachment.message_id = message.id), '')",
        ),
    ),
    "message WHERE message.ticket_id IS NULL AND message.automatic = ''",
)
CARD = Indexed(
    "find_card",
    (
        ("name", "customer.name"),
        (
            "people",
            "customer.town || ' ' || coalesce((SELECT group_concat(contact.name || ' ' || contact.role, ' ')"
            " FROM contact WHERE contact.customer_id = customer.id), '')",
        ),
        ("notes", "customer.notes"),
    ),
    "customer",
)
EVERY = (TICKET, ASIDE, CARD)
MOST = max(len(one.columns) for one in EVERY)


def _made(found: Indexed) -> Iterator[str]:
    whose = found.rows.split()[0]
    columns = ",\n  ".join(f"{_plain(text)} AS {name}" for name, text in found.columns)
    yield f"CREATE VIEW {found.view} AS SELECT {whose}.id AS id,\n  {columns}\nFROM {found.rows}"
    yield (
        f"CREATE VIRTUAL TABLE {found.table} USING fts5({', '.join(found.names)},"
        f" content='{found.view}', content_rowid='id', tokenize='{TOKENS}')"
    )
    yield f"CREATE VIRTUAL TABLE {found.table}_terms USING fts5vocab({found.table}, instance)"


# `old` says whether the words stand in the index, and have to leave it as they stood.
DUE = f"""CREATE TABLE find_due (
  place TEXT NOT NULL,
  number INTEGER NOT NULL,
  old INTEGER NOT NULL,
  {", ".join(f"w{at} TEXT NOT NULL DEFAULT ''" for at in range(MOST))},
  PRIMARY KEY (place, number)
) STRICT"""


# Of which tables words were taken out that still lie in old pages, and whether their merging has begun.
UNCLEAN = """CREATE TABLE find_unclean (place TEXT PRIMARY KEY, begun INTEGER NOT NULL) STRICT"""


def _due(found: Indexed, which: str) -> str:
    """Note that these rows are to be read anew, with the words that stand in the index for them."""
    into = ", ".join(f"w{at}" for at in range(len(found.columns)))
    words = ", ".join(f"{found.view}.{name}" for name in found.names)
    return (
        f"  INSERT INTO find_due (place, number, old, {into})"  # noqa: S608
        f" SELECT '{found.table}', {found.view}.id, 1, {words}"
        f" FROM {found.view} WHERE {found.view}.id IN ({which}) AND NOT EXISTS (SELECT 1 FROM find_due"
        f" WHERE place = '{found.table}' AND number = {found.view}.id) ON CONFLICT DO NOTHING;"
    )


def _new(found: Indexed, number: str) -> str:
    """Note a row whose words are not in the index yet."""
    return (
        f"  INSERT INTO find_due (place, number, old) SELECT '{found.table}', {number}, 0"
        " WHERE true ON CONFLICT DO NOTHING;"
    )


def _trigger(name: str, when: str, *body: str, only: str = "") -> str:
    test = f"\nWHEN {only}" if only else ""
    return f"CREATE TRIGGER find_{name} {when}{test} BEGIN\n" + "\n".join(body) + "\nEND"


def _changed(*names: str) -> str:
    return " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in names)


_OWN = ("subject", "customer_id", "contact_name", "contact_phone", "contact_email", "fields")
_SAID = ("ticket_id", "direction", "automatic", "subject", "body", "from_name", "from_address")
_ON_CARD = ("name", "town", "notes")
_OF_FILE = "SELECT ticket_id FROM message WHERE id = {}.message_id"


def _of_messages() -> Iterator[str]:
    yield _trigger(
        "message_in",
        "BEFORE INSERT ON message",
        _due(TICKET, "NEW.ticket_id"),
        only="NEW.ticket_id IS NOT NULL AND NEW.automatic = ''",
    )
    yield _trigger(
        "message_aside",
        "AFTER INSERT ON message",
        _new(ASIDE, "NEW.id"),
        only="NEW.ticket_id IS NULL AND NEW.automatic = ''",
    )
    yield _trigger(
        "message_change",
        f"BEFORE UPDATE OF {', '.join(_SAID)} ON message",
        _due(TICKET, "OLD.ticket_id, NEW.ticket_id"),
        _due(ASIDE, "OLD.id"),
        only=_changed(*_SAID),
    )
    yield _trigger(
        "message_apart",
        "AFTER UPDATE OF ticket_id ON message",
        _new(ASIDE, "NEW.id"),
        only="NEW.ticket_id IS NULL AND OLD.ticket_id IS NOT NULL",
    )
    yield _trigger(
        "message_gone",
        "BEFORE DELETE ON message",
        _due(TICKET, "OLD.ticket_id"),
        _due(ASIDE, "OLD.id"),
    )
    for name, when, row in (("in", "INSERT", "NEW"), ("gone", "DELETE", "OLD"), ("change", "UPDATE", "OLD")):
        yield _trigger(
            f"file_{name}",
            f"BEFORE {when} ON attachment",
            _due(TICKET, _OF_FILE.format(row)),
            _due(ASIDE, f"{row}.message_id"),
        )


def _of_tickets() -> Iterator[str]:
    yield _trigger("ticket_in", "AFTER INSERT ON ticket", _new(TICKET, "NEW.id"))
    yield _trigger(
        "ticket_change",
        f"BEFORE UPDATE OF {', '.join(_OWN)} ON ticket",
        _due(TICKET, "OLD.id"),
        only=_changed(*_OWN),
    )
    yield _trigger("ticket_gone", "BEFORE DELETE ON ticket", _due(TICKET, "OLD.id"))
    # What is noted of a call while it is typed is nobody's business yet.
    for name, when, row, only in (
        ("in", "INSERT", "NEW", "NEW.filings > 0"),
        (
            "change",
            "UPDATE OF note, filings, ticket_id",
            "OLD",
            "NEW.filings > 0 AND (NEW.note <> OLD.note OR OLD.filings = 0 OR NEW.ticket_id <> OLD.ticket_id)",
        ),
        ("gone", "DELETE", "OLD", "OLD.filings > 0"),
    ):
        whose = "OLD.ticket_id, NEW.ticket_id" if name == "change" else f"{row}.ticket_id"
        yield _trigger(f"call_{name}", f"BEFORE {when} ON contact_group", _due(TICKET, whose), only=only)


def _of_customers() -> Iterator[str]:
    yield _trigger("card_in", "AFTER INSERT ON customer", _new(CARD, "NEW.id"))
    yield _trigger(
        "card_change",
        f"BEFORE UPDATE OF {', '.join(_ON_CARD)} ON customer",
        _due(CARD, "OLD.id"),
        only=_changed(*_ON_CARD),
    )
    yield _trigger(
        "card_named",
        "BEFORE UPDATE OF name ON customer",
        _due(TICKET, "SELECT id FROM ticket WHERE customer_id = OLD.id"),
        only=_changed("name"),
    )
    yield _trigger("card_gone", "BEFORE DELETE ON customer", _due(CARD, "OLD.id"))
    for name, when, row in (("in", "INSERT", "NEW"), ("gone", "DELETE", "OLD"), ("change", "UPDATE", "OLD")):
        yield _trigger(f"person_{name}", f"BEFORE {when} ON contact", _due(CARD, f"{row}.customer_id"))


TRIGGERS = (*_of_messages(), *_of_tickets(), *_of_customers())
TABLES = (DUE, UNCLEAN, *(statement for found in EVERY for statement in _made(found)), *TRIGGERS)
