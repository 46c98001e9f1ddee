"""The copies of what has gone, for the mailbox's own folder; and letters in doubt, which may lie there."""

from __future__ import annotations

from typing import Any

from deskterm.desk.context import Desk
from deskterm.desk.errors import DeskError
from deskterm.desk.letters import outgoing
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.models.records.mails import Outgoing
from deskterm.storage.tickets import messages as message_rows
from deskterm.storage.tickets import outgoing as outgoing_rows

AT_ONCE = 50  # copies put into a folder, and letters in doubt asked about, in one go


def wanted(desk: Desk, account: int) -> tuple[Outgoing, ...]:
    """What has gone by an account and is still to be put into its folder."""
    with desk.read() as conn:
        return outgoing_rows.copies_wanted(conn, account, AT_ONCE)


def nowhere(desk: Desk, accounts: tuple[int, ...]) -> tuple[Outgoing, ...]:
    """What is still to be put into a folder of an account that is none of these, and keeps copies no more."""
    with desk.read() as conn:
        return outgoing_rows.copies_nowhere(conn, accounts, AT_ONCE)


def bytes_of(desk: Desk, number: int) -> bytes:
    """A letter as it went; b"" for one that never did."""
    with desk.read() as conn:
        return message_rows.raw(conn, number) or b""


def in_doubt(desk: Desk, account: int) -> tuple[Outgoing, ...]:
    """The letters that went by an account, and of which nobody knows whether they have gone; newest first."""
    with desk.read() as conn:
        return outgoing_rows.in_doubt(conn, account, AT_ONCE)


def trouble(desk: Desk, account: int) -> dict[str, Any]:
    """What keeps copies out of an account's folder: since, next_at, tries, fault, values; or nothing."""
    with desk.read() as conn:
        return outgoing_rows.trouble(conn, account, outgoing_rows.COPYING)


def fails(desk: Desk, account: MailAccount, error: DeskError) -> None:
    """No copy can be put into an account's folder now: all of them wait until the next try."""
    with desk.write() as conn:
        known = outgoing_rows.trouble(conn, account.number, outgoing_rows.COPYING)
        tries, now = int(known.get("tries", 0)) + 1, desk.now()
        values = {name: str(value) for name, value in error.values.items()}
        found = {"since": known.get("since", now), "tries": tries, "fault": error.code, "values": values}
        found |= {"next_at": now + outgoing.pause(tries)}
        outgoing_rows.troubled_account(conn, account.number, found, outgoing_rows.COPYING)
        desk.record(conn, "copying_stopped", target=account.name, after=found)


def works(desk: Desk, account: MailAccount) -> None:
    """It works again."""
    if not trouble(desk, account.number):
        return
    with desk.write() as conn:
        outgoing_rows.troubled_account(conn, account.number, {}, outgoing_rows.COPYING)
        desk.record(conn, "copying_works", target=account.name)
