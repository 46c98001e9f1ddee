"""What was sent lies in the server's own folder too, once; and that folder settles what was in doubt."""

from __future__ import annotations

import pytest
from deskterm.desk.keyrings import Secret
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.post import accounts
from deskterm.mail.sending import sender as sending
from deskterm.mail.sending.sender import Postman

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


def test_a_program_that_was_killed_before_it_put_the_copy_leaves_it_to_the_next(
    copying, sink, imap, monkeypatch
):
    answered(copying)
    monkeypatch.setattr(Postman, "_copies", lambda self, ways: None)
    postman(copying, imap).run()
    assert imap.seen(f'"{SENT}"') == [] and copies(copying) == {"wanted"}
    monkeypatch.undo()
    assert postman(copying, imap).due()


def test_copies_come_later_where_the_server_is_away_and_letters_do_not_wait(copying, sink, imap):
    answered(copying)
    imap.stop()
    made = postman(copying, imap)
    assert made.run().sent == 2 and copies(copying) == {"wanted"}
    assert not made.due()  # not at every look
    imap.start()
    postman(copying, imap).run()
    assert copies(copying) == {"kept"} and len(imap.seen(f'"{SENT}"')) == 2


def test_a_folder_that_is_not_there_is_said_and_not_asked_for_ever(copying, sink, imap):
    accounts.change(copying, "assistenza", sent_folder="Altrove")
    answered(copying)
    assert postman(copying, imap).run().sent == 2
    assert copies(copying) == {"lost"} and not postman(copying, imap).due()


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


def test_the_pause_between_two_tries_is_minutes(copying):
    assert sending.COPIES >= 60
