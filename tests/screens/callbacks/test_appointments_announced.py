"""An appointment announces itself to whom it belongs, on every screen, before the hour and when it comes."""

from __future__ import annotations

import pytest
from deskterm.desk.agenda import appointments
from deskterm.desk.tickets import tickets

from tests.clocks import rome
from tests.screens.conftest import text, until
from tests.screens.counter import opened, press
from tests.screens.five import FiveDesk

SOON = "15:00: appuntamento con Rossi Impianti srl (TK1), fra"
NOW = "È l'ora dell'appuntamento delle 15:00"


@pytest.fixture
def micro(tmp_path) -> FiveDesk:
    desk = FiveDesk(tmp_path / "desk", "digital-micro", at="2026-03-03T14:30")
    desk.request()
    appointments.add(desk.desk, "TK000001", starts_at=rome("2026-03-03T15:00"), minutes=60, kind="remote")
    return desk


@pytest.mark.parametrize("door", ["", "backlog", "f8", "?"])
async def test_phone_fault_10_five_minutes_before_it_is_said_wherever_one_is_and_again_at_the_hour(
    micro, door
):
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, *{"": (), "backlog": ("7",), "f8": ("f8",), "?": ("question_mark",)}[door])
        assert SOON not in text(pilot.app)
        micro.now = rome("2026-03-03T14:55")
        await until(pilot, lambda: f"{SOON} 5 min" in " ".join(text(pilot.app).split()))
        micro.now = rome("2026-03-03T15:00")
        await until(pilot, lambda: NOW in " ".join(text(pilot.app).split()))
    assert tickets.get(micro.desk, "TK000001").taken_by == "luca"


async def test_how_early_is_a_setting(micro):
    app = micro.app()
    app.announce_before = 30
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: f"{SOON} 30 min" in " ".join(text(pilot.app).split()))


async def test_a_colleagues_appointment_is_announced_to_the_colleague_alone(micro):
    micro.now = rome("2026-03-03T14:54")
    micro.desk.who = "marta"
    async with micro.app().run_test(size=(80, 24)) as pilot:
        await press(pilot)
        micro.now = rome("2026-03-03T15:01")
        await until(pilot, lambda: tickets.get(micro.desk, "TK000001").state == "taken")
        assert "È l'ora" not in await opened(pilot, "callbacks")
    assert tickets.get(micro.desk, "TK000001").taken_by == "luca"
