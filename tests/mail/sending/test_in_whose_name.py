"""What the program does by itself stands in its own name: it fetches, reads, sends; nobody undoes it."""

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.letters import outbox
from deskterm.desk.post.taking import MailTaking
from deskterm.desk.queue import queue
from deskterm.desk.tickets import tickets, undo
from deskterm.desk.upkeep import happened, technicians
from deskterm.models.records.desk import PROGRAM
from deskterm.models.records.mail_accounts import FolderPlace

from tests.desk.mails import mail
from tests.mail.sending.conftest import mailbox, sender


def fetched(desk, account, number=1, **told):
    """A mail is taken in by whoever reads the mailbox."""
    side = MailTaking(desk, account)
    side.begin()
    place = FolderPlace(folder="INBOX", uidvalidity=1, last_uid=number)
    return side.take(mail(message_id=f"<{number}@rossi.example>", **told), place)


def authors(desk):
    """Every event with in whose name it stands."""
    return [(one.deed, one.by) for one in happened.between(desk, 0, happened.newest(desk))]


def test_a_mail_that_is_fetched_and_a_letter_that_leaves_are_the_program_s(desk, sink, port):
    code = fetched(desk, mailbox(desk, port)).ticket
    assert [one.by for one in tickets.history(desk, code)] == [PROGRAM]
    queue.take_next(desk)
    tickets.answer(desk, code, text="Dal menu.")
    assert sender(desk).run().sent == 2
    told = dict(authors(desk))
    assert {told["received"], told["letter_going"], told["letter_sent"]} == {PROGRAM}
    assert {told["taken"], told["answered"]} == {desk.who} != {PROGRAM}
    assert {one.kind: one.by for one in outbox.outbox(desk, ("sent",)).letters} == {
        "acknowledgement": PROGRAM,
        "answer": desk.who,
    }


def test_what_cannot_be_read_is_nobody_s_deed_either(desk, port):
    fetched(desk, mailbox(desk, port), subject="", extra="Auto-Submitted: auto-replied\r\n")
    assert dict(authors(desk))["ignored"] == PROGRAM


def test_undo_passes_over_what_the_program_did_since(desk, sink, port):
    account = mailbox(desk, port)
    code = fetched(desk, account).ticket
    queue.take_next(desk)
    fetched(desk, account, 2, subject="Altro")
    fetched(desk, account, 3, extra="Auto-Submitted: auto-replied\r\n")
    sender(desk).run()
    offer = undo.offer(desk)
    assert (offer.event.deed, offer.refused) == ("taken", "")
    assert undo.undo(desk).target == code


def test_nobody_at_the_desk_bears_the_program_s_name(desk):
    with pytest.raises(Refused) as refused:
        technicians.add(desk, "Deskterm")
    assert refused.value.code == "name_of_the_program"
    technicians.add(desk, "luisa")
    assert dict(authors(desk))["technician_added"] == desk.who
