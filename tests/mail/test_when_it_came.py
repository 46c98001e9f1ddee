"""When a mail reached us: its server's word, then a Date that can be true, then its file, then the import."""

from email.utils import formatdate

import pytest
from deskterm.mail.reading.parse import parse

from .letters import NOW, RECEIVED, letter

HOUR, DAY = 3_600, 86_400


def came(raw: bytes, at: int | None = None) -> tuple[int, str]:
    """How many seconds before now it came, and what told so where its Date was not believed."""
    received = parse(raw, now=NOW, at=at)
    return NOW - received.received_at, received.timed_by


def dated(seconds_ago: int, *more: str) -> bytes:
    return letter(*more, f"Date: {formatdate(NOW - seconds_ago)}")


@pytest.mark.parametrize("ago", [16 * 365 * DAY, 40 * DAY, 6 * DAY, -20 * HOUR, -HOUR])
def test_a_date_that_is_old_or_still_to_come_proves_nothing(ago):
    assert came(dated(ago)) == (0, "import")


@pytest.mark.parametrize("ago", [0, 60, HOUR, DAY, 4 * DAY])
def test_a_date_counts_where_the_mail_can_have_been_under_way_so_long(ago):
    assert came(dated(ago)) == (ago, "")


@pytest.mark.parametrize("ahead", [1, 60, 600])
def test_a_clock_that_runs_a_little_ahead_needs_no_word(ahead):
    assert came(dated(-ahead)) == (0, "")


@pytest.mark.parametrize("ago", [16 * 365 * DAY, 40 * DAY, -20 * HOUR])
def test_the_file_s_own_time_counts_before_the_import(ago):
    assert came(dated(ago), at=NOW - 2 * DAY) == (2 * DAY, "file")


@pytest.mark.parametrize("at", [NOW + 60, NOW + 300 * DAY, 0, 1000])
def test_a_file_from_the_future_or_of_a_clock_never_set_says_nothing(at):
    assert came(dated(40 * DAY), at=at) == (0, "import")


def test_a_date_that_fits_the_file_s_own_time_counts():
    assert came(dated(31 * DAY), at=NOW - 30 * DAY) == (31 * DAY, "")


@pytest.mark.parametrize("date", ["Fri, 1 Jan 2010 08:00:00 +0100", "ieri", "Tue, 3 Mar 2099 08:00:00 +0100"])
def test_our_own_server_is_believed_whatever_the_date_says(date):
    assert came(letter(RECEIVED, f"Date: {date}")) == (NOW - 1772524200, "")


def test_not_even_our_own_server_receives_tomorrow():
    line = f"Received: from a by mx.desk.example; {formatdate(NOW + 20 * HOUR)}"
    assert came(letter(line)) == (0, "")


def test_what_says_nothing_came_when_it_was_taken_in():
    assert came(letter()) == (0, "")
    assert came(letter(), at=NOW - HOUR) == (HOUR, "")
