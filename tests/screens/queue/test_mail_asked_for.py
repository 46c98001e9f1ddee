"""Mail is asked for from the palette: whoever reads the mailboxes hears of it, and a desk without says so."""

from __future__ import annotations

from deskterm.desk.errors import Refused
from deskterm.desk.post import accounts
from deskterm.desk.post.taking import MailTaking
from deskterm.mail.fetching.watch import REFUSED_FIRST

from tests.screens.counter import Counter, press


async def test_whoever_waits_at_the_mailbox_hears_that_mail_is_asked_for(tmp_path):
    counter = Counter(tmp_path / "desk")
    told = {"address": "aiuto@studio.example", "imap_host": "imap.studio.example", "imap_user": "aiuto"}
    side = MailTaking(counter.desk, accounts.add(counter.desk, "studio", **told))
    side.begin()
    said = {"host": "imap.studio.example", "user": "aiuto", "said": "no"}
    side.failed(Refused("mail_login", **said), pause=REFUSED_FIRST)
    assert not side.hurried()
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", *"scarica")
        await press(pilot, "enter")  # what is wrong stands in the line until it is dealt with
        assert app.spoken.kept[-1].text == "La posta si scarica ora: studio."
    assert side.hurried()
    side.well()
    assert not side.hurried()


async def test_a_desk_that_reads_no_mailbox_says_how_one_is_added(tmp_path):
    app = Counter(tmp_path / "desk").app()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p", *"scarica")
        assert "Il banco non ha caselle" in await press(pilot, "enter")
