"""A mailbox whose secret lacks says so wherever people look, keeps no other waiting, and is tried again."""

import json
import time

import pytest
from deskterm import settings

from tests.commands.fetching.conftest import Post, fetched, letter, state, tickets
from tests.commands.fetching.test_watch import comes, until, watching
from tests.mail.servers.dovecot import PASSWORD

pytestmark = pytest.mark.xdist_group("dovecot")
FAILS = ["sh", "-c", "exit 4"]


@pytest.fixture
def says(post, monkeypatch):
    """The settings: by which command each mailbox's secret is printed."""
    monkeypatch.delenv("DESKTERM_MAIL_SECRET_STUDIO", raising=False)

    def put(**commands):
        words = (
            f'[mail.{name}]\nca_file = "{post.server.ca_file}"\npassword_command = {json.dumps(command)}\n'
            for name, command in commands.items()
        )
        settings.config_file().parent.mkdir(parents=True, exist_ok=True)
        settings.config_file().write_text("\n".join(words), encoding="utf-8")

    return put


def of_mailboxes(line):
    checks = line("doctor", "--json", code=None).json["checks"]
    return next(one for one in checks if one["name"] == "mailboxes")


def test_a_command_that_fails_keeps_no_other_mailbox_from_being_read(empty, post, server, says):
    empty("init", "--service", "istes")
    other = Post(server)
    for name, user, channel in (("broken", post.user, "mail"), ("studio", other.user, "research")):
        at = ("--imap-host", "localhost", "--imap-port", server.tls_port, "--imap-user", user)
        empty("mail", "account", "add", name, *at, "--channel", channel)
    says(broken=FAILS, studio=["echo", PASSWORD])
    other.deliver(letter("uno"), letter("due"))
    assert len(fetched(empty, code=1)) == 2
    assert state(empty, "broken")["fault"] == "mail_command_failed"
    assert state(empty, "studio")["fault"] is None and state(empty, "studio")["fetched_at"]
    assert "[mail.broken] password_command" in empty("mail", "fetch", code=1).err


def test_what_lacks_stands_in_the_list_and_the_doctor_calls_it_not_fine(desk, post, says):
    post.account(desk)
    says(studio=FAILS)
    assert "[mail.studio] password_command" in desk("mail", "fetch", code=1).err
    known = state(desk)
    assert (known["fault"], known["fetched_at"]) == ("mail_command_failed", None)
    shown = " ".join(desk("mail", "account", "list").out.split())
    assert "[mail.studio] password_command" in shown and "4" in shown
    assert of_mailboxes(desk)["state"] == "note"
    assert "[mail.studio] password_command" in of_mailboxes(desk)["detail"]
    says(studio=["echo", PASSWORD])
    assert fetched(desk) == [] and state(desk)["fault"] is None


def test_without_any_secret_it_is_the_same(desk, post, says):
    post.account(desk)
    settings.config_file().write_text("", encoding="utf-8")
    assert "DESKTERM_MAIL_SECRET_STUDIO" in desk("mail", "fetch", code=1).err
    assert state(desk)["fault"] in ("mail_no_secret", "mail_no_keyring")


def test_who_watches_goes_on_and_reads_once_the_secret_is_there(desk, post, says):
    post.account(desk)
    post.deliver(letter("uno"))
    says(studio=FAILS)
    with watching(desk, env={"DESKTERM_MAIL_SECRET_STUDIO": ""}) as process:
        until(lambda: state(desk)["fault"] == "mail_command_failed")
        assert state(desk)["next_at"] and process.poll() is None
        says(studio=["echo", PASSWORD])
        desk("mail", "account", "test", "studio")
        began = time.monotonic()
        assert comes(process)["outcome"] == "queued" and time.monotonic() - began < 10
        assert state(desk)["fault"] is None
        process.kill()
        told = process.stderr.read().decode()
    assert told.count("[mail.studio] password_command") == 1, "it is said once"
    assert tickets(desk) == ["uno"]
