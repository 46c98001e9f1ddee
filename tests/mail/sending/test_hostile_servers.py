"""Servers that lie as they greet, or as TLS begins (S11): the password never leaves, and the letters wait."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from deskterm.desk.letters import outbox

from tests.mail.sending.conftest import answered, mailbox, sender
from tests.mail.sending.server import PASSWORD

HELLO = b"220 mx.example ESMTP\r\n"
TLS = b"250-mx.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"
LIES = {
    "no service": [b"554 go away\r\n"],
    "no greeting": [b""],
    "binary": [b"\x00\xff\x16\x03\x01" * 50 + b"\r\n"],
    "logged in already": [b"235 2.7.0 welcome\r\n"],
    "endless greeting": [b"220-" + b"x" * 4000 + b"\r\n"] * 4,
    "TLS is not offered": [HELLO, b"250-mx.example\r\n250 AUTH PLAIN LOGIN\r\n"],
    "TLS is refused": [HELLO, TLS, b"454 not now\r\n"],
    "TLS is promised and does not come": [HELLO, TLS, b"220 go ahead\r\n" + b"250 AUTH PLAIN\r\n" * 40],
    "an answer before TLS": [HELLO, TLS, b"220 go ahead\r\n235 welcome\r\n"],
    "a continuation without end": [HELLO, b"250-x\r\n" * 2000],
}


@contextmanager
def scripted(answers):
    """A server that says its lines, one for each that it hears; what it heard."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def talk():
        try:
            conn, _ = listening.accept()
        except OSError:
            return
        with conn:
            conn.settimeout(1)
            try:
                for at, answer in enumerate(answers):
                    if at:
                        heard.append(conn.recv(65536))
                    conn.sendall(answer)
                while data := conn.recv(65536):
                    heard.append(data)
            except OSError:
                pass

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], heard
    finally:
        listening.close()
        thread.join(3)


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_server_hears_no_password(desk, lie):
    import base64

    with scripted(LIES[lie]) as (port, heard):
        mailbox(desk, port)
        answered(desk)
        run = sender(desk, seconds=1.5).run()
    assert run.sent == 0 and list(run.closed) == ["assistenza"]
    told = b"".join(heard)
    assert PASSWORD.encode() not in told and b"AUTH" not in told and b"MAIL FROM" not in told
    assert base64.b64encode(PASSWORD.encode()) not in told
    assert [one.state for one in outbox.outbox(desk).letters] == ["waiting", "waiting"]


def test_what_a_server_says_behind_its_answer_to_starttls_ends_the_talk(desk):
    """Words in the clear that come with the answer are somebody's in between (CVE-2011-0411's kind)."""
    answers = [HELLO, TLS, b"220 go ahead\r\n250-mx.example\r\n250 AUTH PLAIN\r\n"]
    with scripted(answers) as (port, heard):
        mailbox(desk, port)
        answered(desk)
        run = sender(desk, seconds=2).run()
    assert run.sent == 0 and "STARTTLS" in run.closed["assistenza"]
    # No TLS is begun with such a server, and nothing further is said.
    assert b"".join(heard).lower().count(b"ehlo") == 1 and b"".join(heard).endswith(b"STARTTLS\r\n")


def test_without_tls_the_password_goes_to_this_machine_alone(desk, monkeypatch):
    """Whatever a name says: it is the other end that counts."""
    from deskterm.mail.sending import smtp

    with scripted([HELLO, b"250 AUTH PLAIN LOGIN\r\n"]) as (port, heard):
        mailbox(desk, port, smtp_security="plain")
        answered(desk)
        monkeypatch.setattr(smtp, "_is_here", lambda found: False)
        assert list(sender(desk, seconds=1.5).run().closed) == ["assistenza"]
    assert heard == [] or not any(b"AUTH" in one for one in heard)
