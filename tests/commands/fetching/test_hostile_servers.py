"""Servers that lie: the password stays here, nothing is written that we did not write, and it is told."""

import base64
import ssl
import time

import pytest
import trustme
from deskterm import settings
from deskterm.mail.accounts import client

from tests.commands.fetching.conftest import letter, state
from tests.mail.servers.scripted import Scripted, serving

CANARY = "Canarino-6y3p"


@pytest.fixture
def authority(tmp_path):
    found = trustme.CA()
    found.cert_pem.write_to_path(tmp_path / "ca.pem")
    return found


def context(authority, name="localhost"):
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(found)
    return found


@pytest.fixture
def reach(line, tmp_path, monkeypatch, authority):
    """Fetch from a server; what was said of it on the line."""
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", CANARY)
    path = settings.config_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[mail.studio]\nca_file = "{tmp_path / "ca.pem"}"\n', encoding="utf-8")

    def go(server, *, security="tls", host="localhost", more=(), code=1, at="2026-03-02T09:00"):
        line(
            *("mail", "account", "add", "studio", "--imap-host", host, "--imap-port", server.port),
            *("--imap-security", security, "--imap-user", "studio@delta.example", *more),
        )
        return line("mail", "fetch", "--json", code=code, at=at)

    return go


def unheard(server):
    """The password, also as the protocol would pack it, never came."""
    packed = base64.b64encode(f"\0studio@delta.example\0{CANARY}".encode())
    assert CANARY.encode() not in server.heard and packed not in server.heard


def greets(text):
    def talk(server, stream):
        stream.say(text)
        stream.drain()

    return talk


GREETINGS = {
    "as if we were in": "* PREAUTH [CAPABILITY IMAP4rev1 AUTH=PLAIN] welcome",
    "with a farewell": "* BYE come back later",
    "as another program": "HTTP/1.1 400 Bad Request",
    "with our own tag": "A1 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready",
    "with a line that does not end": b"* OK " + b"x" * (client.LINE_BYTES + 70_000),
    "with a size without sense": b"* OK {999999999999}\r\n",
}


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("how", GREETINGS)
def test_a_bad_greeting_gets_no_password(reach, authority, how, security):
    wrapped = context(authority) if security == "tls" else None
    with Scripted(greets(GREETINGS[how]), context=wrapped) as server:
        answer = reach(server, security=security, code=None)
        assert answer.code in (1, 3) and "studio" in answer.err
        unheard(server)


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_a_server_that_says_we_are_in_is_no_server_of_ours(line, reach, authority, security):
    """It would have us read, and mark, what is somebody else's; and before TLS it hides that there is one."""
    wrapped, host = (context(authority) if security == "tls" else None), "localhost"
    with Scripted(serving({1: letter("di altri")}, hello="PREAUTH"), context=wrapped) as server:
        reach(server, security=security, host=host if security != "plain" else "127.0.0.1")
        unheard(server)
    assert state(line)["fault"] == "mail_greeting"
    assert line("queue", "--json").lines == []


def test_what_comes_in_clear_behind_starttls_is_refused(reach, authority):
    def talk(server, stream):
        stream.say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready")
        while True:
            tag, _, rest = stream.hear().partition(" ")
            if rest.upper() == "STARTTLS":
                stream.say(f"{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=EVIL")
                stream.begin_tls(context(authority)).drain()
            stream.say(f"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n{tag} OK done")

    with Scripted(talk) as server:
        assert "STARTTLS" in reach(server, security="starttls").err
        unheard(server)


@pytest.mark.parametrize("offer", ["IMAP4rev1 AUTH=PLAIN", "IMAP4rev1 STARTTLS AUTH=PLAIN"])
def test_a_server_that_cannot_or_will_not_encrypt_gets_no_password(reach, offer):
    with Scripted(serving({}, capability=offer, answers={"STARTTLS": "{tag} BAD no"})) as server:
        assert "STARTTLS" in reach(server, security="starttls").err
        unheard(server)


CERTIFICATES = {
    "of somebody else's authority": lambda ours: context(trustme.CA()),
    "of another name": lambda ours: context(ours, "altrove.example"),
    "none at all": lambda ours: None,
}

CURES = {
    "of somebody else's authority": "ca_file",
    "of another name": "altro nome",
    "none at all": "--imap-security",
}


@pytest.mark.parametrize("whose", CERTIFICATES)
def test_a_certificate_that_does_not_hold_gets_no_password(reach, authority, whose):
    with Scripted(serving({}), context=CERTIFICATES[whose](authority)) as server:
        answer = reach(server)
        assert "studio" in answer.err
        assert CURES[whose] in answer.err
        unheard(server)


def test_a_server_that_is_not_this_machine_gets_no_password_in_clear(line):
    line(
        *("mail", "account", "add", "studio", "--imap-host", "imap.delta.example"),
        *("--imap-security", "plain"),
        code=1,
    )


def test_a_password_that_is_refused_is_told_without_it_though_the_server_repeats_it(reach, authority):
    answers = {"AUTHENTICATE": f"{{tag}} NO [AUTHENTICATIONFAILED] {CANARY} is wrong"}
    with Scripted(serving({}, answers=answers), context=context(authority)) as server:
        answer = reach(server)
        assert "studio@delta.example" in answer.err and CANARY not in answer.err


def test_a_server_that_is_shut_is_tried_later(reach):
    with Scripted(serving({})) as server:
        pass
    answer = reach(server, code=3)
    assert "localhost" in answer.err


def test_what_is_wrong_stands_beside_the_mailbox(line, reach):
    with Scripted(serving({})) as server:
        pass
    reach(server, code=3)
    assert state(line)["fault"] == "mail_away"
    assert "localhost" in line("mail", "account", "show", "studio").out


FLOODS = {
    "a literal without end": b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n",
    "a line without end": b"* 1 FETCH (FLAGS (" + b"x" * (client.LINE_BYTES + 70_000),
    "no answer of any kind": b"what?\r\n",
    "a tag that is not ours": b"ZZZZ9 OK done\r\n",
    "bytes that are no letters": b"* CAPABILITY \xff\xfe\r\n* SEARCH \xff\r\n{tag} OK\r\n",
}


@pytest.mark.parametrize("how", FLOODS)
@pytest.mark.parametrize("command", ["UID FETCH", "UID SEARCH", "SELECT", "EXAMINE", "CAPABILITY"])
def test_a_server_that_sends_without_end_or_sense_is_let_go(reach, authority, how, command):
    answers = {command: FLOODS[how]}
    begun = time.monotonic()
    with Scripted(serving({1: letter("uno")}, answers=answers), context=context(authority)) as server:
        answer = reach(server, code=None)
        assert answer.code in (0, 1, 3), answer.err
        if how == "a literal without end" and command == "UID FETCH":
            assert time.monotonic() - begun < 5, "it waits for what cannot come"
    assert time.monotonic() - begun < 20


def huge():
    return letter("enorme", body="x" * (client.LITERAL_BYTES + 4_000_000))


def test_a_mail_that_is_larger_than_the_server_says_is_set_aside_with_its_beginning(reach, line, authority):
    mails = {1: letter("uno"), 2: huge(), 3: letter("tre")}
    with Scripted(serving(mails, sizes={2: 900}), context=context(authority)) as server:
        first = reach(server, code=None)
        assert "mail_too_much" in (first.out + first.err) or state(line)["fault"] == "mail_too_much"
        line("mail", "fetch", "--json", code=None)
    waits = line("mail", "pending", "--json").lines
    assert [(one["outcome"], one["reason"]) for one in waits] == [("unreadable", "too-large")]
    assert [one["subject"] for one in line("queue", "--json").lines] == ["uno", "tre"]


def test_a_mail_that_comes_without_end_holds_up_the_others_three_times_at_most(reach, line, authority):
    mails = {1: letter("uno"), 2: huge(), 3: letter("tre")}
    talk = serving(mails, sizes={2: 900}, heeds=False)
    with Scripted(talk, context=context(authority)) as server:
        reach(server, code=None)
        assert state(line)["fault"] == "mail_too_much"
        for _ in range(3):  # once among others, then three times alone
            line("mail", "fetch", "--json", code=1)
        assert [one["subject"] for one in line("queue", "--json").lines] == ["uno"]
        line("mail", "fetch", "--json", code=0)
    waits = line("mail", "pending", "--json").lines
    assert [(one["outcome"], one["reason"]) for one in waits] == [("unreadable", "flooded")]
    assert [one["subject"] for one in line("queue", "--json").lines] == ["uno", "tre"]
    assert not state(line)["fault"]


# What a mail may carry to get a line of its own onto the wire (S10).
PAYLOADS = (
    *("\r\nA1 DELETE INBOX", "\nA1 LOGOUT", "\rA1 NOOP", "\x00", '" "', '"\r\nX', "{5}\r\n", "{5+}\r\n"),
    *(
        "(\\Deleted)",
        "\\Seen) X",
        "1:*",
        "*",
        "%",
        "~/..",
        "\u2028A1 NOOP",
        "\u0085A1 NOOP",
        "&AOA-",
        "\x1b[",
    ),
    *("\ufffd", "'; DROP TABLE message; --"),
)
OURS = (
    *("CAPABILITY", "AUTHENTICATE PLAIN", "SELECT INBOX", 'SELECT "INBOX"', "LOGOUT", "STORE", "UID SEARCH"),
    *("UID FETCH", "UID STORE", "UID MOVE"),
)


def test_nothing_that_comes_in_a_mail_goes_back_to_the_server(reach, authority):
    """Twenty mails whose ids, subjects and addresses would be commands: only our own lines are heard."""
    assert len(PAYLOADS) == 20
    mails = {
        number: letter("uno", more=f"X-Folder: {text!r}\r\nTo: {text}@x.example\r\n")
        .replace(b"<uno@dalpra.example>", f"<{number}{text}@dalpra.example>".encode())
        .replace(b"Subject: uno", f"Subject: {number} {text}".encode())
        for number, text in enumerate(PAYLOADS, 1)
    }
    move = ("--after", "move", "--after-folder", 'Ar"chi\\vio')
    offered = "IMAP4rev1 AUTH=PLAIN MOVE"
    with Scripted(serving(mails, capability=offered), context=context(authority)) as server:
        answer = reach(server, more=move, code=0)
        assert len(answer.lines) == 20
    lines = bytes(server.heard).split(b"\r\n")
    for raw in filter(None, lines):
        text = raw.decode("ascii")
        tag, _, rest = text.partition(" ")
        assert rest.startswith(OURS) or base64.b64decode(tag).endswith(CANARY.encode()), text
        assert "DELETE " not in rest and "EXPUNGE" not in rest and "Deleted" not in rest
        assert " MOVE " not in rest or rest.endswith(' "Ar\\"chi\\\\vio"'), text
    assert b"EXPUNGE" not in server.heard and b"CLOSE" not in server.heard
