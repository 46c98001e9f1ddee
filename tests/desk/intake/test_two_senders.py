"""A mail that names two senders: nobody vouches for either, and both stand wherever it is shown (S7)."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.commands.answers import wording
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outgoing
from deskterm.desk.tickets import replies, tickets
from deskterm.screens.letter import messages
from deskterm.screens.queue import preview
from deskterm.screens.shared import words

from tests.desk.mails import letter, read

ANNA, THIEF = "Anna Rossi <anna@rossi.example>", "Ladro <ladro@male.example>"
BOTH = {
    "two lines, the customer's first": f"From: {ANNA}\r\nFrom: {THIEF}",
    "two lines, the customer's last": f"From: {THIEF}\r\nFrom: {ANNA}",
    "one line, the customer's first": f"From: {ANNA}, {THIEF}",
    "one line, the customer's last": f"From: {THIEF}, {ANNA}",
}
FIRST = {"it": "si tiene il primo", "en": "the first one is taken"}


def two(way, **told):
    """A mail of both, for whose way our own server vouches."""
    raw = letter(ANNA, **told)
    return read(raw.replace(f"From: {ANNA}".encode(), BOTH[way].encode()))


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize("vouched", [False, True])
def test_it_waits_for_a_person_even_where_who_brought_it_in_vouches_for_plain_senders(desk, way, vouched):
    mail = two(way)
    assert mail.trust == "doubtful" and set(mail.senders) == {ANNA, THIEF}
    found = receive.receive_mail(desk, mail, vouched=vouched)
    assert (found.outcome, found.ticket) == ("held", None)
    with pytest.raises(Refused):
        recovery.recover(desk, found.message)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("way", BOTH)
def test_the_post_says_how_many_they_are_who_and_which_one_is_taken(desk, way, language):
    locale.choose(language)
    found = receive.receive_mail(desk, two(way))
    one = recovery.get(desk, found.message)
    number = {"it": "2 mittenti: ", "en": "2 senders: "}[language]
    assert words.whom(one).startswith(number), "no name alone, as if it were one"
    for told in (preview.of_message(desk, one).facts.plain, words.sender(one), messages.by_whom(desk, one)):
        assert ANNA in told and THIEF in told and FIRST[language] in told
        assert told.index(one.from_address) < told.rindex(one.from_address), "which one is named again"
    row = {"received_at": None, "direction": "in", "from": {"name": "", "address": one.from_address}}
    line = wording._whence(row | {"senders": one.senders, "reply_to": None})
    assert ANNA in line and THIEF in line and FIRST[language] in line


@pytest.mark.parametrize("way", BOTH)
def test_what_a_person_makes_a_ticket_of_is_answered_at_the_customers_own_address(desk, way):
    found = receive.receive_mail(desk, two(way, extra="Reply-To: ladro@male.example\r\n"))
    code = recovery.recover(desk, found.message, customer="C001").ticket
    assert tickets.get(desk, code).contact_email == "anna@rossi.example"
    tickets.answer(desk, code, text="Ecco.")
    outgoing.begin(desk)
    assert {one.to for one in outgoing.ready(desk)} == {"anna@rossi.example"}


def went(desk, code):
    """The Message-ID of the answer to a ticket, which is on its way."""
    tickets.answer(desk, code, text="Ecco.")
    outgoing.begin(desk)
    (one,) = (each for each in outgoing.ready(desk) if each.kind == "answer")
    sent = outgoing.the_letter(desk, one, "delta-system.example")
    outgoing.going(desk, sent, 1, b"")
    return sent.own_id


LATER = {"received": "Mon, 2 Mar 2026 09:30:00 +0100", "message_id": "<2@rossi.example>"}


@pytest.mark.parametrize("way", BOTH)
def test_it_continues_no_ticket_though_it_answers_our_letter_and_the_post_names_the_ticket(desk, way):
    code = receive.receive_mail(desk, read(letter(ANNA))).ticket
    told = {"extra": f"References: <{went(desk, code)}>\r\n", **LATER}
    found = receive.receive_mail(desk, two(way, **told))
    assert (found.outcome, found.ticket) == ("held", None)
    assert not tickets.get(desk, code).unvouched
    assert recovery.continues(desk, found.message).code == code


@pytest.mark.parametrize("way", BOTH)
def test_what_says_to_be_a_servers_report_is_nobodys_when_it_is_taken_out_of_the_thread(desk, way):
    code = receive.receive_mail(desk, read(letter(ANNA))).ticket
    report = "X-Failed-Recipients: anna@rossi.example\r\n"
    body = f"550 5.1.1 unknown\r\nMessage-ID: <{went(desk, code)}>"
    found = receive.receive_mail(desk, two(way, extra=report, body=body, **LATER))
    assert found.ticket == code and tickets.get(desk, code).unvouched
    replies.take_out(desk, found.message)
    assert recovery.get(desk, found.message).customer_id is None
    with pytest.raises(Refused):
        recovery.recover(desk, found.message)


def test_one_sender_who_is_named_twice_is_named_once(desk):
    raw = letter(ANNA).replace(f"From: {ANNA}".encode(), f"From: {ANNA}\r\nFrom: {ANNA}".encode())
    mail = read(raw)
    assert (mail.trust, mail.senders, mail.from_name) == ("doubtful", (), "Anna Rossi Anna Rossi")
    one = recovery.get(desk, receive.receive_mail(desk, mail).message)
    assert one.senders == ()
