"""Headers of any age and damage, read without ever raising and without a parser that backtracks."""

from __future__ import annotations

import base64
import binascii
import re
from email import errors
from email.message import Message

from deskterm.mail.reading.charset import codec, decode
from deskterm.mail.reading.limits import HEADER_CHARS, HEADERS, REFERENCES
from deskterm.models.basics.text import clean

# A question mark within a word is written as it is by some; the first that ends it counts.
_WORD = re.compile(r"=\?([^?\s]{1,60})\?(?:(b)\?([^?]*)|(q)\?([^\r\n]{0,1000}?))\?=", re.IGNORECASE)
_GAP = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bq]\?)", re.IGNORECASE)
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_DAMAGE = (
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MissingHeaderBodySeparatorDefect,
    errors.MalformedHeaderDefect,
)
_COMMENT = re.compile(r"\([^()]*\)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_RUN = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
SECOND_RUN = 40  # letters of a line under a whole text that are base64 and no words of a footer
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


class Headers:
    """The headers of one message or part, in order, names in lower case, values as they were sent."""

    def __init__(self, message: Message) -> None:
        pairs = list(message.raw_items())
        self.pairs = [(name.lower().strip(), as_text(value)) for name, value in pairs[:HEADERS]]
        self.too_many = len(pairs) > HEADERS
        self.damaged = any(isinstance(defect, _DAMAGE) for defect in message.defects)

    def all(self, name: str) -> list[str]:
        """Every value of a header, topmost first."""
        return [value for key, value in self.pairs if key == name]

    def get(self, name: str) -> str:
        """The topmost value, "" where there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def has(self, name: str) -> bool:
        """Whether the header is there at all."""
        return any(key == name for key, _ in self.pairs)

    def text(self, name: str) -> str:
        """The topmost value decoded and clean, for reading."""
        return clean(decoded(self.get(name))).strip()


def children(message: Message) -> list[Message]:
    """The parts of a multipart; none for a leaf, which a message within is too."""
    inside = payload(message)
    return [part for part in inside if isinstance(part, Message)] if isinstance(inside, list) else []


def payload(message: Message) -> object:
    """What the parser put into a message: its text, undecoded, or its parts."""
    # get_payload() would decode the text with whatever codec the sender names, unicode_escape and all (S6)
    return getattr(message, "_payload", "")


def as_text(value: object) -> str:
    """A header's raw value as one unfolded line; bytes beyond ASCII are UTF-8, or Western."""
    text = str(value)[:HEADER_CHARS]
    if not text.isascii():
        text = decode(text.encode("utf-8", "surrogateescape"))[0]
    return _FOLD.sub(" ", text).strip()


def decoded(value: str) -> str:
    """A value with its encoded words (RFC 2047) read; what cannot be read stays as it is."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    run, run_charset, at = b"", "", 0
    value = _GAP.sub(r"\1", value)
    for match in _WORD.finditer(value):
        charset = match[1].partition("*")[0]
        data = _unbase64_text(match[3]) if match[2] else _unquoted(match[5], charset)
        if run and (match.start() > at or charset.lower() != run_charset):
            pieces.append(decode(run, run_charset)[0])
            run = b""
        if match.start() > at:
            pieces.append(value[at : match.start()])
        run, run_charset, at = run + data, charset.lower(), match.end()
    pieces += [decode(run, run_charset)[0] if run else "", value[at:]]
    return "".join(pieces)


def _unbase64_text(text: str) -> bytes:
    return unbase64(text.encode("utf-8", "replace"))


def _unquoted(text: str, charset: str) -> bytes:
    """What a quoted word says in its charset; a letter beyond ASCII that stands in it raw is that letter."""
    try:
        data = text.encode(codec(charset) or "utf-8")
    except UnicodeError:
        data = text.encode("utf-8", "replace")
    return _HEX.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))


def transfer_encoding(headers: Headers) -> str:
    """How a part's bytes were made fit for the way: the word alone, whatever stands around it."""
    value = _COMMENT.sub(" ", headers.get("content-transfer-encoding").lower())
    found = _TOKEN.search(value)
    return found[0] if found else ""


def unbase64_text(data: bytes) -> bytes:
    """A text in base64, and what a server put under it: a footer in plain letters, or another run."""
    out: list[bytes] = []
    run: list[bytes] = []
    letters = 0
    for line in data.splitlines():
        bare = line.strip()
        whole = _RUN.fullmatch(bare) is not None and (not out or len(bare) >= SECOND_RUN)
        torn = letters % 4 if run else not out  # blanks or signs among the letters: no footer begins here
        if whole or torn or (run and not bare):
            run.append(bare)
            letters += len(bare)
        if (run and not (whole or torn or not bare)) or (bare.endswith(b"=") and whole):
            out.append(unbase64(b"".join(run)))
            run, letters = [], 0
        if not (whole or torn) and (bare or out):
            out.append(b"\n" + line)
    return b"".join((*out, unbase64(b"".join(run))))


def unbase64(data: bytes) -> bytes:
    """Base64 with whatever is not of its alphabet left out, its padding mended."""
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""


def message_id(value: str) -> str:
    """A message's id without its brackets, "" where there is none."""
    found = _MESSAGE_ID.search(value)
    return clean(found[1] if found else (value.split(maxsplit=1) or [""])[0][:250])


def references(headers: Headers) -> tuple[str, ...]:
    """The ids of the messages that this one follows, oldest first, In-Reply-To last.

    Of too many the first and the newest are taken.
    """
    found = [name for value in headers.all("references") for name in _MESSAGE_ID.findall(value)]
    found += [name for value in headers.all("in-reply-to") for name in _MESSAGE_ID.findall(value)]
    newest_first = tuple(dict.fromkeys(clean(name) for name in reversed(found)))
    if len(newest_first) > REFERENCES:
        newest_first = (*newest_first[: REFERENCES - 1], newest_first[-1])
    return newest_first[::-1]
