"""Whose code it is: a customer by code; a number as the card spells it; domains that say nothing of firms."""

from __future__ import annotations

from deskterm.desk.errors import NotFound
from deskterm.models.basics.identity import spelled_as
from deskterm.models.basics.text import clean
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection

PUBLIC_DOMAINS = frozenset(
    "gmail.com libero.it hotmail.com hotmail.it outlook.com outlook.it yahoo.it yahoo.com virgilio.it tin.it"
    " alice.it tiscali.it pec.it legalmail.it icloud.com live.it".split()
)


def the_customer(conn: Connection, code: str) -> int:
    """The id of the customer with this code. Raises NotFound."""
    number = customer_rows.by_code(conn, clean(code))
    if number is None:
        raise NotFound("no_customer", code=code)
    return number


def spelled(conn: Connection, customer: int | None, phone: str, *more: str) -> str:
    """A number as the customer's card spells it, or one of `more`: one number, one spelling."""
    known = customer_rows.phones(conn, customer) if customer is not None and phone else ()
    return spelled_as(phone, (*known, *more))
