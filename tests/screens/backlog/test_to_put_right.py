"""What the lead puts right in the morning: replies that nobody vouches for, mailboxes and hooks that fail."""

from __future__ import annotations

import pytest
from deskterm.desk.errors import Refused
from deskterm.desk.intake import receive
from deskterm.desk.post import accounts
from deskterm.desk.post.taking import MailTaking
from deskterm.desk.tickets import replies, tickets
from deskterm.desk.upkeep import hooks
from deskterm.models.basics.ticket_numbers import short

from tests.desk.mails import mail
from tests.screens.conftest import lines
from tests.screens.counter import Counter, press


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def row(app, word: str) -> str:
    return next((line for line in lines(app) if word in line), "")


async def test_a_reply_that_nobody_vouches_for_stands_there_until_somebody_says_whose_it_is(counter):
    code = counter.taken("C001")
    subject = f"R: Stampa [#{code}-{tickets.get(counter.desk, code).tag}]"
    told = {"sender": "c001@clienti.example", "subject": subject, "message_id": "<9@clienti.example>"}
    receive.receive_mail(counter.desk, mail(proven=False, **told))
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "7")
        found = row(app, "Da confermare")
        assert short(code) in found and "Rossi Impianti" in found and "ticket" in found
        (waiting,) = replies.waiting(counter.desk, code)
        replies.confirm(counter.desk, waiting.id)
        app.nudge()
        await press(pilot)
        assert not row(app, "Da confermare")


async def test_a_mailbox_that_is_refused_and_a_hook_that_fails_stand_there_with_the_reason(counter):
    told = {"address": "aiuto@studio.example", "imap_host": "imap.studio.example", "imap_user": "aiuto"}
    side = MailTaking(counter.desk, accounts.add(counter.desk, "studio", **told))
    side.begin()
    said = {"host": "imap.studio.example", "user": "aiuto", "said": "no"}
    side.failed(Refused("mail_login", **said), pause=30)
    hooks.place(counter.desk, "chat")
    hooks.broken(counter.desk, "chat")
    app = counter.app()
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "7")
        assert "studio: " in row(app, "Casella !") and "aiuto" in row(app, "Casella !")
        assert "chat: " in row(app, "Hook !")
        side.well()
        hooks.given(counter.desk, "chat", 1)
        app.nudge()
        await press(pilot)
        assert not row(app, "Casella !") and not row(app, "Hook !")
