"""A letter names the mails that its reader has: the customer's own and ours, no server's reports."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.tickets import tickets

from tests.desk.five import House
from tests.desk.mails import mail, read
from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.test_bounces import FORMS

REF = "References: <1@rossi.example>\r\n"
LATER = {"received": "Mon, 2 Mar 2026 08:55:00 +0100", "subject": "R: Domanda 1"}


def named(letter) -> tuple[str | None, str | None]:
    return letter["In-Reply-To"], letter["References"]


def comes_back(desk, own: str, form: str = "report"):
    report = f"Message-ID: <bounce.{form[:2]}@mx.rossi.example>\n{FORMS[form]}"
    return receive.receive_mail(
        desk, read(report.replace("\n", "\r\n").format(own=own).encode(), now=desk.now())
    )


def last_sent(sink) -> str:
    return sink.letters[-1]["Message-ID"].strip("<>")


@pytest.mark.parametrize("form", FORMS)
def test_after_a_letter_came_back_the_next_one_answers_the_customer(desk, sink, port, watch, form):
    mailbox(desk, port)
    code = answered(desk)
    sender(desk).run()
    watch.passes(60)
    assert comes_back(desk, last_sent(sink), form).ticket == code
    watch.passes(60)
    tickets.answer(desk, code, text="Provo di nuovo.")
    sender(desk).run()
    assert named(sink.letters[-1]) == ("<1@rossi.example>", "<1@rossi.example>")


def test_of_a_reply_that_came_before_its_original_both_are_named(desk, sink, port):
    mailbox(desk, port)
    first = "In-Reply-To: <0@rossi.example>\r\nReferences: <0@rossi.example>\r\n"
    told = {"message_id": "<2@rossi.example>", "subject": "R: Giacenze", "extra": first}
    assert receive.receive_mail(desk, mail(**told)).outcome == "queued"
    sender(desk).run()
    answers, follows = named(sink.letters[-1])
    assert answers == "<2@rossi.example>"
    assert str(follows).split() == ["<0@rossi.example>", "<2@rossi.example>"]


def test_a_reply_that_nobody_vouches_for_is_named_once_a_person_has(desk, sink, port, watch):
    from deskterm.desk.tickets import replies

    mailbox(desk, port)
    code = answered(desk)
    sender(desk).run()
    watch.passes(60)
    extra = f"In-Reply-To: <{last_sent(sink)}>\r\n"
    stranger = {"sender": "Ugo <ugo@altrove.example>", "message_id": "<2@altrove.example>", "extra": extra}
    assert receive.receive_mail(desk, mail(**LATER | stranger)).ticket == code
    watch.passes(60)
    tickets.answer(desk, code, text="Ecco.")
    sender(desk).run()
    assert named(sink.letters[-1]) == ("<1@rossi.example>", "<1@rossi.example>")
    replies.confirm(desk, replies.waiting(desk, code)[0].id)
    tickets.answer(desk, code, text="Ecco, dunque.")
    sender(desk).run()
    assert sink.letters[-1]["In-Reply-To"] == "<2@altrove.example>"


def test_a_letter_to_who_has_telephoned_follows_ours_but_none_that_never_reached_them(
    desk, sink, port, watch
):
    mailbox(desk, port)
    given = {"customer": "C001", "subject": "Stampa", "body": "Non stampa."}
    who = {"contact": "Anna Rossi", "email": "anna@rossi.example", "phone": "0445 000123"}
    code = str(receive.receive_request(desk, channel="urgent", **given, **who).ticket)
    sender(desk).run()
    tickets.answer(desk, code, text="Uno.")
    sender(desk).run()
    first, before = sink.letters[-1], len(sink.letters)
    assert comes_back(desk, last_sent(sink)).ticket == code
    sink.data = ["554 5.6.0 no"]
    for text in ("Due.", "Tre."):
        watch.passes(60)
        tickets.answer(desk, code, text=text)
        sender(desk).run()
    assert len(sink.letters) == before + 1
    assert named(sink.letters[-1]) == named(first), "neither what came back nor what was refused"
    tickets.answer(desk, code, text="Quattro.")
    sender(desk).run()
    assert sink.letters[-1]["In-Reply-To"] == sink.letters[-2]["Message-ID"]


# Nor is a server's report the customer's word anywhere else


@pytest.mark.rule("I5")
def test_what_a_server_says_of_our_letter_is_nothing_that_the_customer_has_written(tmp_path, watch):
    house = House(tmp_path, "istes", watch).knows(deployment="cloud")
    refused = house.request("phone", subject="Errore alla stampa")
    code = str(recovery.recover(house.desk, refused.message).ticket)
    tickets.answer(house.desk, code, text="Ci scriva.")
    tickets.reopen(house.desk, code)
    outgoing.begin(house.desk)
    one = next(each for each in outgoing.ready(house.desk) if each.kind == "answer")
    letter = outgoing.the_letter(house.desk, one, "istes.example")
    outgoing.going(house.desk, letter, 1, b"raw")
    outgoing.sent(house.desk, one.number, "250", copy=False)
    watch.passes(600)
    assert comes_back(house.desk, letter.own_id).ticket == code
    assert outbox.way(house.desk, one.number).state == "returned"
    with pytest.raises(Refused) as closed:
        timer.start(house.desk, code, inbound=False)
    assert (closed.value.code, closed.value.rule) == ("gate_closed", "I5")
    house.desk.close()


async def test_the_queue_shows_the_customers_last_word_not_the_servers(desk, sink, port, watch):
    from deskterm.app import DeskApp

    from tests.screens.conftest import settle, text

    mailbox(desk, port)
    code = answered(desk)
    receive.receive_mail(desk, mail(**LATER, message_id="<2@rossi.example>", body="Ancora vuota.", extra=REF))
    sender(desk).run()
    watch.passes(60)
    assert comes_back(desk, last_sent(sink)).ticket == code
    app = DeskApp(desk)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "Ancora vuota." in text(app) and "delivered" not in text(app)
