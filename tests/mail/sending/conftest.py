"""The small desk with a mailbox whose server is real and stands on loopback, behind TLS."""

from __future__ import annotations

from pathlib import Path

import pytest
from deskterm.desk.context import Desk
from deskterm.desk.intake import receive
from deskterm.desk.keyrings import Secret
from deskterm.desk.letters import outbox
from deskterm.desk.post import accounts
from deskterm.desk.tickets import tickets
from deskterm.mail.sending.sender import Postman

from tests.clocks import Watch
from tests.desk.conftest import furnish, italian  # noqa: F401  # a fixture
from tests.desk.mails import mail
from tests.lawful import every_deed_tells  # noqa: F401  # watches every test here
from tests.mail.sending import server
from tests.mail.sending.server import AUTHORITY, PASSWORD, USER, Sink

ADDRESS = "assistenza@delta-system.example"


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Our own certificate authority is one that the system trusts."""
    path = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


@pytest.fixture
def watch() -> Watch:
    return Watch("2026-03-02T09:00")


@pytest.fixture
def desk(tmp_path: Path, watch: Watch):
    made = furnish(tmp_path / "desk", watch)
    yield made
    made.close()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def port(sink: Sink):
    with server.serving(sink) as found:
        yield found


def mailbox(desk: Desk, port: int, **told):
    given = {"address": ADDRESS, "display_name": "Assistenza Delta", "smtp_user": USER} | told
    return accounts.add(desk, "assistenza", smtp_host="localhost", smtp_port=port, **given)


def sender(desk: Desk, secret: str = PASSWORD, **given) -> Postman:
    return Postman(desk, lambda account: Secret(secret), **{"seconds": 5.0, "last": 5.0} | given)


def answered(desk: Desk, number: int = 1, text: str = "Si stampa dal menu Contabilità.", **letter) -> str:
    """Anna asks by mail, and a technician answers; the receipt waits in front of the answer."""
    given = {
        "message_id": f"<{number}@rossi.example>",
        "subject": f"Domanda {number}",
        "body": f"Come {number}?",
    }
    code = str(receive.receive_mail(desk, mail(**given | letter)).ticket)
    tickets.answer(desk, code, text=text)
    return code


@pytest.fixture
def sent(desk, sink, port):
    """Anna's answer, as it went."""
    mailbox(desk, port)
    code = answered(desk)
    sender(desk).run()
    (one,) = (each for each in outbox.outbox(desk, ("sent",)).letters if each.kind == "answer")
    return code, one
