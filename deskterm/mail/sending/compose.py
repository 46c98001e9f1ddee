"""A letter of the desk made into a mail's bytes: whatever it holds, no line and no recipient comes with it.

The headers that stand above all are written here, line by line. EmailMessage would read encoded words in a
text that it is given: `=?utf-8?q?a=0D=0ABcc:_b?=` as a subject becomes two lines on the wire (seen on Python
3.11.7); and it would encode the long ids of a thread. What it makes is the content with its own headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from deskterm.models.basics.text import clean
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.models.records.mails import LetterOut, ParsedAttachment

SUBJECT, NAME = 500, 100  # characters of a subject, and of a name, on the wire
_PLAIN = re.compile(r"[ !#-\[\]-~]*")  # what needs no escape, between quotes or without
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
    made.set_content(clean(letter.body, lines=True), charset="utf-8", cte="quoted-printable")
    for file in letter.attachments:
        _attach(made, file)
    if made.is_multipart():
        made.set_boundary(f"=_{sha256(letter.own_id.encode()).hexdigest()[:32]}")
    head = [
        ("From", _mailbox(account.display_name, recipient(account.address))),
        ("To", recipient(letter.to)),
        ("Subject", _encoded("Subject", _line(letter.subject)[:SUBJECT])),
        ("Date", format_datetime(datetime.fromtimestamp(at, ZoneInfo(zone)))),
        *_ids(letter),
    ]
    if letter.automatic:
        head += [("Auto-Submitted", f"auto-{letter.automatic}"), ("X-Auto-Response-Suppress", "All")]
    return "".join(f"{name}: {value}\r\n" for name, value in head).encode("ascii") + made.as_bytes()


def null_path(letter: LetterOut) -> bool:
    """Whether a letter goes without a path on which its bounce, or a machine's answer, could come back."""
    return letter.automatic == "replied"


def _ids(letter: LetterOut) -> Iterator[tuple[str, str]]:
    """Our own Message-ID, and those of the thread that can stand on a line as they are."""
    yield "Message-ID", f"<{letter.own_id}>"
    named = [one for one in letter.follows if _ID.fullmatch(one) and "=?" not in one]
    if named:
        yield "In-Reply-To", f"<{named[-1]}>"
        yield "References", "\r\n ".join(f"<{one}>" for one in named)


def _mailbox(name: str, address: str) -> str:
    """An address with a name before it, where there is one."""
    said = _line(name)[:NAME]
    return f"{_encoded('From', said)} <{address}>" if said else address


def _encoded(header: str, text: str) -> str:
    """A text as it stands after a header's name, folded: what is not plain is encoded as it is."""
    if _PLAIN.fullmatch(text) and "=?" not in text:
        words = f'"{text}"' if header == "From" else text
        return Header(words, "us-ascii", header_name=header).encode(linesep="\r\n")
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _line(text: str) -> str:
    """A value for one header line: cleaned, and no control character left whatever that lets through."""
    return _ASCII_CONTROL.sub(" ", clean(text)).strip()


def _attach(made: EmailMessage, file: ParsedAttachment) -> None:
    """Put a file to the mail; a calendar's with its method, so that programs offer to take it over."""
    kind, *given = [part.strip().lower() for part in file.media_type.split(";")]
    name = _line(file.name).replace("=?", "= ?")[:120] or "file"
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
