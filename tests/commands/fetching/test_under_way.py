"""What happens while mails are fetched: the folder made anew, a line cut, a mark that could not be set."""

import contextlib
import re
import sqlite3

import pytest
from deskterm.mail.accounts import client
from deskterm.mail.fetching import folder, watch

from tests.commands.fetching.conftest import fetched, letter, tickets
from tests.commands.fetching.test_watch import threads, until
from tests.mail.servers.scripted import Scripted, serving

dovecot = pytest.mark.xdist_group("dovecot")
PLAIN = ("--imap-host", "127.0.0.1", "--imap-security", "plain")


def account(line, server, *more):
    line("mail", "account", "add", "studio", *PLAIN, "--imap-port", server.port, *more)


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "Canarino-4t8v")


@dovecot
def test_a_folder_made_anew_while_one_waits_at_it_is_read_from_its_start(desk, post, monkeypatch):
    monkeypatch.setattr(watch, "FIRST", 0.3)
    monkeypatch.setattr(watch, "IDLE", 1.0)
    monkeypatch.setattr(watch, "POLL", 1.0)
    post.make("Richieste")
    post.deliver(letter("uno"), letter("due"), folder="Richieste")
    post.account(desk, "--folder", "Richieste")
    with threads(desk) as heard:
        until(lambda: len(heard) == 2)
        with post.server.box(user=post.user) as other:
            other.delete("Richieste")
            other.create("Richieste")
        post.deliver(letter("due"), letter("tre"), folder="Richieste")
        until(lambda: len(heard) == 3)
    assert tickets(desk) == ["due", "tre", "uno"]


def test_a_number_that_means_another_mail_by_now_is_not_acted_on(desk):
    """Numbered anew between two commands of one line: nothing is marked by the old numbers."""
    talk = serving({1: letter("uno")}, answers={"UID FETCH 1 (UID INTERNALDATE": renumbered})
    with Scripted(talk) as server:
        account(desk, server, "--after", "seen")
        desk("mail", "fetch", code=3)
        assert b"STORE" not in server.heard


renumbered = b"* OK [UIDVALIDITY 8] anew\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nciao\n)\r\n{tag} OK done\r\n"


@dovecot
@pytest.mark.parametrize("after", ["seen", "move"])
def test_a_mark_that_could_not_be_set_is_set_by_the_next_round(desk, post, monkeypatch, after):
    post.make("Fatti")
    post.deliver(letter("uno"), letter("due"))
    post.account(desk, "--after", after, *(("--after-folder", "Fatti") if after == "move" else ()))

    def cut(self, *_):
        raise ConnectionResetError

    with monkeypatch.context() as broken:
        broken.setattr(folder.ServerFolder, "mark_seen" if after == "seen" else "move", cut)
        assert fetched(desk, code=3) == ["queued", "queued"]
    assert post.seen() == [("uno", False), ("due", False)]
    assert fetched(desk) == []
    if after == "seen":
        assert post.seen() == [("uno", True), ("due", True)]
    else:
        assert post.seen() == [] and len(post.seen("Fatti")) == 2


@dovecot
def test_a_disk_that_is_full_for_a_while_costs_no_mail(desk, post, monkeypatch):
    from deskterm.desk.errors import DeskTrouble
    from deskterm.desk.post.taking import MailTaking

    real, tried = MailTaking.take, []

    def full(self, mail, place):
        tried.append(mail.subject)
        if len(tried) < 3:
            raise DeskTrouble("store_full", path="/srv/desk", detail="")
        return real(self, mail, place)

    monkeypatch.setattr(MailTaking, "take", full)
    monkeypatch.setattr(watch, "REFUSED_FIRST", 0.2)
    post.deliver(letter("uno"), letter("due"))
    post.account(desk, "--after", "seen")
    with threads(desk) as heard:
        until(lambda: len(heard) == 2)
    assert tried[:2] == ["uno", "uno"]
    assert tickets(desk) == ["due", "uno"]


@dovecot
def test_what_somebody_has_made_unread_again_stays_so(desk, post):
    """Marked once is marked: a mail that a person leaves for later is theirs."""
    post.deliver(letter("uno"))
    post.account(desk, "--after", "seen")
    fetched(desk)
    with post.server.box(user=post.user) as other:
        other.store("1", "-FLAGS", "(\\Seen)")
    post.deliver(letter("due"))
    fetched(desk)
    assert post.seen() == [("uno", False), ("due", True)]


@dovecot
def test_mails_that_were_there_before_one_chose_to_move_stay(desk, post):
    post.make("Fatti")
    post.deliver(letter("uno"))
    post.account(desk)
    fetched(desk)
    told = desk("mail", "account", "change", "studio", "--after", "move", "--after-folder", "Fatti").out
    assert "scaricato prima resta" in told and "Fatti" in told
    post.deliver(letter("due"))
    fetched(desk)
    assert [subject for subject, _ in post.seen()] == ["uno"]
    assert [subject for subject, _ in post.seen("Fatti")] == ["due"]


def test_a_line_that_is_cut_in_the_middle_of_a_mail_takes_half_of_none(desk, monkeypatch):
    monkeypatch.setattr(client, "SECONDS", 0.5)
    half = b"* 1 FETCH (UID 1 BODY[] {5000}\r\n" + letter("mezza")
    with Scripted(serving({1: letter("mezza")}, answers={"UID FETCH 1 (UID INTERNALDATE": half})) as server:
        account(desk, server)
        assert desk("mail", "fetch", "--json", code=3).out == ""
    assert tickets(desk) == []


class Many(dict):
    """Three hundred thousand mails of which only the last are ever asked for."""

    def __missing__(self, uid):
        return letter(f"numero {uid}")

    def __iter__(self):
        return iter(range(1, 300_003))

    def __len__(self):
        return 300_002


def test_of_three_hundred_thousand_mails_only_the_new_ones_are_asked_for(desk):
    with Scripted(serving(Many())) as server:
        account(desk, server)
        with contextlib.closing(sqlite3.connect(desk.desk / "desk.sqlite")) as conn, conn:
            conn.execute(
                "INSERT INTO mail_folder (account_id, folder, uidvalidity, last_uid, marked_uid, at)"
                " VALUES (1, 'INBOX', 7, 300000, 300000, 0)"
            )
        assert fetched(desk) == ["queued", "queued"]
        asked = re.findall(rb"UID SEARCH .*|UID FETCH .*", bytes(server.heard))
        assert len(asked) == 3 and all(b"300001" in one for one in asked)


def test_a_whole_mailbox_of_three_hundred_thousand_is_searched_in_one_answer():
    from deskterm.mail.accounts.client import LINE_BYTES

    assert len("* SEARCH " + " ".join(map(str, range(1, 1_500_000)))) < LINE_BYTES
