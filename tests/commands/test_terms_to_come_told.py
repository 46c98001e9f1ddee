"""Terms that are adopted for a day to come are told as such: in the history, and on the desk's own page."""

import pytest

from tests.commands.ricni import empty, home, ricni, written

__all__ = ["empty", "home", "ricni"]

VERSION = 'version = "1", valid_from = 2026-01-01'
RATE = "list_rate = 1650.00"


@pytest.fixture
def coming(tmp_path):
    """The firm's file from June on, with a dearer hour."""
    june = (VERSION, 'version = "2", valid_from = 2026-06-01')
    return written(tmp_path, june, (RATE, "list_rate = 1750.00"))


def history(ricni, at, lang="en"):
    return ricni.said("events", "-n", "2", at=at, lang=lang).splitlines()[-1]


def test_the_history_does_not_say_of_terms_to_come_that_they_are_in_force(ricni, coming):
    ricni("service", "adopt", coming, at="2026-04-03T09:02")
    told = history(ricni, "2026-04-03T09:03")
    assert told.endswith("adopted new terms, which hold from 1 Jun 2026 00:00")
    assert history(ricni, "2026-04-03T09:03", "it").endswith(
        "adottate nuove condizioni, che valgono dal 01/06/2026 00:00"
    )
    ricni("service", "withdraw", "--why", "Troppo presto", at="2026-04-03T09:04")
    assert history(ricni, "2026-04-03T09:05", "it").endswith("ritirate le condizioni in arrivo")


def test_terms_that_hold_at_once_are_told_without_a_day(ricni, tmp_path):
    now = written(tmp_path, (VERSION, 'version = "2", valid_from = 2026-02-01'))
    ricni("service", "adopt", now, at="2026-04-03T09:02")
    assert history(ricni, "2026-04-03T09:03").endswith("adopted new terms")


def test_the_page_says_from_when_who_adopted_them_and_what_they_change(ricni, coming):
    ricni("service", "adopt", coming, at="2026-04-03T09:02")
    page = ricni.said("service", "show", at="2026-04-03T09:03")
    calendar = page[page.index("SINCE WHEN THEY HOLD") :]
    assert "  From 1 Jun 2026 00:00 on: " in calendar and "Since 1 Jun" not in calendar
    assert "adopted on 3 Apr 2026 09:02 by luca, version 2; they change:" in calendar
    assert "price[P6].list_rate: 1650.00 → 1750.00" in calendar
    later = ricni.said("service", "show", at="2026-06-02T09:00")
    assert "  Since 1 Jun 2026 00:00: " in later and "they change" not in later


def test_terms_that_follow_others_to_come_are_compared_with_those(ricni, coming, tmp_path):
    """From July on version 3 replaces version 2: the rate of June is theirs too, and is no change."""
    ricni("service", "adopt", coming, at="2026-04-03T09:02")
    place = tmp_path / "july"
    place.mkdir()
    july = (VERSION, 'version = "3", valid_from = 2026-07-01')
    third = written(place, july, (RATE, "list_rate = 1800.00"))
    ricni("service", "adopt", third, at="2026-04-03T09:03")
    page = ricni.said("service", "show", at="2026-04-03T09:04")
    later = " ".join(page[page.index("From 1 Jul 2026") :].split())
    assert "of those before them they change:" in later and "1750.00 → 1800.00" in later
    assert "1650.00" not in later
