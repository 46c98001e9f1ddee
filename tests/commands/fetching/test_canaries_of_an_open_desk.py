"""Ten secrets in an open desk that falls: none on its terminal, in a log, an event or a hook (S17)."""

import json
import re
import sys
import time

import pytest
from deskterm import settings

from tests.commands.conftest import ROOT, environment
from tests.commands.fetching.conftest import letter
from tests.commands.fetching.test_watch import until
from tests.end_to_end.terminal import Terminal
from tests.mail.sending import server as sink_server
from tests.mail.servers.scripted import Scripted, serving

CANARIES = (
    *("Canarino-variabile", "Canarino-gettone", "Canarino-lamento", "Canarino-eco", "Canarino-detta"),
    *("Canarino-valore", "Canarino-errore", "IT60Canarino0542811101", "Canarino-corpo", "Canarino-causa"),
)
VARIABLE, TOKEN, COMPLAINT, ECHO, TYPED, VALUE, ERROR, IBAN, BODY, CAUSE = CANARIES
SECRET = "DESKTERM_MAIL_SECRET_"
SECRETS = (VARIABLE, TOKEN, COMPLAINT, ECHO, TYPED)  # no word of these belongs into the desk either

# The program with one bug put into it, of those that a release may hold: it falls with secrets in its hands.
FALLS = """
import os, sys
sys.path.insert(0, {root!r})
def fall(*args, **kwargs):
    password, iban, body, value, cause, error = (os.environ[f"{variable}{{n}}"] for n in range(6))
    try:
        raise KeyError(cause)
    except KeyError as before:
        raise RuntimeError(f"{{password}} {{error}} {{iban}} {{body}}") from before
{patch}
from deskterm.__main__ import main
sys.argv = ["deskterm", *sys.argv[1:]]
main()
"""
BUGS = {
    "as a page is read": "import deskterm.screens.ticket.dossier as m; m.tickets.thread = fall",
    "as a key is pressed": (
        "from deskterm.screens.queue.screen import QueueScreen as Q; Q.on_window_list_opened = fall;"
        " import deskterm.screens.ticket.screen as m; m.TicketScreen.body = fall"
    ),
    "as it watches the desk": "import deskterm.widgets.watch as m; m.Watch._look = m.Watch.look = fall",
    "as mail is fetched": "import deskterm.mail.accounts.opening as m; m._log_in = fall",
    "as mail is read": "import deskterm.mail.fetching.round as m; m._take = fall",
    "as mail is sent": "import deskterm.mail.sending.smtp as m; m.Server._connected = fall",
}


@pytest.fixture
def hook(tmp_path):
    """A hook that writes down what it gets, and its whole environment."""
    path, got = tmp_path / "hook.sh", tmp_path / "got"
    path.write_text(f"#!/bin/sh\ncat >> {got}\nenv >> {got}\n", encoding="utf-8")
    path.chmod(0o755)
    return path, got


@pytest.fixture
def desk(line, tmp_path, monkeypatch, hook):
    """A desk whose mailbox's password is in the environment, with a ticket and a hook."""
    file = settings.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[hook]\ncommand = ["{hook[0]}"]\n', encoding="utf-8")
    line(
        *("ticket", "add", "--customer", "C001", "--subject", "Stampa vuota", "--body", "Esce vuota."),
        *("--channel", "mail"),
        at="",  # a letter that is older than the outbox sends would wait for a person
    )
    return line


def falling(desk, how, tmp_path):
    told = {"root": str(ROOT), "patch": BUGS[how], "variable": SECRET}
    program = tmp_path / "falls.py"
    program.write_text(FALLS.format(**told), encoding="utf-8")
    held = (VARIABLE, IBAN, BODY, VALUE, CAUSE, ERROR)
    env = environment(desk.home) | {"LANGUAGE": "it", f"{SECRET}STUDIO": VARIABLE}
    env |= {f"{SECRET}{number}": one for number, one in enumerate(held)}
    words = ["--desk", str(desk.desk), "--as", "zen", "--lang", "it"]
    return Terminal([sys.executable, str(program), *words], env=env)


def found_in(data, canaries=CANARIES):
    return [one for one in canaries if one.encode() in data]


def nowhere(desk, terminal, hook):
    """None was drawn or said, and none lies in a log, at the desk, in its events or in what the hook got."""
    shown = bytes(terminal.raw) + re.sub(rb"\s+", b"", terminal.text().encode())
    assert found_in(shown) == []
    for folder in (desk.home, desk.desk):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "config.toml":
                among = SECRETS if path.name.startswith("desk.sqlite") else CANARIES
                assert found_in(path.read_bytes(), (*among, VALUE, ERROR, CAUSE)) == [], path
    events = desk("events", "--json", "--limit", 500)
    assert found_in(events.out.encode()) == []
    assert found_in(hook[1].read_bytes() if hook[1].exists() else b"") == []


@pytest.mark.parametrize("how", BUGS)
def test_a_desk_that_falls_shows_and_keeps_no_secret(desk, hook, tmp_path, how):
    offers = "IMAP4rev1 AUTH=PLAIN"
    sink = sink_server.Sink()
    with (
        Scripted(serving({1: letter("Prima")}, capability=offers)) as imap,
        sink_server.serving(sink, security="plain", login=False) as smtp,
    ):
        desk(
            *("mail", "account", "add", "studio", "--imap-host", "127.0.0.1", "--imap-security", "plain"),
            *("--imap-port", imap.port, "--smtp-host", "127.0.0.1", "--smtp-port", smtp),
            *("--smtp-security", "plain", "--address", "studio@delta.example", "--imap-user", "studio"),
        )
        code = desk("queue", "--json").lines[0]["code"]
        desk("ticket", "answer", code, "Si stampa dal menu.", at="")
        with falling(desk, how, tmp_path) as terminal:
            terminal.wait_until(lambda text: "Coda" in text or terminal.process.poll() is not None)
            time.sleep(1)
            if terminal.process.poll() is None:
                terminal.send("3", "4", "Enter")
            state = settings.state_folder()
            until(lambda: list(state.glob("crash-*.log")) or terminal.process.poll() is not None, 25)
            if terminal.process.poll() is None:
                terminal.send("Ctrl+Q")
                terminal.process.wait(20)
            time.sleep(0.3)
            logs = list(state.glob("crash-*.log"))
            assert logs, "it did not fall"
            assert "RuntimeError" in logs[0].read_text(encoding="utf-8")
            nowhere(desk, terminal, hook)


def test_an_open_desk_whose_server_repeats_and_whose_command_complains_shows_no_secret(desk, hook, tmp_path):
    """Token by a command that complains too; a server that says what it heard; a password typed by hand."""
    says = {"AUTHENTICATE": f"{{tag}} NO [AUTHENTICATIONFAILED] {TOKEN} is not {ECHO}"}
    command = tmp_path / "token.sh"
    command.write_text(f"#!/bin/sh\necho {COMPLAINT} >&2\necho {TOKEN}\n", encoding="utf-8")
    command.chmod(0o755)
    with settings.config_file().open("a", encoding="utf-8") as file:
        file.write(f"[mail.studio]\ntoken_command = {json.dumps([str(command)])}\n")
    with Scripted(serving({}, capability="IMAP4rev1 AUTH=XOAUTH2", answers=says)) as imap:
        desk(
            *("mail", "account", "add", "studio", "--imap-host", "127.0.0.1", "--imap-security", "plain"),
            *("--imap-port", imap.port, "--login", "token", "--imap-user", "studio"),
        )
        env = environment(desk.home) | {"LANGUAGE": "it", "CANARINO": VARIABLE}
        words = [sys.executable, "-m", "deskterm", "--desk", str(desk.desk), "--as", "zen", "--lang", "it"]
        with Terminal(words, env=env) as terminal:
            terminal.wait_for("Coda")
            until(lambda: b"AUTHENTICATE" in imap.heard)
            terminal.send("5")
            terminal.wait_for("studio")
            time.sleep(1)
            shown = bytes(terminal.raw)
            terminal.send("Ctrl+Q")
            terminal.process.wait(20)
        assert found_in(shown, (TOKEN, COMPLAINT)) == []
    stored = b"".join(path.read_bytes() for path in desk.desk.glob("desk.sqlite*"))
    assert found_in(stored, (TOKEN, COMPLAINT)) == []
    assert found_in(desk("events", "--json", "--limit", 500).out.encode()) == []
    assert found_in(desk("mail", "account", "list").out.encode(), (TOKEN, COMPLAINT)) == []
    assert found_in(desk("doctor", code=None).out.encode(), (TOKEN, COMPLAINT)) == []
