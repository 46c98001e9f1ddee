"""Which mails a letter of ours follows, so that its reader's program puts it where it belongs."""

from __future__ import annotations

import re

from deskterm.models.records.mails import Outgoing
from deskterm.models.records.ticket import Message
from deskterm.storage.database import Connection
from deskterm.storage.tickets import messages as message_rows

MOST = 20  # Message-IDs in a letter's References
SAFE = re.compile(r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~:-]{1,120}@[A-Za-z0-9.:\[\]_-]{1,120}")


def follows(conn: Connection, letter: Outgoing) -> tuple[str, ...]:
    """The Message-IDs of the thread, oldest first, that of the mail which is answered last.

    Of more than fit the first stays, by which readers know the thread, and the newest (RFC 5322, 3.6.4).
    Only what can stand on a header line as it is: an id from outside is hostile until it looks like one.
    """
    answered = _answered(conn, letter)
    if answered is None:
        return ()
    named = [one for one in message_rows.references(conn, answered.id) if SAFE.fullmatch(one)]
    named = [one for one in named if one != answered.message_id]
    if len(named) >= MOST:
        named = [named[0], *named[-(MOST - 2) :]]
    return (*named, answered.message_id)


def _answered(conn: Connection, letter: Outgoing) -> Message | None:
    """The customer's last mail before the letter; where there is none, our own last letter that they have.

    Only what they surely saw: no server's report of a letter of ours, no reply that nobody vouches for.
    """
    if letter.ticket_id is None:
        number = message_rows.origin(conn, letter.number)
        found = message_rows.get(conn, number) if number else None
        return found if found is not None and _is_mail(found) else None
    thread = [one for one in message_rows.of_ticket(conn, letter.ticket_id) if one.id < letter.number]
    mails = [one for one in thread if _is_mail(one)]
    came = [one for one in mails if one.is_customers and not one.unconfirmed]
    seen = came or [one for one in mails if one.direction == "out" and _reached(one)]
    return seen[-1] if seen else None


def _reached(letter: Message) -> bool:
    """Whether a letter of ours has gone and did not come back; "": another desk wrote it."""
    return letter.state == "filed" and letter.outcome in ("sent", "arrived", "")


def _is_mail(one: Message) -> bool:
    return one.kind != "entry" and SAFE.fullmatch(one.message_id) is not None
