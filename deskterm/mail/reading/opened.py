"""Bytes to a message, with little damage mended first; a message within it stays byte for byte as it came."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message

from deskterm.mail.reading.headers import Headers, payload, transfer_encoding, unbase64
from deskterm.mail.reading.limits import prepare

# What holds a message: attached, forwarded with letters beyond ASCII, the beginning of one that was cut up.
MESSAGES = frozenset(("message/rfc822", "message/global", "message/news", "message/partial"))

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,200}[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]{1,40}|references|in-reply-to|reply-to"
    rb"|received|return-path|x-[a-z0-9-]{1,60})[ \t]*:",
    re.IGNORECASE,
)
_MULTIPART = re.compile(
    rb"(?im)^(content-type[ \t]*:[ \t]*multipart/[a-z0-9.+-]{1,40})((?:[^\r\n]|(?:\r\n|\r|\n)[ \t])*)"
)
_WHOLE = re.compile(
    rb'(?:[^"]|"[^"\r\n]*")*?;\s*boundary=(?:"[^"\r\n]{1,250}"|[^\s;"]{1,250})', re.IGNORECASE
)
_LOOSE = re.compile(rb'boundary\s*=\s*(?:"([^"]{1,250})"|([^\s;"]{1,250}))', re.IGNORECASE)
_FOLD = re.compile(rb"[\r\n]+[ \t]*")
MENDED = "header-skipped"  # the defect's code: who such a mail is from is looked at by a person
BOUNDARIES = 50  # that are mended; each is looked for in the whole mail
HEAD = 256 * 1024  # bytes in which the headers of a mail are looked for


class Whole(Message):
    """A message whose parts are told apart, while the messages within it stay as they came."""

    def get_content_type(self) -> str:
        """What the parser goes by: a message within is read as the bytes it is."""
        kind = super().get_content_type()
        return "application/octet-stream" if kind.startswith("message/") else kind

    def get_content_maintype(self) -> str:
        """Its first half."""
        return self.get_content_type().partition("/")[0]


def opened(data: bytes) -> tuple[Message, tuple[str, ...]]:
    """The message in bytes that `limits.prepare` let through, and what was mended.

    Among the headers a line that is none is left out where a header follows it: a value that was folded
    without a blank does not take the subject with it. A multipart's boundary counts though its semicolon is
    missing or a fold runs through it.
    """
    data, skipped = _without_strays(data)
    message = message_from_bytes(_with_boundaries(data), _class=Whole, policy=policy.compat32)
    return message, (MENDED,) if skipped else ()


def carried(part: Message) -> bytes:
    """The bytes of a message within, out of what made them fit for the way."""
    text = payload(part)
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""
    return unbase64(data) if transfer_encoding(Headers(part)) == "base64" else data


def within(part: Message) -> Message | None:
    """The message that a part carries, opened; None where it is empty.

    Raises limits.MailRefused where it is nested too deep.
    """
    data = carried(part)
    return opened(prepare(data)[0])[0] if data.strip() else None


def has_headers(data: bytes) -> bool:
    """Whether bytes begin as a mail does: headers alone, one that is known among them, and an empty line."""
    known = False
    for match in _LINE.finditer(data.lstrip(b"\r\n"), 0, min(len(data), HEAD)):
        line = match[0]
        if not line.strip():
            return known
        if not (line[:1] in b" \t" or _HEADER.match(line) or line.startswith((b"From ", b">From "))):
            return False
        known = known or bool(_KNOWN.match(line))
    return known


def _without_strays(data: bytes) -> tuple[bytes, bool]:
    """Without the lines above the body that are no headers and that a known header follows."""
    kept: list[bytes] = []
    strays: list[bytes] = []
    skipped, at = False, 0
    for match in _LINE.finditer(data, 0, min(len(data), HEAD)):
        line = match[0]
        if not line.strip():
            break
        if line[:1] in b" \t" or _HEADER.match(line) or (not kept and line.startswith((b"From ", b">From "))):
            if strays and not _KNOWN.match(line):
                break
            skipped = skipped or bool(strays)
            strays.clear()
            kept.append(line)
            at = match.end()
        else:
            strays.append(line)
    return (b"".join((*kept, data[at:])), True) if skipped else (data, False)


def _with_boundaries(data: bytes) -> bytes:
    """Every multipart's boundary as its parser wants it."""
    kept: list[bytes] = []
    at = mended = 0
    for header in _MULTIPART.finditer(data):
        found = None if _WHOLE.match(header[2]) else _LOOSE.search(header[2])
        if found is not None and mended < BOUNDARIES:
            kept += [data[at : header.end(1)], _boundary(data, found), header[2][: found.start()].rstrip()]
            at, mended = header.start(2) + found.end(), mended + 1
    return b"".join((*kept, data[at:])) if kept else data


def _boundary(data: bytes, found: re.Match[bytes]) -> bytes:
    """The parameter in front of all others: of the ways in which a fold may be meant the one that is used."""
    ways = [_FOLD.sub(fold, found[1] or found[2]) for fold in (b"", b" ")]
    used = next((way for way in ways if b"--" + way in data), ways[0])
    return b'; boundary="' + used + b'";'
