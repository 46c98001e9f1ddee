"""Where a letter goes: to its reader's address as it was corrected since, on the ticket or the card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from deskterm.locale import tn
from deskterm.models.basics.identity import email_key
from deskterm.models.records.base import Record
from deskterm.models.records.mails import Outgoing
from deskterm.models.records.ticket import Message, Ticket
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows
from deskterm.storage.tickets import tickets as ticket_rows

DEAD = ("returned", "failed")  # states of a letter whose address did not take it
UNGONE = ("too_old", "withdrawn", "waiting")  # of one that nobody can have had
ANEW = {"tries": 0, "first_at": None, "next_at": None}  # of a letter that is tried anew
REDIRECTED = "redirected"  # the letters that a correction sent elsewhere, in its event


class Redirected(Record, frozen=True, kw_only=True):
    """The letters that have not left and go to the address that was corrected."""

    to: str = ""
    letters: tuple[int, ...] = ()


def of(conn: Connection, letter: Outgoing) -> str:
    """The address of a letter as it is by now.

    That of its ticket's contact, where it was corrected there; of a letter that nobody has also that of the
    person on the customer's card. Else the one to which it was written.
    """
    return next((one for one in _corrected(conn, letter) if one), letter.to)


def _corrected(conn: Connection, letter: Outgoing) -> Iterator[str]:
    was = email_key(letter.to)
    if letter.ticket_id is not None:
        corrected = (one.before.get("contact_email") for one in event_rows.of_ticket(conn, letter.ticket_id))
        if was in {email_key(one) for one in corrected if one}:
            yield of_ticket(conn, ticket_rows.by_id(conn, letter.ticket_id))
            return
    message = message_rows.get(conn, letter.number)
    if message is not None and letter.state in (*DEAD, *UNGONE):
        since = 0 if letter.state in DEAD else letter.written_at
        yield of_customer(conn, message.customer_id, letter.to, since=since)


def of_ticket(conn: Connection, ticket: Ticket, address: str = "") -> str:
    """Where to write about a ticket: to its contact, or to `address`, as the customer's card has it by now.

    A correction counts that came after the address was last used or named on the ticket.
    """
    address = address or ticket.contact_email
    found = of_customer(conn, ticket.customer_id, address, since=ticket.received_at)
    if found == address:
        return address
    return of_customer(conn, ticket.customer_id, address, since=_last_used(conn, ticket, email_key(address)))


def of_customer(conn: Connection, customer: int | None, address: str, *, since: int) -> str:
    """An address of a customer as their card has it by now, where it was corrected there `since`."""
    key = email_key(address)
    if customer is None or not key:
        return address
    return customer_rows.present_address(conn, customer, key, since) or address


def _last_used(conn: Connection, ticket: Ticket, key: str) -> int:
    """When somebody last wrote from an address to the ticket, or a technician named it there."""
    came = (one.received_at for one in message_rows.of_ticket(conn, ticket.id) if _is_from(one, key))
    named = (
        one.at
        for one in event_rows.of_ticket(conn, ticket.id)
        if one.deed == "contact_set" and email_key(str(one.after.get("contact_email") or "")) == key
    )
    return max((*came, *named), default=ticket.received_at)


def _is_from(one: Message, key: str) -> bool:
    return one.direction == "in" and not one.unconfirmed and email_key(one.from_address) == key


def redirect(
    conn: Connection,
    was: Collection[str],
    to: str,
    *,
    ticket: int | None = None,
    customer: int | None = None,
    only: Collection[int] | None = None,
) -> Redirected:
    """Send to another address what has not left a ticket, or for a customer; `only` some of the letters.

    What has left, or may have, stays as it is.
    """
    keys = {email_key(one) for one in was if one} - {""}
    if not to or not keys or keys == {email_key(to)}:
        return Redirected()
    found = _to(outgoing_rows.waiting_for(conn, ticket=ticket, customer=customer), keys)
    moved = [one for one in found if one.to != to and (only is None or one.number in only)]
    for one in moved:
        readdress(conn, one, to)
    return Redirected(to=to, letters=tuple(one.number for one in moved))


def _to(letters: Iterable[Outgoing], keys: Collection[str]) -> Iterator[Outgoing]:
    return (one for one in letters if one.went != "doubtful" and email_key(one.to) in keys)


def readdress(conn: Connection, one: Outgoing, to: str) -> None:
    """Let a letter go to another address, as another letter to its server."""
    message_rows.update(conn, one.number, from_address=to)
    outgoing_rows.note(conn, one.number, **ANEW, own_id="", answer="")


def told(redirected: Redirected) -> str:
    """How many letters go to the address that was corrected, in words; "" where none waits."""
    count = len(redirected.letters)
    return tn("outbox.redirected", count, to=redirected.to) if count else ""
