"""A mailbox watched: news at once where the server tells, again after every fault, one program at a desk."""

import contextlib
import itertools
import json
import os
import select
import signal
import subprocess
import sys
import time

import pytest
from deskterm import settings
from deskterm.desk.errors import Refused, ServerAway
from deskterm.mail.accounts import client
from deskterm.mail.fetching import watch

from tests.commands.conftest import ROOT, environment
from tests.commands.fetching.conftest import Post, fetched, letter, state, tickets
from tests.mail.servers.dovecot import PASSWORD, Dovecot, token

pytestmark = pytest.mark.xdist_group("dovecot")


@contextlib.contextmanager
def watching(line, *more, env=None):
    """`mail fetch --watch` as a process of its own; its answers as they come."""
    words = [sys.executable, "-m", "deskterm", "--desk", str(line.desk), "--lang", "it", "mail", "fetch"]
    process = subprocess.Popen(
        [*words, "--watch", "--json", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=ROOT,
        env=environment(line.home) | {"DESKTERM_MAIL_SECRET_STUDIO": PASSWORD} | (env or {}),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def comes(process, seconds=30):
    """The next answer."""
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([process.stdout], [], [], seconds)[0], "nothing came"
        line += process.stdout.read(1)
    return json.loads(line)


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to that")


def test_what_arrives_is_in_the_queue_within_five_seconds(desk, post):
    post.deliver(letter("uno"))
    post.account(desk)
    with watching(desk) as process:
        assert comes(process)["outcome"] == "queued"
        time.sleep(1.5)  # it waits at the folder now
        for subject in ("due", "tre"):
            began = time.monotonic()
            post.deliver(letter(subject))
            assert comes(process)["outcome"] == "queued"
            assert time.monotonic() - began < 5
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert tickets(desk) == ["due", "tre", "uno"]


def test_of_a_server_that_does_not_tell_one_looks_now_and_then(desk, old_server, monkeypatch):
    monkeypatch.setattr(watch, "POLL", 0.5)
    post = Post(old_server)
    post.account(desk)
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    with threads(desk) as heard:
        time.sleep(1)
        post.deliver(letter("uno"))
        until(lambda: heard)
    assert tickets(desk) == ["uno"]


@contextlib.contextmanager
def threads(line):
    """The mailboxes watched in this process, as the open desk does it."""
    from threading import Event, Thread

    from deskterm.commands.intake import fetching
    from deskterm.desk.context import open_desk

    desk, told = open_desk(line.desk), settings.load(desk=str(line.desk))
    heard, stop = [], Event()
    thread = Thread(target=fetching.follow, args=(desk, told, stop), kwargs={"heard": heard.append})
    thread.start()
    try:
        yield heard
    finally:
        stop.set()
        thread.join()
        desk.close()


def test_a_server_that_goes_away_is_found_again(desk, monkeypatch):
    monkeypatch.setattr(watch, "FIRST", 0.3)
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    with Dovecot() as server:
        post = Post(server)
        post.deliver(letter("uno"))
        post.account(desk)
        with threads(desk) as heard:
            until(lambda: heard)
            server.stop()
            until(lambda: state(desk)["fault"] == "mail_away")
            assert state(desk)["next_at"]
            server.start()
            post.deliver(letter("due"))
            until(lambda: len(heard) == 2)
            until(lambda: state(desk)["fault"] is None)


@pytest.fixture
def in_hands(post, monkeypatch):
    """The settings while a desk is open: what prints the mailbox's secret is written anew."""
    monkeypatch.delenv("DESKTERM_MAIL_SECRET_STUDIO", raising=False)

    def say(word=""):
        command = f'password_command = ["echo", "{word}"]\n' if word else ""
        told = f'[mail.studio]\nca_file = "{post.server.ca_file}"\n{command}'
        settings.config_file().write_text(told, encoding="utf-8")

    return say


def test_a_password_that_was_refused_is_sought_anew_at_the_next_try(desk, post, monkeypatch, in_hands):
    monkeypatch.setattr(watch, "REFUSED_FIRST", 0.5)
    post.account(desk)
    in_hands("sbagliata")
    with threads(desk) as heard:
        until(lambda: state(desk)["fault"] == "mail_login")
        in_hands(PASSWORD)
        post.deliver(letter("uno"))
        until(lambda: heard)
    assert state(desk)["fault"] is None


@pytest.mark.parametrize("deed", [("test", "studio"), ("change", "studio", "--display-name", "Studio")])
def test_a_mailbox_tried_by_hand_or_changed_ends_the_pause_after_a_refusal(desk, post, in_hands, deed):
    post.account(desk)
    in_hands("sbagliata")
    with threads(desk) as heard:
        until(lambda: state(desk)["fault"] == "mail_login")  # the next try is half a minute away
        in_hands(PASSWORD)
        post.deliver(letter("uno"))
        desk("mail", "account", *deed)
        until(lambda: heard, seconds=10)


def asked_for(line):
    """Mail is asked for at the desk, as the palette's «Scarica posta» does."""
    from deskterm.desk.context import open_desk
    from deskterm.desk.post import accounts

    desk = open_desk(line.desk)
    try:
        return accounts.fetch_soon(desk)
    finally:
        desk.close()


def test_mail_that_is_asked_for_is_read_at_once_where_the_server_does_not_tell(desk, old_server, monkeypatch):
    post = Post(old_server)
    post.account(desk)
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    with threads(desk) as heard:
        until(lambda: state(desk)["fetched_at"])
        time.sleep(1)  # it waits: the next look is twenty seconds away
        post.deliver(letter("uno"))
        assert asked_for(desk) == ("studio",)
        until(lambda: heard, seconds=10)
        until(lambda: state(desk)["next_at"] is None)


def test_mail_that_is_asked_for_ends_the_pause_after_a_refusal(desk, post, in_hands):
    post.account(desk)
    in_hands("sbagliata")
    with threads(desk) as heard:
        until(lambda: state(desk)["fault"] == "mail_login")  # the next try is half a minute away
        in_hands(PASSWORD)
        post.deliver(letter("uno"))
        asked_for(desk)
        until(lambda: heard, seconds=10)


def test_a_command_that_is_added_to_the_settings_is_seen_by_who_watches(desk, post, monkeypatch, in_hands):
    from threading import Event, Thread

    from deskterm.commands.intake import fetching
    from deskterm.desk.context import open_desk

    monkeypatch.setattr(fetching, "LOOK", 0.3)
    monkeypatch.setattr(watch, "REFUSED_FIRST", 0.3)
    post.account(desk)
    in_hands()
    post.deliver(letter("uno"))
    opened, stop, heard = open_desk(desk.desk), Event(), []
    told = settings.load(desk=str(desk.desk))
    thread = Thread(target=fetching.follow, args=(opened, told, stop), kwargs={"heard": heard.append})
    thread.start()
    try:
        until(lambda: state(desk)["fault"] in ("mail_no_secret", "mail_no_keyring"))
        assert state(desk)["next_at"]
        in_hands(PASSWORD)
        until(lambda: heard)
    finally:
        stop.set()
        thread.join()
        opened.close()


def test_pauses_grow_and_a_refusal_waits_longer_than_silence():
    away, refused = ServerAway("mail_away"), Refused("mail_login")
    pauses = [watch.pause_after(away, n) for n in range(1, 40)]
    assert pauses[0] < 7 and max(pauses) <= watch.LONGEST * 1.2
    assert all(later > 1.2 * sooner for sooner, later in itertools.pairwise(pauses[:6]))
    assert watch.pause_after(refused, 1) > 20


def test_two_programs_at_one_desk_fetch_once(desk, post):
    post.account(desk)
    with watching(desk) as first:
        until(lambda: state(desk)["fetched_by"])
        answer = desk("mail", "fetch", code=3)
        assert "studio" in answer.err
        with watching(desk) as second:
            post.deliver(*(letter(f"n{number}") for number in range(5)))
            assert [comes(first)["outcome"] for _ in range(5)] == ["queued"] * 5
            assert second.poll() is None
    assert len(tickets(desk)) == 5


def test_who_was_killed_holds_nothing(desk, post):
    post.account(desk)
    with watching(desk) as process:
        until(lambda: state(desk)["fetched_by"])
        process.kill()
        process.wait()
        post.deliver(letter("uno"))
        assert fetched(desk) == ["queued"]


def test_who_was_thought_dead_and_wakes_up_takes_nothing_more(desk, post):
    """A program that was stopped for too long has lost its turn: it says so, and doubles nothing."""
    from deskterm.desk.context import open_desk
    from deskterm.desk.errors import Busy
    from deskterm.desk.post import accounts, taking
    from deskterm.models.records.mail_accounts import FolderPlace

    post.account(desk)
    opened = open_desk(desk.desk)
    try:
        mine = taking.MailTaking(opened, accounts.get(opened, "studio"))
        mine.begin()
        with opened.write() as conn:
            conn.execute("UPDATE mail_fetch SET pid = 1, born = 'x'")
        with pytest.raises(Busy):
            mine.reach(FolderPlace(folder="INBOX", uidvalidity=1, last_uid=9))
    finally:
        opened.close()


def test_a_mailbox_that_is_added_or_stopped_meanwhile_is_followed(desk, post, monkeypatch):
    from threading import Event, Thread

    from deskterm.commands.intake import fetching
    from deskterm.desk.context import open_desk

    monkeypatch.setattr(fetching, "LOOK", 0.3)
    opened, stop, heard = open_desk(desk.desk), Event(), []
    post.account(desk, "--imap-user", "nobody")
    desk("mail", "account", "change", "studio", "--inactive")
    told = settings.load(desk=str(desk.desk))
    thread = Thread(target=fetching.follow, args=(opened, told, stop), kwargs={"heard": heard.append})
    thread.start()
    try:
        desk("mail", "account", "change", "studio", "--active", "--imap-user", post.user)
        post.deliver(letter("uno"))
        until(lambda: heard)
        desk("mail", "account", "change", "studio", "--inactive")
        until(lambda: state(desk)["fetched_by"] is None)
        post.deliver(letter("due"))
        time.sleep(1)
        assert tickets(desk) == ["uno"]
    finally:
        stop.set()
        thread.join()
        opened.close()


def test_a_wrong_password_is_told_and_no_mail_lost(desk, post, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", "sbagliata")
    post.deliver(letter("uno"))
    post.account(desk)
    answer = desk("mail", "fetch", code=1)
    assert post.user in answer.err and "sbagliata" not in answer.err
    assert "messaggi" not in answer.out
    assert state(desk)["fault"] == "mail_login"
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    assert fetched(desk) == ["queued"]
    assert state(desk)["fault"] is None


def test_a_token_of_a_command_opens_the_mailbox_and_each_login_asks_for_a_fresh_one(desk, post, tmp_path):
    post.deliver(letter("uno"))
    post.account(desk, "--login", "token")
    os.environ.pop("DESKTERM_MAIL_SECRET_STUDIO")
    asked, given = tmp_path / "asked", tmp_path / "token"
    given.write_text(token(post.user))
    words = ["sh", "-c", f"echo x >> {asked}; cat {given}"]
    with settings.config_file().open("a", encoding="utf-8") as file:
        file.write(f"token_command = {json.dumps(words)}\n")
    assert fetched(desk) == ["queued"]
    given.write_text(token(post.user, ends_in=-10))
    assert desk("mail", "fetch", code=1).err
    assert state(desk)["fault"] == "mail_login"
    given.write_text(token(post.user))
    post.deliver(letter("due"))
    assert fetched(desk) == ["queued"]
    assert len(asked.read_text().split()) >= 3


def test_a_server_without_move_keeps_the_mails_where_they_are_and_says_so(desk, old_server, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    post = Post(old_server)
    post.make("Fatti")
    post.deliver(letter("uno"))
    post.account(desk, "--after", "move", "--after-folder", "Fatti")
    assert "MOVE" in desk("mail", "fetch", code=1).err
    assert tickets(desk) == ["uno"]
    assert post.seen() == [("uno", False)] and post.seen("Fatti") == []


@pytest.mark.parametrize("folders", [("INBOX", "Manca"), ("Manca", "INBOX")], ids=["last", "first"])
def test_a_folder_that_is_missing_keeps_no_mail_of_the_others_waiting(desk, post, folders):
    post.account(desk, *(word for name in folders for word in ("--folder", name)))
    with watching(desk) as process:
        until(lambda: state(desk)["fault"] == "mail_no_folder")
        time.sleep(2.5)  # it waits at the folder that is there, and keeps its line
        for subject in ("uno", "due"):
            began = time.monotonic()
            post.deliver(letter(subject))
            assert comes(process)["outcome"] == "queued"
            assert time.monotonic() - began < 5
    assert state(desk)["fault"] == "mail_no_folder"
    assert "Manca" in state(desk)["reason"]


def test_folders_with_accents_are_read_and_moved_to(desk, post):
    post.make("Richieste &AOg- qui", "Archivio", "Archivio/Letti &AOg- &- altro")
    post.account(
        desk,
        *("--folder", "Richieste è qui", "--after", "move", "--after-folder", "Archivio/Letti è & altro"),
    )
    post.deliver(letter("uno"), folder='"Richieste &AOg- qui"')
    assert "Richieste è qui" in desk("mail", "account", "test", "studio").out
    assert fetched(desk) == ["queued"]
    assert post.seen('"Richieste &AOg- qui"') == []
    assert [name for name, _ in post.seen('"Archivio/Letti &AOg- &- altro"')] == ["uno"]
    desk("mail", "account", "change", "studio", "--folder", "Città")
    assert "Città" in " ".join(desk("mail", "fetch", code=1).err.split())


def test_the_test_of_a_mailbox_says_what_is_there_and_what_would_be_wrong(desk, post):
    post.deliver(letter("uno"), letter("due"))
    post.account(desk)
    answer = desk("mail", "account", "test", "studio", "--json").json
    assert answer["folders"] == {"INBOX": 2} and answer["idle"] is True
    desk("mail", "account", "change", "studio", "--folder", "Scomparsa")
    assert "Scomparsa" in desk("mail", "account", "test", "studio", code=1).err
    desk("mail", "account", "change", "studio", "--after", "move", "--after-folder", "Perduta")
    told = desk("mail", "account", "test", "studio", code=1).err
    assert "«Scomparsa», «Perduta»" in told
    assert tickets(desk) == []


def test_who_fetches_beside_a_program_that_waits_hears_what_is_wrong_and_until_when(desk, post):
    from deskterm.desk.context import open_desk
    from deskterm.desk.errors import Refused
    from deskterm.desk.post import accounts, taking
    from deskterm.desk.steps.work import process

    post.account(desk)
    opened = open_desk(desk.desk)
    try:
        mine = taking.MailTaking(opened, accounts.get(opened, "studio"))
        mine.begin()
        with opened.write() as conn:  # it is another living process: the one that began this one
            one = process._of(os.getppid())
            conn.execute("UPDATE mail_fetch SET pid = ?, born = ?", (one.pid, one.born))
        assert "la scarica già un altro programma" in desk("mail", "fetch", code=None).err
        mine.failed(Refused("mail_login", name="studio", user="aiuto", said="NO"), pause=600)
        told = " ".join(desk("mail", "fetch", code=None).err.split())
        assert "che riprova" in told and "dopo un guasto: " in told and "NO" in told
    finally:
        opened.close()


def test_the_test_of_a_mailbox_tries_the_way_out_as_well(desk, post, monkeypatch, tmp_path):
    from tests.mail.sending import server as sending

    sink, both = sending.Sink(), tmp_path / "both.pem"
    post.account(desk)
    own = post.server.ca_file.read_bytes() + sending.AUTHORITY.cert_pem.bytes()
    both.write_bytes(own)
    settings.config_file().write_text(f'[mail.studio]\nca_file = "{both}"\n', encoding="utf-8")
    with sending.serving(sink) as port:
        out = ("--smtp-host", "localhost", "--smtp-port", port, "--smtp-user", sending.USER)
        desk("mail", "account", "change", "studio", *out)
        answer = desk("mail", "account", "test", "studio", "--json").json
        assert answer["sends"] is True and sink.logins == 1 and sink.raw == []
        desk("mail", "account", "change", "studio", "--smtp-user", "altri")
        told = desk("mail", "account", "test", "studio", code=1).err
        assert "altri" in told and "535" in told and PASSWORD not in told
    told = " ".join(desk("mail", "account", "test", "studio", code=None).err.split())
    assert "non risponde" in told and "non fa spedire" not in told
    desk("mail", "account", "change", "studio", "--sent-folder", "Scomparsa")
    assert "Scomparsa" in desk("mail", "account", "test", "studio", code=1).err


def test_a_server_that_falls_silent_is_left_after_a_while(desk, monkeypatch):
    from tests.mail.servers.scripted import Scripted

    monkeypatch.setattr(client, "SECONDS", 0.5)
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    with Scripted(lambda server, stream: stream.drain()) as server:
        desk(
            *("mail", "account", "add", "studio", "--imap-host", "127.0.0.1", "--imap-security", "plain"),
            *("--imap-port", server.port),
        )
        began = time.monotonic()
        desk("mail", "fetch", code=3)
        assert time.monotonic() - began < 5
