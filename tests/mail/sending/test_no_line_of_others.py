"""Nothing from outside adds a header line or a recipient to what leaves (S9): no subject, no name, no id."""

from __future__ import annotations

import email
import hashlib
import re
from email import policy

import pytest
from deskterm.desk.letters import outbox
from deskterm.mail.sending.compose import CannotBeWritten, compose, recipient
from deskterm.models.records.mail_accounts import MailAccount
from deskterm.models.records.mails import LetterOut, ParsedAttachment

from tests.desk.mails import letter as raw_letter
from tests.desk.mails import read
from tests.mail.sending.conftest import ADDRESS, answered, mailbox, sender

BCC = "Bcc: spia@altrove.example"
PAYLOADS = (
    f"Domanda\r\n{BCC}",
    f"Domanda\n{BCC}",
    f"Domanda\r{BCC}",
    f"Domanda\r\n\r\n{BCC}",
    f"Domanda\r\n {BCC}\r\n{BCC}",
    f"Domanda\x0b{BCC}",
    f"Domanda\x0c{BCC}",
    f"Domanda\x85{BCC}",
    f"Domanda\u2028{BCC}",
    f"Domanda\u2029{BCC}",
    f"Domanda\x00\r\n{BCC}",
    f"\r\n{BCC}",
    f"=?utf-8?q?Domanda=0D=0A{BCC.replace(' ', '_')}?=",
    "=?utf-8?b?RG9tYW5kYQ0KQmNjOiBzcGlhQGFsdHJvdmUuZXhhbXBsZQ==?=",
    f"Domanda\x1b[2J\r\n{BCC}",
    f"Domanda\u202e\r\n{BCC}",
    f"{'lungo ' * 200}\r\n{BCC}",
    f"Domanda%0d%0a{BCC}",
    f"Domanda\\r\\n{BCC}",
    f"\ufeffDomanda\x1c{BCC}\x1d{BCC}\x1e",
    f"Domanda\r\n.\r\nMAIL FROM:<x@y.example>\r\n{BCC}",
)
OURS = {
    *("message-id", "in-reply-to", "references", "from", "to", "subject", "date", "mime-version"),
    *("content-type", "content-transfer-encoding", "auto-submitted", "x-auto-response-suppress"),
}
OWN = "dt.7.0123456789abcdef.0123456789abcdef0123@delta-system.example"
ACCOUNT = MailAccount(number=1, name="a", channel="email", address=ADDRESS, display_name="Assistenza")


def made(account: MailAccount = ACCOUNT, **told) -> bytes:
    given = {"to": "anna@rossi.example", "subject": "Domanda", "body": "Risposta."} | told
    letter = LetterOut(number=7, own_id=OWN, written_at=0, **given)
    return compose(letter, account, at=1_772_500_000, zone="Europe/Rome")


def check(raw: bytes) -> email.message.EmailMessage:
    """Only our lines stand above the text, each once, and one address after To."""
    assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    head = raw.partition(b"\r\n\r\n")[0]
    names = [
        line.partition(b":")[0].lower().decode() for line in head.split(b"\r\n") if line[:1] not in b" \t"
    ]
    assert set(names) <= OURS and len(names) == len(set(names))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    parsed = email.message_from_bytes(raw, policy=policy.default)
    assert [one.addr_spec for one in parsed["To"].addresses] == ["anna@rossi.example"]
    assert parsed["Bcc"] is None and parsed["Cc"] is None
    return parsed


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", ["subject", "body", "follows", "file", "type", "automatic name"])
def test_whatever_a_value_holds_no_line_comes_in_with_it(place, payload):
    if place in {"file", "type"}:
        named = {"name": payload} if place == "file" else {"media_type": payload}
        told = {"name": "a.ics", "media_type": "text/calendar;method=PUBLISH"} | named
        digest = hashlib.sha256(b"x").hexdigest()
        file = ParsedAttachment(**told, size=1, digest=digest, content=b"BEGIN:VCALENDAR\r\n.\r\n")
        raw = made(attachments=(file,))
    elif place == "automatic name":
        raw = made(MailAccount(number=1, name="a", channel="email", address=ADDRESS, display_name=payload))
    else:
        raw = made(**{place: (payload,) if place == "follows" else payload})
    parsed = check(raw)
    for part in parsed.walk():
        assert {name.lower() for name in part} <= OURS | {"content-disposition"}
    if place != "body":
        assert not re.search(rb"(?im)^\s*bcc:", raw)
    assert parsed["References"] is None


@pytest.mark.parametrize(
    "address",
    [
        *("anna@rossi.example\r\nRCPT TO:<spia@altrove.example>", "anna@rossi.example,spia@altrove.example"),
        *(
            "anna@rossi.example> RCPT TO:<spia@altrove.example",
            "<anna@rossi.example>",
            "anna@rossi.example x",
        ),
        *('"a b"@rossi.example', "anna@rossi.example;spia@x.example", "anna", "@rossi.example", "anna@", ""),
        *(
            "anna@[127.0.0.1]",
            "anna@rossi..example",
            "-@-.example",
            "anna@straße.example",
            "ànna@rossi.example",
        ),
        *(
            "anna@rossi.example\x00",
            "anna\n@rossi.example",
            "an@na@rossi.example",
            f"{'a' * 65}@rossi.example",
        ),
    ],
)
def test_what_is_no_single_address_is_refused_before_a_server_is_asked(address):
    with pytest.raises(CannotBeWritten):
        recipient(address)


def test_a_domain_in_another_script_goes_by_the_name_that_servers_know():
    assert recipient("info@münchen.example") == "info@xn--mnchen-3ya.example"


def test_long_ids_of_a_thread_stay_as_they_are():
    ids = tuple(f"{number}.{'x' * 100}@rossi.example" for number in range(20))
    parsed = check(made(follows=ids))
    assert parsed["References"].split() == [f"<{one}>" for one in ids]
    assert parsed["In-Reply-To"] == f"<{ids[-1]}>"


def test_a_hostile_request_is_answered_through_the_server_with_one_recipient(desk, sink, port):
    mailbox(desk, port)
    for number, payload in enumerate(PAYLOADS, 1):
        subject = payload if payload.startswith("=?") else f"Domanda {number}"
        text = raw_letter(message_id=f"<{number}@rossi.example>", subject=subject, body=payload)
        assert read(text).kind in ("mail", "unreadable")
        answered(desk, number, text=payload, subject=subject, body=f"{number} {payload}")
    sender(desk).run()
    assert len(sink.raw) >= len(PAYLOADS)
    for raw, (_, to) in zip(sink.raw, sink.envelopes, strict=True):
        assert to == ("anna@rossi.example",)
        check(raw)
    answers = [one for one in outbox.outbox(desk, ("sent",)).letters if one.kind == "answer"]
    assert len(answers) == len(PAYLOADS)


def test_lines_that_begin_with_a_point_arrive_as_they_were_written(desk, sink, port):
    mailbox(desk, port)
    answered(desk, text="Prima\n.\n..\n.fine\nFrom qui in poi")
    sender(desk).run()
    assert sink.letters[-1].get_content().splitlines() == ["Prima", ".", "..", ".fine", "From qui in poi"]
