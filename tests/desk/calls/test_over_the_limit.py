"""What lasted longer than the terms believe is asked about, however its begin and end came to be known."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import forgotten, timer
from deskterm.desk.errors import Refused

from tests.screens.counter import Counter

HOUR = 3600


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


def refused(counter: Counter, group: int) -> str:
    with pytest.raises(Refused) as found:
        filing.file(counter.desk, group, outcome="solved", reason="setup")
    return found.value.code


def test_a_call_that_began_yesterday_is_asked_about_though_its_end_was_told(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    forgotten.began(counter.desk, counter.now - 18 * HOUR)
    counter.now += 60
    ended = forgotten.ended(counter.desk, counter.now)
    assert ended.to_confirm, "eighteen hours are not billed without a question"
    assert refused(counter, session.group_id) == "time_to_confirm"


def test_a_stopped_call_that_began_yesterday_after_all_is_asked_about(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    counter.now += 60
    timer.stop(counter.desk)
    assert forgotten.began(counter.desk, counter.now - 9 * HOUR, session.group_id).to_confirm
    assert refused(counter, session.group_id) == "time_to_confirm"


def test_an_end_within_the_limit_asks_nothing(counter):
    session = timer.start(counter.desk, counter.taken("C002"))
    counter.now += 30 * HOUR
    assert not forgotten.ended(counter.desk, session.started_at + 600).to_confirm


def test_that_a_begin_was_put_right_is_no_evidence_of_an_end(counter):
    code = counter.taken("C002")
    counter.now += HOUR
    began = timer.start(counter.desk, code).started_at
    counter.now += 600
    forgotten.began(counter.desk, began - 60)
    counter.now += 600
    assert forgotten.evidence(counter.desk).last_at is None
