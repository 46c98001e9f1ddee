"""A server that says, or takes, a byte now and then holds no letter and no other mailbox for ever."""

from __future__ import annotations

import time

import pytest
from deskterm.desk.letters import outbox, outgoing
from deskterm.desk.post import accounts
from deskterm.mail.sending import patience, smtp

from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.servers.scripted import Scripted

HASTE = {
    "seconds": 0.4,
    "last": 1.5,
}  # seconds of silence; an answer has two, the last one a second and a half
FAIR = {"EHLO": "250-mx.example\r\n250 SIZE 99999999", "MAIL": "250 ok", "RCPT": "250 ok", "RSET": "250 ok"}


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    monkeypatch.setattr(patience, "FAREWELL", 0.5)


def talking(**slow):
    """A server that speaks, but for what is named: there it trickles these bytes and more without end."""

    def talk(scripted, stream):
        say(stream, "greeting", "220 mx.example", slow)
        while True:
            line = stream.hear()
            word = line.split(" ")[0].upper()
            if word == "DATA":
                say(stream, "DATA", "354 go on", slow)
                while stream.hear() != ".":
                    pass
                say(stream, "END", "250 taken", slow)
            elif word == "QUIT":
                say(stream, "QUIT", "221 bye", slow)
                return
            else:
                say(stream, word, FAIR.get(word, "250 ok"), slow)

    return talk


def say(stream, what, usual, slow):
    if what in slow:
        stream.trickle(slow[what], pause=0.1)
    stream.say(usual)


@pytest.fixture
def trickling(desk):
    """A desk whose one mailbox sends by a server in the clear on this machine."""

    def go(**slow):
        made = Scripted(talking(**slow))
        made.__enter__()
        opened.append(made)
        mailbox(desk, made.port, smtp_security="plain")
        return made

    opened = []
    yield go
    for one in opened:
        one.__exit__()


def states(desk):
    return [one.state for one in outbox.outbox(desk, outbox.STATES).letters]


@pytest.mark.parametrize("where", ["greeting", "EHLO"])
def test_one_that_lets_nobody_in_that_way_shuts_the_way_out(desk, trickling, where):
    trickling(**{where: b"220-x\r\n" * 99})
    answered(desk)
    begun = time.monotonic()
    run = sender(desk, **HASTE).run()
    assert time.monotonic() - begun < 6
    assert list(run.closed) == ["assistenza"] and states(desk) == ["waiting", "waiting"]
    assert "byte" in outgoing.way_out(desk, 1)["words"]


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA"])
def test_one_that_trickles_at_a_letter_puts_it_off_and_holds_up_no_further_one(desk, trickling, where):
    heard = trickling(**{where: b"250-ok\r\n" * 99}).heard
    answered(desk)
    answered(desk, 2)
    begun = time.monotonic()
    run = sender(desk, **HASTE).run()
    assert time.monotonic() - begun < 6, "each further letter would be held up as long"
    assert (run.delayed, list(run.closed)) == (1, ["assistenza"])
    assert states(desk) == ["waiting"] * 4 and heard.count(b"MAIL FROM") == 1
    assert "byte" in outbox.outbox(desk, ("waiting",)).letters[0].answer


def test_one_whose_last_word_trickles_leaves_the_letter_in_doubt_and_is_asked_no_more(desk, trickling):
    heard = trickling(END=b"250-wait\r\n" * 99).heard
    answered(desk)
    run = sender(desk, **HASTE).run()
    assert (run.doubtful, list(run.closed)) == (1, ["assistenza"])
    assert states(desk) == ["doubtful", "waiting"] and heard.count(b"\r\n.\r\n") == 1


def test_a_farewell_that_trickles_is_not_waited_for(desk, trickling):
    trickling(QUIT=b"221-bye\r\n" * 99)
    answered(desk)
    begun = time.monotonic()
    assert sender(desk, **HASTE).run().sent == 2
    assert time.monotonic() - begun < 4


def test_one_that_takes_a_letter_a_few_bytes_at_a_time_is_let_go(desk, monkeypatch):
    """Its window is shut most of the time; each wait ends, and the letter never does."""
    monkeypatch.setattr(patience, "SLOWEST", 1 << 23)
    monkeypatch.setattr(patience, "CHUNK", 4096)
    monkeypatch.setattr(patience, "WAITS", 1)

    def talk(scripted, stream):
        stream.say("220 mx.example")
        while True:
            word = stream.hear().split(" ")[0].upper()
            stream.say({"EHLO": FAIR["EHLO"], "DATA": "354 go on"}.get(word, "250 ok"))
            while word == "DATA" and stream.sock.recv(1 << 15):
                time.sleep(0.05)

    with Scripted(talk) as made:
        mailbox(desk, made.port, smtp_security="plain")
        way = smtp.Server(accounts.listing(desk)[0], lambda: "", seconds=3.0, last=3.0)
        begun = time.monotonic()
        with pytest.raises(smtp.NotNow) as error:
            way.hand_over("", "anna@rossi.example", b"una riga della lettera\r\n" * 600_000, about_to=int)
        assert time.monotonic() - begun < 8
        way.close()
    assert error.value.slow and "byte" in error.value.words


def test_an_answer_without_end_that_comes_fast_is_let_go_too(desk, trickling, monkeypatch):
    monkeypatch.setattr(patience, "REPLY_BYTES", 10_000)
    made = trickling()
    made.talk = lambda scripted, stream: stream.say(b"220-x\r\n" * 500_000)
    answered(desk)
    run = sender(desk, seconds=5.0, last=5.0).run()
    assert "localhost" in run.closed["assistenza"] and states(desk) == ["waiting", "waiting"]
