"""Facts that the terms declare, on the card of a customer: shown in words, written and refused there."""

from pathlib import Path

import pytest
from deskterm.desk.customers import profile

from tests.screens.conftest import settle
from tests.screens.counter import press
from tests.screens.five import FiveDesk

OFFICINA = str(Path(__file__).parents[2] / "data" / "firms" / "officina.toml")


@pytest.fixture
def firm(tmp_path):
    return FiveDesk(tmp_path / "desk", OFFICINA)


async def typed(pilot, **values):
    for field, value in values.items():
        pilot.app.screen.query_one(f"#{field}").value = value
    await settle(pilot)


async def form(pilot, deed):
    """The form that one of the deeds of F6 opens for the customer in front."""
    await press(pilot, "f2", *"rossi")
    await press(pilot, "f6")
    return await press(pilot, *deed, "enter")


async def test_they_are_shown_on_the_card_and_written_in_its_form(firm):
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = await form(pilot, "nome")
        assert "Postazioni" in shown and "Settore" in shown and "Negozio, Fabbrica" in shown
        await typed(pilot, plan_size="900")
        assert "«900»" in await press(pilot, "f9")
        await typed(pilot, plan_size="80", sector="fabbrica", since_day="3/2/2019")
        shown = await press(pilot, "f9")
        assert "Postazioni: 80" in shown and "Settore: Fabbrica" in shown
    assert profile.written(firm.desk, "C001")["sector"] == "factory"


async def test_those_of_the_agreement_are_in_its_form(firm):
    async with firm.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Livello" in await form(pilot, "correggi")
        await typed(pilot, sla_level="Oro")
        assert "Livello: Oro" in await press(pilot, "f9")
    assert profile.written(firm.desk, "C001")["sla_level"] == "gold"
