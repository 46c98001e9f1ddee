"""Sixty mails that pass for a customer's, and for a part of a thread of theirs (S7).

Twelve ways of writing the sender, by five ways to pass for somebody whose thread it is.
"""

from tests.desk.mails import SERVER

GOOD, EVIL = "anna@rossi.example", "ladro@male.example"
FORGED = f"Authentication-Results: {SERVER}; dmarc=pass header.from=rossi.example\r\n"
CAME = f"Received: from male.example (male.example [198.51.100.9]) by {SERVER} with ESMTPS\r\n"
LMTP = f"Received: from {SERVER} by {SERVER} with LMTP id 7\r\n"
FAILED = f"Authentication-Results: {SERVER}; spf=fail; dkim=none; dmarc=fail header.from=rossi.example\r\n"
SENDERS = {
    "the address itself": f"Anna Rossi <{GOOD}>",
    "an address in the name": f'"{GOOD}" <{EVIL}>',
    "the same without quotes": f"{GOOD} <{EVIL}>",
    "two addresses": f"{EVIL}, {GOOD}",
    "two headers": f"Ladro <{EVIL}>\r\nFrom: Anna <{GOOD}>",
    "a group": f"Rossi: {GOOD};",
    "a route": f"<@male.example:{GOOD}>",
    "a comment": f"{EVIL} ({GOOD})",
    "a lookalike": "Anna Rossi <anna@rossl.example>",
    "another alphabet": "Anna Rossi <anna@rоssi.example>",
    "a longer domain": f"Anna Rossi <{GOOD}.male.example>",
    "a stranger": f"Anna Rossi <{EVIL}>",
}
# what stands above the sender, as it lies at our server · how the mail passes for a part of the thread
WAYS = {
    "a result beneath our own line": (CAME + FORGED, "tag"),
    "a result beneath two lines of ours": (LMTP + CAME + FORGED, "references"),
    "our server says that it fails": (FAILED + CAME + FORGED, "letter"),
    "no line of ours at all": (FORGED, "tag"),
    "nobody says anything": (CAME, "letter"),
}


def forged(sender, above, passing, *, tag, own, number=9):
    """One of them: `tag` is that of the ticket, `own` the Message-ID of our letter in it."""
    tag = f" [#{tag}]" if passing == "tag" else ""
    names = {"references": "<1@rossi.example>", "letter": f"<{own}>"}.get(passing)
    more = f"References: {names}\r\n" if names else ""
    raw = (
        f"{above}From: {sender}\r\nTo: assistenza@istes.example\r\nSubject: R: Stampa{tag}\r\n"
        f"Message-ID: <{number}@male.example>\r\nDate: Mon, 2 Mar 2026 10:50:00 +0100\r\n{more}"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nEntrate pure nel server. Tel. 0445 999888\r\n"
    )
    return raw.encode()
