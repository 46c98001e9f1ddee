"""Many mails in one file (mbox): where each begins and ends, which of them the house threw away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from deskterm.mail.reading.dates import of_from_line
from deskterm.mail.reading.limits import BEGINNING, MAIL_BYTES, WHOLE

HEADERS_AHEAD = 60  # lines after a «From » in which the headers of a mail must show
KNOWN_ENOUGH = 2  # headers of every mail that must stand under a «From » without a date

_DATED = re.compile(
    rb"From (?:-|\S+)\s+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s.{0,40}\d\d:\d\d.{0,40}$",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESSED = re.compile(rb"From (?:-|\S+@\S+|MAILER-DAEMON)\s", re.IGNORECASE)
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,100}[ \t]*:|>?From ")
_KNOWN = re.compile(
    rb"(from|to|date|subject|received|return-path|message-id|delivered-to|mime-version|x-mozilla-status)"
    rb"[ \t]*:",
    re.IGNORECASE,
)
_ESCAPED = re.compile(rb">+From ")
# Thunderbird writes its state above the mail's own headers, where no sender can.
_MOZILLA = re.compile(
    rb"\A(?:(?:x-account-key|x-uidl|x-mozilla-(?!status:)[a-z0-9-]{1,40}):[^\n]{0,300}\n){0,9}"
    rb"x-mozilla-status:[ \t]*([0-9a-f]{4})\r?\n",
    re.IGNORECASE,
)
_EXPUNGED = 0x0008


class FoundMail(Struct, frozen=True):
    """One mail of a source, or why there is none.

    `raw` is None where it could not be read, and only the beginning of one that is too large; then `whole` is
    the digest of all of it. `at`: when its file says that it came, in epoch seconds. `state` changes with the
    file: a fault of the same file in the same state is the same fault.
    """

    source: str
    raw: bytes | None = None
    fault: str = ""
    at: int | None = None
    whole: str = ""
    state: str = ""


class Collected:
    """The bytes of one mail: all of them, or of one that is too large the beginning and the digest."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._cut = False
        self._digest = sha256()

    def add(self, piece: bytes) -> None:
        """Keep a piece; once there are too many bytes only the beginning is kept."""
        if self._size < WHOLE:
            self._digest.update(piece[: WHOLE - self._size])
        self._size += len(piece)
        if self._cut:
            return
        self._pieces.append(piece)
        if self._size > MAIL_BYTES:
            self._pieces, self._cut = [b"".join(self._pieces)[:BEGINNING]], True

    @property
    def is_enough(self) -> bool:
        """Whether no byte more would change what is kept."""
        return self._size > WHOLE

    def found(self, frame: FoundMail) -> FoundMail:
        """What was collected, of the source that `frame` names."""
        raw = b"".join(self._pieces)
        if self._cut:
            return replace(frame, raw=raw, fault="too-large", whole=self._digest.hexdigest())
        if not raw.strip():
            return replace(frame, fault="empty")
        return replace(frame, raw=raw)


def mails(first: bytes, lines: Iterator[bytes], frame: FoundMail) -> Iterator[FoundMail]:
    """The mails of an mbox, `first` its first line, one at a time; a quoted `>From ` loses its mark.

    A mail starts at a line `From `, an address and a date under which a header stands; without the date,
    after an empty line and above headers that every mail has. «From Monday it stops» starts none.
    """
    ahead = _Ahead(lines)
    mail, number, blank, separator = Collected(), 1, False, first
    for line in ahead:
        if line.startswith(b"From ") and ahead.begins_here(line, blank=blank):
            yield _told(mail, separator, frame, number)
            mail, number, blank, separator = Collected(), number + 1, False, line
            continue
        mail.add(line[1:] if _ESCAPED.match(line) else line)
        blank = not line.strip()
    yield _told(mail, separator, frame, number)


def _told(mail: Collected, separator: bytes, frame: FoundMail, number: int) -> FoundMail:
    own = replace(frame, source=f"{frame.source}:{number}", at=of_from_line(separator))
    found = mail.found(own)
    flags = _MOZILLA.match(found.raw[:4_000]) if found.raw else None
    if flags and int(flags[1], 16) & _EXPUNGED:
        return replace(own, fault="trashed")
    return found


class _Ahead:
    """Lines, some of which have been looked at before their turn."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._held: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        while True:
            line = self._held.pop(0) if self._held else next(self._lines, b"")
            if not line:
                return
            yield line

    def begins_here(self, line: bytes, *, blank: bool) -> bool:
        """Whether a mail begins at this line; `blank`: the one before it was empty."""
        following = self._peek(1)
        if not following or not _HEADER.match(following[0]):
            return False
        if _DATED.match(line.rstrip()):
            return True
        return blank and _ADDRESSED.match(line) is not None and self._headers() >= KNOWN_ENOUGH

    def _headers(self) -> int:
        """How many different headers that every mail has stand ahead, before an empty line."""
        names = set()
        for line in self._peek(HEADERS_AHEAD):
            if not line.strip():
                break
            if known := _KNOWN.match(line):
                names.add(known[1].lower())
        return len(names)

    def _peek(self, number: int) -> list[bytes]:
        while len(self._held) < number and (line := next(self._lines, b"")):
            self._held.append(line)
        return self._held[:number]
