"""The parts of a mail: which are its text, which are files that came with it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.message import Message
from hashlib import sha256

from msgspec import Struct, structs

from deskterm.mail.reading.charset import decode
from deskterm.mail.reading.headers import (
    Headers,
    as_text,
    children,
    decoded,
    payload,
    transfer_encoding,
    unbase64,
    unbase64_text,
)
from deskterm.mail.reading.html import declared_charset, readable
from deskterm.mail.reading.limits import PARTS, MailRefused, no_mail, prepare
from deskterm.mail.reading.opened import MESSAGES, has_headers, opened, within
from deskterm.mail.reading.packed import is_winmail, uuencoded, winmail
from deskterm.mail.reading.parameters import media_type, parameters
from deskterm.mail.save import safe_name
from deskterm.models.basics.text import TEXT_LIMIT, clean
from deskterm.models.records.mails import TEXT_CUT, ParsedAttachment

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
    "message/global": "eml",
    "message/news": "eml",
    "message/partial": "eml",
    "application/ms-tnef": "dat",
}
TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext")  # the first of alternatives first
ELSEWHERE = ("access-type", "name", "url", "site", "directory", "server")
WITHIN = 80  # characters kept of the subject or name of what a file lay in
DEEPEST = 8  # messages within each other that are opened
_MARKUP = re.compile(r"(?<!<)<(?!<)[^<>]*>")
_STUB = re.compile(r"\bhtml\b", re.IGNORECASE)


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
    within: tuple[str, ...] = ()  # the mails and packs in which it lies


class Contents(Struct, frozen=True, kw_only=True):
    """What a mail holds: its text, its files, what was wrong."""

    body: str
    attachments: tuple[ParsedAttachment, ...]
    defects: tuple[str, ...]
    truncated: bool


def contents(message: Message) -> Contents:
    """Read a message's parts, messages within quoted within the text; they and their files are files too."""
    looked = _Looked()
    texts, files = looked.into(message)
    body = "\n\n".join(text for text in texts if text.strip())
    attachments = tuple(_attachment(part, number) for number, part in enumerate(files[:PARTS], 1))
    if len(body) > TEXT_LIMIT:
        looked.defects.append(TEXT_CUT)
    return Contents(
        body=clean(body, lines=True).strip("\n"),
        attachments=attachments,
        defects=tuple(dict.fromkeys(looked.defects)),
        truncated=len(body) > TEXT_LIMIT,
    )


class _Looked:
    """One mail's parts being looked through, the messages within it too."""

    def __init__(self) -> None:
        self.defects: list[str] = []
        self._parts = 0

    def into(self, message: Message, depth: int = 0) -> tuple[list[str], list[MailPart]]:
        """The texts to read and the parts to keep as files."""
        texts: list[str] = []
        files: list[MailPart] = []
        parts = _named_texts(_unpacked(list(self._leaves(message)), self.defects))
        chosen = _choices(parts, self.defects)
        for number, part in enumerate(parts):
            inner = self._within(part, depth)
            if inner is not None:
                inner_texts, inner_files = self.into(inner, depth + 1)
                texts.append(_quoted(inner, inner_texts))
                files.append(structs.replace(part, name=part.name or _subject(inner)))
                subject = Headers(inner).text("subject")
                files += [_beneath(part, _put_within(file, "mail", subject)) for file in inner_files]
            elif number in chosen:
                texts.append(chosen[number])
            elif part.content or part.name:
                files.append(part)
        return texts, files

    def _within(self, part: MailPart, depth: int) -> Message | None:
        """The message that a part carries, where it may still be opened."""
        carried = part.message if part.kind in MESSAGES else None
        if carried is None and not _is_kept_mail(part):
            return None
        if depth >= DEEPEST:
            self.defects.append("too-deep")
            return None
        try:
            return within(carried) if carried is not None else opened(prepare(part.content)[0])[0]
        except MailRefused as refusal:
            self.defects.append(refusal.reason)
            return None

    def _leaves(self, message: Message) -> Iterator[MailPart]:
        """Every leaf in order; a message within is one leaf."""
        waiting: list[tuple[Message, int, str]] = [(message, 0, "text/plain")]
        groups = 0
        while waiting and self._parts < PARTS:
            part, group, usual = waiting.pop()
            self._parts += 1
            inner = children(part)
            if inner:
                kind = media_type(as_text(_header(part, "content-type")))
                if kind == "multipart/alternative":
                    groups += 1
                    group = groups
                usual = "message/rfc822" if kind == "multipart/digest" else "text/plain"
                waiting += [(child, group, usual) for child in reversed(inner)]
            else:
                yield _part(part, group, usual)
        if waiting:
            self.defects.append("too-many-parts")


def _is_kept_mail(part: MailPart) -> bool:
    """Whether a file is a mail that somebody kept and attached, whatever their program calls its type."""
    return (
        part.name.strip().lower().endswith(".eml")
        and no_mail(part.content) == ""
        and has_headers(part.content)
    )


def _header(message: Message, name: str) -> object:
    return next((value for key, value in message.raw_items() if key.lower() == name), "")


def _part(message: Message, group: int, usual: str) -> MailPart:
    """One leaf; `usual` is what it is where it says nothing."""
    headers = Headers(message)
    kind_value, disposition = headers.get("content-type"), headers.get("content-disposition")
    given, placed = parameters(kind_value), parameters(disposition)
    kind = media_type(kind_value) or usual
    if kind.startswith("multipart/"):  # without the boundary that it needs
        kind = "text/plain"
    if kind == "message/partial" and given.get("number", "1").strip() not in ("1", "01"):
        kind = "text/plain"  # it goes on where the piece before ended
    content = _content(message, headers)
    if kind == "message/external-body":
        kind, content = "text/plain", _elsewhere(given)
    return MailPart(
        kind=kind,
        charset=given.get("charset", ""),
        name=placed.get("filename", "") or given.get("name", ""),
        disposition=disposition.partition(";")[0].strip().lower(),
        flowed=given.get("format", "").lower() == "flowed",
        joined=given.get("delsp", "").lower() == "yes",
        content=content,
        group=group,
        message=message if kind in MESSAGES else None,
    )


def _elsewhere(given: dict[str, str]) -> bytes:
    """Where the sender says that a file lies: it is told, never got."""
    said = [f"{name}: {given[name]}" for name in ELSEWHERE if given.get(name)]
    return "\n".join(said).encode()


def _content(message: Message, headers: Headers) -> bytes:
    """A leaf's bytes without their transfer encoding; damaged ones as far as they go."""
    text = payload(message)
    if not isinstance(text, str):
        return b""
    data = text.encode("utf-8", "surrogateescape")
    encoding = transfer_encoding(headers)
    if encoding == "base64":
        kind = media_type(headers.get("content-type")) or "text/plain"
        return unbase64_text(data) if kind.startswith("text/") else unbase64(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return next((content for *_, content in uuencoded(data)), data)
    return data


def _unpacked(parts: list[MailPart], defects: list[str]) -> list[MailPart]:
    """The parts with what Outlook and old programs pack into them as parts of their own."""
    found: list[MailPart] = []
    said = any(_readable(part) and part.content.strip() for part in parts)
    for part in parts:
        if is_winmail(part.kind, part.name):
            found += _from_winmail(part, defects, said)
        elif part.kind == "text/plain" and b"\nend" in part.content:
            found += _from_text(part)
        else:
            found.append(part)
    return found


def _from_winmail(part: MailPart, defects: list[str], said: bool) -> list[MailPart]:
    pack = winmail(part.content)
    if pack is None:
        defects.append("winmail-unreadable")
        return [part]
    packed = _put_within(part, "pack", part.name)
    files = [_file(packed, name, content) for name, content in pack.files]
    if pack.text.strip() and not said:
        kind = "text/html" if pack.rich else "text/plain"
        text = structs.replace(part, kind=kind, charset="utf-8", name="", disposition="", group=0)
        return [structs.replace(text, content=pack.text.encode("utf-8", "replace")), *files]
    return files or [part]


def _from_text(part: MailPart) -> list[MailPart]:
    kept, files, at = [], [], 0
    for start, end, name, content in uuencoded(part.content):
        kept.append(part.content[at:start])
        files.append(_file(_put_within(part, "text", ""), name, content))
        at = end
    return [structs.replace(part, content=b"".join((*kept, part.content[at:]))), *files]


def _file(part: MailPart, name: str, content: bytes) -> MailPart:
    kind = "application/octet-stream"
    return structs.replace(
        part, kind=kind, name=name, disposition="attachment", content=content, group=0, message=None
    )


def _put_within(part: MailPart, sort: str, name: str) -> MailPart:
    """A part with one thing more in which it lies, the outermost in front."""
    return structs.replace(part, within=(f"{sort}:{clean(name)[:WITHIN]}", *part.within))


def _beneath(part: MailPart, file: MailPart) -> MailPart:
    """A file of a mail that lay itself in a pack."""
    return structs.replace(file, within=(*part.within, *file.within))


def _named_texts(parts: list[MailPart]) -> list[MailPart]:
    """A text is what is read and no file, also where the sender's program gives it a name: the first of them.

    Alternatives of one text are one text. Where another text is read already, one with a name is a file.
    """
    texts = [part for part in parts if _readable(part)]
    first = next((part for part in texts if part.content.strip()), None)
    if first is None or not first.name:
        return parts
    group = first.group
    return [
        structs.replace(part, name="")
        if part is first or (group and part.group == group and _readable(part))
        else part
        for part in parts
    ]


def _readable(part: MailPart) -> bool:
    return part.kind in TEXTS and part.disposition != "attachment"


def _is_text(part: MailPart) -> bool:
    if part.kind in ("message/delivery-status", "message/disposition-notification"):
        return True
    return _readable(part) and not part.name


def _choices(parts: list[MailPart], defects: list[str]) -> dict[int, str]:
    """The text of each text part; of alternatives the plain one, unless it says nothing, else the page."""
    texts = {number: text_of(part, defects) for number, part in enumerate(parts) if _is_text(part)}
    for group in {parts[number].group for number in texts} - {0}:
        members = [number for number in texts if parts[number].group == group]
        ways = [[number for number in members if parts[number].kind == kind] for kind in TEXTS]
        said = [(way, "\n".join(texts[number] for number in way).strip()) for way in ways if way]
        read = next((way for way, text in said if text and not _is_stub(text, said, way)), members)
        texts.update((number, "") for number in members if number not in read)
    return texts


def _is_stub(text: str, said: list[tuple[list[int], str]], way: list[int]) -> bool:
    """Whether the text only says that the mail is a page, which one of the others is."""
    if len(text) >= 300 or not _STUB.search(text):
        return False
    others = [other for one, other in said if one is not way and other]
    return any(len(other) > 2 * len(text) or not _STUB.search(other) for other in others)


def text_of(part: MailPart, defects: list[str]) -> str:
    """A text part's words, decoded; HTML made readable."""
    charset = part.charset or (declared_charset(part.content) if part.kind == "text/html" else "")
    text, defect = decode(part.content, charset)
    if defect:
        defects.append(defect)
    if part.kind in ("text/enriched", "text/richtext"):
        return _MARKUP.sub("", text).replace("<<", "<")
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


def _quoted(message: Message, texts: list[str]) -> str:
    """A message within the mail, as quoted lines under its own From, Date and Subject."""
    headers = Headers(message)
    lines = [
        f"{name}: {value}"
        for name in ("From", "Date", "Subject")
        if (value := clean(decoded(headers.get(name.lower()))))
    ]
    body = "\n\n".join(text for text in texts if text.strip())[:TEXT_LIMIT]
    return "\n".join(f"> {line}".rstrip() for line in [*lines, "", *body.strip("\n").split("\n")])


def _subject(message: Message) -> str:
    """The name under which a message within is kept where it brings none."""
    subject = Headers(message).text("subject")[:60]
    return f"{subject}.eml" if subject else ""


def _attachment(part: MailPart, number: int) -> ParsedAttachment:
    name = part.name
    if not name.strip(". "):
        name = f"{number}.{_EXTENSIONS.get(part.kind, 'bin')}"
    return ParsedAttachment(
        name=safe_name(name, fallback=f"{number}.bin"),
        media_type=clean(part.kind),
        size=len(part.content),
        digest=sha256(part.content).hexdigest(),
        content=part.content,
        inline=part.disposition == "inline",
        within=part.within,
    )
