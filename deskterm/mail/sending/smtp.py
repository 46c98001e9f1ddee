"""One conversation with a mail server: in by TLS, then one letter after the other, each with a clear end.

What went wrong is told by what it means: the way out is closed (`Closed`), the letter may be tried again
(`NotNow`), it is refused for good (`RefusedForGood`), or nobody knows whether it was taken (`InDoubt`).
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from deskterm.desk.errors import DeskError, Refused
from deskterm.mail.accounts.opening import doubted
from deskterm.mail.sending.patience import Smtp, SmtpTls, Trickles
from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import MailAccount

SECONDS = 60.0  # for every answer but the last one
LAST = 600.0  # for the answer to the whole letter (RFC 5321, 4.5.3.2.6)
WORDS = 300  # characters kept of what a server says
ACCOUNT = frozenset((530, 534, 535, 538, 454))  # refusals that are of the account, not of a letter
OTHER_KIND = frozenset("WRONG_VERSION_NUMBER HTTP_REQUEST RECORD_LAYER_FAILURE".split())
_TOO_BIG = re.compile(r"5\d\d[ -]5\.(?:3\.4|2\.3)\b")  # a refusal that is of the letter's size (RFC 3463)
_DOT = re.compile(rb"(?m)^\.")
_BREAK = re.compile(rb"\r\n|\r|\n")


class SendingError(Exception):
    """What a server, or the way to it, did; `words` are its own, cleaned.

    `slow`: it was given up for its time, and would hold up every further letter as long.
    """

    def __init__(self, words: str, *, slow: bool = False) -> None:
        super().__init__(words)
        self.words, self.slow = words, slow


class Closed(SendingError):
    """Nobody is let in, or nobody is there: of no letter is anything said."""


class Away(Closed):
    """Nobody is there: no server has said anything."""


class NotNow(SendingError):
    """This letter not now: the server has not taken it, and it may be tried again."""


class RefusedForGood(SendingError):
    """This letter never: the server's last word."""


class InDoubt(SendingError):
    """The whole letter was handed over, and no answer came."""


class Server:
    """An open way out through one account."""

    def __init__(
        self,
        account: MailAccount,
        secret: Callable[[], str],
        *,
        ca_file: str = "",
        seconds: float = SECONDS,
        last: float = LAST,
    ) -> None:
        self._account, self._secret = account, secret
        self._seconds, self._last = seconds, last
        self._hidden: list[str] = []
        self._ca_file = ca_file
        self._smtp = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, if somebody is there to hear it."""
        self._smtp.leave()

    def _opened(self) -> Smtp:
        account = self._account
        try:
            found = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise self._why(error) from None
        try:
            found.ehlo_or_helo_if_needed()
            if account.smtp_security == "starttls":
                if not found.has_extn("starttls"):
                    raise Refused("mail_smtp_no_starttls", host=self._host)
                found.starttls(context=self._context())
                found.ehlo_or_helo_if_needed()
            if account.smtp_user and (found.has_extn("auth") or not _is_here(found)):
                self._log_in(found)
        except (SendingError, DeskError):
            found.close()
            raise
        except (OSError, smtplib.SMTPException, ValueError) as error:
            found.close()
            raise self._why(error) from None
        return found

    @property
    def _host(self) -> str:
        return f"{self._account.smtp_host}:{self._account.smtp_port}"

    def _why(self, error: Exception) -> Exception:
        """What kept us out, in the desk's words or the server's own."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return doubted(error, self._host, self._account.name)
        if isinstance(error, ssl.SSLError) and error.reason in OTHER_KIND:
            return Refused("mail_tls", host=self._host, cause=clean(error.reason))
        if isinstance(error, smtplib.SMTPResponseException):
            return Closed(self._words(error))
        return Away(f"{self._host}: {self._words(error)}")

    def _connected(self) -> Smtp:
        account = self._account
        host, port = account.smtp_host, account.smtp_port
        name = "[127.0.0.1]"  # who we are is nobody's business but the server's that knows our address
        if account.smtp_security == "tls":
            context = self._context()
            return SmtpTls(host, port, patience=self._seconds, local_hostname=name, context=context)
        found = Smtp(host, port, patience=self._seconds, local_hostname=name)
        if account.smtp_security != "starttls" and not _is_here(found):
            found.close()
            raise Refused("mail_not_here", host=host)
        return found

    def _context(self) -> ssl.SSLContext:
        """Certificates and names are checked, by what the system trusts and the settings name."""
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self._ca_file:
            context.load_verify_locations(Path(self._ca_file).expanduser())
        return context

    def _log_in(self, found: smtplib.SMTP) -> None:
        """Say who we are. The secret is in no message of an error: what a server repeats of it is hidden."""
        account, secret = self._account, self._secret()
        plain = f"\0{account.smtp_user}\0{secret}"
        bearer = f"user={account.smtp_user}\x01auth=Bearer {secret}\x01\x01"
        self._hidden = [secret, _packed(secret), _packed(plain), _packed(bearer)]
        if account.login == "token":
            code, words = found.docmd("AUTH", f"XOAUTH2 {_packed(bearer)}")
            if code == 334:  # the server tells what is wrong, and waits for a blank line
                told = words
                code, words = found.docmd("")
                words = words + b" " + _unpacked(told)
            if code != 235:
                raise Closed(self._said(code, words))
            return
        try:
            if "PLAIN" in str(found.esmtp_features.get("auth", "")).upper().split():
                code, words = found.docmd("AUTH", f"PLAIN {_packed(plain)}")  # in UTF-8 (RFC 4616)
                if code != 235:
                    raise Closed(self._said(code, words))
                return
            found.login(account.smtp_user, secret)
        except smtplib.SMTPAuthenticationError as error:
            raise Closed(self._said(error.smtp_code, error.smtp_error)) from None
        except UnicodeError:
            raise Refused("mail_no_way_in", way="PLAIN") from None

    def hand_over(self, sender: str, to: str, raw: bytes, *, about_to: Callable[[], None]) -> str:
        """One letter, whole; the server's words once it has taken it.

        `about_to` is called when the server has agreed to sender and recipient, before any byte of the letter
        leaves. An empty `sender` is the null path; a server that takes none gets the account's address.
        Raises SendingError of the kind that it was.
        """
        self._before(sender, to, len(raw))
        about_to()
        return self._data(raw)

    def forget(self) -> None:
        """What was agreed about a letter holds no more. Raises NotNow where the line is cut."""
        self._asked("RSET")

    def _before(self, sender: str, to: str, size: int) -> None:
        """Agree with the server who writes to whom; where it takes no null path, with our own address."""
        try:
            self._agree(sender, to, size)
        except (Closed, RefusedForGood):
            if sender or not self._stands():
                raise
            self._agree(self._account.address, to, size)

    def _stands(self) -> bool:
        """Whether the line stands, with nothing agreed on it."""
        try:
            self.forget()
        except NotNow:
            return False
        return True

    def _agree(self, sender: str, to: str, size: int) -> None:
        code, words = self._asked(f"MAIL FROM:<{sender}>{self._size(size)}")
        if code != 250:
            said = self._said(code, words)
            raise (RefusedForGood if code == 552 or _TOO_BIG.match(said) else Closed)(said)
        code, words = self._asked(f"RCPT TO:<{to}>")
        if code not in (250, 251):
            closed = code in ACCOUNT or code == 421
            raise (Closed if closed else RefusedForGood if code >= 500 else NotNow)(self._said(code, words))

    def _size(self, size: int) -> str:
        return f" SIZE={size}" if self._smtp.has_extn("size") else ""

    def _asked(self, command: str) -> tuple[int, bytes]:
        """A command and its answer. Raises NotNow where there is none: nothing of the letter has left.

        The line may have been cut because of this very letter: others do not wait behind it.
        """
        try:
            self._smtp.putcmd(command)
            return self._smtp.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise self._not_now(error) from None

    def _data(self, raw: bytes) -> str:
        smtp = self._smtp
        try:
            smtp.putcmd("DATA")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise self._not_now(error) from None
        if code != 354:
            said = self._said(code, words)
            raise (RefusedForGood if 500 <= code < 600 else NotNow)(said)
        whole = _DOT.sub(b"..", _BREAK.sub(b"\r\n", raw))
        whole += b"" if whole.endswith(b"\r\n") else b"\r\n"
        try:
            smtp.send(whole)
        except (OSError, smtplib.SMTPException) as error:
            # Without its end no server may take it for a letter (RFC 5321, 4.1.1.4).
            raise self._not_now(error) from None
        code, words = self._last_word()
        said = self._said(code, words)
        if 200 <= code < 300:
            return said
        raise (RefusedForGood if 500 <= code < 600 else NotNow if 400 <= code < 500 else InDoubt)(said)

    def _last_word(self) -> tuple[int, bytes]:
        """The end of a letter, and what the server says to it. Raises InDoubt where it says nothing."""
        smtp = self._smtp
        usual = smtp.patience, smtp.whole
        smtp.patience = smtp.whole = self._last
        try:
            smtp.send(b".\r\n")
            return smtp.getreply()
        except Trickles as error:
            raise InDoubt(self._words(error), slow=True) from None
        except (OSError, smtplib.SMTPException):
            raise InDoubt("") from None  # it said nothing
        finally:
            smtp.patience, smtp.whole = usual

    def _not_now(self, error: Exception) -> NotNow:
        return NotNow(self._words(error), slow=isinstance(error, Trickles))

    def _said(self, code: int, words: bytes | str) -> str:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return self._hide(f"{code} {text}")

    def _words(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            return self._said(error.smtp_code, error.smtp_error)
        if isinstance(error, ssl.SSLCertVerificationError):
            return self._hide(f"TLS: {error.verify_message}")
        if isinstance(error, OSError) and error.strerror:
            return self._hide(error.strerror)
        return self._hide(str(error) or type(error).__name__)

    def _hide(self, text: str) -> str:
        for one in self._hidden:
            text = text.replace(one, "***") if one else text
        return clean(" ".join(text.split()))[:WORDS]


def _is_here(found: smtplib.SMTP) -> bool:
    """Whether the other end is this machine, whatever its name says."""
    return found.sock is not None and ip_address(found.sock.getpeername()[0]).is_loopback


def _packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _unpacked(words: bytes) -> bytes:
    try:
        return base64.b64decode(words, validate=True)
    except ValueError:
        return words
