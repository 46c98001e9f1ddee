"""Whose a mail is, whether it has come before, and whether its sender passes for somebody else."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.customers import PUBLIC_DOMAINS
from deskterm.desk.facts import day_of
from deskterm.models.identity import email_key
from deskterm.models.mails import ParsedMail
from deskterm.models.records import Contact, Customer
from deskterm.models.trust import lookalike
from deskterm.storage import customers, messages
from deskterm.storage.database import Connection


def repeated(conn: Connection, mail: ParsedMail) -> Any:
    """The message that this one repeats: the same bytes, or the same Message-ID saying the same thing.

    A Message-ID alone is not enough: anybody can write one, and a request must not vanish by it.
    """
    known = messages.by_digest(conn, mail.digest)
    if known is None and mail.message_id:
        other = messages.by_message_id(conn, mail.message_id)
        if other and (other.subject, other.body) == (mail.subject, mail.body):
            known = other
    return known


def judged(conn: Connection, mail: ParsedMail) -> ParsedMail:
    """The mail; a stranger's is doubtful if its domain seems made to be mistaken for a customer's (S7)."""
    key = email_key(mail.from_address)
    domain = key.rpartition("@")[2]
    known = domain in PUBLIC_DOMAINS or customers.by_key(conn, "email", key)
    if not domain or known or not lookalike(domain, customers.keys(conn, "domain")):
        return mail
    return structs.replace(mail, trust="doubtful", trust_reason="imitates-customer")


def owner(desk: Desk, conn: Connection, mail: ParsedMail) -> tuple[Customer | str, Contact | None]:
    """Whose mail it is: the one customer with this very address, or why nobody (D1)."""
    key = email_key(mail.from_address)
    found = customers.by_key(conn, "email", key) if key else ()
    if not found:
        domain = key.rpartition("@")[2]
        known = domain and customers.by_key(conn, "domain", domain)
        return ("unknown_person" if known else "unknown_sender"), None
    if len(found) > 1:
        return "shared_address", None
    card = customers.card(conn, found[0], day_of(mail.received_at, desk.service.tz))
    return card, customers.contact_by_key(conn, "email", key, found[0])
