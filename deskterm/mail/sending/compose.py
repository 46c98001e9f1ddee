"""A letter of the desk made into a mail's bytes: whatever it holds, no line and no recipient comes with it.

The standard library's EmailMessage refuses line breaks in a header; before that every value is cleaned here.
Our own and the thread's Message-IDs are written as lines of their own, for folding would encode long ones.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.models.records.mails import LetterOut, ParsedAttachment

SUBJECT = 500  # characters of a subject on the wire
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*",
    re.IGNORECASE,
)
_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{3,250}")
_ASCII_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class CannotBeWritten(Exception):
    """A letter that no mail can be made of; `code` names the reason: `reasons.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recipient(address: str) -> str:
    """An address as it may stand on the wire: one, in ASCII. Raises CannotBeWritten for anything else."""
    local, at, domain = address.strip().rpartition("@")
    if not domain.isascii():
        try:
            read = domain.encode("idna").decode("ascii")
            # What reads back as another name (ß as ss) would lead to another house.
            domain = read if read.encode("ascii").decode("idna") == domain.lower() else ""
        except UnicodeError:
            domain = ""
    if not at or len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise CannotBeWritten("letter_address")
    return f"{local}@{domain}"


def domain_of(account: MailAccount) -> str:
    """The domain under which an account's Message-IDs stand."""
    return recipient(account.address).rpartition("@")[2].lower()


def compose(letter: LetterOut, account: MailAccount, *, at: int, zone: str) -> bytes:
    """The mail that a letter makes, sent `at` through an account, with CRLF. Raises CannotBeWritten."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _mailbox(account.display_name, recipient(account.address))
    made["To"] = _mailbox("", recipient(letter.to))
    made["Subject"] = _line(letter.subject)[:SUBJECT]
    made["Date"] = format_datetime(datetime.fromtimestamp(at, ZoneInfo(zone)))
    if letter.automatic:
        made["Auto-Submitted"] = f"auto-{letter.automatic}"
        made["X-Auto-Response-Suppress"] = "All"
    made.set_content(clean(letter.body, lines=True), charset="utf-8", cte="quoted-printable")
    for file in letter.attachments:
        _attach(made, file)
    if made.is_multipart():
        made.set_boundary(f"=_{sha256(letter.own_id.encode()).hexdigest()[:32]}")
    return _ids(letter) + made.as_bytes()


def null_path(letter: LetterOut) -> bool:
    """Whether a letter goes without a path on which its bounce, or a machine's answer, could come back."""
    return letter.automatic == "replied"


def _ids(letter: LetterOut) -> bytes:
    lines = [f"Message-ID: <{letter.own_id}>"]
    named = [one for one in letter.follows if _ID.fullmatch(one)]
    if named:
        lines.append(f"In-Reply-To: <{named[-1]}>")
        lines.append("References: " + "\r\n ".join(f"<{one}>" for one in named))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=_line(name)[:100], username=local, domain=domain)


def _line(text: str) -> str:
    """A value for one header line: cleaned, and no control character left whatever that lets through."""
    return _ASCII_CONTROL.sub(" ", clean(text)).strip()


def _attach(made: EmailMessage, file: ParsedAttachment) -> None:
    """Put a file to the mail; a calendar's with its method, so that programs offer to take it over."""
    kind, *given = [part.strip().lower() for part in file.media_type.split(";")]
    name = _line(file.name)[:120] or "file"
    if kind == "text/calendar":
        method = next((one.partition("=")[2] for one in given if one.startswith("method=")), "publish")
        made.add_attachment(
            file.content.decode("utf-8", "replace"),
            subtype="calendar",
            charset="utf-8",
            cte="base64",
            params={"method": re.sub("[^A-Z]", "", method.upper())},
            filename=name,
        )
        return
    main, _, sub = kind.partition("/")
    if (
        not (re.fullmatch(r"[a-z0-9.+-]+", main) and re.fullmatch(r"[a-z0-9.+-]+", sub))
        or main == "multipart"
    ):
        main, sub = "application", "octet-stream"
    if main == "message":
        main, sub = "application", "octet-stream"
    made.add_attachment(file.content, maintype=main, subtype=sub, filename=name)
