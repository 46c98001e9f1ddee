"""A desk with a mailbox on a real server of this machine, and what both hold."""

import itertools
import json

import pytest
from deskterm import settings
from deskterm.commands.frame.line import Line

from tests.mail.servers import dovecot
from tests.mail.servers.dovecot import PASSWORD, Dovecot

NUMBER = itertools.count(1)
AUTHENTIC = (
    "Authentication-Results: mx.delta.example; dmarc=pass header.from=dalpra.example\r\n"
    "Received: from out.dalpra.example by mx.delta.example\r\n"
)


def letter(subject, *, body="Buongiorno, non stampa.", sender="anna@dalpra.example", more=""):
    """A mail of the customer under contract."""
    number = f"<{subject.replace(' ', '.')}@dalpra.example>"
    told = f"From: Anna <{sender}>\r\nSubject: {subject}\r\nMessage-ID: {number}\r\n"
    return f"{AUTHENTIC}{more}{told}\r\n{body} ({subject})\r\n".encode()


@pytest.fixture(autouse=True)
def by_the_tests_clock(monkeypatch):
    """The servers are the tests' own, and so is the time."""
    monkeypatch.setattr(Line, "really", lambda line: None)


@pytest.fixture(scope="session")
def server():
    dovecot.needed()
    with Dovecot() as found:
        yield found


@pytest.fixture(scope="session")
def old_server():
    """A server without IDLE, without MOVE, and with LOGIN alone."""
    dovecot.needed()
    with Dovecot(capability="IMAP4rev1 UIDPLUS") as found:
        yield found


class Post:
    """One mailbox of its own at a server."""

    def __init__(self, server):
        self.server = server
        self.user = f"studio{next(NUMBER)}@delta.example"

    def deliver(self, *mails, folder="INBOX"):
        self.server.deliver(*mails, folder=folder, user=self.user)

    def make(self, *folders):
        self.server.make(*folders, user=self.user)

    def seen(self, folder="INBOX"):
        return self.server.seen(folder, user=self.user)

    def account(self, line, *more, name="studio", host="localhost"):
        """The desk's mailbox there, its secret in the environment, its certificate believed."""
        path = settings.config_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'[mail.{name}]\nca_file = "{self.server.ca_file}"\n', encoding="utf-8")
        port = self.server.port if "starttls" in more else self.server.tls_port
        line(
            *("mail", "account", "add", name, "--imap-host", host, "--imap-port", port),
            *("--imap-user", self.user, *more),
        )


@pytest.fixture
def post(server, monkeypatch):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    return Post(server)


@pytest.fixture
def desk(line):
    """The line at a desk that believes its own mail server."""
    line("mail", "trust", "--server", "mx.delta.example")
    return line


def fetched(line, *more, code=0):
    """What became of each mail that was fetched."""
    return [one["outcome"] for one in line("mail", "fetch", "--json", *more, code=code).lines]


def tickets(line):
    return sorted(one["subject"] for one in line("queue", "--json").lines)


def state(line, name="studio"):
    return next(one for one in line("mail", "account", "list", "--json").lines if one["name"] == name)


def told(answer):
    return json.loads(answer.out.splitlines()[-1])
