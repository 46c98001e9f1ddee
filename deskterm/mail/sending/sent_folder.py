"""The account's folder of what was sent: copies are put there, and a letter in doubt is looked for."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from deskterm.desk.keyrings import Secret
from deskterm.models.records.mail_accounts import MailAccount

if TYPE_CHECKING:
    from imap_tools import BaseMailBox


class NotReached(Exception):
    """The server is away, or lets nobody in: it may be asked again."""


def has(account: MailAccount, secret: Secret, own_id: str, *, seconds: float) -> bool:
    """Whether a letter lies in the folder. Raises NotReached."""
    with _opened(account, secret, seconds) as box:
        box.folder.set(account.sent_folder, readonly=True)
        return _there(box, own_id)


def put(account: MailAccount, secret: Secret, own_id: str, raw: bytes, *, seconds: float) -> bool:
    """Put a copy there, once; False where the server takes none. Raises NotReached."""
    from imap_tools.errors import MailboxAppendError, MailboxFolderSelectError

    with _opened(account, secret, seconds) as box:
        try:
            box.folder.set(account.sent_folder)
            if not _there(box, own_id):
                box.append(raw, account.sent_folder, flag_set=("\\Seen",))
        except (MailboxAppendError, MailboxFolderSelectError):
            return False
        return True


def _there(box: BaseMailBox, own_id: str) -> bool:
    """Our own ids are of letters, digits and points alone: nothing else comes into the command."""
    if not own_id.replace(".", "").replace("-", "").replace("@", "").isalnum() or not own_id.isascii():
        return False
    return bool(box.uids(f'HEADER Message-ID "{own_id}"'))


@contextmanager
def _opened(account: MailAccount, secret: Secret, seconds: float) -> Iterator[BaseMailBox]:
    """The mailbox, with us in it; every failure on the way is NotReached, without the words of a login."""
    from imap_tools.errors import ImapToolsError

    failed = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
    box = None
    try:
        box = _connected(account, seconds)
        if account.login == "token":
            box.xoauth2(account.imap_user, secret.reveal(), initial_folder=None)
        else:
            box.login(account.imap_user, secret.reveal(), initial_folder=None)
    except failed as error:
        if box is not None:
            with suppress(*failed):
                box.client.shutdown()
        raise NotReached(type(error).__name__) from None
    try:
        yield box
    except failed as error:
        raise NotReached(type(error).__name__) from None
    finally:
        with suppress(*failed):
            box.logout()


def _connected(account: MailAccount, seconds: float) -> BaseMailBox:
    """A conversation begun in private, nobody logged in yet. Raises what the way there raises."""
    import imap_tools

    host, port = account.imap_host, account.imap_port
    context = ssl.create_default_context()
    made: BaseMailBox
    if account.imap_security == "tls":
        made = imap_tools.MailBox(host, port, timeout=seconds, ssl_context=context)
    elif account.imap_security == "starttls":
        made = imap_tools.MailBoxStartTls(host, port, timeout=seconds, ssl_context=context)
    else:
        made = imap_tools.MailBoxUnencrypted(host, port, timeout=seconds)
        if not ip_address(made.client.sock.getpeername()[0]).is_loopback:
            made.client.shutdown()
            raise imaplib.IMAP4.error("plain")
    if made.client.state != "NONAUTH":  # a server that says who we are without asking
        made.client.shutdown()
        raise imaplib.IMAP4.error("preauth")
    return made
