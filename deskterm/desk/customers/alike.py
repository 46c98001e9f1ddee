"""Customers who have something in common: a card brought in twice, an address that two of them have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import the_customer
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.identity import email_key, phone_key, vat_key
from deskterm.models.basics.text import clean
from deskterm.models.records.customer import Customer
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection


def same_as(
    desk: Desk, texts: Mapping[str, str], people: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, ...], str]:
    """Whom a card without a code is about, and by what it is known: `vat`, `email`, `phone`, `name`.

    An address or a number makes nobody the same who has another VAT number; a number only with the name.
    """
    with desk.read() as conn:
        found, by = _same_as(conn, texts, people)
        day = day_of(desk.now(), desk.service.tz)
        return tuple(customer_rows.card(conn, number, day).code for number in found), by


def _same_as(
    conn: Connection, texts: Mapping[str, str], people: Sequence[Mapping[str, Any]]
) -> tuple[list[int], str]:
    name = clean(texts.get("name", "")).strip()
    own = [vat_key(texts.get(field, "")) for field in ("vat", "tax_code")]
    addresses = [email_key(str(one.get("email") or "")) for one in people]
    phones = [phone_key(str(one.get("phone") or "")) for one in people]
    if found := _with_keys(conn, "vat", own):
        return _named(conn, found, name) or found, "vat"
    if found := [one for one in _with_keys(conn, "email", addresses) if _may_be(conn, one, own)]:
        return _named(conn, found, name) or found, "email"
    if found := [one for one in _with_keys(conn, "phone", phones) if _may_be(conn, one, own)]:
        return _named(conn, found, name), "phone"
    if any((*own, *addresses, *phones)):
        return [], ""
    return list(customer_rows.of_name(conn, name)), "name"


def _named(conn: Connection, found: Sequence[int], name: str) -> list[int]:
    """Those of them who have this name, written small or large."""
    return [one for one in found if customer_rows.name(conn, one).casefold() == name.casefold()]


def _with_keys(conn: Connection, kind: str, keys: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(one for key in keys if key for one in customer_rows.by_key(conn, kind, key)))


def _may_be(conn: Connection, number: int, own: Sequence[str]) -> bool:
    """Whether nothing speaks against a card's being this customer's: its own VAT or tax code is no other."""
    return not (any(own) and customer_rows.has_vat(conn, number))


def shared(desk: Desk, code: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """What a customer shares with others: (`vat`, `email` or `phone`, the key) -> the others' codes."""
    with desk.read() as conn:
        number = the_customer(conn, code)
        card = customer_rows.card(conn, number, day_of(desk.now(), desk.service.tz))
        others = (
            (one, set(customer_rows.by_key(conn, *one)) - {number}) for one in _own_keys(card) if one[1]
        )
        return {one: customer_rows.codes(conn, found) for one, found in others if found}


def _own_keys(card: Customer) -> Iterator[tuple[str, str]]:
    for text in (card.vat, card.tax_code):
        yield "vat", vat_key(text)
    for person in card.contacts:
        yield "email", email_key(person.email)
        yield "phone", phone_key(person.phone)
