"""Address lists (RFC 5322) in one pass, telling what is odd instead of guessing (S5, S7, finding 7).

`a@good.example <x@evil.example>` is x@evil.example, called «a@good.example».
"""

from __future__ import annotations

import re

from msgspec import Struct

from deskterm.mail.reading.headers import decoded
from deskterm.mail.reading.limits import ADDRESSES
from deskterm.models.basics.identity import ascii_domain, email_key
from deskterm.models.basics.text import clean

_PIECE = re.compile(
    r'"(?:[^"\\]|\\.)*"|<[^<>]*>|=\?[^?\s]{1,60}\?[bqBQ]\?[^\r\n<>@]{0,1000}?\?=|[(),:;"<>\\]|(?:(?!=\?)[^(),:;"<>\\])+|=',
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ODD = re.compile(r"[%!\"\\\s]|[^\x21-\x7e]")


class Mailbox(Struct, frozen=True):
    """One entry of an address list: the name shown, the address in ASCII, what is odd (`trust.REASONS`)."""

    name: str
    address: str
    faults: tuple[str, ...] = ()


class _Reader:
    """The state of one pass over a list."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: list[Mailbox] = []
        self.faults: list[str] = []
        self._start()

    def _start(self) -> None:
        self.words: list[str] = []
        self.quoted: list[bool] = []
        self.comment: list[str] = []
        self.angles: list[str] = []
        self.own_faults: list[str] = []

    def take(self, piece: str) -> None:
        """Read one piece of a list outside comments."""
        if piece in (",", ";"):
            self.flush()
        elif piece == ":":
            self._group()
        elif piece.startswith("<") and piece.endswith(">"):
            self.angles.append(piece[1:-1])
        elif piece in ('"', "<", ">", "\\", ")"):
            self.own_faults.append("odd-address")
        else:
            quoted = piece.startswith('"')
            self.words.append(re.sub(r"\\(.)", r"\1", piece[1:-1]) if quoted else piece)
            self.quoted.append(quoted)

    def _group(self) -> None:
        self.faults.append("group")
        self._start()

    def flush(self) -> None:
        """End the entry at hand."""
        words, angles = "".join(self.words).strip(), self.angles
        if angles:
            for angle in angles:
                self._add(words or " ".join(self.comment), angle)
            if len(angles) > 1:
                self.faults.append("several-addresses")
        elif words:
            bare = words if not any(self.quoted) else ""
            self._add(" ".join(self.comment), bare) if "@" in bare else self._nameless(words)
        self._start()

    def _nameless(self, words: str) -> None:
        if any(self.quoted) and "@" in words:
            self.own_faults.append("odd-address")
            self._add("", '"'.join(("", *self.words)) if len(self.words) > 1 else words)
        else:
            self._add(words, "")

    def _add(self, name: str, text: str) -> None:
        address, faults = _address(text) if text.strip() else ("", ())
        if len(self.found) < self.limit:
            name = clean(decoded(name), limit=200).strip()
            self.found.append(Mailbox(name, address, tuple(dict.fromkeys((*self.own_faults, *faults)))))


def mailboxes(values: list[str], limit: int = ADDRESSES) -> tuple[tuple[Mailbox, ...], tuple[str, ...]]:
    """The entries of address headers, at most `limit`, and what is odd about the lists themselves."""
    reader = _Reader(limit)
    for value in values:
        if _CONTROL.search(value):
            reader.faults.append("control-characters")
        _read(reader, value)
        reader.flush()
        if "=?" in value and not any(one.address for one in reader.found):
            _read_decoded(reader, value)
        if len(reader.found) >= limit:
            break
    return tuple(reader.found), tuple(dict.fromkeys(reader.faults))


def _read_decoded(reader: _Reader, value: str) -> None:
    """A list that was encoded as a whole, addresses and all; who hides one so is looked at by a person."""
    text = decoded(value)
    if "@" in text and "=?" not in text:
        reader.found.clear()
        _read(reader, text)
        reader.flush()
        reader.faults.append("odd-address")


def _read(reader: _Reader, value: str) -> None:
    depth = 0
    for match in _PIECE.finditer(value):
        piece = match[0]
        if piece == "(":
            depth += 1
            if depth > 1 or not (reader.angles or reader.words):
                reader.own_faults.append("comment")
        elif depth:
            depth -= piece == ")"
            if piece != ")":
                reader.comment.append(piece)
        elif len(reader.found) < reader.limit:
            reader.take(piece)
    if depth:
        reader.own_faults.append("comment")


def _address(text: str) -> tuple[str, tuple[str, ...]]:
    """An address in lower case and ASCII, as far as it is one, and what is odd about it."""
    text, faults = text.strip()[:400], []
    if _CONTROL.search(text):
        faults.append("control-characters")
    if text.startswith("@") and ":" in text:
        faults.append("route")
        text = text.rpartition(":")[2].strip()
    if "(" in text:
        faults.append("comment")
    local, _, domain = text.rpartition("@")
    if _ODD.search(local) or not local or "@" in local or "." not in domain:
        faults.append("odd-address")
    if key := email_key(text):
        return key, tuple(faults)
    shown = f"{local}@{ascii_domain(domain) or domain}" if local else text
    ascii_only = clean(shown).encode("ascii", "backslashreplace").decode().lower()
    return ascii_only, tuple(dict.fromkeys((*faults, "odd-address")))
