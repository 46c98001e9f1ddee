"""Settings whose want holds something back: which one lacks, for a mail, for a ticket, for the whole desk.

What lacks has a word, `lacking.WORD`, that names the setting and the command.
"""

from __future__ import annotations

from deskterm.desk.context import Desk
from deskterm.desk.steps import changes
from deskterm.desk.upkeep import mail_trust
from deskterm.storage.post import unconfirmed as unconfirmed_rows
from deskterm.storage.tickets import messages as message_rows

SERVER, OTHER, PROVIDER, BENEATH = "mail_server", "other_server", "pec_provider", "beneath"
LINE = "line"  # no setting: nobody vouches for who writes in a file, but who brings it


def of_reason(desk: Desk, reason: str) -> str:
    """The setting behind the reason for which a sender is not believed; "" where it is none."""
    if reason == "pec-provider-unknown":
        return PROVIDER
    if reason == "result-beneath":
        return BENEATH
    if reason == "line-of-file":
        return LINE
    if reason != "no-trusted-server":
        return ""
    return OTHER if mail_trust.trusted_servers(desk) else SERVER


def of_ticket(desk: Desk, code: str) -> str:
    """The setting for want of which a ticket's sender is still to be confirmed; "" where it is none."""
    with desk.read() as conn:
        ticket = changes.the_ticket(conn, code)
        thread = () if ticket.confirmed else message_rows.of_ticket(conn, ticket.id)
    came = [one for one in thread if one.direction == "in" and one.trust != "verified"]
    if any(one.kind == "entry" for one in came):
        return LINE
    return next((found for one in came if (found := of_reason(desk, one.trust_reason))), "")


def of_desk(desk: Desk) -> tuple[str, int]:
    """The setting for want of which senders of open tickets wait to be confirmed, and how many; "" and 0."""
    with desk.read() as conn:
        if not mail_trust.trusted_servers(desk):
            n = unconfirmed_rows.held_back(conn, "no-trusted-server")
            return (SERVER, n) if n else ("", 0)
        n = 0 if mail_trust.beneath(desk) else unconfirmed_rows.held_back(conn, "result-beneath")
        return (BENEATH, n) if n else ("", 0)
