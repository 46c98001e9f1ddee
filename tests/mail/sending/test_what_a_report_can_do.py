"""Whoever knows a letter's Message-ID can write like a server, without a path back: that does little."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outbox
from deskterm.desk.tickets import replies, tickets, undo
from deskterm.screens.letter import messages
from deskterm.screens.queue import preview

from tests.desk.mails import mail
from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.test_bounces import CERTIFIED, PLAIN, REPORT, came

DAYS = 86_400
FAILED = REPORT.replace("{action}", "failed").replace("{part}", "message/rfc822")
DELAYED = REPORT.replace("{action}", "delayed").replace("{part}", "message/rfc822")
LISTED = (
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.rossi.example\nSubject: failure\n"
    "X-Failed-Recipients: anna@rossi.example\nContent-Type: text/plain\n\nMessage-ID: <{own}>\n"
)
FORMS = {"report": FAILED, "late": DELAYED, "plain": PLAIN, "failed recipients": LISTED}


def of(text, whom):
    """The report, of another recipient."""
    return text.replace("anna@rossi.example", whom)


def nothing_moved(desk, code, one, found, reason):
    """The report stands in the thread with its reason, to be confirmed; its letter is as it was."""
    assert (found.outcome, found.ticket, found.reason) == ("appended", code, reason)
    assert outbox.way(desk, one.number).state == one.state
    assert recovery.pending(desk, outbox.TROUBLED) == ()
    thread = {each.id: each for each in tickets.thread(desk, code)}
    said = messages.by_whom(desk, thread[found.message])
    assert thread[found.message].unconfirmed and "DA CONFERMARE" in said
    assert "dice che una nostra lettera" in said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "whom", ["eve@evil.example", "anna@rossi.example.evil.example", "anna@altri.example"]
)
@pytest.mark.usefixtures("italian")
def test_a_report_on_another_recipient_does_nothing_to_the_letter(desk, sent, form, whom):
    code, one = sent
    found = came(desk, of(FORMS[form], whom), own=one.own_id)
    nothing_moved(desk, code, one, found, "report_of_others")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("whom", ["anna@rossi.example", "ANNA@Rossi.Example", "ufficio@rossi.example"])
def test_one_on_the_recipient_or_somebody_of_their_domain_is_believed(desk, sent, form, whom):
    _, one = sent
    found = came(desk, of(FORMS[form], whom), own=one.own_id)
    assert found.outcome == ("late" if form == "late" else "returned")


def test_of_a_domain_that_many_share_it_is_the_very_address(desk, sink, port, monkeypatch):
    mailbox(desk, port)
    monkeypatch.setattr("deskterm.desk.steps.letters.bounces.PUBLIC_DOMAINS", frozenset({"rossi.example"}))
    answered(desk)
    sender(desk).run()
    one = outbox.outbox(desk, ("sent",)).letters[-1]
    assert came(desk, of(FAILED, "eve@rossi.example"), own=one.own_id).reason == "report_of_others"
    assert came(desk, FAILED, own=one.own_id).outcome == "returned"


def test_what_a_forwarding_server_says_counts_by_the_address_that_it_was_first_for(desk, sent):
    _, one = sent
    text = FAILED.replace(
        "Final-Recipient: rfc822; anna@rossi.example",
        "Original-Recipient: rfc822;<anna@rossi.example>\nFinal-Recipient: rfc822; anna@altrove.example",
    )
    assert came(desk, text, own=one.own_id).outcome == "returned"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("italian")
def test_after_fourteen_days_no_server_tries_any_more(desk, sent, watch, form):
    code, one = sent
    watch.passes(14 * DAYS + 60)
    nothing_moved(desk, code, one, came(desk, FORMS[form], own=one.own_id), "report_long_ago")


def test_until_then_it_is_believed(desk, sent, watch):
    _, one = sent
    watch.passes(14 * DAYS - 60)
    assert came(desk, FAILED, own=one.own_id).outcome == "returned"


def replied(desk, own, **told):
    """Anna's answer to a letter of ours."""
    told = {"message_id": "<9@rossi.example>", "subject": "R: Domanda 1", "body": "Grazie!"} | told
    return receive.receive_mail(desk, mail(extra=f"In-Reply-To: <{own}>\r\n", received=NEXT, **told))


NEXT = "Mon, 2 Mar 2026 10:00:00 +0100"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("italian")
def test_a_letter_that_was_answered_since_is_not_said_to_have_come_back(desk, sent, watch, form):
    code, one = sent
    watch.passes(7200)
    assert replied(desk, one.own_id).ticket == code
    watch.passes(7200)
    nothing_moved(desk, code, one, came(desk, FORMS[form], own=one.own_id), "report_answered")


def test_an_answer_that_nobody_vouches_for_proves_nothing(desk, sent, watch):
    code, one = sent
    watch.passes(7200)
    assert replied(desk, one.own_id, proven=False).ticket == code
    assert came(desk, FAILED, own=one.own_id).outcome == "returned"


def test_a_report_that_answers_our_letter_is_no_answer(desk, sent):
    _, one = sent
    text = FAILED.replace("Auto-Submitted", "In-Reply-To: <{own}>\nAuto-Submitted")
    assert came(desk, text.replace("5.1.1", "4.4.1"), own=one.own_id).outcome == "returned"
    assert came(desk, text, own=one.own_id).outcome == "returned"


def test_what_came_back_has_arrived_once_the_customer_answers_it(desk, sent, watch):
    code, one = sent
    came(desk, FAILED, own=one.own_id)
    watch.passes(7200)
    assert replied(desk, one.own_id).ticket == code
    assert outbox.way(desk, one.number).state == "arrived"
    assert recovery.pending(desk, outbox.TROUBLED) == ()


def test_an_answer_that_nobody_vouches_for_leaves_it_to_a_person(desk, sent, watch):
    _, one = sent
    came(desk, FAILED, own=one.own_id)
    watch.passes(7200)
    replied(desk, one.own_id, proven=False)
    assert outbox.way(desk, one.number).state == "returned"


def test_a_letter_in_doubt_has_gone_once_the_customer_answers_it(desk, sink, port, watch):
    mailbox(desk, port)
    answered(desk)
    sink.data = ["cut", "cut"]
    sender(desk).run()
    one = outbox.outbox(desk, ("doubtful",)).letters[-1]
    watch.passes(7200)
    replied(desk, one.own_id)
    assert outbox.way(desk, one.number).state == "arrived"


@pytest.mark.usefixtures("italian")
def test_what_a_person_marked_as_arrived_stays_so_until_a_person_says_otherwise(desk, sent):
    code, one = sent
    came(desk, FAILED, own=one.own_id)
    outbox.arrived(desk, one.number)
    found = came(desk, FAILED.replace("Your message", "Again, it"), own=one.own_id)
    nothing_moved(desk, code, outbox.way(desk, one.number), found, "report_arrived")
    replies.confirm(desk, found.message)
    assert outbox.way(desk, one.number).state == "returned"


def test_a_receipt_of_the_certified_post_is_its_providers_word_and_has_the_same_end(desk, sent, watch):
    _code, one = sent
    watch.passes(7200)
    replied(desk, one.own_id)
    assert came(desk, CERTIFIED, own=one.own_id).reason == "report_answered"
    assert outbox.way(desk, one.number).state == "sent"


SAYS = {"it": "un server dice", "en": "a server says"}


@pytest.mark.parametrize("language", ["it", "en"])
def test_it_stands_everywhere_as_what_a_server_says(desk, sent, language):
    _code, one = sent
    locale.choose(language)
    came(desk, FAILED, own=one.own_id)
    look = preview.of_message(desk, recovery.get(desk, one.number))
    assert "User unknown" in look.why.plain
    assert {"it": "Così dice un server: r", "en": "So a server says: r"}[language] in look.why.plain
    for key in (
        "reasons.letter_returned",
        "reasons.letter_late",
        "deeds.letter_returned",
        "deeds.letter_late",
    ):
        assert locale.t(key).startswith(SAYS[language])


def test_a_person_takes_a_report_out_and_the_letter_is_as_it_was_and_that_back(desk, sent):
    _code, one = sent
    found = came(desk, FAILED, own=one.own_id)
    replies.take_out(desk, found.message)
    now = outbox.way(desk, one.number)
    assert (now.state, now.answer) == ("sent", one.answer)
    assert recovery.pending(desk, outbox.TROUBLED) == ()
    undo.undo(desk)
    back = outbox.way(desk, one.number)
    assert back.state == "returned" and "User unknown" in back.answer
    assert [each.id for each in recovery.pending(desk, outbox.TROUBLED)] == [one.number]


def test_what_was_done_with_the_letter_meanwhile_stays(desk, sent):
    _, one = sent
    found = came(desk, FAILED, own=one.own_id)
    outbox.send_again(desk, one.number)
    replies.take_out(desk, found.message)
    assert outbox.way(desk, one.number).state == "waiting"


def test_the_ticket_of_a_letter_that_came_back_is_where_it_was(desk, sent):
    code, one = sent
    before = tickets.get(desk, code)
    came(desk, FAILED, own=one.own_id)
    assert tickets.get(desk, code) == before, "a report opens, closes and moves no ticket"
