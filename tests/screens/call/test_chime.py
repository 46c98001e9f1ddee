"""The bell, where it is wanted: a minute before a call costs money, when it does, and at each unit."""

from __future__ import annotations

from deskterm.desk.calls import timer
from deskterm.settings import config_file, load
from deskterm.widgets.live import Chime, read_live

from tests.screens.counter import Counter
from tests.screens.five import FiveDesk


def struck(desk, seconds: int, *, wanted: bool = True) -> list[int]:
    """At which seconds of the call that runs the bell strikes, looked at once a second."""
    live, chime = read_live(desk), Chime(wanted=wanted)
    return [one for one in range(seconds) if chime.strikes(live, live.started_at + one)]


def test_it_strikes_a_minute_before_money_and_when_the_first_second_costs(tmp_path):
    counter = Counter(tmp_path / "desk")
    timer.start(counter.desk, counter.taken("C002"))
    assert struck(counter.desk, 900) == [240, 301]
    assert struck(counter.desk, 900, wanted=False) == []


def test_it_strikes_where_the_terms_warn_and_at_each_unit_of_twenty_minutes(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "istes")
    timer.start(desk.desk, desk.taken("C002"), inbound=False)
    assert struck(desk.desk, 2500) == [1080, 1201, 2280, 2401]


def test_a_mark_that_was_passed_while_nobody_looked_is_no_news_and_a_late_look_strikes_once(tmp_path):
    counter = Counter(tmp_path / "desk")
    timer.start(counter.desk, counter.taken("C002"))
    live, chime = read_live(counter.desk), Chime(wanted=True)
    looks = [chime.strikes(live, live.started_at + one) for one in (250, 251, 290, 320, 321)]
    assert looks == [False, False, False, True, False]


def test_it_is_off_until_the_settings_say_otherwise():
    assert load().bell is False
    config_file().parent.mkdir(parents=True)
    config_file().write_text("bell = true\n", encoding="utf-8")
    assert load().bell is True
