"""A contact of a few seconds is said as the clock showed it, on the card and in the history."""

from __future__ import annotations

import pytest
from deskterm import locale
from deskterm.desk.billing import cancel, filing
from deskterm.desk.calls import timer

from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def delta(tmp_path) -> FiveDesk:
    return FiveDesk(tmp_path / "desk", "delta-system")


async def test_nine_seconds_are_no_minute_on_the_card(delta):
    code = delta.taken()
    group = timer.start(delta.desk, code).group_id
    delta.now += 9
    timer.stop(delta.desk)
    filing.file(delta.desk, group, outcome="solved", reason="diagnosis")
    async with delta.app().run_test(size=(120, 40)) as pilot:
        shown = await press(pilot, "f2", *"rossi", "enter")
        assert "0:09" in shown and "1 min" not in shown


@pytest.mark.parametrize(("language", "says"), [("it", "0:09 · numero sbagliato"), ("en", "0:09 · numero")])
async def test_nine_seconds_that_were_cancelled_are_no_minute_in_the_history(delta, language, says):
    code = delta.taken()
    timer.start(delta.desk, code)
    delta.now += 9
    cancel.cancel(delta.desk, why="numero sbagliato")
    locale.choose(language)
    async with delta.app(empty=True).run_test(size=(120, 40)) as pilot:
        await opened(pilot, "ticket", code)
        assert says in await press(pilot, "o", "end")
