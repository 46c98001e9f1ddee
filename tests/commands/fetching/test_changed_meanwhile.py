"""A mailbox that somebody changes or takes away stops at once in every program that reads or sends by it."""

import contextlib
import time

import pytest
from deskterm import settings
from deskterm.commands.intake import fetching
from deskterm.desk.context import open_desk
from deskterm.desk.errors import Refused
from deskterm.desk.post import accounts, taking
from deskterm.mail.fetching.round import go_round
from deskterm.mail.sandbox import Reader
from deskterm.models.records.mail_accounts import FolderPlace

from tests.commands.fetching.conftest import Post, fetched, letter, state, tickets
from tests.commands.fetching.test_watch import threads, until

pytestmark = pytest.mark.xdist_group("dovecot")


def moving(desk, post):
    post.make("Fatte")
    post.account(desk, "--after", "move", "--after-folder", "Fatte")


def test_after_it_was_taken_away_nothing_is_fetched_and_nothing_moved(desk, post):
    moving(desk, post)
    with threads(desk) as heard:
        post.deliver(letter("uno"))
        until(lambda: heard, seconds=10)
        until(lambda: len(post.seen("Fatte")) == 1, seconds=10)
        desk("mail", "account", "remove", "studio")
        post.deliver(letter("due"))
        time.sleep(4)
        assert tickets(desk) == ["uno"]
        assert (len(post.seen()), len(post.seen("Fatte"))) == (1, 1), "it lies where it came"


def test_one_of_the_same_name_but_of_somebody_else_is_not_read_by_the_old_settings(desk, post, server):
    moving(desk, post)
    other = Post(server)
    with threads(desk) as heard:
        until(lambda: state(desk)["fetched_by"], seconds=10)
        desk("mail", "account", "remove", "studio")
        other.account(desk)
        post.deliver(letter("uno"))
        other.deliver(letter("due"))
        until(lambda: heard, seconds=10)
        time.sleep(3)
    assert tickets(desk) == ["due"] and len(post.seen()) == 1


def test_from_the_change_on_every_mail_is_marked(desk, post):
    post.account(desk)
    with threads(desk) as heard:
        post.deliver(letter("uno"))
        until(lambda: heard, seconds=10)
        desk("mail", "account", "change", "studio", "--after", "seen")
        post.deliver(letter("due"))
        until(lambda: len(heard) == 2, seconds=10)
        until(lambda: post.seen() == [("uno", False), ("due", True)], seconds=5)


def test_between_taking_a_mail_in_and_moving_it_the_settings_are_asked_once_more(desk, post, monkeypatch):
    moving(desk, post)
    post.deliver(letter("uno"))
    opened = open_desk(desk.desk)
    account = accounts.get(opened, "studio")
    side, told = taking.MailTaking(opened, account), settings.load(desk=str(desk.desk))
    side.begin()
    with (
        Reader() as reader,
        fetching.connection(account, told, fetching.Remembered(account, told)) as box,
        contextlib.closing(opened),
    ):
        outcomes = go_round(box, side, reader, lambda: False)
        assert next(outcomes).outcome == "queued"
        desk("mail", "account", "change", "studio", "--after", "nothing")
        with pytest.raises(Refused, match="studio"):
            list(outcomes)
        for deed in (side.hold, side.begin, lambda: side.reach(FolderPlace(folder="INBOX", uidvalidity=1))):
            with pytest.raises(Refused, match="studio"):
                deed()
        assert side.hurried(), "a wait at the server ends"
    assert post.seen("Fatte") == [] and post.seen() == [("uno", False)]
    assert fetched(desk) == []
