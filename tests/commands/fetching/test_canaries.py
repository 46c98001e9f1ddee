"""Ten secrets planted, twenty failures provoked: none is found on the terminal, in a log, in the desk."""

import json

import pytest
from deskterm import settings

from tests.commands.fetching.conftest import letter
from tests.mail.servers.scripted import Scripted, serving

CANARIES = (
    *("Canarino-password", "Canarino-token", "Canarino-comando", "Canarino-stderr", "Canarino-ingresso"),
    *("IT60Canarino0542811101", "Canarino-corpo", "Canarino-config", "Canarino-oggetto", "Canarino-eco"),
)
PASSWORD, TOKEN, PRINTED, COMPLAINED, TYPED, IBAN, BODY, WRITTEN, SUBJECT, ECHO = CANARIES
MAIL = letter(SUBJECT, body=f"{BODY} {IBAN}")
PLAIN = ("--imap-host", "127.0.0.1", "--imap-security", "plain")
OFFERS = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2"


def says(words, answer):
    return {words: f"{{tag}} {answer} {PASSWORD} {TOKEN} {ECHO}"}


ANSWERS = {
    "refuses the login": says("AUTHENTICATE", "NO [AUTHENTICATIONFAILED]"),
    "is out of order": says("AUTHENTICATE", "NO [UNAVAILABLE]"),
    "finds the login bad": says("AUTHENTICATE", "BAD"),
    "knows no such folder": says("EXAMINE", "NO"),
    "searches nothing": says("UID SEARCH", "NO"),
    "gives nothing": says("UID FETCH", "BAD"),
    "says goodbye": {"UID FETCH": f"* BYE {PASSWORD} {ECHO}"},
    "talks nonsense": {"EXAMINE": f"{PASSWORD} {ECHO}"},
}
COMMANDS = {
    "fails": ["sh", "-c", f"echo {PRINTED}; echo {COMPLAINED} >&2; exit 3"],
    "is not there": ["/nowhere/pass", PRINTED],
    "prints a tab": ["sh", "-c", f"printf '{PRINTED}\\t'"],
    "prints nothing": ["sh", "-c", f"echo {COMPLAINED} >&2"],
}
FILES = {
    "a password without quotes": f"[mail.studio]\npassword = {WRITTEN}\n",
    "a password in the file": f'[mail.studio]\npassword = "{WRITTEN}"\n',
    "a quote left open": f'[mail.studio]\npassword = "{WRITTEN}\n',
    "a secret with a colon": f"[mail.studio]\nsecret: {WRITTEN}\n",
}


@pytest.fixture
def write(home):
    def put(text):
        path = settings.config_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return put


def silent(line, answer, *, written=""):
    """No canary was said, and none lies below the home or the desk but where the user put it."""
    for one in CANARIES:
        assert one not in answer.err and one not in answer.out, answer
    for folder in (line.home, line.desk):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "config.toml" and not path.name.startswith("desk.sqlite"):
                found = path.read_bytes()
                assert not [one for one in CANARIES if one.encode() in found], path
    stored = b"".join(path.read_bytes() for path in line.desk.glob("desk.sqlite*"))
    assert not [one for one in (PASSWORD, TOKEN, PRINTED, COMPLAINED, TYPED) if one.encode() in stored]


@pytest.mark.parametrize("login", ["password", "token"])
@pytest.mark.parametrize("how", ANSWERS)
def test_a_server_that_repeats_what_it_heard_makes_nobody_hear_it(line, monkeypatch, how, login):
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD if login == "password" else TOKEN)
    with Scripted(serving({1: MAIL}, capability=OFFERS, answers=ANSWERS[how])) as server:
        line("mail", "account", "add", "studio", *PLAIN, "--imap-port", server.port, "--login", login)
        answer = line("mail", "fetch", code=None)
        assert answer.code in (1, 3)
        secret = PASSWORD if login == "password" else TOKEN  # the other is but a word here
        assert secret not in answer.err
        stored = b"".join(path.read_bytes() for path in line.desk.glob("desk.sqlite*"))
        assert secret.encode() not in stored


@pytest.mark.parametrize("how", COMMANDS)
def test_a_command_that_fails_tells_nothing_of_what_it_printed(line, write, how):
    write(f"[mail.studio]\npassword_command = {json.dumps(COMMANDS[how])}\n")
    line("mail", "account", "add", "studio", *PLAIN)
    silent(line, line("mail", "fetch", code=1))


@pytest.mark.parametrize("how", FILES)
def test_a_password_written_into_the_settings_is_not_read_out(line, write, how):
    line("mail", "account", "add", "studio", *PLAIN)
    write(FILES[how])
    answer = line("mail", "fetch", code=2)
    assert "config.toml" in answer.err
    silent(line, answer)


def test_what_is_typed_where_no_keyring_is_safe_is_kept_nowhere(line):
    line("mail", "account", "add", "studio", *PLAIN)
    env = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    told = line.process("mail", "account", "secret", "studio", stdin=f"{TYPED}\n", env=env, code=1)
    silent(line, told)


def test_a_mail_over_which_we_stumble_leaves_no_word_of_it_in_our_log(line, monkeypatch):
    from deskterm.desk.intake import receive

    real = receive.receive_mail

    def stumbles(desk, mail, **told):
        if mail.kind != "unreadable":
            raise ValueError(f"{mail.subject} {mail.body}")
        return real(desk, mail, **told)

    monkeypatch.setattr(receive, "receive_mail", stumbles)
    monkeypatch.setenv("DESKTERM_MAIL_SECRET_STUDIO", PASSWORD)
    with Scripted(serving({1: MAIL})) as server:
        line("mail", "account", "add", "studio", *PLAIN, "--imap-port", server.port)
        answer = line("mail", "fetch", code=0)
    logs = list(settings.state_folder().glob("crash-*.log"))
    assert len(logs) == 1
    silent(line, answer)


def test_a_secret_shows_itself_to_no_printing():
    from deskterm.desk.keyrings import Secret

    secret = Secret(PASSWORD)
    assert {repr(secret), str(secret), f"{secret}", "%s" % secret, repr([secret])} == {"***", "[***]"}  # noqa: UP031
