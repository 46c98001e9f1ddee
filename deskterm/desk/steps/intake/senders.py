"""Whose a mail is, whether it has come before, whether its sender passes for another, and what it asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import structs

from deskterm.desk.context import Desk
from deskterm.desk.steps.customer_of import PUBLIC_DOMAINS
from deskterm.desk.steps.facts import day_of
from deskterm.models.basics.identity import email_key, find_phone
from deskterm.models.basics.sender_trust import lookalike
from deskterm.models.basics.text import bare_subject
from deskterm.models.records.customer import Contact, Customer
from deskterm.models.records.mails import ParsedMail
from deskterm.models.records.request import IncomingRequest
from deskterm.models.records.ticket import Message
from deskterm.models.terms.sections import Channel
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows


def repeated(conn: Connection, mail: ParsedMail) -> tuple[Message | None, bool]:
    """The message that this one repeats: the same bytes, or the same Message-ID saying the same thing.

    Also whether the Message-ID is taken, by that or by another message.

    A Message-ID alone is not enough: anybody can write one, and a request must not vanish by it.
    """
    known = message_rows.by_digest(conn, mail.digest)
    other = message_rows.by_message_id(conn, mail.message_id) if mail.message_id else None
    if known is None and other and (other.subject, other.body) == (mail.subject, mail.body):
        known = other
    return known, other is not None


def customers_at(conn: Connection, mail: ParsedMail) -> tuple[int, ...]:
    """The customers with the very address that a mail came from."""
    key = email_key(mail.from_address)
    return customer_rows.by_key(conn, "email", key) if key else ()


def judged(conn: Connection, mail: ParsedMail, found: Collection[int]) -> ParsedMail:
    """The mail; a stranger's is doubtful if its domain seems made to be mistaken for a customer's (S7)."""
    domain = email_key(mail.from_address).rpartition("@")[2]
    if not domain or found or domain in PUBLIC_DOMAINS:
        return mail
    if not lookalike(domain, customer_rows.keys(conn, "domain")):
        return mail
    return structs.replace(mail, trust="doubtful", trust_reason="imitates-customer")


def owner(
    desk: Desk, conn: Connection, mail: ParsedMail, found: Sequence[int]
) -> tuple[Customer | str, Contact | None]:
    """Whose mail it is: the one customer `found` with this very address, or why nobody (D1)."""
    key = email_key(mail.from_address)
    if not found:
        domain = key.rpartition("@")[2]
        known = domain and customer_rows.by_key(conn, "domain", domain)
        return ("unknown_person" if known else "unknown_sender"), None
    if len(found) > 1:
        return "shared_address", None
    card = customer_rows.card(conn, found[0], day_of(mail.received_at, desk.service.tz))
    return card, customer_rows.contact_by_key(conn, "email", key, found[0])


def request_of(desk: Desk, mail: ParsedMail) -> IncomingRequest:
    """The request that a mail makes, before anybody knows whose it is."""
    return IncomingRequest(
        channel=mailbox(desk, mail),
        subject=bare_subject(mail.subject),
        body=mail.body,
        received_at=mail.received_at,
        contact=mail.from_name,
        phone=find_phone(mail.body),
        email=mail.from_address,
        fields={"attachments": len(mail.attachments)} if mail.attachments else {},
    )


def mailbox(desk: Desk, mail: ParsedMail) -> Channel:
    """The channel whose address the mail was sent to; else the service's first for mail (D6, I13)."""
    channels = [channel for channel in desk.service.channels if channel.kind == "email"]
    for channel in channels:
        if channel.address and channel.address.lower() in mail.to_addresses:
            return channel
    return channels[0] if channels else desk.service.channels[0]
