"""Raw mails for the tests of the mail room; every name and number in them is invented."""

from deskterm.mail.reading.parse import parse
from deskterm.models.records.mails import ParsedMail

NOW = 1772525520  # Tue 3 March 2026, 09:12 in Rome
SERVER = "mx.desk.example"
TRUSTED = frozenset({SERVER})
RECEIVED = f"Received: from out.cliente.example by {SERVER} with ESMTPS; Tue, 3 Mar 2026 08:50:00 +0100"


def proof(results: str, server: str = SERVER) -> str:
    """The header that the desk's own server writes."""
    return f"Authentication-Results: {server}; {results}"


PROVEN = proof("spf=pass smtp.mailfrom=cliente.example; dkim=pass header.d=cliente.example; dmarc=pass")


def letter(
    *headers: str,
    sender: str | None = "Anna Rossi <anna@cliente.example>",
    subject: str | None = "Stampa del registro IVA",
    body: str | bytes = "La stampa esce vuota.\r\n",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    """A mail as bytes; `headers` come first, as written."""
    lines = [*headers]
    lines += [f"From: {sender}"] if sender is not None else []
    lines += [f"Subject: {subject}"] if subject is not None else []
    lines += ["To: assistenza@desk.example", f"Content-Type: {kind}"]
    content = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content


def read(raw: bytes, **values) -> ParsedMail:
    """What the parser makes of a mail, with the desk's own server trusted."""
    return parse(raw, now=NOW, trusted_servers=TRUSTED, **values)


def mail(*headers: str, beneath: bool = False, **values) -> ParsedMail:
    """A letter, read; `beneath`: our server is known to write under its own Received line."""
    return read(letter(*headers, **values), beneath=TRUSTED if beneath else frozenset())
