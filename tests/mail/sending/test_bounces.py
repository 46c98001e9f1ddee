"""A letter that comes back finds its ticket by our own Message-ID, whoever's server tells it and however."""

from __future__ import annotations

import pytest
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outbox
from deskterm.desk.tickets import tickets
from deskterm.mail.reading.parse import parse
from deskterm.screens.letter import messages

from tests.desk.mails import SERVER
from tests.mail.sending.conftest import answered, mailbox, sender

REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.rossi.example>
To: assistenza@delta-system.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.rossi.example

Final-Recipient: rfc822; anna@rossi.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <anna@rossi.example>:
    User unknown in virtual mailbox table

--b
Content-Type: {part}

Message-ID: <{own}>
Subject: Domanda

--b--
"""
PLAIN = """\
Return-Path: <>
From: MAILER-DAEMON@qmail.example
Subject: failure notice
Content-Type: text/plain

Hi. This is the qmail-send program at qmail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<anna@rossi.example>:
Sorry, no mailbox here by that name. 550 5.7.1 (#5.1.1)

--- Below this line is a copy of the message.

Message-Id: <{own}>
From: assistenza@delta-system.example
"""
CERTIFIED = f"""\
Authentication-Results: {SERVER}; dkim=pass header.d=pec.example; dmarc=pass
Received: from mail.pec.example (mail.pec.example [198.51.100.7]) by {SERVER}
Return-Path: <posta-certificata@pec.example>
From: posta-certificata@pec.example
Subject: AVVISO DI MANCATA CONSEGNA: Domanda 1
X-Ricevuta: errore-consegna
X-Riferimento-Message-ID: <{{own}}>
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Il messaggio non e' stato consegnato: 5.1.1 - casella inesistente
--b
Content-Type: application/xml; name=daticert.xml

<postacert/>
--b--
"""
FORMS = {
    "report": REPORT.format(action="failed", part="message/rfc822", own="{own}"),
    "headers alone": REPORT.format(action="failed", part="text/rfc822-headers", own="{own}"),
    "plain": PLAIN,
    "certified": CERTIFIED,
}


def came(desk, text, **values):
    raw = text.replace("\n", "\r\n").format(**values).encode()
    providers = frozenset({"pec.example"})
    read = parse(raw, now=desk.now(), trusted_servers=frozenset({SERVER}), pec_providers=providers)
    return receive.receive_mail(desk, read)


@pytest.mark.parametrize("form", FORMS)
def test_the_letter_came_back_with_its_reason_and_waits_for_a_person(desk, sent, form):
    code, one = sent
    found = came(desk, FORMS[form], own=one.own_id)
    assert (found.outcome, found.ticket) == ("returned", code)
    back = outbox.way(desk, one.number)
    assert back.state == "returned"
    assert "5.1.1" in back.answer or "MANCATA" in back.answer or "550" in back.answer
    thread = {each.id: each for each in tickets.thread(desk, code)}
    assert thread[one.number].outcome == "returned" and thread[found.message].kind != "mail"
    assert [each.id for each in recovery.pending(desk, outbox.TROUBLED)] == [one.number]


def test_a_server_that_is_only_late_leaves_the_letter_sent(desk, sent):
    code, one = sent
    text = REPORT.replace("{action}", "delayed").replace("{part}", "message/rfc822")
    found = came(desk, text, own=one.own_id)
    assert (found.outcome, found.reason, found.ticket) == ("late", "letter_late", code)
    late = outbox.way(desk, one.number)
    assert late.state == "sent" and "User unknown" in late.answer
    report = next(each for each in tickets.thread(desk, code) if each.id == found.message)
    assert not report.is_customers, "it is nobody's word"


def test_an_id_that_this_desk_has_not_signed_finds_nothing(desk, sent):
    _, one = sent
    mark = "0" if one.own_id.split(".")[3][0] != "0" else "1"
    head, random, sign = one.own_id.split(".", 3)[:3], one.own_id.split(".")[2], one.own_id.split(".", 3)[3]
    forged = ".".join([*head[:2], random, mark + sign[1:]])
    another = one.own_id.replace(f"dt.{one.number}.", f"dt.{one.number - 1}.")
    for own in (forged, another, "x@y.example"):
        assert came(desk, FORMS["report"] + f"\n{own}", own=own).outcome == "ignored"
    assert outbox.way(desk, one.number).state == "sent"


OTHERS = """\
From: Studio Delta <assistenza@delta-system.example>
To: anna@rossi.example
Subject: Ancora sul registro
Message-ID: <outlook-77@delta-system.example>
In-Reply-To: <{own}>
References: <1@rossi.example> <{own}>
"""
QUOTING = """\
Subject: Ancora sul registro
Message-ID: <outlook-78@delta-system.example>

Ecco la lettera di ieri:

> Message-ID: <{own}>
> Subject: Domanda
"""


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers", "plain"])
@pytest.mark.parametrize("letter", [OTHERS, QUOTING], ids=["answering", "quoting"])
def test_what_answers_or_quotes_our_letter_and_comes_back_is_not_our_letter(desk, sent, part, letter):
    _, one = sent
    ours = "Message-ID: <{own}>\nSubject: Domanda\n"
    text = REPORT.replace("{action}", "failed").replace("{part}", part).replace(ours, letter)
    if part == "plain":
        text = PLAIN.replace("Message-Id: <{own}>\n", letter)
    assert came(desk, text, own=one.own_id).outcome == "ignored"
    assert outbox.way(desk, one.number).state == "sent"
    assert recovery.pending(desk, outbox.TROUBLED) == ()


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    "number",
    ["X-Google-Original-Message-ID: <{own}>\nMessage-ID: <7@relay.example>", "Message-ID:\n <{own}>"],
)
def test_a_number_that_a_relay_put_aside_or_folded_is_still_the_letters_own(desk, sent, part, number):
    code, one = sent
    text = FORMS["report"].replace("message/rfc822", part).replace("Message-ID: <{own}>", number)
    found = came(desk, text, own=one.own_id)
    assert (found.outcome, found.ticket) == ("returned", code)


def test_where_the_returned_letter_shows_no_number_ours_anywhere_in_the_report_counts(desk, sent):
    code, one = sent
    text = FORMS["report"].replace("Message-ID: <{own}>", "References: <{own}>")
    assert came(desk, text, own=one.own_id).ticket == code


def test_what_came_back_can_be_sent_again_or_taken_off_the_list(desk, sent, sink):
    _, one = sent
    came(desk, FORMS["plain"], own=one.own_id)
    outbox.send_again(desk, one.number)
    sender(desk).run()
    assert outbox.way(desk, one.number).state == "sent" and len(sink.raw) == 3
    came(desk, FORMS["certified"], own=one.own_id)
    outbox.not_at_all(desk, one.number, why="telefonato")
    assert recovery.pending(desk, outbox.TROUBLED) == ()


def stands(desk, code, number):
    """What the ticket's thread says of a letter, on the screen."""
    (one,) = (each for each in tickets.thread(desk, code) if each.id == number)
    return messages.by_whom(desk, one)


@pytest.mark.parametrize("again", [False, True])
def test_of_a_letter_that_came_back_and_is_not_sent_again_it_is_not_said_that_it_never_went(
    desk, sent, italian, again
):
    code, one = sent
    came(desk, FORMS["report"], own=one.own_id)
    if again:
        outbox.send_again(desk, one.number)
        assert "in uscita, da rispedire" in stands(desk, code, one.number)
    stopped = outbox.not_at_all(desk, one.number)
    assert (stopped.state, stopped.went) == ("withdrawn", "sent")
    assert "il server l'aveva presa" in stands(desk, code, one.number)
    assert "non è partita" not in stands(desk, code, one.number)


def test_of_one_in_doubt_it_is_said_that_nobody_knows(desk, sink, port, italian):
    mailbox(desk, port)
    code = answered(desk)
    sink.data = ["cut", "cut"]
    sender(desk).run()
    one = outbox.outbox(desk, ("doubtful",)).letters[-1]
    outbox.send_again(desk, one.number)
    outbox.not_at_all(desk, one.number)
    assert "nessuno sa se è partita" in stands(desk, code, one.number)


def test_one_that_never_went_was_withdrawn_before_it_did(desk, italian):
    code = answered(desk)
    one = outbox.outbox(desk, ("waiting",)).letters[-1]
    outbox.not_at_all(desk, one.number)
    assert "ritirata, non è partita" in stands(desk, code, one.number)
