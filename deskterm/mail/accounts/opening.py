"""A mailbox opened: connected, encrypted, logged in. The secret is read once the server may hear it."""

from __future__ import annotations

import imaplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from deskterm.desk.errors import Refused, ServerAway
from deskterm.desk.keyrings import Secret
from deskterm.mail.accounts.client import COMMAND_SECONDS, Client, Deceived, Endless
from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import MailAccount

PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")
DOUBTS = {"mail_certificate_name": (62, 64), "mail_certificate_day": (9, 10)}  # by OpenSSL's own numbers
SAID = 160  # signs of what a server says that are told


class OpenMailbox(BaseMailBox):
    """imap_tools' mailbox over our own connection.

    What of it expunges is not used here: its `flag`, `move` on a server without MOVE, `delete`.
    """

    def __init__(self, client: Client) -> None:
        self.connection = client
        super().__init__()

    def _get_mailbox_client(self) -> Client:
        return self.connection

    def can(self, word: str) -> bool:
        """Whether the server says that it can do this."""
        return word in self.connection.capabilities

    def is_at(self, folder: str = "") -> bool:
        """Whether a folder is open, this one if it is named: none is after one that is not there."""
        at = self.folder.get() if self.connection.state == "SELECTED" else None
        return at == folder if folder else at is not None

    def leave(self) -> None:
        """Log out, as far as the server still listens."""
        if not self.connection.endless:
            with suppress(Exception):  # the connection may be in any state
                self.connection.logout()
        self.connection.shutdown()


@contextmanager
def opened(
    account: MailAccount, secret: Callable[[], Secret], settings: Mapping[str, Any]
) -> Iterator[OpenMailbox]:
    """The mailbox of an account; what goes wrong inside is told in the same words.

    `settings`: of this account on this machine (`ca_file`). Raises ServerAway where the same may succeed
    later, Refused where somebody has to mend something.
    """
    blots = _Blots()
    with told(account, blots):
        with _understood():
            box = OpenMailbox(_connected(account, settings))
        try:
            with _understood():
                _log_in(account, box.connection, secret(), blots)
                box.connection.look_up_capabilities()
            yield box
        finally:
            box.leave()


class _Blots:
    """What a server may have heard and must not be quoted with, as it was said and as it was packed."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def add(self, *said: bytes) -> None:
        """Blot this out from now on."""
        self._texts += [form for one in said for form in (one.decode(), b64encode(one).decode())]

    def said(self, error: Exception) -> str:
        """A server's words, clean and short."""
        found = error.args[0] if error.args else ""
        text = found.decode("utf-8", "replace") if isinstance(found, bytes) else str(error)
        for one in self._texts:
            text = text.replace(one, "***")
        return clean(text, limit=SAID) or type(error).__name__


def doubted(error: ssl.SSLCertVerificationError, host: str, name: str) -> Refused:
    """Why a server's certificate does not convince, with what helps: another name, a day, an authority."""
    why = next((code for code, faults in DOUBTS.items() if error.verify_code in faults), "mail_certificate")
    return Refused(why, host=host, cause=clean(error.verify_message), name=name)


@contextmanager
def told(account: MailAccount, blots: _Blots) -> Iterator[None]:
    """What a server does, as a refusal of the desk. Raises ServerAway or Refused."""
    host = f"{account.imap_host}:{account.imap_port}"
    try:
        yield
    except Deceived as error:
        raise Refused(error.code, host=host) from None
    except ssl.SSLCertVerificationError as error:
        raise doubted(error, host, account.name) from None
    except ssl.SSLError as error:
        raise Refused("mail_tls", host=host, cause=clean(error.reason or type(error).__name__)) from None
    except Endless:
        raise ServerAway("mail_endless", host=host, minutes=max(1, round(COMMAND_SECONDS / 60))) from None
    except OSError as error:  # a name that is not found, a port that is shut, a silence
        cause = error.strerror or ("timeout" if isinstance(error, TimeoutError) else type(error).__name__)
        raise ServerAway("mail_away", host=host, cause=clean(cause)) from None
    except imaplib.IMAP4.abort as error:
        raise ServerAway("mail_away", host=host, cause=blots.said(error)) from None
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise Refused("mail_protocol", host=host, cause=blots.said(error)) from None


@contextmanager
def _understood() -> Iterator[None]:
    """What a server says that imaplib cannot read is the server's fault, not ours."""
    try:
        yield
    except ssl.SSLError:  # one of them is a ValueError too
        raise
    except (ValueError, LookupError, TypeError):
        raise imaplib.IMAP4.error("unreadable") from None


def _connected(account: MailAccount, settings: Mapping[str, Any]) -> Client:
    context = ssl.create_default_context()
    if file := settings.get("ca_file"):
        path = Path(file).expanduser()
        try:
            context.load_verify_locations(path)
        except (OSError, ssl.SSLError) as error:
            cause = error.strerror or type(error).__name__
            raise Refused("mail_ca_file", path=str(path), cause=cause) from None
    return Client(account.imap_host, account.imap_port, security=account.imap_security, context=context)


def _log_in(account: MailAccount, client: Client, secret: Secret, blots: _Blots) -> None:
    """Say who we are. Raises Refused with the server's words, in which the secret is blotted out."""
    plain = f"\0{account.imap_user}\0{secret.reveal()}".encode()
    token = f"user={account.imap_user}\1auth=Bearer {secret.reveal()}\1\1".encode()
    blots.add(token, plain, secret.reveal().encode())
    try:
        if account.login == "token":
            _by_token(account, client, token)
        elif "AUTH=PLAIN" in client.capabilities:
            said = [plain]  # once: who asks for more is told that this is given up
            client.authenticate("PLAIN", lambda _: said.pop() if said else None)
        elif "LOGINDISABLED" in client.capabilities:
            raise Refused("mail_no_way_in", name=account.name, way="PLAIN")
        else:
            _by_login(account, client, secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        words = blots.said(error)
        host = f"{account.imap_host}:{account.imap_port}"
        if any(mark in words for mark in PASSING):
            raise ServerAway("mail_away", host=host, cause=words) from None
        raise Refused("mail_login", name=account.name, user=account.imap_user, said=words) from None


def _by_token(account: MailAccount, client: Client, token: bytes) -> None:
    """XOAUTH2; what a server asks back after a token that it does not take is answered with nothing."""
    if "AUTH=XOAUTH2" not in client.capabilities:
        raise Refused("mail_no_way_in", name=account.name, way="XOAUTH2")
    answers = [token]
    client.authenticate("XOAUTH2", lambda _: answers.pop() if answers else b"")


def _by_login(account: MailAccount, client: Client, secret: Secret) -> None:
    """LOGIN, of a server that has no other way: it takes ASCII alone."""
    if not secret.reveal().isascii():
        raise Refused("mail_no_way_in", name=account.name, way="PLAIN")
    quoted = [_quoted(text) for text in (account.imap_user, secret.reveal())]
    kind, words = client._simple_command("LOGIN", *quoted)
    if kind != "OK":
        raise client.error(words[-1])
    client.state = "AUTH"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
