"""Who may continue a ticket's thread, and what joins it without anybody who vouches for the sender (S7).

A tag counts for the ticket's own customer alone. What answers a letter of ours by its signed Message-ID joins
though its writer stands on no card: unconfirmed, for a person. Any other stranger waits in the post.
"""

from __future__ import annotations

from typing import Any

from deskterm.desk.errors import Refused
from deskterm.desk.steps.trust import own_ids
from deskterm.models.basics.identity import email_key
from deskterm.models.records.mails import ParsedMail
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.post import unconfirmed as unconfirmed_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows


def is_theirs(conn: Connection, address: str, ticket: Ticket) -> bool:
    """Whether an address is one of the ticket's customer; without a customer, the one that began it."""
    key = email_key(address)
    if not key:
        return False
    if ticket.customer_id is None:
        return key == email_key(ticket.contact_email)
    return ticket.customer_id in customer_rows.by_key(conn, "email", key)


def is_known(conn: Connection, address: str) -> bool:
    """Whether an address is on the card of any customer."""
    key = email_key(address)
    return not key or bool(customer_rows.by_key(conn, "email", key))


def answered_letters(conn: Connection, mail: ParsedMail) -> list[Ticket]:
    """The tickets of our letters that a mail answers, by the signs in their Message-IDs; newest first."""
    numbers = (own_ids.number_of(conn, one) for one in mail.references[::-1])
    letters = (message_rows.get(conn, number) for number in numbers if number is not None)
    return [
        ticket_rows.by_id(conn, one.ticket_id)
        for one in letters
        if one is not None and one.direction == "out" and one.ticket_id is not None
    ]


def is_sure(conn: Connection, mail: ParsedMail, ticket: Ticket, *, vouched: bool) -> bool:
    """Whether a reply is surely the customer's: our server says so, or whoever brought it in (`vouched`)."""
    believed = mail.trust == "verified" or (vouched and mail.trust == "address")
    return believed and is_theirs(conn, mail.from_address, ticket)


def stranger(conn: Connection, address: str, ticket: Ticket) -> str:
    """Why nobody knows who writes from an address that is on no card, one of `records.ticket.STRANGERS`."""
    domain = email_key(address).rpartition("@")[2]
    whose = customer_rows.by_key(conn, "domain", domain) if domain else ()
    if not whose:
        return "domain_of_nobody"
    return "unknown_person" if ticket.customer_id in (None, *whose) else "domain_of_others"


def check(conn: Connection, ticket: Ticket) -> None:
    """Raise Refused while a message waits in the ticket's thread that nobody vouches for: money asks (S7)."""
    waiting = unconfirmed_rows.of_ticket(conn, ticket.id) if ticket.confirmed else ()
    if waiting:
        one = waiting[-1]
        told: dict[str, Any] = {"code": ticket.code, "number": one.id, "who": named(one)}
        raise Refused("reply_unconfirmed", **told)


def named(message: Message) -> str:
    """Whose a message says it is."""
    return message.from_address or message.from_name
