"""Mailboxes on the line: what they are like, what no server may be told, and whence their secrets come."""

import io
import json
import os
import sqlite3
import stat
import sys
import time

import pytest
from deskterm import settings
from deskterm.commands.frame.line import Line
from deskterm.mail.accounts import secrets

CANARY = "Canarino-7h2k"
ADD = ("mail", "account", "add", "studio", "--imap-host", "imap.delta.example")
# Names that would end a line of the protocol and begin another, or that no server reads as they are meant.
PAYLOADS = (
    *("INBOX\r\nA1 DELETE Archive", "INBOX\nA1 LOGOUT", "INBOX\rA1 NOOP", "INBOX\x00", "\x1b[2J"),
    *("Archivio\u2028A1 NOOP", "INBOX\x7f", "\u202eXOBNI", "a" * 256),
)


@pytest.fixture
def settle(home):
    """Write the user's own settings."""

    def write(text):
        path = settings.config_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


def script(tmp_path, text):
    """A command of somebody's own."""
    path = tmp_path / f"command-{len(list(tmp_path.glob('command-*')))}"
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_mailbox_is_as_it_mostly_is_where_nothing_is_told(line):
    one = line(*ADD, "--json").json
    assert one["channel"] == "mail" and one["address"] == "assistenza@delta-system.example"
    assert (one["imap_port"], one["imap_security"], one["imap_user"]) == (993, "tls", one["address"])
    assert one["folders"] == ["INBOX"] and one["after"] == "nothing" and one["login"] == "password"


def test_a_mailbox_is_shown_changed_and_removed_and_its_name_given_again(line):
    line(*ADD, "--smtp-host", "smtp.delta.example")
    assert "imap.delta.example:993 (tls)" in line("mail", "account", "show", "studio").out
    changed = line("mail", "account", "change", "studio", "--imap-security", "starttls", "--json").json
    assert changed["imap_port"] == 143
    line("mail", "account", "change", "studio", "--inactive", "--after", "move", "--after-folder", "Letti")
    assert line("mail", "account", "list", "--json").json["active"] is False
    line("mail", "account", "remove", "studio")
    assert line("mail", "account", "list", "--json").out == ""
    line(*ADD)
    assert line("mail", "account", "list", "--json").json["after"] == "nothing"


def test_a_port_that_was_set_by_hand_stays_when_the_security_changes(line):
    line(*ADD, "--imap-port", "45619", "--smtp-host", "smtp.delta.example", "--smtp-port", "2525")
    told = ("--imap-security", "starttls", "--smtp-security", "tls")
    changed = line("mail", "account", "change", "studio", *told)
    assert "porta" not in changed.out
    one = line("mail", "account", "list", "--json").json
    assert (one["imap_port"], one["smtp_port"]) == (45619, 2525)
    assert (one["imap_security"], one["smtp_security"]) == ("starttls", "tls")


def test_a_port_that_moves_with_its_security_is_told(line):
    line(*ADD, "--smtp-host", "smtp.delta.example")
    told = line("mail", "account", "change", "studio", "--smtp-security", "tls").out
    assert "--smtp-port 465" in told and "--imap-port" not in told
    assert "--smtp-port" not in line("mail", "account", "change", "studio", "--smtp-port", "2465").out


def test_who_fetches_while_all_mailboxes_are_stopped_hears_so_and_how_one_starts(line, monkeypatch):
    monkeypatch.setattr(Line, "really", lambda line: None)
    line(*ADD)
    line("mail", "account", "change", "studio", "--inactive")
    told = " ".join(line("mail", "fetch", code=1).err.split())
    assert "sono ferme: studio" in told and "deskterm mail account change studio --active" in told
    sends = ("--smtp-host", "smtp.delta.example", "--smtp-user", "studio")
    line("mail", "account", "change", "studio", "--active", "--imap-host", "", *sends)
    assert "spediscono soltanto: studio" in " ".join(line("mail", "fetch", code=1).err.split())
    line("mail", "account", "remove", "studio")
    assert "non ha caselle" in " ".join(line("mail", "fetch", code=1).err.split())


def test_folders_are_called_as_people_write_them(line):
    told = ("--folder", "Società & C.", "--after", "move", "--after-folder", "Archivio/Perche\u0301")
    line(*ADD, *told, "--sent-folder", "已发送")
    one = line("mail", "account", "list", "--json").json
    assert (one["folders"], one["after_folder"]) == (["Società & C."], "Archivio/Perch\u00e9")
    assert "已发送" in line("mail", "account", "show", "studio").out


@pytest.mark.parametrize("name", ["a\u202eb", "a\x00b", "\ud800", "a" * 256, "a\u2028b"])
def test_a_folder_with_signs_that_nobody_sees_is_refused(line, name):
    assert "--sent-folder" in line(*ADD, "--sent-folder", name, code=None).err
    assert line("mail", "account", "list", "--json").out == ""


def test_two_mailboxes_have_two_names(line):
    line(*ADD)
    assert "change" in line(*ADD, code=1).err
    assert "studio" in line("mail", "account", "show", "studi", code=1).err


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
@pytest.mark.parametrize("option", ["--folder", "--imap-user", "--imap-host", "--address"])
def test_nothing_that_would_end_a_line_of_the_protocol_is_kept(line, option, text):
    told = line(*ADD, option, text, code=None)
    assert told.code in (1, 2), told
    assert "\x1b" not in told.err
    assert line("mail", "account", "list", "--json").out == ""


@pytest.mark.parametrize("option", ["--imap-user", "--imap-host", "--address"])
def test_of_accents_a_server_is_told_in_folders_alone(line, option):
    assert line(*ADD, option, "Perché", code=None).code in (1, 2)
    assert line("mail", "account", "list", "--json").out == ""


def test_a_password_goes_without_tls_to_this_machine_alone(line):
    assert "imap.delta.example" in line(*ADD, "--imap-security", "plain", code=1).err
    for host in ("127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"):
        line(*ADD[:-1], host, "--imap-security", "plain", code=1)
    for number, host in enumerate(("127.0.0.1", "localhost", "::1")):
        name = f"qui{number}"
        line(*ADD[:3], name, "--imap-host", host, "--imap-security", "plain")
        line("mail", "account", "change", name, "--imap-host", "imap.delta.example", code=1)
        line("mail", "account", "remove", name)


def test_each_channel_has_one_mailbox_and_who_adds_another_hears_which(line):
    line(*ADD)
    refused = line(*ADD[:3], "seconda", *ADD[4:], code=1)
    assert "una casella per canale" in refused.err and ADD[3] in refused.err


def test_moved_mails_need_a_folder_that_is_not_read(line):
    line(*ADD, "--after", "move", code=1)
    line(*ADD, "--after", "move", "--after-folder", "INBOX", code=1)


def test_a_channel_that_is_none_of_mail_is_refused(line):
    line(*ADD, "--channel", "phone", code=1)
    line(*ADD, "--channel", "postale", code=1)


def kept_nowhere(line, text=CANARY):
    """No file below the desk and the home holds it."""
    for folder in (line.desk, line.home):
        for path in folder.rglob("*"):
            assert not path.is_file() or text.encode() not in path.read_bytes(), path


def test_the_variable_counts_first_then_the_command(line, settle, tmp_path, monkeypatch):
    line(*ADD)
    one = settings.Settings(desk=line.desk)
    mine = accounts_of(line)[0]
    asks = script(tmp_path, f"print('{CANARY}-command')")
    told = settings.Settings(desk=line.desk, mail={"studio": {"password_command": [str(asks)]}})
    assert secrets.secret_of(mine, told).reveal() == f"{CANARY}-command"
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", CANARY)
    assert secrets.secret_of(mine, told).reveal() == CANARY
    assert repr(secrets.secret_of(mine, one)) == "***" == str(secrets.secret_of(mine, one))
    kept_nowhere(line)


def accounts_of(line):
    from deskterm.desk.context import open_desk
    from deskterm.desk.post import accounts

    desk = open_desk(line.desk)
    try:
        return accounts.listing(desk)
    finally:
        desk.close()


def test_a_command_of_the_settings_is_run_without_a_shell(line, settle, tmp_path):
    line(*ADD)
    echo = script(tmp_path, "import sys; print(sys.argv[1])")
    words = [str(echo), "$(touch pwned); `id`"]
    settle(f"[mail.studio]\npassword_command = {json.dumps(words)}\n")
    mine = accounts_of(line)[0]
    assert secrets.secret_of(mine, settings.load(desk=str(line.desk))).reveal() == words[1]


BROKEN = {
    "is not there": ("", ["/nowhere/pass"]),
    "fails": ("import sys; print('{canary}'); sys.exit(3)", None),
    "says nothing": ("pass", None),
    "says a line's end": ("import sys; sys.stdout.write('a\\tb')", None),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_command_that_does_not_work_is_named_with_its_setting(line, settle, tmp_path, how):
    line(*ADD)
    text, words = BROKEN[how]
    words = words or [str(script(tmp_path, text.format(canary=CANARY)))]
    settle(f"[mail.studio]\npassword_command = {json.dumps(words)}\n")
    told = line("mail", "account", "test", "studio", code=1)
    assert "studio" in told.err and CANARY not in told.err


def test_a_command_that_never_ends_is_ended_with_all_it_began(line, settle, tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "SECONDS", 0.5)
    line(*ADD)
    hangs = script(tmp_path, "import subprocess; subprocess.run(['sleep', '60'])")
    settle(f"[mail.studio]\npassword_command = {json.dumps([str(hangs)])}\n")
    begun = time.monotonic()
    assert "[mail.studio] password_command" in line("mail", "account", "test", "studio", code=1).err
    assert time.monotonic() - begun < 5


def test_a_token_is_asked_of_its_command_and_kept_in_no_keyring(line, settle, tmp_path):
    line(*ADD, "--login", "token")
    assert "token_command" in line("mail", "account", "test", "studio", code=1).err
    assert "token_command" in line("mail", "account", "secret", "studio", code=1).err
    settle(f"[mail.studio]\ntoken_command = {json.dumps([str(script(tmp_path, f'print({CANARY!r})'))])}\n")
    assert secrets.secret_of(accounts_of(line)[0], settings.load()).reveal() == CANARY


# Keyrings of a machine without a desktop, each by the way in which it fails (S16).
KEYRINGS = {
    "none chosen": {},
    "the one that fails": {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    "the one that forgets": {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    "a plain file": {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"},
    "no bus": {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"},
    "a bus that is dead": {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus",
    },
}


@pytest.mark.parametrize("how", KEYRINGS)
def test_without_a_keyring_cause_and_cure_are_told_and_nothing_is_kept(line, tmp_path, how):
    line(*ADD)
    env = dict(KEYRINGS[how])
    if how == "a plain file":  # as somebody has it who installed such a back-end
        package = tmp_path / "own" / "keyrings" / "alt"
        package.mkdir(parents=True)
        (package / "file.py").write_text(PLAIN, encoding="utf-8")
        env["PYTHONPATH"] = str(tmp_path / "own")
    begun = time.monotonic()
    for command in ("secret", "test"):
        told = line.process("mail", "account", command, "studio", stdin=f"{CANARY}\n", env=env, code=1)
        assert "DESKTERM_MAIL_SECRET_STUDIO" in told.err and "password_command" in told.err, told
        assert CANARY not in told.err
    assert time.monotonic() - begun < 10
    kept_nowhere(line)


PLAIN = """
from pathlib import Path
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username):
        return None
    def set_password(self, service, username, password):
        Path.home().joinpath("kept.txt").write_text(password)
    def delete_password(self, service, username):
        pass
"""


# A keyring that the desk would trust, and that its user has not opened, or that nobody has made yet.
@pytest.mark.parametrize("how", ["KeyringLocked", "InitError", "PasswordSetError"])
def test_a_keyring_that_is_not_open_is_told_with_its_cure_and_keeps_nothing(line, monkeypatch, how):
    import keyring
    from deskterm.desk import keyrings
    from keyring import backend, errors

    def shut(self, *told):
        raise getattr(errors, how)(f"{told}")

    ways = ("get_password", "set_password", "delete_password")
    shut_ring = type("Shut", (backend.KeyringBackend,), {"priority": 9} | dict.fromkeys(ways, shut))
    before = keyring.get_keyring()
    monkeypatch.setattr(keyrings, "ALLOWED", frozenset({shut_ring.__module__}))
    keyring.set_keyring(shut_ring())
    try:
        line(*ADD)
        for command in ("secret", "test"):
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{CANARY}\n"))
            told = line("mail", "account", command, "studio", code=1)
            assert how in told.err and CANARY not in told.err + told.out
        assert "DESKTERM_MAIL_SECRET_STUDIO" in told.err and "password_command" in told.err
        kept_nowhere(line)
    finally:
        keyring.set_keyring(before)


def test_the_keyring_keeps_a_mailbox_s_password_and_the_desk_does_not(line, monkeypatch):
    import keyring
    from deskterm.desk import keyrings

    from tests.desk.calls.test_secrets import Ring

    before, ring = keyring.get_keyring(), Ring()
    monkeypatch.setattr(keyrings, "ALLOWED", frozenset({Ring.__module__}))
    keyring.set_keyring(ring)
    try:
        line(*ADD)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{CANARY}\n"))
        line("mail", "account", "secret", "studio")
        assert secrets.secret_of(accounts_of(line)[0], settings.load(desk=str(line.desk))).reveal() == CANARY
        kept_nowhere(line)
    finally:
        keyring.set_keyring(before)


def test_no_command_is_ever_taken_from_the_desk(line):
    """Whoever can write to the desk's file runs nothing on a colleague's machine."""
    line(*ADD)
    with sqlite3.connect(line.desk / "desk.sqlite") as conn:
        columns = [row[1] for row in conn.execute("PRAGMA table_info(mail_account)")]
    conn.close()
    assert not [name for name in columns if "command" in name or "secret" in name or "password" in name]
    assert os.environ.get("DESKTERM_MAIL_SECRET_STUDIO") is None
