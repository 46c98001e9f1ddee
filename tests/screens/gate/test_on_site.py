"""On-site work that a call turns into: its gate is asked on the screen, with the price and the way out."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.tickets import ticket_facts
from deskterm.screens.gate.screen import GateScreen

from tests.commands.test_on_site_gate import TEXT
from tests.screens.conftest import settle
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk
from tests.screens.said import last_said

VISITS = TEXT.replace('switch = ["remote", "video"]', 'switch = ["onsite", "lab"]')


@pytest.fixture
def firm(tmp_path):
    firm = FiveDesk(tmp_path / "desk", "visite", text=VISITS)
    code = firm.taken(fields={"hurry": "today"})
    timer.start(firm.desk, code)
    return firm


async def turned(pilot, kind):
    await opened(pilot, "call")
    await press(pilot, "f6")
    return await press(pilot, kind)


async def test_what_must_be_paid_before_is_asked_with_the_price_on_it(firm):
    async with firm.app().run_test(size=(120, 40)) as pilot:
        shown = (await turned(pilot, "1")).replace("\xa0", " ")
        assert isinstance(pilot.app.screen, GateScreen) and "Pagato prima" in shown
        assert "Diritto di chiamata 25,00 € (P7)" in shown and "Urgenza 80,00 € (P11)" in shown
        await press(pilot, "enter")
        assert timer.running(firm.desk).session.kind == "call"
        await press(pilot, "1", "enter")
        await settle(pilot)
    assert timer.running(firm.desk).session.kind == "onsite"


async def test_where_nothing_can_be_answered_there_it_says_what_is_missing(firm):
    async with firm.app().run_test(size=(120, 40)) as pilot:
        await turned(pilot, "2")
        assert "Preventivo accettato" in last_said(pilot.app) and "P15" in last_said(pilot.app)
        assert timer.running(firm.desk).session.kind == "call"
        ticket_facts.set_facts(firm.desk, "TK000001", {"estimate": "sì"})
        await turned(pilot, "2")
        await settle(pilot)
    assert timer.running(firm.desk).session.kind == "lab"
