"""The card of who rings leaves the sums in sight that the next key files."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer
from deskterm.widgets.ring_card import RingCard
from textual.geometry import Region

from tests.screens.counter import Counter, opened, press
from tests.screens.ring.test_ringing import rung, until


@pytest.mark.parametrize("phone", ["0999 123456", "0445 000456"])
async def test_a_card_over_a_stopped_call_hides_neither_its_chips_nor_its_sums(tmp_path, phone):
    counter = Counter(tmp_path / "desk")
    timer.start(counter.desk, counter.taken("C002"))
    counter.now += 400
    timer.stop(counter.desk)
    app = counter.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call", 1)
        await press(pilot, "4")
        rung(counter, phone)
        await until(pilot, lambda: bool(app.screen.query(RingCard)))
        await press(pilot)
        card, cost = app.screen.query_one(RingCard).region, app.screen.query_one("#cost").region
        told = Region(cost.x, cost.y, cost.width, 2)
        assert not card.overlaps(told) and not card.overlaps(app.screen.focused.region)
