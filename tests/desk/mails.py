"""Mails for the tests of the desk, read by the real parser."""

from __future__ import annotations

from deskterm.mail.reading.parse import parse
from deskterm.models.records.mails import ParsedMail

SERVER = "mx.delta-system.example"
PASS = f"Authentication-Results: {SERVER}; spf=pass; dkim=pass header.d={{domain}}; dmarc=pass\r\n"


def letter(
    sender: str = "Anna Rossi <anna@rossi.example>",
    subject: str = "Stampa del registro IVA",
    body: str = "Buongiorno, la stampa del registro IVA di febbraio esce vuota. Anna, tel. 0445 000123",
    *,
    message_id: str = "<1@rossi.example>",
    extra: str = "",
    proven: bool = True,
    received: str = "Mon, 2 Mar 2026 08:50:00 +0100",
) -> bytes:
    """One raw mail as it lies on the desk's own server."""
    domain = sender.rpartition("@")[2].rstrip("> ")
    head = f"Received: from mail.{domain} by {SERVER}; {received}\r\n"
    proof = PASS.format(domain=domain) if proven else ""
    return (
        f"{proof}{head}From: {sender}\r\nTo: assistenza@delta-system.example\r\nSubject: {subject}\r\n"
        f"Message-ID: {message_id}\r\nDate: {received}\r\n{extra}"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


def read(raw: bytes, now: int = 1798700000) -> ParsedMail:
    """What the mail room makes of it."""
    return parse(raw, now=now, trusted_servers=frozenset({SERVER}))


def mail(*args: str, **values: object) -> ParsedMail:
    """A letter, read."""
    return read(letter(*args, **values))
