"""The last line and the help say what the keys do here, and the call that waits is one key away."""

from __future__ import annotations

import pytest
from deskterm.desk.calls import timer

from tests.screens.conftest import lines
from tests.screens.counter import Counter, opened, press
from tests.screens.five import FiveDesk


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_phone_fault_18_in_remote_work_f6_says_where_it_leads(tmp_path):
    desk = FiveDesk(tmp_path / "desk", "digital-micro")
    timer.start(desk.desk, desk.taken())
    async with desk.app(empty=True).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        assert "F6 Teleassistenza" in lines(pilot.app)[-1]
        await press(pilot, "f6", *"123456", "enter")
        assert "F6 Telefonata" in lines(pilot.app)[-1]
        await press(pilot, "f6")
    assert timer.running(desk.desk).session.kind == "call"


async def test_phone_fault_18_where_f6_asks_it_promises_nothing(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "call")
        await press(pilot, "f6")
        assert "F6 Altro lavoro" in lines(pilot.app)[-1]


async def test_phone_fault_18_the_help_of_the_call_names_no_letter_that_types_there(counter):
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(80, 60)) as pilot:
        await opened(pilot, "call")
        assert "Ctrl+O Aiuto" in lines(pilot.app)[-1], "F1 is the terminal's own in many"
        await press(pilot, "ctrl+o")
        named = {
            line[2:15].strip() for line in lines(pilot.app) if line.startswith("  ") and line[2:15].strip()
        }
        keys = {line.strip(" │").split("  ")[0] for line in lines(pilot.app) if "│" in line}
        assert "F5" in keys and not [key for key in keys | named if len(key) == 1 and key.isalpha()], keys


async def test_phone_fault_18_f3_goes_to_the_call_that_waits_to_be_filed(counter):
    timer.start(counter.desk, counter.taken("C001"))
    counter.now += 221
    timer.stop(counter.desk)
    async with counter.app().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot)
        assert "■ 3:41 da registrare · Rossi Impianti srl · F3" in shown
        assert "chiusa, da registrare" in await press(pilot, "f3")


async def test_while_another_call_runs_the_one_that_rests_stays_in_sight(counter):
    timer.start(counter.desk, counter.taken("C001"))
    counter.now += 221
    timer.pause(counter.desk, "prova")
    timer.start(counter.desk, counter.taken("C002"))
    async with counter.app().run_test(size=(100, 24)) as pilot:
        await opened(pilot, "call")
        await counter.pass_time(pilot, 30)
        bar = lines(pilot.app)[-2]
        assert "● 0:30 Studio Bianchi" in bar and "‖ 3:41 Rossi Impianti srl" in bar
