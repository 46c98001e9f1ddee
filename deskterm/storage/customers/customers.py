"""The gateway to customers: cards, contacts and the keys by which they are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deskterm.models.basics.folding import name_words
from deskterm.models.basics.identity import kept_as, numbers, parts
from deskterm.models.basics.search_words import LEFT, NAME, WHOLE_ONLY, card_words
from deskterm.models.records.customer import Contact, Customer
from deskterm.storage.database import Connection, Row

# The agreement in force on a day, or else the latest one: an expired contract is shown, not hidden.
AGREEMENT = (
    "SELECT * FROM agreement WHERE customer_id = ? ORDER BY"
    " CASE WHEN starts_on <= ? AND (ends_on = '' OR ends_on >= ?) THEN 0 ELSE 1 END,"
    " starts_on DESC, id DESC LIMIT 1"
)


DETAILS = (
    *("address", "postcode", "town", "province", "vat", "tax_code", "sdi", "pec"),
    *("support_code", "notes", "language"),
)


def insert(conn: Connection, *, code: str, name: str, details: Mapping[str, str]) -> int:
    """Add a customer with all of its `DETAILS`; returns its id."""
    row = conn.execute(
        f"INSERT INTO customer (code, name, {', '.join(DETAILS)})"  # noqa: S608  # our columns
        f" VALUES ({', '.join('?' * (len(DETAILS) + 2))}) RETURNING id",
        (code, name, *(details[column] for column in DETAILS)),
    ).fetchone()
    number: int = row[0]
    _keep_words(conn, number)
    return number


def add_contact(
    conn: Connection, customer_id: int, *, name: str, email: str = "", phone: str = "", role: str = ""
) -> int:
    """Add a person; returns the contact's id."""
    row = conn.execute(
        "INSERT INTO contact (customer_id, name, email, phone, role) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (customer_id, name, email, phone, role),
    ).fetchone()
    number: int = row[0]
    _keep_words(conn, customer_id)
    return number


def add_key(conn: Connection, kind: str, key: str, customer_id: int, contact_id: int | None = None) -> None:
    """Let a customer be found by `key`; a key that stands already stays as it is."""
    conn.execute(
        "INSERT INTO identity (kind, key, customer_id, contact_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, key, customer_id) DO NOTHING",
        (kind, key, customer_id, contact_id),
    )


def update(conn: Connection, customer_id: int, **changes: str) -> None:
    """Change columns of a customer."""
    names = ", ".join(f"{name} = ?" for name in changes)
    conn.execute(f"UPDATE customer SET {names} WHERE id = ?", (*changes.values(), customer_id))  # noqa: S608
    _keep_words(conn, customer_id)


def update_contact(conn: Connection, contact_id: int, **changes: str) -> None:
    """Change columns of a person."""
    names = ", ".join(f"{name} = ?" for name in changes)
    row = conn.execute(
        f"UPDATE contact SET {names} WHERE id = ? RETURNING customer_id",  # noqa: S608
        (*changes.values(), contact_id),
    ).fetchone()
    if row is not None:
        _keep_words(conn, row[0])


def keep_former_address(conn: Connection, contact: Contact, key: str, at: int) -> None:
    """Write down that an address was a person's until now."""
    conn.execute(
        "INSERT INTO former_address (customer_id, contact_id, email, at) VALUES (?, ?, ?, ?)",
        (contact.customer_id, contact.id, key, at),
    )


def present_address(conn: Connection, customer_id: int, key: str, since: int) -> str:
    """The address by now of the person of a customer whose address this was until `since` or later.

    "" where it was nobody's, or is somebody's of the customer still.
    """
    row = conn.execute(
        "SELECT contact.email FROM former_address JOIN contact ON contact.id = former_address.contact_id"
        " WHERE former_address.customer_id = ? AND former_address.email = ? AND former_address.at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM identity WHERE kind = 'email' AND key = former_address.email"
        " AND identity.customer_id = former_address.customer_id)"
        " ORDER BY former_address.id DESC LIMIT 1",
        (customer_id, key, since),
    ).fetchone()
    return row[0] if row else ""


def drop_keys(conn: Connection, contact_id: int) -> None:
    """Take away the addresses and numbers by which a person was found."""
    conn.execute("DELETE FROM identity WHERE contact_id = ? AND kind IN ('email','phone')", (contact_id,))


def drop_own_keys(conn: Connection, customer_id: int) -> None:
    """Take away the VAT numbers and codes by which a customer was found."""
    conn.execute(
        "DELETE FROM identity WHERE customer_id = ? AND contact_id IS NULL AND kind IN ('vat','code')",
        (customer_id,),
    )


def by_key(conn: Connection, kind: str, key: str) -> tuple[int, ...]:
    """The ids of the customers with this key."""
    rows = conn.execute(
        "SELECT customer_id FROM identity WHERE kind = ? AND key = ? ORDER BY customer_id", (kind, key)
    ).fetchall()
    return tuple(row[0] for row in rows)


def codes(conn: Connection, customer_ids: Iterable[int]) -> tuple[str, ...]:
    """The codes of customers, in order."""
    found = (
        conn.execute("SELECT code FROM customer WHERE id = ?", (one,)).fetchone() for one in customer_ids
    )
    return tuple(sorted(row[0] for row in found))


def keys(conn: Connection, kind: str) -> tuple[str, ...]:
    """Every key of this kind, once."""
    rows = conn.execute("SELECT DISTINCT key FROM identity WHERE kind = ?", (kind,)).fetchall()
    return tuple(row[0] for row in rows)


def has_vat(conn: Connection, customer_id: int) -> bool:
    """Whether a VAT number or a tax code stands on the card."""
    row = conn.execute("SELECT vat || tax_code FROM customer WHERE id = ?", (customer_id,)).fetchone()
    return bool(row[0])


def name(conn: Connection, customer_id: int) -> str:
    """What a customer is called."""
    row = conn.execute("SELECT name FROM customer WHERE id = ?", (customer_id,)).fetchone()
    return str(row[0])


def names(conn: Connection, customer_ids: Sequence[int]) -> dict[int, str]:
    """What these customers are called."""
    marks = ", ".join("?" for _ in customer_ids)
    rows = conn.execute(
        f"SELECT id, name FROM customer WHERE id IN ({marks})",  # noqa: S608
        customer_ids,
    ).fetchall()
    return {row["id"]: row["name"] for row in rows}


def of_name(conn: Connection, name: str) -> tuple[int, ...]:
    """The ids of the customers of exactly this name, written small or large."""
    word = max(name_words(name), key=len, default="")
    rows = conn.execute(
        "SELECT id, name FROM customer WHERE id IN"
        " (SELECT customer_id FROM find_place WHERE word = ? AND field = ?) ORDER BY id",
        (word, NAME),
    ).fetchall()
    return tuple(row[0] for row in rows if row[1].casefold() == name.casefold())


def contact_by_key(conn: Connection, kind: str, key: str, customer_id: int) -> Contact | None:
    """The person of this customer who has this key."""
    row = conn.execute(
        "SELECT contact.* FROM identity JOIN contact ON contact.id = identity.contact_id"
        " WHERE identity.kind = ? AND identity.key = ? AND identity.customer_id = ?",
        (kind, key, customer_id),
    ).fetchone()
    return _contact(row) if row else None


def by_code(conn: Connection, code: str) -> int | None:
    """The id of the customer with this code, in any case."""
    row = conn.execute("SELECT id FROM customer WHERE code = ?", (code.strip().upper(),)).fetchone()
    return row[0] if row else None


def ids(conn: Connection, *, after: str = "", limit: int = 1000) -> tuple[int, ...]:
    """Customers by code, those after `after`."""
    rows = conn.execute(
        "SELECT id FROM customer WHERE code > ? ORDER BY code LIMIT ?", (after, limit)
    ).fetchall()
    return tuple(row[0] for row in rows)


def last_code(conn: Connection) -> str:
    """The highest code of the form C and digits, "" when there is none."""
    row = conn.execute(
        "SELECT code FROM customer WHERE code LIKE 'C%' ORDER BY length(code) DESC, code DESC LIMIT 1"
    ).fetchone()
    return row[0] if row else ""


def languages(conn: Connection) -> tuple[str, ...]:
    """The languages in which customers are written to, each once."""
    return tuple(row[0] for row in conn.execute("SELECT DISTINCT language FROM customer ORDER BY language"))


def language(conn: Connection, customer_id: int) -> str:
    """The language in which a customer is written to."""
    row = conn.execute("SELECT language FROM customer WHERE id = ?", (customer_id,)).fetchone()
    return str(row[0])


def card(conn: Connection, customer_id: int, day: str) -> Customer:
    """One customer whole, with the agreement in force on `day` (ISO) or the latest one."""
    row = conn.execute("SELECT * FROM customer WHERE id = ?", (customer_id,)).fetchone()
    if row is None:
        raise LookupError(customer_id)
    agreement = conn.execute(AGREEMENT, (customer_id, day, day)).fetchone()
    people = conn.execute(
        "SELECT * FROM contact WHERE customer_id = ? ORDER BY id", (customer_id,)
    ).fetchall()
    return Customer(
        id=row["id"],
        code=row["code"],
        name=row["name"],
        **{name: row[name] for name in DETAILS},
        contacts=tuple(_contact(person) for person in people),
        **_terms(agreement),
    )


def phones(conn: Connection, customer_id: int) -> tuple[str, ...]:
    """The numbers of a customer's people, as their card spells them, in its order."""
    rows = conn.execute(
        "SELECT phone FROM contact WHERE customer_id = ? AND phone <> '' ORDER BY id", (customer_id,)
    )
    return tuple(str(row[0]) for row in rows.fetchall())


def cards(conn: Connection, customer_ids: Iterable[int], day: str) -> tuple[Customer, ...]:
    """Several customers whole."""
    return tuple(card(conn, customer_id, day) for customer_id in customer_ids)


def _terms(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "plan": row["plan"],
        "contract_from": row["starts_on"],
        "contract_until": row["ends_on"],
        "fee_cents": row["fee_cents"],
        "rate_cents": row["rate_cents"],
        "fee_base_cents": row["fee_base_cents"],
        "agreed": json.loads(row["facts"]),
        "agreement": row["name"],
    }


def _contact(row: Row) -> Contact:
    return Contact(
        id=row["id"],
        customer_id=row["customer_id"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        role=row["role"],
    )


# The words by which customers are found


def _keep_words(conn: Connection, customer_id: int) -> None:
    """Bring the words of a card, and of its people, to what stands there now."""
    row = conn.execute("SELECT * FROM customer WHERE id = ?", (customer_id,)).fetchone()
    people = conn.execute("SELECT * FROM contact WHERE customer_id = ?", (customer_id,)).fetchall()
    wanted = card_words(row, people)
    there = conn.execute(
        "SELECT word, field FROM find_place WHERE customer_id = ? AND field <> ?", (customer_id, LEFT)
    ).fetchall()
    kept = {(found["word"], found["field"]) for found in there}
    for word, field in kept - wanted:
        _drop(conn, word, field, customer_id)
    for word, field in sorted(wanted - kept):
        _add(conn, word, field, customer_id)


def left_number(conn: Connection, customer_id: int | None, phone: str) -> None:
    """A ticket of this customer carries this telephone number."""
    if customer_id is not None:
        for digits in numbers(phone):
            _add(conn, digits, LEFT, customer_id)


def number_gone(conn: Connection, customer_id: int | None, phone: str) -> None:
    """A ticket of this customer carries this number no longer; another may."""
    if customer_id is None or not phone:
        return
    still = conn.execute(
        "SELECT 1 FROM ticket WHERE customer_id = ? AND contact_phone = ? AND confirmed = 1 LIMIT 1",
        (customer_id, phone),
    ).fetchone()
    if still is None:
        for digits in (one for found in numbers(phone) for one in kept_as(found)):
            _drop(conn, digits, LEFT, customer_id)


def _add(conn: Connection, word: str, field: int, customer_id: int) -> None:
    conn.execute(
        "INSERT INTO find_place (word, field, customer_id) VALUES (?, ?, ?)"
        " ON CONFLICT (word, field, customer_id) DO NOTHING",
        (word, field, customer_id),
    )
    if field not in WHOLE_ONLY:
        conn.executemany(
            "INSERT INTO find_part (part, word) VALUES (?, ?) ON CONFLICT (part, word) DO NOTHING",
            [(part, word) for part in parts(word)],
        )


def _drop(conn: Connection, word: str, field: int, customer_id: int) -> None:
    """A word that is nobody's any more is forgotten with its parts."""
    conn.execute(
        "DELETE FROM find_place WHERE word = ? AND field = ? AND customer_id = ?", (word, field, customer_id)
    )
    if conn.execute("SELECT 1 FROM find_place WHERE word = ? LIMIT 1", (word,)).fetchone() is None:
        conn.executemany(
            "DELETE FROM find_part WHERE part = ? AND word = ?", [(part, word) for part in parts(word)]
        )
