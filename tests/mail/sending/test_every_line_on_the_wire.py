"""Every line that a server hears is one that we wrote, whatever names, addresses, ids and texts hold (S9).

Twenty payloads in each place from which words come into a letter; the server writes down every byte in TLS.
"""

from __future__ import annotations

import json
import re

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.intake import receive
from deskterm.desk.letters import canned
from deskterm.desk.tickets import tickets
from deskterm.desk.upkeep import technicians
from deskterm.models.terms.canned import read_canned

from tests.desk.mails import PASS, SERVER, read
from tests.mail.sending.conftest import mailbox, sender
from tests.mail.sending.test_no_line_of_others import PAYLOADS, check

COMMANDS = re.compile(
    rb"(?:ehlo|helo) [\x21-\x7e]+|STARTTLS|QUIT|DATA|RSET|AUTH (?:PLAIN|LOGIN) ?[A-Za-z0-9+/=]*"
    rb"|(?i:mail FROM):<(?:[\w.+-]+@delta-system\.example)?>(?: [A-Za-z0-9=]+)*"
    rb"|(?i:rcpt TO):<anna@rossi\.example>"
)
PLACES = (
    *("canned text", "canned title", "subject", "Message-ID", "References", "sender's name", "file name"),
    *("customer's name", "contact's name", "technician's name", "display name", "typed answer"),
)


def talked(heard: bytes) -> tuple[list[bytes], list[bytes]]:
    """The commands of a talk, and the letters between them, as a server tells them apart."""
    commands, letters, letter = [], [], None
    for line in heard.split(b"\r\n")[:-1]:
        if letter is None:
            commands.append(line)
            letter = [] if line.upper() == b"DATA" else None
        elif line == b".":
            letters.append(b"\r\n".join(one[1:] if one.startswith(b".") else one for one in letter) + b"\r\n")
            letter = None
        else:
            letter.append(line)
    assert letter is None, "a letter without its end"
    return commands, letters


def came(desk, payload: str, place: str) -> str:
    """Anna's mail with the payload where a mail may hold it; its ticket."""
    told = {
        "subject": "Domanda",
        "id": "1@rossi.example",
        "follows": "",
        "who": "Anna Rossi",
        "file": "a.pdf",
    }
    where = {"Message-ID": "id", "References": "follows", "sender's name": "who", "file name": "file"}
    if place in where or place == "subject":
        told[where.get(place, place)] = payload
    raw = (
        f"{PASS.format(domain='rossi.example')}Received: from mail.rossi.example by {SERVER};"
        " Mon, 2 Mar 2026 08:50:00 +0100\r\n"
        f"From: {told['who']} <anna@rossi.example>\r\nTo: assistenza@delta-system.example\r\n"
        f"Subject: {told['subject']}\r\nMessage-ID: <{told['id']}>\r\nReferences: <{told['follows']}>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nCome si fa?\r\n"
        f'--x\r\nContent-Type: application/pdf; name="{told["file"]}"\r\n\r\n%PDF-1.4\r\n--x--\r\n'
    ).encode("utf-8", "replace")
    found = receive.receive_mail(desk, read(raw), vouched=True)
    if found.ticket:
        return str(found.ticket)
    given = {"channel": "mail", "subject": payload, "body": payload}
    return receive.receive_request(desk, customer="C001", **given).ticket


def prepared(desk, payload: str, place: str) -> str:
    """The desk's own words, with the payload where it belongs; the text of the answer."""
    if place in ("customer's name", "contact's name"):
        if place == "contact's name":
            cards.set_contact(desk, "C001", name=payload, email="anna@rossi.example")
        else:
            cards.change(desk, "C001", {"name": payload})
    if place == "technician's name":
        technicians.add(desk, "luca", full_name=payload)
    title = payload if place == "canned title" else "Risposta"
    text = payload if place == "canned text" else "Si stampa dal menu, {contact}, {subject}, {technician}."
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in (("title", title), ("it", text)))
    canned.load(desk, read_canned(f'[[answer]]\nname = "presa"\n{told}'), "risposte.toml")
    return payload if place == "typed answer" else ""


@pytest.mark.parametrize("place", PLACES)
def test_not_one_line_on_the_wire_is_of_somebody_else(desk, sink, port, place):
    assert len(PAYLOADS) >= 20
    mailbox(desk, port)
    for payload in PAYLOADS:
        typed = prepared(desk, payload, place)
        code = came(desk, payload, place)
        tickets.answer(desk, code, text=typed or canned.text(desk, code, "presa") or "Risposta.")
    if place == "display name":
        from deskterm.desk.post import accounts

        for payload in PAYLOADS:
            accounts.change(desk, "assistenza", display_name=payload.encode("utf-8", "replace").decode())
            sender(desk).run()
    sender(desk).run()
    commands, letters = talked(bytes(sink.heard))
    assert [one for one in commands if not COMMANDS.fullmatch(one)] == []
    named = [one.split(b":")[0].lower() for one in commands]
    assert len(letters) >= len(PAYLOADS)
    assert named.count(b"mail from") == named.count(b"rcpt to") == named.count(b"data") == len(letters)
    for raw in letters:
        check(raw)
