"""A server that says a byte now and then is let go after the time of one command, and the others are read."""

from __future__ import annotations

import time

import pytest
import trustme
from deskterm import settings
from deskterm.mail.accounts import client

from tests.commands.fetching.conftest import letter, state
from tests.commands.fetching.test_hostile_servers import CANARY, context
from tests.mail.servers.scripted import Scripted, serving

MAILS = {1: letter("uno"), 2: letter("due"), 3: letter("tre")}


@pytest.fixture
def authority(tmp_path):
    found = trustme.CA()
    found.cert_pem.write_to_path(tmp_path / "ca.pem")
    return found


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """Ten minutes are a second here; no single wait for bytes is as long."""
    monkeypatch.setattr(client, "COMMAND_SECONDS", 1.0)
    monkeypatch.setattr(client, "FAREWELL_SECONDS", 0.5)


@pytest.fixture
def line(empty):
    """A desk with two channels of mail, where nobody is known: what comes waits in the post."""
    empty("init", "--service", "istes")
    return empty


@pytest.fixture
def two(line, tmp_path, monkeypatch, authority):
    """Fetch from two mailboxes, the first of which has the server that is given; what was said of it."""
    path = settings.config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("aiuto", "studio")
    rows = (f'[mail.{name}]\nca_file = "{tmp_path / "ca.pem"}"\n' for name in names)
    path.write_text("".join(rows), encoding="utf-8")
    good = Scripted(serving({1: letter("altro")}), context=context(authority))
    good.__enter__()
    ports = {"studio": good.port}

    def go(server, code=None):
        ports["aiuto"] = server.port
        for name, channel in zip(names, ("mail", "research"), strict=True):
            monkeypatch.setenv(f"DESKTERM_MAIL_SECRET_{name.upper()}", CANARY)
            told = ("--imap-security", "tls", "--imap-user", f"{name}@delta.example", "--channel", channel)
            at = ("--imap-host", "localhost", "--imap-port", ports[name])
            line("mail", "account", "add", name, *at, *told)
        return line("mail", "fetch", "--json", code=code, at="2026-03-02T09:00")

    yield go
    good.__exit__()


def subjects(line):
    return sorted(one["subject"] for one in line("mail", "pending", "--json").lines)


def slowly(text=b""):
    return lambda stream, _: stream.trickle(text)


def asks_back(stream, tag):
    """It never says whether we are let in, and asks for more each time."""
    for _ in range(100):
        stream.say("+ ")
        stream.hear()
        time.sleep(0.15)


TALKS = {
    "its greeting": lambda server, stream: stream.trickle(b"* OK "),
    "what it can do": serving(MAILS, answers={"CAPABILITY": slowly(b"* CAPABILITY ")}),
    "whether we are let in": serving(MAILS, answers={"AUTHENTICATE": slowly(b"+ ")}),
    "what it asks back": serving(MAILS, answers={"AUTHENTICATE": asks_back}),
    "the folder": serving(MAILS, answers={"SELECT": slowly(), "EXAMINE": slowly()}),
    "what is new": serving(MAILS, answers={"UID SEARCH": slowly(b"* SEARCH 1 ")}),
    "lines without end": serving(MAILS, answers={"UID SEARCH": slowly(b"* OK wait\r\n" * 400)}),
}


@pytest.mark.parametrize("what", TALKS)
def test_it_is_let_go_after_the_time_of_one_command_and_the_other_mailbox_is_read(two, line, authority, what):
    begun = time.monotonic()
    with Scripted(TALKS[what], context=context(authority)) as server:
        answer = two(server)
        assert time.monotonic() - begun < 6, "nobody waits for a farewell either"
    assert subjects(line) == ["altro"]
    assert state(line, "aiuto")["fault"] in ("mail_endless", "mail_login" if "asks" in what else "")
    assert "aiuto" in answer.err and not state(line)["fault"]
    assert server.heard.count(b"AUTHENTICATE") <= 1


def test_a_password_is_said_once_however_often_it_is_asked_for(two, authority):
    with Scripted(TALKS["what it asks back"], context=context(authority)) as server:
        two(server)
    import base64

    packed = base64.b64encode(f"\0aiuto@delta.example\0{CANARY}".encode())
    assert server.heard.count(packed) == 1


def test_a_farewell_that_comes_a_byte_at_a_time_is_not_waited_for(two, line, authority):
    begun = time.monotonic()
    with Scripted(
        serving(MAILS, answers={"LOGOUT": slowly(b"* BYE ")}), context=context(authority)
    ) as server:
        two(server, code=0)
        assert time.monotonic() - begun < 6
    assert subjects(line) == ["altro", "due", "tre", "uno"]


def test_a_mail_that_trickles_is_set_aside_after_three_times_and_the_next_ones_come_in(two, line, authority):
    def talk(server, stream):
        usual = stream.say

        def say(text):
            told = text if isinstance(text, bytes) else b""
            if b"FETCH (UID 2 BODY" in told:
                stream.trickle(told)
            usual(text)

        stream.say = say
        serving(MAILS)(server, stream)

    with Scripted(talk, context=context(authority)) as server:
        two(server)
        assert state(line, "aiuto")["fault"] == "mail_trickles"
        shown = " ".join(line("mail", "account", "list").out.split())
        assert "pochi byte per volta" in shown and "1 volte su 3" in shown
        for _ in range(3):
            line("mail", "fetch", "--json", code=None)
        line("mail", "fetch", "--json", code=0)
    assert subjects(line) == ["aiuto/INBOX/2", "altro", "tre", "uno"]
    waits = {one["subject"]: one["reason"] for one in line("mail", "pending", "--json").lines}
    assert waits["aiuto/INBOX/2"] == "trickled"
    assert not state(line, "aiuto")["fault"]
