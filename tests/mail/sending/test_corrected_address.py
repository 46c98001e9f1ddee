"""A letter that is sent once more goes to where its reader is by now, and that is told."""

from __future__ import annotations

import pytest
from deskterm.desk.customers import cards
from deskterm.desk.customers.import_file import import_file
from deskterm.desk.intake import receive, recovery
from deskterm.desk.letters import letters, outbox, outgoing
from deskterm.desk.tickets import tickets, undo
from deskterm.storage.schema.post import former_addresses

from tests.desk.mails import mail
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


@pytest.fixture
def waiting(desk, sink, port):
    """Anna's receipt, which her server does not take yet, and her answer, which waits behind it."""
    mailbox(desk, port)
    sink.rcpt[OLD] = "451 4.7.1 greylisted, come back"
    code = answered(desk)
    sender(desk).run(hurry=True)
    return code


def waits_for(desk):
    return {one.to for one in outbox.outbox(desk, ("waiting",)).letters}


def corrected_on_card(desk, email=NEW):
    return cards.set_contact(desk, "C001", name="Anna Rossi", email=email).redirected


def test_what_has_not_left_goes_to_the_address_as_the_card_has_it_now(desk, sink, waiting):
    moved = corrected_on_card(desk)
    assert (moved.to, len(moved.letters)) == (NEW, 2)
    sender(desk).run()
    assert [one["To"] for one in sink.letters] == [NEW, NEW], "nobody waits for the old server's pause"


def test_what_has_not_left_a_ticket_goes_to_its_contact_as_corrected_there_and_comes_back_undone(
    desk, waiting
):
    other = answered(desk, 2)
    assert len(tickets.set_contact(desk, waiting, email=NEW).redirected.letters) == 2
    assert waits_for(desk) == {NEW, OLD}, "another ticket keeps its own contact"
    undo.undo(desk)
    assert waits_for(desk) == {OLD} and tickets.get(desk, waiting).contact_email == OLD
    assert tickets.set_contact(desk, other, phone="0445 000123").redirected.letters == ()


def test_an_import_that_corrects_an_address_tells_what_goes_to_the_new_one(desk, waiting, tmp_path):
    path = tmp_path / "clienti.csv"
    path.write_text(f"code,name,contact,email\nC001,Rossi srl,Anna Rossi,{NEW}\n", encoding="utf-8")
    (one,) = import_file(desk, path, update=True)
    assert [told for told in one.told if NEW in told and told.startswith("2 ")]
    assert waits_for(desk) == {NEW}


def test_what_left_or_may_have_left_is_not_touched(desk, sink, waiting):
    letter = outbox.outbox(desk, ("waiting",)).letters[0]
    out = outgoing.the_letter(desk, letter, "delta-system.example")
    outgoing.going(desk, out, 1, b"raw")
    outgoing.begin(desk)
    assert outbox.way(desk, letter.number).state == "doubtful"
    assert len(corrected_on_card(desk).letters) == 1
    assert outbox.way(desk, letter.number).to == OLD
    assert outbox.send_again(desk, letter.number).to == OLD, "who has it knows it for the same"
    assert corrected_on_card(desk, "terza@rossi.example").letters != (letter.number,)
    assert outbox.way(desk, letter.number).to == OLD


def test_a_letter_redirected_while_its_server_is_asked_does_not_leave_for_the_old_address(desk, waiting):
    letter = outbox.outbox(desk, ("waiting",)).letters[0]
    out = outgoing.the_letter(desk, letter, "delta-system.example")
    corrected_on_card(desk)
    with pytest.raises(outgoing.Refused):
        outgoing.going(desk, out, 1, b"raw")
    assert outbox.way(desk, letter.number).state == "waiting"


def test_an_answer_goes_to_the_address_as_the_card_has_it_now(desk, waiting):
    corrected_on_card(desk)
    assert letters.address(desk, waiting) == NEW
    tickets.answer(desk, waiting, text="Ancora una cosa.")
    assert waits_for(desk) == {NEW}
    corrected_on_card(desk, "terza@rossi.example")
    assert letters.address(desk, waiting) == "terza@rossi.example"


def test_who_writes_from_the_old_address_after_all_is_answered_there(desk, watch, waiting):
    corrected_on_card(desk)
    later = "Mon, 2 Mar 2026 09:30:00 +0100"
    watch.set("2026-03-02T09:31")
    held = receive.receive_mail(desk, mail(message_id="<3@rossi.example>", received=later))
    code = str(recovery.recover(desk, held.message, customer="C001").ticket)
    assert letters.address(desk, code) == OLD


def test_an_address_that_a_technician_named_on_the_ticket_afterwards_counts(desk, watch, waiting):
    corrected_on_card(desk)
    watch.passes(60)
    tickets.set_contact(desk, waiting, email=OLD)
    assert letters.address(desk, waiting) == OLD


def test_a_desk_of_before_knows_its_corrections_from_what_happened_there(desk, waiting):
    corrected_on_card(desk)
    with desk.write() as conn:
        conn.execute("DROP TRIGGER former_address_kept")
        conn.execute("DELETE FROM former_address")
    assert letters.address(desk, waiting) == OLD
    with desk.write() as conn:
        former_addresses.fill(conn)
    assert letters.address(desk, waiting) == NEW
