"""A fixed amount is on the screens before the work and while it runs: card of who rings, gate, call."""

import pytest
from deskterm.desk.calls import timer
from deskterm.desk.intake import by_phone

from tests.clocks import rome
from tests.desk.billing.test_fixed_amounts_ahead import OPENED
from tests.screens.conftest import settle, text, until
from tests.screens.counter import opened
from tests.screens.five import FiveDesk


@pytest.fixture
def firm(tmp_path):
    file = tmp_path / "firma.toml"
    file.write_text(OPENED, encoding="utf-8")
    firm = FiveDesk(tmp_path / "desk", str(file))
    firm.now = rome("2026-03-03T10:00")
    return firm


def plain(pilot):
    return text(pilot.app).replace("\xa0", " ")


async def test_while_the_time_is_free_the_call_says_what_it_costs_already(firm):
    timer.start(firm.desk, firm.taken())
    firm.now += 60
    async with firm.app().run_test(size=(120, 40)) as pilot:
        await opened(pilot, "call")
        shown = plain(pilot)
        assert "importo fisso; il tempo è compreso fino a 5:00" in shown
        assert "dal suo carnet.» (P5)" in shown and "c'è Apertura 5,00 €.» (P8)" in shown
        assert "Apertura: 5,00 € (P8)" in shown
        firm.now += 300
        pilot.app.desk_screen.tick(firm.now)
        await settle(pilot)
        assert "fatturabile" in plain(pilot)


async def test_who_rings_is_told_the_opening_before_anybody_answers(firm):
    firm.taken()
    async with firm.app().run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        by_phone.ring(firm.desk, "0445 000123")
        await until(pilot, lambda: "Apertura 5,00" in plain(pilot))
