"""A letter that is sent once more goes to where its reader is by now, and that is told."""

from __future__ import annotations

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.letters import outbox
from deskterm.desk.tickets import tickets

from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.test_bounces import FORMS, came

OLD, NEW = "anna@rossi.example", "anna.rossi@nuova.example"


@pytest.fixture
def back(desk, sink, port):
    """Anna's answer, which came back: her address is dead."""
    mailbox(desk, port)
    code = answered(desk)
    sender(desk).run()
    one = outbox.outbox(desk, ("sent",)).letters[0]
    came(desk, FORMS["report"], own=one.own_id)
    return code, one


def to_whom(sink):
    return sink.letters[-1]["To"]


def test_to_the_tickets_contact_as_it_was_corrected(desk, sink, back):
    code, one = back
    tickets.set_contact(desk, code, email=NEW)
    again = outbox.send_again(desk, one.number)
    assert again.to == NEW
    sender(desk).run()
    assert to_whom(sink) == NEW
    assert sink.letters[-1]["Message-ID"] != f"<{one.own_id}>", "another letter to its server"
    event = next(each for each in reversed(tickets.history(desk, code)) if each.deed == "letter_again")
    assert (event.after["to"], event.after["was"]) == (NEW, OLD)


def test_a_late_report_about_the_old_address_brings_nothing_back(desk, sink, back):
    code, one = back
    tickets.set_contact(desk, code, email=NEW)
    outbox.send_again(desk, one.number)
    sender(desk).run()
    came(desk, FORMS["plain"], own=one.own_id)
    assert outbox.way(desk, one.number).state == "sent"


def test_to_the_address_on_the_customers_card_as_it_was_corrected(desk, sink, back):
    _, one = back
    cards.set_contact(desk, "C001", name="Anna Rossi", email=NEW)
    assert outbox.send_again(desk, one.number).to == NEW


def test_to_the_first_address_where_nothing_was_corrected(desk, sink, back):
    _, one = back
    cards.set_contact(desk, "C001", name="Ugo Rossi", email="ugo@rossi.example")
    assert outbox.send_again(desk, one.number).to == OLD
    sender(desk).run()
    assert sink.letters[-1]["Message-ID"] == f"<{one.own_id}>", "who has it knows it for the same"


def test_what_was_corrected_and_put_back_is_as_it_was(desk, sink, back):
    code, one = back
    for email in (NEW, OLD):
        tickets.set_contact(desk, code, email=email)
    assert outbox.send_again(desk, one.number).to == OLD


def test_a_letter_that_is_to_go_later_goes_there_too(desk, sink, back, watch):
    code, one = back
    tickets.set_contact(desk, code, email=NEW)
    assert outbox.later(desk, one.number, watch() + 3600).to == NEW
