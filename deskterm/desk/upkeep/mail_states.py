"""How fetching from the mailboxes stands: read by screens and the doctor, light enough for each look."""

from __future__ import annotations

import json

from deskterm.clock import machine_clock
from deskterm.desk.context import Desk
from deskterm.desk.steps.work import process
from deskterm.desk.steps.work.process import Process
from deskterm.locale import t
from deskterm.models.records.mail_accounts import Fetching, MailAccount
from deskterm.storage.database import Row
from deskterm.storage.post import accounts as account_rows
from deskterm.storage.post import progress as progress_rows
from deskterm.storage.tickets import outgoing as outgoing_rows


def listing(desk: Desk) -> tuple[Fetching, ...]:
    """How each mailbox stands, by name."""
    with desk.read() as conn:
        return tuple(
            _fetching(one, progress_rows.state(conn, one.number)) for one in account_rows.listing(conn)
        )


def of_account(desk: Desk, account: MailAccount) -> Fetching:
    """How one mailbox stands."""
    with desk.read() as conn:
        return _fetching(account, progress_rows.state(conn, account.number))


def wrong(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The mailboxes in use with which something is wrong, each with what: fetching, sending, copies kept."""
    found = [one for one in listing(desk) if one.is_used and one.fault]
    return (
        *((one.account, t(f"errors.{one.fault}", **one.values)) for one in found),
        *((name, t("app.mailbox.sending", words=words)) for name, words in not_sending(desk)),
        *((name, t("app.mailbox.copying", words=words)) for name, words in not_copying(desk)),
    )


def not_sending(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The mailboxes in use by which no letter leaves now, each with the words of its server."""
    with desk.read() as conn:
        ways = [one for one in account_rows.listing(conn) if one.active and one.smtp_host]
        found = ((one.name, outgoing_rows.trouble(conn, one.number)) for one in ways)
        return tuple((name, str(trouble["words"])) for name, trouble in found if trouble)


def not_copying(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The mailboxes in use into whose folder of what was sent no copy can be put now, each with why."""
    with desk.read() as conn:
        ways = [one for one in account_rows.listing(conn) if one.active and one.smtp_host and one.sent_folder]
        found = ((one.name, outgoing_rows.trouble(conn, one.number, outgoing_rows.COPYING)) for one in ways)
        return tuple((name, t(f"errors.{one['fault']}", **one["values"])) for name, one in found if one)


def holder(row: Row | None) -> Process | None:
    """The process that took a mailbox to read; None where none did."""
    if row is None or row["host"] is None:
        return None
    return Process(host=row["host"], boot_id=row["boot_id"], pid=row["pid"], born=row["born"])


def holds(row: Row | None, one: Process) -> bool:
    """Whether it still may read: it lives, and has said so in time."""
    return row is not None and row["lease_until"] > machine_clock() and process.lives(one) is not False


def called(one: Process) -> str:
    """A process as people find it: `host:number`."""
    return f"{one.host}:{one.pid}"


def _fetching(account: MailAccount, row: Row | None) -> Fetching:
    used = account.active and bool(account.imap_host)
    if row is None:
        return Fetching(account=account.name, is_used=used)
    one = holder(row)
    return Fetching(
        account=account.name,
        is_used=used,
        fetched_at=row["fetched_at"],
        tried_at=row["tried_at"],
        next_at=row["next_at"],
        failures=row["failures"],
        fault=row["fault"],
        values=json.loads(row["detail"] or "{}"),
        holder=called(one) if one is not None and holds(row, one) else "",
    )
