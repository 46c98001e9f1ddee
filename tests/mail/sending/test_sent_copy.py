"""What was sent lies in the server's own folder too, once; and that folder settles what was in doubt."""

from __future__ import annotations

import time

import pytest
from deskterm.desk.keyrings import Secret
from deskterm.desk.letters import copies as copies_of
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.post import accounts
from deskterm.desk.upkeep import mail_states
from deskterm.mail.sending import sent_copies
from deskterm.mail.sending.sender import Postman
from deskterm.mail.sending.sent_copies import SentCopies

from tests.mail.sending.conftest import answered, mailbox
from tests.mail.sending.server import PASSWORD
from tests.mail.servers import dovecot

pytestmark = pytest.mark.xdist_group("dovecot")
SENT = "Posta inviata"


@pytest.fixture
def imap():
    dovecot.needed()
    with dovecot.Dovecot() as made:
        made.make(SENT)
        yield made


@pytest.fixture
def copying(desk, port, imap):
    """The desk, whose mailbox keeps copies of what is sent."""
    told = {"imap_host": "localhost", "imap_port": imap.tls_port, "imap_user": dovecot.USER}
    mailbox(desk, port, sent_folder=SENT, **told)
    return desk


def postman(desk, imap):
    return Postman(
        desk, lambda account: Secret(PASSWORD), lambda: {"assistenza": {"ca_file": str(imap.ca_file)}}
    )


def copies(desk):
    return {one.kept_copy for one in outbox.outbox(desk, ("sent",)).letters}


@pytest.fixture(autouse=True)
def both(imap, trusted, tmp_path, monkeypatch):
    """The sink's authority and Dovecot's are both believed."""
    both = tmp_path / "both.pem"
    both.write_bytes((tmp_path / "authority.pem").read_bytes() + imap.ca_file.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(both))


def test_a_copy_lies_in_the_folder_once_and_marked_as_seen(copying, sink, imap):
    answered(copying)
    assert postman(copying, imap).run().sent == 2
    assert [seen for _, seen in imap.seen(f'"{SENT}"')] == [True, True]
    assert copies(copying) == {"kept"}
    postman(copying, imap).run()
    assert len(imap.seen(f'"{SENT}"')) == 2


def test_a_copy_lies_in_a_folder_with_accents_too(copying, sink, imap):
    imap.make("Posta gi&AOA- inviata")
    accounts.change(copying, "assistenza", sent_folder="Posta già inviata")
    answered(copying)
    assert postman(copying, imap).run().sent == 2
    assert len(imap.seen('"Posta gi&AOA- inviata"')) == 2 and copies(copying) == {"kept"}


def test_a_program_that_was_killed_before_it_put_the_copy_leaves_it_to_the_next(
    copying, sink, imap, monkeypatch
):
    answered(copying)
    monkeypatch.setattr(SentCopies, "put", lambda self, ways, hurry: None)
    postman(copying, imap).run()
    assert imap.seen(f'"{SENT}"') == [] and copies(copying) == {"wanted"}
    monkeypatch.undo()
    assert postman(copying, imap).due()


def test_copies_come_later_where_the_server_is_away_and_letters_do_not_wait(copying, sink, imap, watch):
    answered(copying)
    imap.stop()
    made = postman(copying, imap)
    assert made.run().sent == 2 and copies(copying) == {"wanted"}
    assert not made.due()  # not at every look
    imap.start()
    watch.passes(60)
    postman(copying, imap).run()
    assert copies(copying) == {"kept"} and len(imap.seen(f'"{SENT}"')) == 2


def told(desk):
    return [why for name, why in mail_states.wrong(desk) if name == "assistenza"]


def test_a_folder_that_has_gone_is_told_and_no_copy_is_lost(copying, sink, imap, watch):
    accounts.change(copying, "assistenza", sent_folder="Altrove")
    answered(copying)
    made = postman(copying, imap)
    assert made.run().sent == 2 and copies(copying) == {"wanted"} and not made.due()
    assert len(told(copying)) == 1 and "Altrove" in told(copying)[0]
    watch.passes(60)
    postman(copying, imap).run()
    assert outgoing.pause(2) == copies_of.trouble(copying, 1)["next_at"] - watch()
    imap.make("Altrove")
    postman(copying, imap).run(hurry=True)
    assert copies(copying) == {"kept"} and told(copying) == [] and len(imap.seen("Altrove")) == 2


def test_another_folder_that_is_named_gets_the_copies_at_once(copying, sink, imap):
    accounts.change(copying, "assistenza", sent_folder="Altrove")
    answered(copying)
    postman(copying, imap).run()
    accounts.change(copying, "assistenza", sent_folder=SENT)
    made = postman(copying, imap)
    assert made.due()
    made.run()
    assert copies(copying) == {"kept"} and told(copying) == []


def test_who_wants_no_copies_any_more_is_told_of_no_folder(copying, sink, imap):
    accounts.change(copying, "assistenza", sent_folder="Altrove")
    answered(copying)
    postman(copying, imap).run()
    accounts.change(copying, "assistenza", sent_folder="")
    postman(copying, imap).run()
    assert copies(copying) == {"lost"} and told(copying) == []


@pytest.mark.parametrize("there", [True, False])
def test_a_letter_in_doubt_that_lies_in_the_folder_has_gone(copying, sink, imap, there):
    """Many servers put the copy there themselves, as they take the letter."""
    answered(copying)
    outgoing.begin(copying)
    one = outgoing.ready(copying)[0]
    letter = outgoing.the_letter(copying, one, "delta-system.example")
    raw = f"Message-ID: <{letter.own_id}>\r\nSubject: x\r\n\r\nx".encode()
    outgoing.going(copying, letter, 1, raw)
    if there:
        imap.deliver(raw, folder=f'"{SENT}"')
    postman(copying, imap).run()
    assert outbox.way(copying, one.number).state == ("sent" if there else "doubtful")


def in_doubt(copying):
    """A letter that a program which was killed had in hand; its bytes."""
    answered(copying)
    outgoing.begin(copying)
    one = outgoing.ready(copying)[0]
    letter = outgoing.the_letter(copying, one, "delta-system.example")
    raw = f"Message-ID: <{letter.own_id}>\r\nSubject: x\r\n\r\nx".encode()
    outgoing.going(copying, letter, 1, raw)
    return one.number, raw


def test_a_letter_in_doubt_that_comes_into_the_folder_later_has_gone(copying, sink, imap, monkeypatch):
    """A server may put it there once it has been scanned; an open desk looks again, now and then."""
    number, raw = in_doubt(copying)
    made = postman(copying, imap)
    run = made.run()
    assert (run.doubtful, run.found) == (1, 0) and outbox.way(copying, number).state == "doubtful"
    imap.deliver(raw, folder=f'"{SENT}"')
    assert not made.due(), "not at every look"
    later = time.monotonic() + 400
    monkeypatch.setattr(sent_copies.time, "monotonic", lambda: later)
    assert made.due() and made.run().found == 1
    assert outbox.way(copying, number).state == "sent" and not made.due()


def test_who_sends_by_hand_has_it_looked_for_at_once(copying, sink, imap):
    number, raw = in_doubt(copying)
    made = postman(copying, imap)
    made.run()
    imap.deliver(raw, folder=f'"{SENT}"')
    assert made.run(hurry=True).found == 1 and outbox.way(copying, number).state == "sent"


def test_a_letter_in_doubt_that_a_person_has_dealt_with_stays_as_they_said(copying, sink, imap):
    number, raw = in_doubt(copying)
    postman(copying, imap).run()
    outbox.not_at_all(copying, number, why="telefonato")
    imap.deliver(raw, folder=f'"{SENT}"')
    assert postman(copying, imap).run(hurry=True).found == 0
    assert outbox.way(copying, number).state == "withdrawn"


def test_the_pause_between_two_looks_is_minutes():
    assert sent_copies.LOOK >= 60
