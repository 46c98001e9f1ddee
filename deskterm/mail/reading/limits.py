"""How much of a mail is read, checked on its bytes before any parser sees it (S5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from heapq import merge
from itertools import islice

MAIL_BYTES = 25 * 1024 * 1024
BEGINNING = 1024 * 1024  # kept and read of a mail that is too large
WHOLE = 100 * 1024 * 1024  # bytes of a mail by which it is known again; certified post carries no more
LINES = 1_000_000
DEPTH = 50
PARTS = 500
ADDRESSES = 200
HEADERS = 2_000
HEADER_CHARS = 64 * 1024
STRUCTURE_HEADER_BYTES = 4 * 1024  # Content-Type and its like: the parser's time grows with their square
HTML_CHARS = 300_000
REFERENCES = 100

_LINE_END = re.compile(rb"\r\n|\r|\n")
_STRUCTURE = re.compile(rb"content-(?:type|disposition|transfer-encoding)[ \t]*:", re.IGNORECASE)
_FOLDED = re.compile(rb"[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*")
_NESTING = re.compile(rb"\s*(?:multipart|(message))/", re.IGNORECASE)
_BOUNDARY = re.compile(rb"""boundary\s*=\s*(?:"([^"\r\n]{1,250})"|([^\s;"]{1,250}))""", re.IGNORECASE)
_DELIMITER = re.compile(rb"--([^\r\n]{1,260})")

HEAD_LOOKED_AT = 64 * 1024  # bytes in which a header must stand
# How files begin that are no mails though somebody put them among the mails.
_STARTS = (
    (b"%PDF-", "mail-is-pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mail-is-msg"),
    (b"PK\x03\x04", "mail-is-archive"),
    (b"PK\x05\x06", "mail-is-archive"),
    (b"Rar!\x1a\x07", "mail-is-archive"),
    (b"7z\xbc\xaf\x27\x1c", "mail-is-archive"),
    (b"!BDN", "mail-is-pst"),
    (b"\xff\xfe", "mail-is-wide"),
    (b"\xfe\xff", "mail-is-wide"),
    (b"{\\rtf", "mail-is-document"),
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype|html|head|body|meta|svg)\b",
    re.I | re.S,
)
_WIDE = re.compile(rb"(?:[\t\r\n -~]\x00){8}|(?:\x00[\t\r\n -~]){8}")
_ANY_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]{1,40}|references|in-reply-to|reply-to"
    rb"|received|return-path|delivered-to|sender|bcc|x-[a-z0-9-]{1,60})[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
# Those of which no letter can be shown.
UNSHOWN = frozenset((*(code for _, code in _STARTS), "mail-is-binary"))


def digest_of(raw: bytes) -> str:
    """By which a mail is known again: of one beyond all sizes the beginning."""
    return sha256(raw if len(raw) <= WHOLE else raw[:WHOLE]).hexdigest()


def no_mail(data: bytes) -> str:
    """Why these bytes are no mail, as a reason's code; "" for a mail, and for what may be one."""
    for start, code in _STARTS:
        if data.startswith(start):
            return code
    head = data[:HEAD_LOOKED_AT]
    if _PAGE.match(head):
        return "mail-is-page"
    if _WIDE.match(head):
        return "mail-is-wide"
    if _ANY_HEADER.search(head.replace(b"\r", b"\n")):
        return ""
    return "mail-is-binary" if b"\0" in head[:1024] else ""


class MailRefused(Exception):
    """The mail is not read further; `reason` is the defect's code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def prepare(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The bytes that may be parsed, and what had to be left out.

    Raises Refused for a mail that is too large or nested too deep.
    """
    if len(raw) > MAIL_BYTES:
        raise MailRefused("too-large")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    defects = []
    for shorten in (_limit_lines, _limit_structure_headers, _limit_parts):
        raw, defect = shorten(raw)
        if defect:
            defects.append(defect)
    _check_depth(raw)
    return raw, tuple(defects)


def _limit_lines(raw: bytes) -> tuple[bytes, str]:
    if raw.count(b"\n") + raw.count(b"\r") <= LINES:
        return raw, ""
    last = next(islice(_LINE_END.finditer(raw), LINES, None), None)
    return (raw[: last.start()], "too-many-lines") if last else (raw, "")


def _limit_structure_headers(raw: bytes) -> tuple[bytes, str]:
    kept, at = [], 0
    for match in _structure(raw):
        end = _end_of_header(raw, match.end())
        if end - match.end() > STRUCTURE_HEADER_BYTES and match.end() >= at:
            kept.append(raw[at : match.end() + STRUCTURE_HEADER_BYTES])
            at = end
    if not kept:
        return raw, ""
    return b"".join((*kept, raw[at:])), "header-cut"


def _limit_parts(raw: bytes) -> tuple[bytes, str]:
    delimiters = list(islice(_delimiters(raw), PARTS + 1))
    if len(delimiters) <= PARTS:
        return raw, ""
    declared = {first or second for first, second in _BOUNDARY.findall(raw)}
    count = 0
    for match in _delimiters(raw):
        count += match[1].rstrip() in declared
        if count > PARTS:
            return raw[: match.start()], "too-many-parts"
    return raw, ""


def _check_depth(raw: bytes) -> None:
    """Follow the boundaries as a parser would; Refused beyond 50 levels."""
    headers = [match.end() for match in _structure(raw) if _NESTING.match(raw, match.end())]
    if len(headers) <= DEPTH:
        return
    steps = [(at, "header") for at in headers]
    steps += [(match.start(), "delimiter") for match in _delimiters(raw)]
    open_parts: list[bytes] = []
    for at, step in sorted(steps):
        if step == "header":
            open_parts.append(_boundary(raw[at : _end_of_header(raw, at)]))
            if len(open_parts) > DEPTH:
                raise MailRefused("too-deep")
        else:
            _leave(open_parts, raw[at + 2 : at + 264])


def _structure(raw: bytes) -> Iterator[re.Match[bytes]]:
    """Every header that says how a part is built, wherever it stands at the beginning of a line."""
    return _at_line_starts(_STRUCTURE, b"content-", raw, raw.lower())


def _delimiters(raw: bytes) -> Iterator[re.Match[bytes]]:
    return _at_line_starts(_DELIMITER, b"--", raw, raw)


def _at_line_starts(
    pattern: re.Pattern[bytes], mark: bytes, raw: bytes, folded: bytes
) -> Iterator[re.Match[bytes]]:
    """What begins with a mark there: a search for bytes flies over megabytes where a pattern crawls."""
    if folded.startswith(mark) and (found := pattern.match(raw)):
        yield found
    for start in merge(_finds(folded, b"\n" + mark), _finds(folded, b"\r" + mark)):
        if found := pattern.match(raw, start + 1):
            yield found


def _finds(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _boundary(header: bytes) -> bytes:
    found = _BOUNDARY.search(header)
    return (found[1] or found[2]) if found else b""


def _leave(open_parts: list[bytes], line: bytes) -> None:
    """At a boundary's line, drop every part that it ends."""
    name = re.split(rb"[\r\n]", line, maxsplit=1)[0].rstrip()
    for level in range(len(open_parts) - 1, -1, -1):
        boundary = open_parts[level]
        if boundary and name in (boundary, boundary + b"--"):
            del open_parts[level + (name == boundary) :]
            return


def _end_of_header(raw: bytes, at: int) -> int:
    found = _FOLDED.match(raw, at)
    return found.end() if found else at
