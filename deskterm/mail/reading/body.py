"""The parts of a mail: which are its text, which are files that came with it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.generator import BytesGenerator
from email.message import Message
from hashlib import sha256
from io import BytesIO

from msgspec import Struct, structs

from deskterm.mail.reading.charset import decode
from deskterm.mail.reading.headers import Headers, as_text, children, decoded, payload, unbase64
from deskterm.mail.reading.html import readable
from deskterm.mail.reading.limits import PARTS
from deskterm.mail.reading.parameters import media_type, parameters
from deskterm.mail.save import safe_name
from deskterm.models.basics.text import TEXT_LIMIT, clean
from deskterm.models.records.mails import ParsedAttachment

_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/zip": "zip",
    "message/rfc822": "eml",
    "application/ms-tnef": "dat",
}
_STUB = re.compile(r"\bhtml\b", re.IGNORECASE)
_UUENCODED = re.compile(rb"^begin [0-7]{3,4} [^\r\n]+\r?\n", re.MULTILINE)


class MailPart(Struct, frozen=True):
    """One leaf of a mail: its type, its parameters, its bytes once out of their transport."""

    kind: str  # media type
    charset: str
    name: str  # as sent, decoded; "" if none
    disposition: str
    flowed: bool
    joined: bool  # delsp: the space at a soft line end goes too
    content: bytes
    group: int  # the multipart/alternative it belongs to; 0: none
    message: Message | None = None


class Contents(Struct, frozen=True, kw_only=True):
    """What a mail holds: its text, its files, what was wrong."""

    body: str
    attachments: tuple[ParsedAttachment, ...]
    defects: tuple[str, ...]
    truncated: bool


def contents(message: Message) -> Contents:
    """Read a message's parts, forwarded messages quoted within the text and kept as files too."""
    defects: list[str] = []
    parts = list(_leaves(message))
    if len(parts) == 1 and parts[0].kind.startswith("text/") and parts[0].disposition != "attachment":
        parts = [structs.replace(parts[0], name="")]
    texts, files = _sort(parts, defects)
    body = "\n\n".join(text for text in texts if text.strip())
    attachments = tuple(_attachment(part, number) for number, part in enumerate(files, 1))
    return Contents(
        body=clean(body, lines=True).strip("\n"),
        attachments=attachments,
        defects=tuple(dict.fromkeys(defects)),
        truncated=len(body) > TEXT_LIMIT,
    )


def _leaves(message: Message) -> Iterator[MailPart]:
    """Every leaf in order; a message within is one leaf."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    count = groups = 0
    while waiting and count < PARTS:
        part, group = waiting.pop()
        count += 1
        inner = children(part)
        kind = media_type(as_text(_header(part, "content-type")))
        if inner and not kind.startswith("message/"):
            if kind == "multipart/alternative":
                groups += 1
                group = groups
            waiting += [(child, group) for child in reversed(inner)]
        else:
            yield _part(part, group)


def _header(message: Message, name: str) -> object:
    return next((value for key, value in message.raw_items() if key.lower() == name), "")


def _part(message: Message, group: int) -> MailPart:
    headers = Headers(message)
    kind_value, disposition = headers.get("content-type"), headers.get("content-disposition")
    given, placed = parameters(kind_value), parameters(disposition)
    kind = media_type(kind_value) or "text/plain"
    nested = children(message)
    if kind.startswith("multipart/"):  # without the boundary that it needs
        kind = "text/plain"
    inner = nested[0] if nested and kind.startswith("message/rfc822") else None
    return MailPart(
        kind=kind,
        charset=given.get("charset", ""),
        name=placed.get("filename", "") or given.get("name", ""),
        disposition=disposition.partition(";")[0].strip().lower(),
        flowed=given.get("format", "").lower() == "flowed",
        joined=given.get("delsp", "").lower() == "yes",
        content=_message_bytes(inner) if inner is not None else _content(message, headers),
        group=group,
        message=inner,
    )


def _content(message: Message, headers: Headers) -> bytes:
    """A leaf's bytes without their transfer encoding; damaged ones as far as they go."""
    text = payload(message)
    if not isinstance(text, str):
        return b""
    data = text.encode("utf-8", "surrogateescape")
    encoding = headers.get("content-transfer-encoding").lower().strip()
    if encoding == "base64":
        return unbase64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(data)
    return data


def _uudecoded(data: bytes) -> bytes:
    found = _UUENCODED.search(data)
    if not found:
        return data
    lines = []
    for line in data[found.end() :].splitlines():
        if line.strip() == b"end":
            break
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(lines)


def _message_bytes(message: Message) -> bytes:
    stream = BytesIO()
    try:
        BytesGenerator(stream, mangle_from_=False, maxheaderlen=0).flatten(message)
    except Exception:  # a generator may stumble over anything; what it wrote so far is kept
        return stream.getvalue()
    return stream.getvalue()


def _sort(parts: list[MailPart], defects: list[str]) -> tuple[list[str], list[MailPart]]:
    """The texts to read and the parts to keep as files."""
    texts: list[str] = []
    files: list[MailPart] = []
    chosen = _choices(parts, defects)
    for number, part in enumerate(parts):
        if part.message is not None:
            texts.append(quoted(part.message, defects))
            files.append(part)
        elif _is_text(part):
            texts.append(chosen[number])
        elif part.content or part.name:
            files.append(part)
    return texts, files


def _is_text(part: MailPart) -> bool:
    if part.kind in ("message/delivery-status", "message/disposition-notification"):
        return True
    readable_kind = part.kind in ("text/plain", "text/html", "text/enriched", "text/richtext")
    return readable_kind and part.disposition != "attachment" and not part.name


def _choices(parts: list[MailPart], defects: list[str]) -> dict[int, str]:
    """The text of each text part; of alternatives the plain one, unless it says nothing."""
    texts = {number: text_of(part, defects) for number, part in enumerate(parts) if _is_text(part)}
    for group in {parts[number].group for number in texts} - {0}:
        members = [number for number in texts if parts[number].group == group]
        plain = [number for number in members if parts[number].kind != "text/html"]
        rich = [number for number in members if parts[number].kind == "text/html"]
        if not plain or not rich:
            continue
        said = "\n".join(texts[number] for number in plain).strip()
        unread = rich if said and not _is_stub(said, texts[rich[0]]) else plain
        texts.update(dict.fromkeys(unread, ""))
    return texts


def _is_stub(plain: str, rich: str) -> bool:
    """Whether the plain text only says that the mail is in HTML."""
    return len(plain) < 300 and len(rich) > 2 * len(plain) and _STUB.search(plain) is not None


def text_of(part: MailPart, defects: list[str]) -> str:
    """A text part's words, decoded; HTML made readable."""
    text, defect = decode(part.content, part.charset)
    if defect:
        defects.append(defect)
    if part.kind == "text/html":
        try:
            return readable(text)
        except (ValueError, RecursionError):
            defects.append("html-unreadable")
            return re.sub(r"<[^<>]*>", " ", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unflowed(text, part.joined) if part.flowed else text


def unflowed(text: str, joined: bool) -> str:
    """Format=flowed text (RFC 3676) with its paragraphs put together again; the signature mark stays."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        soft = words.endswith(" ") and words != "-- "
        words = words[:-1] if soft and joined else words
        if open_depth == depth and words != "-- ":
            lines[-1] += words
        else:
            lines.append((">" * depth + " " if depth else "") + words)
        open_depth = depth if soft else -1
    return "\n".join(lines)


def quoted(message: Message, defects: list[str]) -> str:
    """A message within the mail, as quoted lines under its own From, Date and Subject."""
    headers = Headers(message)
    lines = [
        f"{name}: {value}"
        for name in ("From", "Date", "Subject")
        if (value := clean(decoded(headers.get(name.lower()))))
    ]
    inner = [part for part in _leaves(message) if part.message is None and _is_text(part)]
    texts = _choices(inner, defects)
    body = "\n\n".join(text for text in texts.values() if text.strip())[:TEXT_LIMIT]
    return "\n".join(f"> {line}".rstrip() for line in [*lines, "", *body.strip("\n").split("\n")])


def _attachment(part: MailPart, number: int) -> ParsedAttachment:
    name = part.name
    if not name and part.message is not None:
        name = f"{Headers(part.message).text('subject')[:60] or number}.eml"
    if not name.strip(". "):
        name = f"{number}.{_EXTENSIONS.get(part.kind, 'bin')}"
    return ParsedAttachment(
        name=safe_name(name, fallback=f"{number}.bin"),
        media_type=clean(part.kind),
        size=len(part.content),
        digest=sha256(part.content).hexdigest(),
        content=part.content,
        inline=part.disposition == "inline",
    )
