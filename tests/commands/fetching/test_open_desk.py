"""An open desk fetches by itself: what arrives stands in the queue while one looks at it."""

import time

import pytest

from tests.commands.conftest import environment
from tests.commands.fetching.conftest import letter, state
from tests.commands.fetching.test_watch import until
from tests.end_to_end.terminal import Terminal, deskterm
from tests.mail.servers.dovecot import PASSWORD

pytestmark = pytest.mark.xdist_group("dovecot")


def opened(desk, **more):
    env = environment(desk.home) | {"LANGUAGE": "it"} | more
    return Terminal(deskterm("--desk", str(desk.desk), "--as", "zen", "--lang", "it"), env=env)


def test_a_mail_stands_in_the_queue_of_an_open_desk_within_five_seconds(desk, post):
    post.account(desk)
    with opened(desk, DESKTERM_MAIL_SECRET_STUDIO=PASSWORD) as terminal:
        terminal.wait_for("Coda")
        until(lambda: state(desk)["fetched_by"])
        time.sleep(1)  # it waits at the folder now
        began = time.monotonic()
        post.deliver(letter("Etichette storte"))
        terminal.wait_for("Etichette storte")
        assert time.monotonic() - began < 5
        terminal.send("5")
        terminal.wait_for("Casella studio: scaricata oggi")
        terminal.send("1")
        terminal.wait_gone("Casella studio: scaricata oggi")
        terminal.send("q")
        terminal.process.wait(20)
    until(lambda: state(desk)["fetched_by"] is None)


def test_a_desk_without_the_secret_is_worked_at_and_says_what_lacks(desk, post):
    post.account(desk)
    with opened(desk) as terminal:
        terminal.wait_for("Coda")
        terminal.wait_for("password della casella studio")
        assert state(desk)["fault"] in ("mail_no_secret", "mail_no_keyring")
        terminal.send("q")
        terminal.process.wait(20)
    assert PASSWORD.encode() not in terminal.raw
    checks = {one["name"]: one for one in desk("doctor", "--json", code=None).json["checks"]}
    assert "studio" in checks["mailboxes"]["detail"]
