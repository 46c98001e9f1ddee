"""What our own mail server found out about the sender (Authentication-Results, RFC 8601).

Anyone can write such a header into a mail, under any name. What nobody but our own server can write stands
above the Received line by which it took the mail in: only there a result under its name counts. A server that
writes it beneath that line is believed where the desk is told so, for it must take away what came under its
name.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from deskterm.mail.reading.headers import Headers
from deskterm.models.basics.identity import ascii_domain
from deskterm.models.basics.sender_trust import Vouch

LONGEST = 8_192

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\(|\)|;|[^"();]+|"')
_RESULT = re.compile(r"\s*(dmarc|dkim|spf)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(?=\s|$)", re.IGNORECASE)
_PROPERTY = re.compile(r'\b(smtp|header)\s*\.\s*([a-z-]+)\s*=\s*("[^"]*"|[^\s;]+)', re.IGNORECASE)
_BY = re.compile(r"\bby\s+([a-z0-9][a-z0-9.-]*\.[a-z][a-z0-9-]*)(?=[\s;(]|$)", re.IGNORECASE)
_HANDED = re.compile(r"\sby\s+\S+\s+(?:\([^()]*\)\s+)?with\s+(?:LMTP|POP3|IMAP)[A-Z0-9]*\b", re.IGNORECASE)
_SEEN = re.compile(r"\[((?:IPv6:)?[0-9a-f.:]{2,45})\]", re.IGNORECASE)
_HOUSE = tuple(
    map(
        ip_network,
        "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 ::1/128 fc00::/7 fe80::/10".split(),
    )
)
_ABOUT = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}


def vouches(
    headers: Headers, trusted: frozenset[str], beneath: frozenset[str] = frozenset()
) -> tuple[Vouch, ...] | None:
    """The results of the trusted server that took the mail in; None where none of them said anything.

    `beneath`: those of `trusted` that write under their own Received line. Without a Received line no server
    of ours has taken the mail in.
    """
    names, below = {name.lower() for name in trusted}, {name.lower() for name in beneath}
    on_top: tuple[str, ...] | None = None
    taken_in = False
    for name, value in headers.pairs:
        if name == "received" and (taken_in or not _within(value)):
            if on_top is not None:
                return _results(on_top)
            if taken_in or _foreign(value, names):
                return None
            taken_in = True
        elif name == "authentication-results" and names and on_top is None:
            pieces = tuple(_pieces(value))
            server = _server(pieces[0]) if pieces else ""
            if taken_in and _house(server) in {_house(one) for one in names}:
                return _results(pieces) if server in below else None
            if not taken_in and server in names:
                on_top = pieces
    return None


def stands_beneath(headers: Headers, trusted: frozenset[str]) -> bool:
    """Whether a result under a trusted name stands right under the Received line of that house."""
    return vouches(headers, trusted) is None and vouches(headers, trusted, trusted) is not None


def above_the_way(headers: Headers) -> list[tuple[str, str]]:
    """The headers that stand above the line by which the house took a mail in; all where none says how."""
    ends = (at for at, (name, value) in enumerate(headers.pairs) if name == "received" and not _within(value))
    return headers.pairs[: next(ends, len(headers.pairs))]


def _results(pieces: tuple[str, ...]) -> tuple[Vouch, ...]:
    return tuple(vouch for piece in pieces[1:] if (vouch := _vouch(piece)))


def _within(received: str) -> bool:
    """Whether a Received line tells of a way within the house: from this machine, a private net, by LMTP.

    What it says of the other side is what the server itself has seen; every address must be one of these.
    """
    if not received.lstrip().lower().startswith("from") or _HANDED.search(received):
        return True
    seen = _SEEN.findall(received[: found.start()] if (found := _BY.search(received)) else received)
    return bool(seen) and all(_is_private(one) for one in seen)


def _is_private(address: str) -> bool:
    try:
        seen = ip_address(address.lower().removeprefix("ipv6:"))
    except ValueError:
        return False
    return any(seen in net for net in _HOUSE)


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
