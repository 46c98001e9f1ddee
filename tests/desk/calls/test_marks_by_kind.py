"""The marks of a clock are true for the kind of work that runs, whatever the contact was before."""

from __future__ import annotations

import pytest
from deskterm.desk.billing import filing
from deskterm.desk.calls import timer

from tests.screens.five import FiveDesk


@pytest.mark.parametrize("talked", [60, 600, 1500])
def test_the_units_of_training_are_counted_from_its_own_beginning(tmp_path, talked):
    desk = FiveDesk(tmp_path / "desk", "istes", sold={"minute": 1})
    group = timer.start(desk.desk, desk.taken("C002", email="c002@clienti.example"), inbound=False).group_id
    desk.now += talked
    timer.switch(desk.desk, "training")
    desk.now += 1
    now = timer.running(desk.desk)
    begin = next(second for second, what in now.marks if what == "money" and second > 0)
    soon = next(second for second, what in now.marks if what == "soon")
    assert (begin, soon) == (talked + 1200, talked + 1080), "twenty minutes of training, two minutes' notice"
    at = now.session.started_at + 1200
    billed = [filing.preview(desk.desk, group, at=at + second).whole.billed_minutes for second in (0, 1)]
    assert billed[1] == billed[0] + 20, "where the mark stands, the bill grows"


def test_of_kinds_that_one_price_holds_for_the_marks_go_on(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "delta-system")
    timer.start(desk.desk, desk.taken())
    desk.now += 100
    timer.switch(desk.desk, "remote")
    assert timer.running(desk.desk).marks == ((240, "soon"), (300, "money"))
