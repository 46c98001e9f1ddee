"""Every act of the keystroke table, played key by key: it comes to what it should, within its goal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.keystrokes import ACTS, Act, page
from tests.screens.conftest import settle
from tests.screens.counter import press, still

KEPT = Path(__file__).parents[2] / "benchmarks" / "keystrokes.md"


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
async def test_an_act_comes_to_what_it_should_within_its_keys(tmp_path, act: Act):
    desk = act.furnish(tmp_path / "desk")
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        at_stop = act.lead.index("f5") if "f5" in act.lead else len(act.lead)
        for key in act.lead[:at_stop]:
            await press(pilot, key)
        desk.now += act.seconds
        pilot.app.desk_screen.tick(desk.now)
        await still(pilot)
        for key in act.lead[at_stop:]:
            await press(pilot, key)
        assert not act.holds(desk.desk, ""), "it holds before anything was done"
        for key in act.packet:
            shown = await press(pilot, key)
        assert act.holds(desk.desk, shown), shown
    assert act.strokes <= act.goal


def test_the_kept_table_is_the_one_that_is_counted():
    assert KEPT.read_text(encoding="utf-8") == page(), "python -m tests.keystrokes > benchmarks/keystrokes.md"
