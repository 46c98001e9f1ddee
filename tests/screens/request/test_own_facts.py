"""The form of a new request asks what the terms declare for its channel, in their words."""

from pathlib import Path

import pytest
from deskterm.desk.tickets import ticket_facts
from deskterm.screens.shared.pick import Pick
from textual.widgets import Input

from tests.screens.conftest import settle
from tests.screens.counter import press
from tests.screens.five import FiveDesk

OFFICINA = str(Path(__file__).parents[2] / "data" / "firms" / "officina.toml")


@pytest.fixture
def firm(tmp_path):
    return FiveDesk(tmp_path / "desk", OFFICINA)


async def test_the_form_asks_what_the_channel_may_bring(firm):
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.open("request", customer="C001", channel="portal")
        await settle(pilot)
        screen = pilot.app.screen
        shown = await press(pilot, "down")
        assert "Postazioni ferme" in shown and "Urgenza" in shown and "Quando si può" in shown
        screen.query_one("#subject", Input).value = "Ferma"
        await settle(pilot)
        assert "manca" in (await press(pilot, "f9")).lower()
        screen.query_one("#seats", Input).value = "0"
        screen.query_one("#urgency", Pick).value = "today"
        await press(pilot, "f9")
        await settle(pilot)
    assert ticket_facts.written(firm.desk, "TK000001") == {"seats": "0", "urgency": "today"}
