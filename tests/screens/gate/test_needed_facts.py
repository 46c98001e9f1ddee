"""What must be said of a customer or a ticket is named where people look, and asked at its gate."""

from pathlib import Path

import pytest
from deskterm.desk.calls import contacts, timer
from deskterm.desk.customers import profile
from deskterm.desk.upkeep import technicians
from deskterm.screens.gate.screen import GateScreen

from tests.screens.conftest import settle
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

OFFICINA = Path(__file__).parents[2] / "data" / "firms" / "officina.toml"
SIZE = "most = 500\ndefault = 5\n"


def firm_that_needs(tmp_path, more=""):
    """Officina's desk, where the customer's workplaces must be said."""
    text = OFFICINA.read_text(encoding="utf-8")
    assert text.count(SIZE) == 1
    text = text.replace(SIZE, f"most = 500\nneeded = true\n{more}")
    return FiveDesk(tmp_path / "desk", "altra", text=text)


@pytest.fixture
def firm(tmp_path):
    return firm_that_needs(tmp_path)


async def test_the_card_and_the_ticket_and_triage_name_it(firm):
    code = firm.request(channel="mail")
    async with firm.app().run_test(size=(100, 30)) as pilot:
        assert "Postazioni: da dire" in await opened(pilot, "ticket", code)
        assert "Da dire: Postazioni" in await opened(pilot, "triage", code)
        await press(pilot, "escape")
        assert "Postazioni: da dire" in await press(pilot, "f2", *"rossi")


async def test_it_is_asked_before_the_work_is_filed_and_goes_on_the_card(firm):
    session = timer.start(firm.desk, firm.request(channel="mail"), inbound=False)
    firm.now += 41 * 60
    async with firm.app().run_test(size=(100, 30)) as pilot:
        await opened(pilot, "call", session.group_id)
        await press(pilot, "f5")
        pilot.app.screen.fields.choose_outcome("solved")
        await settle(pilot)
        shown = await press(pilot, "f9")
        assert isinstance(pilot.app.screen, GateScreen) and "Postazioni" in shown
        await press(pilot, "2", *"12", "enter")
        await press(pilot, "enter")
        await settle(pilot)
    assert contacts.group(firm.desk, session.group_id).bill is not None
    assert profile.written(firm.desk, "C001")["plan_size"] == "12"


async def test_who_may_not_say_it_reads_who_may(tmp_path):
    firm = firm_that_needs(tmp_path, 'by = ["lead"]\n')
    technicians.add(firm.desk, "capo", role="lead")
    session = timer.start(firm.desk, firm.request(channel="mail"), inbound=False)
    firm.now += 41 * 60
    async with firm.app().run_test(size=(100, 30)) as pilot:
        await opened(pilot, "call", session.group_id)
        await press(pilot, "f5")
        pilot.app.screen.fields.choose_outcome("solved")
        await settle(pilot)
        await press(pilot, "f9")
        shown = await press(pilot, "2", *"12", "enter")
        assert "responsabile" in shown
    assert contacts.group(firm.desk, session.group_id).bill is None
    assert profile.to_say(firm.desk, "C001")
