"""A keyring that does not work stops nothing that needs no secret; what needs one says cause and cure."""

import sqlite3
from contextlib import closing

import pytest

from tests.commands.conftest import Line

SECRET = "Canarino-9x7q"
# A keyring in a file of the test, as somebody's own back-end would be; it stands beside the desk.
OWN = """
from pathlib import Path
from keyring.backend import KeyringBackend
FILE = Path(__file__).with_name("kept.txt")
class Keyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username):
        return FILE.read_text() if FILE.exists() else None
    def set_password(self, service, username, password):
        FILE.write_text(password)
    def delete_password(self, service, username):
        FILE.unlink()
"""
BROKEN = {
    "no bus": ("PYTHON_KEYRING_BACKEND", "keyring.backends.SecretService.Keyring"),
    "no library": ("PYTHON_KEYRING_BACKEND", "keyring.backends.libsecret.Keyring"),
    "no such module": ("PYTHON_KEYRING_BACKEND", "keyrings.alt.file.EncryptedKeyring"),
    "no such name": ("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Nothing"),
    "no dot in it": ("PYTHON_KEYRING_BACKEND", "cofano"),
    "damaged file": ("keyringrc.cfg", "[backend\ndefault-keyring = x"),
    "file without a keyring": ("keyringrc.cfg", "[backend]\ndefault-keyring=no.such.Keyring\n"),
    "file of other bytes": ("keyringrc.cfg", "\udcff\udcfe\n[backend"),
    "no value in the file": ("keyringrc.cfg", "[backend]\nkeyring=x\n"),
}
ABSENT = {"null": "keyring.backends.null.Keyring", "fail": "keyring.backends.fail.Keyring"}


@pytest.fixture
def istes(tmp_path, home):
    """A desk whose terms give temporary passwords an end, with a ticket in the queue."""
    line = Line(tmp_path / "desk", home)
    line("init", "--service", "istes", at="2026-03-02T09:00")
    line(
        "customer",
        "add",
        "Hotel Alpino",
        "--from",
        "2026-01-01",
        "--until",
        "2026-12-31",
        "--phone",
        "0445 321",
    )
    given = ("--subject", "Cassa", "--body", "Ferma.", "--contact", "Igor", "--phone", "0445 000123")
    line("ticket", "add", "--customer", "C001", "--channel", "whatsapp", *given, "--json")
    return line


def surroundings(home, how):
    """The environment of a user whose keyring is broken in this way."""
    where, text = BROKEN[how]
    if where.isupper():
        return {where: text}
    file = home / ".config" / "python_keyring" / where
    for folder in (file.parent, home / ".local" / "share" / "python_keyring"):
        folder.mkdir(parents=True)
        (folder / where).write_text(text, encoding="utf-8", errors="surrogateescape")
    return {}


def a_password_is_over(line):
    """As if a password had been kept in a keyring that worked then, and its time were up."""
    import platform

    with closing(sqlite3.connect(line.desk / "desk.sqlite")) as conn, conn:
        conn.execute(
            "INSERT INTO credential (ticket_id, kept_at, by, host, expires_at) VALUES (1, 1, 'zen', ?, 2)",
            (platform.node(),),
        )


@pytest.mark.parametrize("how", BROKEN)
def test_work_goes_on_and_the_keyring_is_told_with_its_cure(istes, home, how):
    env = surroundings(home, how)
    a_password_is_over(istes)
    every = ("queue", "next", "backlog", "call start TK000001", "call stop")
    for command in every if how == "no bus" else every[:1]:  # it is told in one place
        told = istes.process(*command.split(), env=env)
        assert "TK000001" in told.err and "deskterm doctor" in told.err, command
    refused = istes.process("access", "keep", "TK000001", stdin=SECRET, env=env, code=1)
    assert SECRET not in refused.err
    assert "portachiavi" in refused.err
    doctor = istes.process("doctor", "--json", env=env, code=1).json
    (keyring,) = (one for one in doctor["checks"] if one["name"] == "keyring")
    assert keyring["state"] == "bad"
    named = BROKEN[how][0]
    assert named in keyring["detail"] or how == "no value in the file"


@pytest.mark.parametrize("how", ABSENT)
def test_the_doctor_does_not_call_an_absent_keyring_fine(istes, how):
    env = {"PYTHON_KEYRING_BACKEND": ABSENT[how]}
    told = istes.process("doctor", env=env)
    line = next(line for line in told.out.splitlines() if line.startswith("portachiavi"))
    assert "attenzione" in line and "bene" not in line
    assert "Secret Service" in told.out
    istes.process("access", "keep", "TK000001", stdin=SECRET, env=env, code=1)


def test_a_password_goes_as_soon_as_the_keyring_answers_again(istes, tmp_path, monkeypatch):
    from deskterm.desk import keyrings

    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ownring.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path / "own")
    import keyring
    import ownring

    before = keyring.get_keyring()
    monkeypatch.setattr(keyrings, "ALLOWED", frozenset({"ownring"}))
    try:
        keyring.set_keyring(ownring.Keyring())
        monkeypatch.setattr("sys.stdin", __import__("io").StringIO(SECRET))
        istes("access", "keep", "TK000001")
        keyring.set_keyring(__import__("keyring.backends.fail", fromlist=["fail"]).Keyring())
        late = "2026-03-03T09:00"
        assert "TK000001" in istes("queue", at=late).err
        assert ownring.FILE.read_text() == SECRET
        keyring.set_keyring(ownring.Keyring())
        assert istes("queue", at=late).err == ""
        assert not ownring.FILE.exists()
    finally:
        keyring.set_keyring(before)


def test_doctor_says_where_a_mailbox_has_its_password_from_where_no_keyring_keeps_it(istes):
    env = {"PYTHON_KEYRING_BACKEND": ABSENT["null"]}
    servers = ("--imap-host", "imap.firm.example", "--smtp-host", "smtp.firm.example")
    before = istes.process("doctor", "--json", env=env, code=None).json
    istes.process("mail", "account", "add", "studio-due", "--address", "a@firm.example", *servers, env=env)
    after = istes.process("doctor", "--json", env=env, code=None).json
    told = [next(c["detail"] for c in one["checks"] if c["name"] == "keyring") for one in (before, after)]
    assert "caselle" not in told[0]
    assert "studio-due" in told[1] and "DESKTERM_MAIL_SECRET_STUDIO_DUE" in told[1]
    assert "password_command" in told[1]
