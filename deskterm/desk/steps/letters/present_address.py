"""Where a letter goes that is sent once more: to the address as somebody has corrected it since."""

from __future__ import annotations

from collections.abc import Iterator

from deskterm.models.basics.identity import email_key
from deskterm.models.records.mails import Outgoing
from deskterm.storage.customers import customers as customer_rows
from deskterm.storage.database import Connection
from deskterm.storage.tickets import events as event_rows
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import tickets as ticket_rows

LOOKED_AT, MOST = 100_000, 1000  # of the last events, and of corrections among them
DEAD = ("returned", "failed")  # states of a letter whose address did not take it


def of(conn: Connection, letter: Outgoing) -> str:
    """The address of a letter as it is by now.

    That of its ticket's contact, where it was corrected there; of a letter that did not arrive also that of
    the person on the customer's card. Else the one to which it was written.
    """
    return next((one for one in _corrected(conn, letter) if one), letter.to)


def _corrected(conn: Connection, letter: Outgoing) -> Iterator[str]:
    was = email_key(letter.to)
    if letter.ticket_id is not None:
        corrected = (one.before.get("contact_email") for one in event_rows.of_ticket(conn, letter.ticket_id))
        if was in {email_key(one) for one in corrected if one}:
            yield ticket_rows.by_id(conn, letter.ticket_id).contact_email
            return
    if letter.state in DEAD:
        yield _on_card(conn, letter.number, was)


def _on_card(conn: Connection, number: int, was: str) -> str:
    """The address that the person has on the customer's card whose address this was; "" where none had it."""
    message = message_rows.get(conn, number)
    if message is None or message.customer_id is None:
        return ""
    card = customer_rows.card(conn, message.customer_id, "")
    if was in {email_key(one.email) for one in card.contacts}:
        return ""
    since = event_rows.before_the_last(conn, LOOKED_AT)
    for one in reversed(event_rows.behind(conn, since, MOST, kinds=("contact_changed",))):
        if one.target == card.code and email_key(str(one.before.get("email") or "")) == was:
            return next((each.email for each in card.contacts if each.id == one.after.get("id")), "")
    return ""
