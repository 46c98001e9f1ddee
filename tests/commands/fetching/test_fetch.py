"""Mails fetched from a real server: each once, in order, whatever becomes of the folder and of us."""

import csv

import pytest

from tests.commands.fetching.conftest import fetched, letter, tickets

pytestmark = pytest.mark.xdist_group("dovecot")


def test_what_is_new_becomes_tickets_and_nothing_is_read_twice(desk, post):
    post.deliver(letter("uno"), letter("due"))
    post.account(desk)
    assert fetched(desk) == ["queued", "queued"]
    assert fetched(desk) == []
    post.deliver(letter("tre"))
    assert fetched(desk) == ["queued"]
    assert tickets(desk) == ["due", "tre", "uno"]
    assert post.seen() == [("uno", False), ("due", False), ("tre", False)]


def test_what_was_fetched_opens_in_a_spreadsheet(desk, post):
    post.deliver(letter("uno"), letter("due"))
    post.account(desk)
    told = desk("mail", "fetch", "--csv", code=0).out.removeprefix("\ufeff").splitlines()
    rows = list(csv.DictReader(told, delimiter=";"))
    assert [(row["outcome"], row["ticket"]) for row in rows] == [
        ("queued", "TK000001"),
        ("queued", "TK000002"),
    ]


def test_a_server_that_begins_in_clear_is_read_once_the_line_is_private(desk, post):
    post.deliver(letter("uno"))
    post.account(desk, "--imap-security", "starttls")
    assert fetched(desk) == ["queued"]


def test_what_was_taken_in_is_marked_as_seen(desk, post):
    post.deliver(letter("uno"), letter("due"))
    post.account(desk, "--after", "seen")
    fetched(desk)
    assert post.seen() == [("uno", True), ("due", True)]


def test_what_was_taken_in_is_moved_and_every_mail_is_there_still(desk, post):
    post.make("Letti da noi")
    post.deliver(letter("uno"), letter("due"))
    post.account(desk, "--after", "move", "--after-folder", "Letti da noi")
    fetched(desk)
    assert post.seen() == []
    assert [subject for subject, _ in post.seen('"Letti da noi"')] == ["uno", "due"]


def test_what_somebody_has_marked_for_deletion_is_not_deleted_by_us(desk, post):
    """A mark of ours must not empty another program's basket."""
    post.deliver(letter("uno"), letter("buttata"))
    with post.server.box(user=post.user) as client:
        client.store("2", "+FLAGS", "(\\Deleted)")
    post.account(desk, "--after", "seen")
    assert fetched(desk) == ["queued"]
    assert post.seen() == [("uno", True), ("buttata", False)]


def test_the_same_bytes_once_more_are_told_as_a_duplicate_and_make_no_ticket(desk, post):
    raw = letter("uno")
    post.deliver(raw)
    post.account(desk)
    assert fetched(desk) == ["queued"]
    post.deliver(raw)
    assert fetched(desk) == ["duplicate"]
    assert fetched(desk) == []
    assert tickets(desk) == ["uno"]


def test_a_folder_that_was_numbered_anew_doubles_nothing(desk, post):
    post.deliver(letter("uno"), letter("due"))
    post.account(desk)
    fetched(desk)
    post.server.renumber(post.user)
    post.deliver(letter("tre"))
    assert fetched(desk) == ["queued"]
    assert tickets(desk) == ["due", "tre", "uno"]


def test_a_folder_that_was_made_anew_under_its_name_is_read_from_its_start(desk, post):
    post.make("Richieste")
    post.deliver(letter("uno"), letter("due"), folder="Richieste")
    post.account(desk, "--folder", "Richieste", "--after", "seen")
    fetched(desk)
    with post.server.box(user=post.user) as client:
        client.delete("Richieste")
        client.create("Richieste")
    post.deliver(letter("due"), letter("tre"), folder="Richieste")
    assert fetched(desk) == ["queued"]
    assert tickets(desk) == ["due", "tre", "uno"]
    assert post.seen("Richieste") == [("due", True), ("tre", True)]


def test_several_folders_are_read_and_one_that_is_not_there_is_told(desk, post):
    post.make("PEC")
    post.deliver(letter("uno"))
    post.deliver(letter("due"), folder="PEC")
    post.account(desk, "--folder", "Scomparsa", "--folder", "INBOX", "--folder", "PEC")
    answer = desk("mail", "fetch", code=1)
    assert "Scomparsa" in answer.err
    assert tickets(desk) == ["due", "uno"]


def test_the_mailbox_says_of_which_channel_its_mails_are(desk, post):
    post.deliver(letter("uno", more="To: qualcuno@altrove.example\r\n"))
    post.account(desk)
    fetched(desk)
    code = desk("queue", "--json").lines[0]["code"]
    assert desk("ticket", "show", code, "--json").json["channel"] == "mail"


def test_of_a_mail_that_is_too_large_headers_and_beginning_are_kept_and_it_stays_where_it_is(desk, post):
    huge = letter("enorme", body="inizio " + "x" * 70 + ("\r\n" + "y" * 74) * 360_000)
    assert len(huge) > 25 * 1024 * 1024
    post.make("Fatti")
    post.deliver(letter("uno"), huge, letter("due"))
    post.account(desk, "--after", "move", "--after-folder", "Fatti")
    assert fetched(desk) == ["queued", "unreadable", "queued"]
    waiting = desk("mail", "pending", "--json").lines
    assert [(one["subject"], one["reason"]) for one in waiting] == [("enorme", "too-large")]
    assert [subject for subject, _ in post.seen()] == ["enorme"]
    assert fetched(desk) == []


def test_a_mail_that_has_gone_before_it_was_read_stops_nothing(desk, post):
    post.deliver(letter("uno"), letter("sparita"), letter("due"))
    post.account(desk)
    with post.server.box(user=post.user) as client:
        client.store("2", "+FLAGS", "(\\Deleted)")
        client.expunge()
    assert fetched(desk) == ["queued", "queued"]


def test_an_empty_folder_and_a_desk_without_mailboxes(desk, post):
    assert "mail account add" in desk("mail", "fetch", code=1).err
    post.account(desk)
    assert fetched(desk) == []


def test_a_mail_over_which_we_stumble_is_kept_for_a_person_and_the_next_come_in(desk, post, monkeypatch):
    from deskterm.desk.intake import receive

    real = receive.receive_mail

    def stumbles(at, mail, **told):
        if mail.subject == "inciampo":
            raise ZeroDivisionError
        return real(at, mail, **told)

    monkeypatch.setattr(receive, "receive_mail", stumbles)
    post.deliver(letter("uno"), letter("inciampo"), letter("due"))
    post.account(desk)
    assert fetched(desk) == ["queued", "unreadable", "queued"]
    number = desk("mail", "pending", "--json").lines[0]["id"]
    assert "inciampo" in desk.process("mail", "raw", number).out
