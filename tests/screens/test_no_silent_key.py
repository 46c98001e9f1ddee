"""A key whose work is done already says so: silence would be taken for a program that hangs."""

from __future__ import annotations

import pytest

from tests.screens.counter import Counter, opened, press
from tests.screens.said import shown, silence


@pytest.fixture
def counter(tmp_path) -> Counter:
    return Counter(tmp_path / "desk")


async def test_who_calls_for_the_caller_once_more_is_told_that_the_prompt_is_there(counter):
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        assert shown(pilot.app) == ""
        await press(pilot, "f2")
        assert shown(pilot.app) == "È già sullo schermo."
        silence(pilot.app)
        await press(pilot, *"rossi", "f2")
        assert shown(pilot.app) == "", "what was typed is marked, to be typed over"


async def test_who_stops_a_clock_that_stands_is_told_how_to_go_on(counter):
    counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", *"rossi", "enter", "enter")
        counter.now += 180
        await press(pilot, "f5")
        silence(pilot.app)
        await press(pilot, "f5")
        assert shown(pilot.app) == "Il tempo è già fermo: F7 riprende, F9 registra"


async def test_that_a_screen_is_in_front_already_is_not_said_on_the_next_one(counter):
    code = counter.taken("C001")
    async with counter.app().run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        await press(pilot, "f2")
        assert shown(pilot.app) == "È già sullo schermo."
        await opened(pilot, "ticket", code)
        assert shown(pilot.app) == ""
