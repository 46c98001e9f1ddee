"""Whoever has had a letter of ours knows its Message-ID: a report counts where a server says it alone."""

from __future__ import annotations

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.lead import backlog
from deskterm.desk.letters import outbox
from deskterm.desk.steps.trust import joining
from deskterm.desk.tickets import find, replies, tickets, undo
from deskterm.screens.letter import messages

from tests.desk.mails import PASS, SERVER, read
from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.test_bounces import CERTIFIED, REPORT

ANNA, EVE = "Anna Rossi <anna@rossi.example>", "Eve <eve@evil.example>"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.rossi.example>"
CAME = f"Received: from mail.evil.example (mail.evil.example [198.51.100.9]) by {SERVER}\n"
PROVEN = PASS.replace("\r\n", "\n")
WORDS = "Autorizzo la spesa di 500 euro."
FAILED = REPORT.replace("{action}", "failed").replace("{part}", "message/rfc822")
DELAYED = REPORT.replace("{action}", "delayed").replace("{part}", "message/rfc822")
FAILED_RECIPIENTS = (
    "From: Mail <x@y.example>\nSubject: Re: Domanda 1\nX-Failed-Recipients: anna@rossi.example\n"
    "Content-Type: text/plain\n\nMessage-ID: <{own}>\n"
)
FORMS = {"delayed": DELAYED, "failed": FAILED, "failed recipients": FAILED_RECIPIENTS}


def forged(form: str, who: str, *, path: str = "", above: str = "", beneath: str = "") -> str:
    """A report under somebody's name, which says what a customer would have to say."""
    _, _, rest = form.partition("Subject:")
    rest = rest.replace("Your message could not be delivered.", WORDS)
    rest = (
        rest.replace("\n\nMessage-ID", f"\n\n{WORDS}\n\nMessage-ID", 1) if form is FAILED_RECIPIENTS else rest
    )
    return f"{path}{above}{beneath}From: {who}\nTo: assistenza@delta-system.example\nSubject:{rest}"


def came(desk, text, own):
    return receive.receive_mail(
        desk, read(text.replace("{own}", own).replace("\n", "\r\n").encode(), desk.now())
    )


WAYS = {
    "nobody says anything": {},
    "through a foreign server": {"above": CAME},
    "its own null path beneath": {"above": CAME, "beneath": "Return-Path: <>\n"},
    "with a null path": {"path": "Return-Path: <>\n", "above": CAME},
    "vouched for": {"above": PROVEN.format(domain="rossi.example") + CAME},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", [ANNA, EVE])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("italian")
def test_what_no_server_says_joins_to_be_confirmed_and_is_nobodys_word(desk, sent, form, who, way):
    code, one = sent
    before = tickets.get(desk, code)
    found = came(desk, forged(FORMS[form], who, **WAYS[way]), one.own_id)
    assert (found.outcome, found.ticket) == ("appended", code)
    thread = {each.id: each for each in tickets.thread(desk, code)}
    report = thread[found.message]
    assert report.unconfirmed and not report.is_customers
    assert "DA CONFERMARE" in messages.by_whom(desk, report) and "server" in messages.by_whom(desk, report)
    now = tickets.get(desk, code)
    assert (now.state, now.unvouched, now.received_at) == (before.state, True, before.received_at)
    letter = outbox.way(desk, one.number)
    assert letter.state == "sent" and letter.answer == one.answer, "the letter stands as our server said"
    assert code in [each.code for each in backlog.figures(desk).to_confirm]
    assert all(each.unconfirmed for each in find.found(desk, "autorizzo spesa"))
    with desk.read() as conn, pytest.raises(Refused, match="da confermare"):
        joining.check(conn, now)


def test_a_daemon_of_which_nobody_knows_anything_is_believed_without_a_path_back_alone(desk, sent):
    _, one = sent
    found = came(desk, forged(FAILED, DAEMON, above=CAME, beneath="Return-Path: <>\n"), one.own_id)
    assert found.reason == "letter_returned_unconfirmed" and outbox.way(desk, one.number).state == "sent"
    assert recovery.pending(desk, outbox.TROUBLED) == ()
    path = {"path": "Return-Path: <>\n", "above": CAME}
    assert came(desk, forged(FAILED, DAEMON, **path), one.own_id).outcome == "returned"
    assert outbox.way(desk, one.number).state == "returned"


def test_a_daemon_that_our_server_vouches_for_is_believed(desk, sent):
    _, one = sent
    proven = PROVEN.format(domain="mx.rossi.example") + CAME
    assert came(desk, forged(FAILED, DAEMON, above=proven), one.own_id).outcome == "returned"


@pytest.mark.parametrize("kind", ["feedback-report", "disposition-notification", "x-other"])
def test_a_report_of_another_kind_and_a_machines_answer_are_no_ones_word_either(desk, sent, kind):
    code, one = sent
    text = FAILED.replace("delivery-status;", f"{kind};")
    assert came(desk, forged(text, ANNA), one.own_id).outcome == "ignored"
    away = f"From: {ANNA}\nAuto-Submitted: auto-replied\nIn-Reply-To: <{{own}}>\n\n{WORDS}\n"
    assert came(desk, away, one.own_id).outcome == "ignored"
    assert not tickets.get(desk, code).unvouched and outbox.way(desk, one.number).state == "sent"


def test_a_receipt_of_the_certified_post_is_believed_of_a_provider_alone(desk, sent):
    _, one = sent
    text = CERTIFIED.format(own=one.own_id)
    unproven = text.partition("Received")[1] + text.partition("Received")[2]
    assert came(desk, unproven, one.own_id).reason == "letter_returned_unconfirmed", "nobody vouches for it"
    other = text.replace("1.1 -", "1.1 --")
    assert came(desk, other, one.own_id).reason == "letter_returned_unconfirmed", "no provider that we know"
    assert outbox.way(desk, one.number).state == "sent"


def test_a_person_says_that_it_is_a_servers_and_takes_that_back(desk, sent):
    code, one = sent
    found = came(desk, forged(FAILED, EVE), one.own_id)
    replies.confirm(desk, found.message)
    back = outbox.way(desk, one.number)
    assert back.state == "returned" and "User unknown" in back.answer
    (report,) = (each for each in tickets.thread(desk, code) if each.id == found.message)
    assert not report.is_customers and not report.unconfirmed, "it is still nobody's word"
    undo.undo(desk)
    assert outbox.way(desk, one.number).state == "sent" and tickets.get(desk, code).unvouched
    replies.take_out(desk, found.message)
    assert not tickets.get(desk, code).unvouched


def test_whoever_is_confirmed_as_the_sender_has_not_vouched_for_a_report(desk, sink, port):
    mailbox(desk, port)
    code = answered(desk, proven=False)
    sender(desk).run()
    one = outbox.outbox(desk, ("sent",)).letters[-1]
    came(desk, forged(DELAYED, ANNA), one.own_id)
    recovery.confirm_sender(desk, code)
    assert tickets.get(desk, code).unvouched


def test_what_came_back_is_not_made_late_by_a_later_report(desk, sent):
    _, one = sent
    path = {"path": "Return-Path: <>\n", "above": CAME}
    came(desk, forged(FAILED, DAEMON, **path), one.own_id)
    late = DELAYED.replace("550 5.1.1 <anna@rossi.example>", "4.4.1 later")
    assert came(desk, forged(late, DAEMON, **path), one.own_id).outcome == "late"
    back = outbox.way(desk, one.number)
    assert back.state == "returned" and "550" in back.answer
