"""What our own mail server found out about the sender (Authentication-Results, RFC 8601).

Anyone can write such a header into a mail. Only the topmost one under a trusted server's name counts, and
only above the first line of another server's; all others are ignored.
"""

from __future__ import annotations

import re

from deskterm.mail.reading.headers import Headers
from deskterm.models.basics.identity import ascii_domain
from deskterm.models.basics.sender_trust import Vouch

LONGEST = 8_192

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\(|\)|;|[^"();]+|"')
_RESULT = re.compile(r"\s*(dmarc|dkim|spf)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(?=\s|$)", re.IGNORECASE)
_PROPERTY = re.compile(r'\b(smtp|header)\s*\.\s*([a-z-]+)\s*=\s*("[^"]*"|[^\s;]+)', re.IGNORECASE)
_BY = re.compile(r"\bby\s+([a-z0-9][a-z0-9.-]*\.[a-z][a-z0-9-]*)(?=[\s;(]|$)", re.IGNORECASE)
_ABOUT = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}


def vouches(headers: Headers, trusted: frozenset[str]) -> tuple[Vouch, ...] | None:
    """The results of the trusted server that took the mail in; None where none of them said anything."""
    names = {name.lower() for name in trusted}
    for name, value in headers.pairs:
        if name == "received" and _foreign(value, names):
            return None
        if name == "authentication-results" and names:
            pieces = _pieces(value)
            if pieces and _server(pieces[0]) in names:
                return tuple(vouch for piece in pieces[1:] if (vouch := _vouch(piece)))
    return None


def _server(piece: str) -> str:
    words = piece.split()
    return words[0].strip('"').lower() if words else ""


def _foreign(received: str, trusted: set[str]) -> bool:
    """Whether a Received line was written by a server of another house than the trusted ones."""
    found = _BY.search(received)
    if not found or not received.lstrip().lower().startswith("from"):
        return False
    house = _house(found[1])
    return all(_house(name) != house for name in trusted)


def _house(server: str) -> str:
    return ".".join(server.lower().split(".")[-2:])


def _pieces(value: str) -> list[str]:
    """The parts between semicolons, comments left out; empty where comments or quotes do not close."""
    parts, depth = [""], 0
    if len(value) > LONGEST:
        return []
    for match in _PIECE.finditer(value):
        text = match[0]
        if text in ("(", ")"):
            depth += 1 if text == "(" else -1
        elif text == '"' or depth < 0:
            return []
        elif not depth:
            parts.append("") if text == ";" else parts.append(parts.pop() + text)
    return [] if depth else parts


def _vouch(piece: str) -> Vouch | None:
    found = _RESULT.match(piece)
    if not found:
        return None
    method = found[1].lower()
    about = {f"{kind}.{name}".lower(): value.strip('"') for kind, name, value in _PROPERTY.findall(piece)}
    given = next((about[name] for name in _ABOUT[method] if name in about), "")
    return Vouch(method, found[2].lower(), ascii_domain(given.rpartition("@")[2]))
